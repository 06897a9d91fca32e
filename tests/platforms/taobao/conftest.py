"""The stub platform, new for each test."""

import pytest

from tests.platforms.taobao.wire import StubPlatform


@pytest.fixture
def platform() -> StubPlatform:
    """Return a platform that answers as the test tells it."""
    return StubPlatform()
