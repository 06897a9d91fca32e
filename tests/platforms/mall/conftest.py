"""The scripted pool of one test."""

import pytest

from tests.platforms.mall.wire import FakePool


@pytest.fixture
def pool() -> FakePool:
    """Return a pool that nothing was said to yet."""
    return FakePool()
