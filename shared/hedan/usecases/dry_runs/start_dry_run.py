"""Begin a dry run of a draft: what is compared is written down, then the workflow starts."""

from datetime import UTC, date, datetime
from typing import Protocol

from hedan.domain.dry_run import DryRun, RunState, dry_run_id
from hedan.errors import TryAgain
from hedan.ports import Archive
from hedan.settings import Settings
from hedan.settings.versions import Draft, content_hash
from hedan.usecases.dry_runs.dry_run_files import DryRuns, save_settings

MACHINE = "dry_run"
# Of one draft on one day: whoever tries it this often without success wants a person's help.
ATTEMPTS_MAX = 5


class Starts(Protocol):
    """What starts workflows."""

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution unless one of this name was started before."""
        ...


def start_dry_run(
    draft: Draft,
    *,
    days: int,
    by: str,
    published: Settings,
    archive: Archive,
    dry_runs: DryRuns,
    workflows: Starts,
    now: datetime,
) -> DryRun:
    """Return the dry run of a draft over the last whole UTC days, begun now or earlier today.

    Asked for again it starts nothing twice, unless the one before has failed. Raises TryAgain when
    it has failed too often today.
    """
    run = _wanted(draft, days, by, published, now)
    for attempt in range(ATTEMPTS_MAX):
        one = run.but(id=f"{run.id}-{attempt}")
        known = dry_runs.get(one.id)
        if known is None:
            save_settings(archive, one.id, published, draft.settings)
            dry_runs.keep(one)
        elif known.state is RunState.FAILED:
            continue
        # Also when it is known: whoever began it may have died before this line.
        workflows.start(MACHINE, one.id, {"until": _today(now).isoformat(), "days": days})
        return known or one
    raise TryAgain(f"the dry run of draft {draft.id} has failed {ATTEMPTS_MAX} times today")


def _wanted(draft: Draft, days: int, by: str, published: Settings, now: datetime) -> DryRun:
    content = content_hash(draft.settings)
    today = _today(now).isoformat()
    return DryRun(
        id=dry_run_id(draft.id, content, published.version, days, today),
        draft=draft.id,
        content=content,
        base_version=published.version,
        days=days,
        started_at=now,
        started_by=by,
    )


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()
