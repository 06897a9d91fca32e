"""What the team did in the day, as a person wants to read it."""

from typing import Any

from infra.local.scenes import Day
from infra.local.tables import heading, table
from infra.publish_settings import settings_table


def print_team(day: Day) -> None:
    """Print what was refused, what the dry run found, who published, who agreed, and bulk acts."""
    _refusals(day)
    _dry_run(day)
    _versions(day)
    _approvals(day)
    _bulk_acts(day)


def _refusals(day: Day) -> None:
    heading("The team: what was refused, and why")
    refusals = day.team.refusals.items()
    table(("tried", "answer"), [(what, f"{no.status} {no.message}") for what, no in refusals])


def _dry_run(day: Day) -> None:
    heading("The team: a candidate rule tried on past orders")
    report = day.team.owner.get(f"/dry-runs/{day.team.dry_run}")["report"]
    counts = report["counts"]
    print(f"  draft {day.team.draft}: {'; '.join(day.team.preview)}")
    print(f"  {counts['orders']} past orders, {counts['changed']} would go another way")
    rows = [
        (code, f"+{change['gained']['orders']} -{change['lost']['orders']}", _examples(change))
        for code, change in counts["holds"].items()
    ]
    table(("held for", "orders", "such as"), rows)


def _examples(change: dict[str, Any]) -> str:
    found = change["gained"]["examples"] + change["lost"]["examples"]
    return ", ".join(one["order"]["order_id"] for one in found)


def _versions(day: Day) -> None:
    heading("The team: versions of the settings")
    rows = [
        (str(one.version), _name(one.made_by), _name(one.approved_by), one.dry_run or "-", one.note)
        for one in settings_table(day.world.stack).versions()
    ]
    table(("version", "by", "agreed", "dry run", "note"), rows)


def _approvals(day: Day) -> None:
    heading("The team: what took two people")
    found = [day.team.owner.get(f"/approvals/{one}") for one in day.team.approvals.values()]
    rows = [
        (one["act"], one["asked_by"]["name"], one["answered_by"]["name"], one["state"])
        for one in found
    ]
    table(("what", "asked by", "agreed", "end"), rows)


def _bulk_acts(day: Day) -> None:
    heading("The team: one act over many orders")
    rows = []
    for bulk in day.team.owner.get("/bulk-acts")["bulk_acts"]:
        counts = ", ".join(f"{count} {state}" for state, count in bulk["counts"].items())
        what = f"undo of {bulk['deed']['do']}" if bulk["undoes"] else bulk["deed"]["do"]
        rows.append((what, bulk["asked_by"]["name"], bulk["reason"], bulk["state"], counts))
    table(("act", "by", "reason", "end", "orders"), rows)


def _name(who: str) -> str:
    """Return a person's name without the id that follows it."""
    return who.partition("/")[0] or "-"
