"""One day for all end-to-end tests: it takes more than a minute, so they look at the same one."""

from collections.abc import Iterator

import pytest

from infra.local.day import trade
from infra.local.proof import judge
from infra.local.world import World
from tests.e2e.lived import Lived

SEED = 7  # Another day than `make run` shows.


@pytest.fixture(scope="package")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    said: list[str] = []
    with World(SEED, tmp_path_factory.mktemp("day"), said.append, {}) as world:
        day = trade(world, SEED)
        yield Lived(day, judge(day))
