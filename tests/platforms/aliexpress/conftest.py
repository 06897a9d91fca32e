"""The scripted gateway, fresh for one test."""

import pytest

from tests.platforms.aliexpress.wire import ScriptedGateway


@pytest.fixture
def gateway() -> ScriptedGateway:
    """Return a gateway that answers as the test tells it."""
    return ScriptedGateway()
