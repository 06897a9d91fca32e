"""The stub platform, up for one test."""

from collections.abc import Iterator

import pytest

from tests.platforms.doudian.wire import StubPlatform


@pytest.fixture
def platform() -> Iterator[StubPlatform]:
    """Return a server on 127.0.0.1 that answers as the test tells it."""
    with StubPlatform() as running:
        yield running
