"""What every recorded event leads to: how far the order has come before, and what is then true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hedan.adapters.visit_counts import PREFIX
from tests.functions.stages import bring
from tests.functions.world import World

type Check = Callable[[World, Any], None]
type Prepare = Callable[[World], object]


@dataclass(frozen=True)
class Case:
    """One event file's meaning."""

    stage: str
    prepare: Prepare | None
    check: Check

    def make_ready(self, world: World) -> None:
        """Bring the world to where the event meets it."""
        bring(world, self.stage)
        if self.prepare is not None:
            self.prepare(world)
        world.mail()  # What was told on the way is no effect of the event.
        world.before = world.tables()


CASES: dict[tuple[str, str], Case] = {}


def case(
    function: str, name: str, *, stage: str = "empty", prepare: Prepare | None = None
) -> Callable[[Check], Check]:
    """Say that a check belongs to events/<function>/<name>.json."""

    def keep(check: Check) -> Check:
        assert (function, name) not in CASES
        CASES[function, name] = Case(stage, prepare, check)
        return check

    return keep


def nothing_changed(world: World) -> None:
    """Assert that no table has changed and nobody was told anything."""
    assert world.tables() == world.before
    assert world.mail() == []


def nothing_but_the_visit(world: World) -> None:
    """Assert that nothing was written but how often the link was used."""
    now, table = world.tables(), world.stack.refs["SettingsTable"]
    counts = [item for item in now[table] if _is_count(item)]
    assert len(counts) == 1
    assert now | {table: _without_counts(now[table])} == world.before | {
        table: _without_counts(world.before[table])
    }
    assert world.mail() == []


def _without_counts(items: list[Any]) -> list[Any]:
    return [item for item in items if not _is_count(item)]


def _is_count(item: Any) -> bool:
    return bool(item["pk"]["S"].startswith(PREFIX))
