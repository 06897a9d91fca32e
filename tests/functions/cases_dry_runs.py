"""A day kept for dry runs, and the steps of a dry run over it."""

from datetime import timedelta
from typing import Any

from hedan.domain.classes import ClassRules
from hedan.domain.dry_run import DryRun, Facet, RunState
from hedan.domain.snapshots import cases_in
from hedan.settings.versions import Draft, content_hash
from hedan.usecases.dry_runs.dry_run_files import load_report, save_settings
from hedan.usecases.orders.reserve_stock import reserve_stock
from infra.local.places import EVENTS
from tests.functions.cases import case, nothing_changed
from tests.functions.stages import deciding
from tests.functions.world import NOW, ORDER, World, recorded_event

RUN = "D0-0"
DRAFT = "D0"
FILE = "snapshots/cup-house/2026-09-28.jsonl.gz"
PART = "dry-runs/D0-0/parts/cup-house/2026-09-28.json"


def kept_run(world: World) -> DryRun:
    """Return how far the dry run is."""
    with world.seeing() as seen:
        run: DryRun = seen.dry_runs().get(RUN)
        return run


def decided(world: World) -> None:
    """A moment after it came, the order was decided."""
    with world.seeing() as seen:
        later = NOW + timedelta(seconds=1)
        assert reserve_stock(ORDER, deciding=deciding(seen), now=later).outcome == "reserved"


# --- snapshot_day -------------------------------------------------------------------------------


@case("snapshot_day", "one_day", stage="stored", prepare=decided)
def keeps_the_orders_of_a_day(world: World, answer: Any) -> None:
    (day,) = answer["days"]
    assert (day["orders"], day["decided"], day["left_out"]) == (1, 1, 0)
    with world.seeing() as seen:
        (kept,) = cases_in(seen.archive().get(FILE))
    assert kept.order.key == ORDER
    assert "history/cup-house/2026-09-28.json" in world.files("history/")
    nothing_changed(world)


@case("snapshot_day", "last_days", stage="stored", prepare=decided)
def keeps_yesterday_and_the_day_before(world: World, answer: Any) -> None:
    assert [day["day"] for day in answer["days"]] == ["2026-09-27", "2026-09-26"]
    assert world.files("snapshots/") == [
        "snapshots/cup-house/2026-09-26.jsonl.gz",
        "snapshots/cup-house/2026-09-27.jsonl.gz",
    ]
    assert world.files("history/skus.json") == ["history/skus.json"]
    nothing_changed(world)


# --- dry_run ------------------------------------------------------------------------------------


def begun(world: World) -> None:
    """A dry run of a draft, by which every order is dear, has begun over the kept day."""
    decided(world)
    world.invoke("snapshot_day", recorded_event(EVENTS / "snapshot_day" / "one_day.json"))
    with world.seeing() as seen:
        force = seen.settings()
        tried = force.but(classes=ClassRules(high_value_minor=1))
        save_settings(seen.archive(), RUN, force, tried)
        draft = Draft(id=DRAFT, settings=tried, base=force.version, made_by="ann", made_at=NOW)
        seen.settings_table().keep_draft(draft)
        run = DryRun(
            id=RUN,
            draft=DRAFT,
            content=content_hash(tried),
            base_version=force.version,
            days=7,
            started_at=NOW,
        )
        seen.dry_runs().keep(run)


def ran(world: World) -> None:
    """The rules were tried on the only day."""
    begun(world)
    world.invoke("dry_run", recorded_event(EVENTS / "dry_run" / "run.json"))


@case("dry_run", "list", stage="stored", prepare=begun)
def lists_the_kept_days(world: World, answer: Any) -> None:
    assert answer == {"files": [FILE]}
    nothing_changed(world)


@case("dry_run", "run", stage="stored", prepare=begun)
def tries_the_rules_on_a_day(world: World, answer: Any) -> None:
    assert answer == {"part": PART}
    assert world.files("dry-runs/D0-0/parts/") == [PART]
    nothing_changed(world)


@case("dry_run", "combine", stage="stored", prepare=ran)
def reports_and_notes_it_on_the_draft(world: World, answer: Any) -> None:
    assert answer == {"orders": 1, "changed": 1}
    run = kept_run(world)
    assert (run.state, run.orders, run.changed) == (RunState.DONE, 1, 1)
    with world.seeing() as seen:
        report = load_report(seen.archive(), RUN)
        assert report.run == run
        assert report.counts.facets[Facet.TAGS].examples[0].order == ORDER
        draft = seen.settings_table().draft(DRAFT)
    assert draft.is_tried
    assert draft.dry_run == RUN
    assert world.mail() == []


@case("dry_run", "fail", stage="stored", prepare=begun)
def says_that_it_failed(world: World, answer: Any) -> None:
    assert answer == {}
    assert kept_run(world).state is RunState.FAILED
