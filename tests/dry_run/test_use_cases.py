"""A dry run from its start to its report, and the days that it looks at."""

from datetime import date, datetime, timedelta

import pytest

from hedan.deciding.sides import Side, health_of
from hedan.domain.dry_run import DryRun, DryRunReport, RunState
from hedan.domain.rules import Rule, Split
from hedan.domain.snapshots import SNAPSHOT_TYPE, Snapshot, packed, snapshot_key
from hedan.errors import TryAgain
from hedan.settings import Settings
from hedan.settings.versions import Draft, content_hash
from hedan.usecases.dry_runs.dry_run import (
    combine_dry_run,
    dry_run,
    fail_dry_run,
    list_dry_run,
    run_dry_run,
    snapshot_files,
)
from hedan.usecases.dry_runs.dry_run_files import load_health, load_report
from hedan.usecases.dry_runs.start_dry_run import ATTEMPTS_MAX, start_dry_run
from tests.domain.builders import NOW, hours, make_line
from tests.dry_run.builders import SETTINGS, make_case, make_decision, past_order
from tests.dry_run.fakes import MemoryDryRuns
from tests.fakes.memory_ports import MemoryArchive, MemoryWorkflows

TODAY = NOW.date()
DRAFT = Draft(
    id="D1",
    settings=SETTINGS.but(language="en", version=0),
    base=3,
    made_by="ann",
    made_at=NOW,
)


class Desk:
    """Where a dry run happens."""

    def __init__(self) -> None:
        self.archive = MemoryArchive()
        self.dry_runs = MemoryDryRuns()
        self.workflows = MemoryWorkflows()
        self.noted: list[DryRun] = []

    def combine(self, run_id: str, parts: list[str], now: datetime = NOW) -> DryRunReport:
        return combine_dry_run(
            run_id,
            parts,
            archive=self.archive,
            dry_runs=self.dry_runs,
            note=self.noted.append,
            health_of=health_of,
            now=now,
        )

    def start(self, **changes: object) -> DryRun:
        given = {
            "days": 7,
            "by": "ann",
            "published": SETTINGS,
            "archive": self.archive,
            "dry_runs": self.dry_runs,
            "workflows": self.workflows,
            "now": NOW,
        }
        return start_dry_run(DRAFT, **(given | changes))  # type: ignore[arg-type]

    def day(self, days_ago: int, *order_ids: str, store: str = "cup-shop") -> str:
        """Keep a day of orders; return its key."""
        cases = [make_case(past_order(one, make_line(f"{one}-1"))) for one in order_ids]
        kept = packed(Snapshot(case=one, decision=make_decision(one)) for one in cases)
        key = snapshot_key(store, TODAY - timedelta(days=days_ago))
        self.archive.put(key, kept, SNAPSHOT_TYPE)
        return key


def side_of(settings: Settings) -> Side:
    """The English settings give a tag more."""
    tags = ("goods", "vip") if settings.language == "en" else ("goods",)
    return Side(settings, lambda case: make_decision(case, tags=tags))


def sides_of(before: Settings, after: Settings) -> tuple[Side, Side]:
    return side_of(before), side_of(after)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_starts_once_under_the_name_of_what_it_tries(desk: Desk) -> None:
    run = desk.start()
    assert desk.start(now=NOW + hours(1)) == run
    (started,) = desk.workflows.started
    assert (started.machine, started.name) == ("dry_run", run.id)
    assert started.payload == {"until": "2026-10-01", "days": 7}
    assert (run.draft, run.base_version, run.started_by) == ("D1", 3, "ann")
    assert run.content == content_hash(DRAFT.settings)
    assert desk.dry_runs.get(run.id) == run


def test_one_whose_starter_died_is_started_by_the_next(desk: Desk) -> None:
    run = desk.start()
    desk.workflows = MemoryWorkflows()
    assert desk.start().id == run.id
    assert [one.name for one in desk.workflows.started] == [run.id]


@pytest.mark.parametrize(
    "changes", [{"days": 30}, {"published": SETTINGS.but(version=4)}, {"now": NOW + hours(24)}]
)
def test_another_comparison_is_another_dry_run(desk: Desk, changes: dict[str, object]) -> None:
    assert desk.start().id != desk.start(**changes).id


def test_after_a_failure_it_may_be_tried_again_but_not_for_ever(desk: Desk) -> None:
    names = set()
    for _ in range(ATTEMPTS_MAX):
        run = desk.start()
        names.add(run.id)
        fail_dry_run(run.id, dry_runs=desk.dry_runs, now=NOW)
    assert len(names) == ATTEMPTS_MAX
    with pytest.raises(TryAgain):
        desk.start()


def test_what_is_done_is_not_done_again_on_the_same_day(desk: Desk) -> None:
    run = desk.start()
    report = desk.combine(run.id, [], NOW + hours(1))
    assert desk.start() == report.run
    assert len(desk.workflows.started) == 1


def test_it_looks_at_whole_days_before_today_of_every_store(desk: Desk) -> None:
    wanted = [desk.day(7), desk.day(1)]
    desk.day(8)
    desk.day(0)
    desk.day(1, store="closed-shop")
    run = desk.start()
    assert list_dry_run(run.id, TODAY, 7, archive=desk.archive) == wanted
    assert snapshot_files(["closed-shop"], TODAY, 7, desk.archive) == [
        snapshot_key("closed-shop", TODAY - timedelta(days=1))
    ]


def test_the_steps_of_the_workflow_come_to_what_the_loop_comes_to(desk: Desk) -> None:
    files = [desk.day(2, "1", "2"), desk.day(1, "3")]
    run = desk.start()
    parts = [run_dry_run(run.id, file, archive=desk.archive, sides_of=sides_of) for file in files]
    later = NOW + hours(1)
    report = desk.combine(run.id, parts, later)
    sides = sides_of(SETTINGS, DRAFT.settings)
    in_one = dry_run(
        run,
        files,
        archive=desk.archive,
        sides=sides,
        health_of=health_of,
        now=lambda: later,
    )
    assert in_one == report
    assert load_report(desk.archive, run.id) == report
    assert (report.files, report.counts.orders, report.counts.changed) == (2, 3, 3)
    done = desk.dry_runs.get(run.id)
    assert desk.noted == [done]
    assert done is not None
    assert (done.state, done.orders, done.changed, done.ended_at) == (RunState.DONE, 3, 3, later)


def test_a_step_done_twice_says_the_same(desk: Desk) -> None:
    file = desk.day(1, "1")
    run = desk.start()
    first, again = (
        run_dry_run(run.id, file, archive=desk.archive, sides_of=sides_of) for _ in range(2)
    )
    reports = [
        desk.combine(run.id, [one], NOW + hours(after)) for after, one in enumerate((first, again))
    ]
    assert reports[0] == reports[1]


def test_publishing_meanwhile_disturbs_nothing(desk: Desk) -> None:
    """Both sides are those of the start: nothing but the bucket is asked."""
    file = desk.day(1, "1")
    run = desk.start()
    seen: list[Settings] = []

    def noted(before: Settings, after: Settings) -> tuple[Side, Side]:
        seen.extend((before, after))
        return sides_of(before, after)

    run_dry_run(run.id, file, archive=desk.archive, sides_of=noted)
    assert seen == [SETTINGS, DRAFT.settings]


def test_the_newest_dry_run_of_rules_says_how_they_are(desk: Desk) -> None:
    rules = DRAFT.settings.rules
    assert load_health(desk.archive, rules) is None
    first = desk.start()
    second = desk.start(now=NOW + hours(24))
    desk.combine(second.id, [], NOW + hours(25))
    desk.combine(first.id, [], NOW + hours(26))  # It was late.
    known = load_health(desk.archive, rules)
    assert known is not None
    assert known.run.id == second.id
    other = Rule(id="r", author="ann", when="order.units > 1", then=(Split(),))
    assert load_health(desk.archive, (other,)) is None


def test_a_failure_is_said_and_never_covers_a_report(desk: Desk) -> None:
    run = desk.start()
    fail_dry_run(run.id, dry_runs=desk.dry_runs, now=NOW)
    failed = desk.dry_runs.get(run.id)
    assert failed is not None
    assert (failed.state, failed.ended_at) == (RunState.FAILED, NOW)
    desk.combine(run.id, [])
    fail_dry_run(run.id, dry_runs=desk.dry_runs, now=NOW)
    done = desk.dry_runs.get(run.id)
    assert done is not None
    assert done.state is RunState.DONE


def test_nobody_combines_or_fails_what_nobody_began(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.combine("D9", [])
    with pytest.raises(KeyError):
        fail_dry_run("D9", dry_runs=desk.dry_runs, now=NOW)
    with pytest.raises(KeyError):
        list_dry_run("D9", date(2026, 1, 1), 7, archive=desk.archive)
