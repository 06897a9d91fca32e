"""One emulator for all state machines, its waits and pauses skipped."""

from collections.abc import Iterator

import pytest

from infra.local.emulator import Emulator
from tests.workflows.stage import Stage


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Emulator(tmp_path_factory.mktemp("workflows"), wait_scale=0) as emulator:
        yield Stage(emulator, tmp_path_factory.mktemp("scripts"))
