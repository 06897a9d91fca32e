"""What the steps of a dry run hand to each other: in the bucket, since a state holds 256 KB.

dry-runs/<id>/before.json   the settings in force when it began
dry-runs/<id>/after.json    the settings that are tried
dry-runs/<id>/parts/...     what came of each store and day
dry-runs/<id>/report.json   all of it together
dry-runs/of/<rules>.json    what the newest of them found out about these rules
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from hedan.domain.dry_run import DryRun, DryRunPart, DryRunReport, RulesHealth
from hedan.domain.rules import Rule, in_order
from hedan.domain.snapshots import snapshot_place
from hedan.ports import Archive
from hedan.settings import Settings

JSON = "application/json"
REPORT = "report"


class Files(Archive, Protocol):
    """The archive, where what lies under a prefix can be listed."""

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of all files that begin so, sorted."""
        ...


class DryRuns(Protocol):
    """What became of dry runs."""

    def get(self, run_id: str) -> DryRun | None:
        """Return one dry run."""
        ...

    def keep(self, run: DryRun) -> None:
        """Remember how far one is."""
        ...


def save_settings(archive: Archive, run_id: str, before: Settings, after: Settings) -> None:
    """Write down what is compared: nobody who publishes meanwhile disturbs the comparison."""
    for side, settings in (("before", before), ("after", after)):
        body = settings.model_dump_json().encode()
        archive.put(_key(run_id, side), body, JSON)


def load_settings(archive: Archive, run_id: str) -> tuple[Settings, Settings]:
    """Return both sides. Raises KeyError for a dry run that nobody began."""
    before, after = (
        Settings.model_validate_json(archive.get(_key(run_id, side)))
        for side in ("before", "after")
    )
    return before, after


def save_part(archive: Archive, run_id: str, snapshots: str, part: DryRunPart) -> str:
    """Write what came of one file of snapshots; a repeated step writes it again."""
    store, day = snapshot_place(snapshots)
    key = _part_key(run_id, store, day)
    archive.put(key, part.model_dump_json(exclude_defaults=True).encode(), JSON)
    return key


def load_part(archive: Archive, key: str) -> DryRunPart:
    """Read what an earlier step wrote. Raises KeyError when it did not."""
    return DryRunPart.model_validate_json(archive.get(key))


def save_report(archive: Archive, report: DryRunReport) -> None:
    """Write the report; a repeated step writes it again."""
    body = report.model_dump_json(exclude_defaults=True).encode()
    archive.put(_key(report.run.id, REPORT), body, JSON)


def load_report(archive: Archive, run_id: str) -> DryRunReport:
    """Read the report. Raises KeyError while there is none."""
    return DryRunReport.model_validate_json(archive.get(_key(run_id, REPORT)))


def save_health(archive: Archive, rules: Sequence[Rule], report: DryRunReport) -> None:
    """Write how these rules are, unless a dry run that began later has done so."""
    key = _health_key(rules)
    known = load_health(archive, rules)
    if known is None or known.run.started_at <= report.run.started_at:
        found = RulesHealth(run=report.run, findings=report.health)
        archive.put(key, found.model_dump_json(exclude_defaults=True).encode(), JSON)


def load_health(archive: Archive, rules: Sequence[Rule]) -> RulesHealth | None:
    """Read how rules are by the newest dry run of just these; None: there was none of late."""
    try:
        return RulesHealth.model_validate_json(archive.get(_health_key(rules)))
    except KeyError:
        return None


def _health_key(rules: Sequence[Rule]) -> str:
    whole = hashlib.sha256()
    for rule in in_order(tuple(rules)):
        whole.update(rule.model_dump_json().encode() + b"\n")
    return f"dry-runs/of/{whole.hexdigest()}.json"


def _key(run_id: str, name: str) -> str:
    return f"dry-runs/{run_id}/{name}.json"


def _part_key(run_id: str, store: str, day: date) -> str:
    return f"dry-runs/{run_id}/parts/{store}/{day.isoformat()}.json"
