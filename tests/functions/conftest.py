"""One world for each test: tables, queues and files of the shipped template, under moto."""

import os
from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functions.seed import opened_world
from tests.functions.stack import REGION
from tests.functions.world import World, forget_clients, fresh_clients


@pytest.fixture(scope="package", autouse=True)
def _clients() -> Iterator[None]:
    """Make clients that moto sees, once: the first mock in a process installs it."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        fresh_clients()
    yield
    forget_clients()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return a stack with settings, secrets and stock, and a platform that knows one order."""
    with opened_world(monkeypatch) as opened:
        yield opened
