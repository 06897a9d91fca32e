"""One stack, and its pages over HTTP, for each test."""

import os
from collections.abc import Iterator

import pytest
from moto import mock_aws

from hedan.texts import Language
from tests.browser.scene import set_up
from tests.browser.site import Site
from tests.functions.seed import opened_world
from tests.functions.stack import REGION
from tests.functions.world import forget_clients, fresh_clients


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
def language() -> Language:
    """Return what the supplier speaks, where a test does not go through all languages."""
    return "zh"


@pytest.fixture
def site(language: Language, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return the pages of a supplier that has something in every section."""
    with opened_world(monkeypatch) as world, Site(world, monkeypatch) as opened:
        set_up(world, language)
        yield opened
