"""Dry run: what past orders would have come to under other settings. Nothing of them is written.

The workflow does the steps apart, one file of snapshots each, side by side; dry_run() does them one
after the other, for a small shop and for whoever has the files on disk.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from hedan.deciding.replay import replay
from hedan.deciding.sides import Side
from hedan.domain.dry_run import DryRun, DryRunPart, DryRunReport, RunState, add_up, digest_of
from hedan.domain.rule_health import HealthTally, RuleFinding
from hedan.domain.snapshots import cases_in, snapshot_place, snapshot_prefix
from hedan.ports import Archive
from hedan.settings import Settings
from hedan.usecases.dry_runs.dry_run_files import (
    DryRuns,
    Files,
    load_part,
    load_settings,
    save_health,
    save_part,
    save_report,
)

type SidesOf = Callable[[Settings, Settings], tuple[Side, Side]]
type HealthOf = Callable[[Settings, HealthTally], tuple[RuleFinding, ...]]


def snapshot_files(stores: Iterable[str], until: date, days: int, archive: Files) -> list[str]:
    """Return the snapshots that there are of these stores in the days before a UTC day."""
    since = until - timedelta(days=days)
    return [
        key
        for store in stores
        for key in archive.keys(snapshot_prefix(store))
        if since <= snapshot_place(key)[1] < until
    ]


def list_dry_run(run_id: str, until: date, days: int, *, archive: Files) -> list[str]:
    """Return the files that a dry run that was begun looks at."""
    before, _ = load_settings(archive, run_id)
    return snapshot_files((store.id for store in before.stores), until, days, archive)


def run_dry_run(run_id: str, file: str, *, archive: Archive, sides_of: SidesOf) -> str:
    """Decide the orders of one file anew and return where the result lies."""
    before, after = sides_of(*load_settings(archive, run_id))
    part = replay(cases_in(archive.get(file)), before, after)
    return save_part(archive, run_id, file, part)


def combine_dry_run(
    run_id: str,
    parts: Iterable[str],
    *,
    archive: Archive,
    dry_runs: DryRuns,
    note: Callable[[DryRun], object],
    health_of: HealthOf,
    now: datetime,
) -> DryRunReport:
    """Add up the parts, write the report, note it on the draft and say that the dry run is done.

    Raises KeyError for a dry run that nobody began.
    """
    keys = list(parts)
    whole = add_up(load_part(archive, key) for key in keys)
    _, tried = load_settings(archive, run_id)
    health = health_of(tried, whole.health)
    report = _report(_ended(_known(run_id, dry_runs), whole, now), len(keys), whole, health)
    save_report(archive, report)
    save_health(archive, tried.rules, report)
    note(report.run)
    # Last: who sees it done can read the report and publish.
    dry_runs.keep(report.run)
    return report


def fail_dry_run(run_id: str, *, dry_runs: DryRuns, now: datetime) -> None:
    """Say that a dry run came to nothing. Raises KeyError for one that nobody began."""
    known = _known(run_id, dry_runs)
    if known.state is RunState.RUNNING:
        dry_runs.keep(known.but(state=RunState.FAILED, ended_at=now))


def dry_run(
    run: DryRun,
    files: Iterable[str],
    *,
    archive: Archive,
    sides: tuple[Side, Side],
    health_of: HealthOf,
    now: Callable[[], datetime],
) -> DryRunReport:
    """Do all of it at once and return the report; sides: the settings in force, and the others."""
    parts = [replay(cases_in(archive.get(file)), *sides) for file in files]
    whole = add_up(parts)
    health = health_of(sides[1].settings, whole.health)
    return _report(_ended(run, whole, now()), len(parts), whole, health)


def _known(run_id: str, dry_runs: DryRuns) -> DryRun:
    known = dry_runs.get(run_id)
    if known is None:
        raise KeyError(run_id)
    return known


def _ended(run: DryRun, whole: DryRunPart, now: datetime) -> DryRun:
    if run.state is RunState.DONE:
        return run  # A repeated step says the same again.
    return run.but(
        state=RunState.DONE,
        ended_at=now,
        orders=whole.counts.orders,
        changed=whole.counts.changed,
    )


def _report(
    run: DryRun, files: int, whole: DryRunPart, health: tuple[RuleFinding, ...]
) -> DryRunReport:
    return DryRunReport(
        run=run,
        files=files,
        counts=whole.counts,
        digest=digest_of(whole.digests),
        health=health,
    )
