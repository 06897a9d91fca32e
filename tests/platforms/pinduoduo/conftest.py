"""The gateway of one test."""

import pytest

from tests.platforms.pinduoduo.wire import Gateway


@pytest.fixture
def gateway() -> Gateway:
    """Return a gateway that answers as the test tells it."""
    return Gateway()
