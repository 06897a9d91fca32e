"""What must be true of the team's part of the day: settings, four eyes, acts over many orders."""

from collections.abc import Callable
from typing import Any

from hedan.domain.line_work import LineState
from hedan.settings import Settings
from hedan.settings.versions import SettingsVersion, content_hash
from infra.local.scenes import Day
from infra.local.team_day import (
    FOLLOWER,
    HELD_BEFORE,
    PAST,
    RELEASED_BY_TWO,
    RULE,
    schedules,
    wave_schedule,
)
from infra.publish_settings import settings_table

type Claim = tuple[str, Callable[[Day], bool]]


def _wrong_cell(day: Day) -> bool:
    refused = day.team.refusals.get("a wrong cell")
    known = settings_table(day.world.stack).draft(day.team.draft)
    rule = next(one for one in known.settings.rules if one.id == RULE)
    return (
        refused is not None
        and refused.code == "SETTINGS_INVALID"
        and refused.place.startswith("Rules!E")
        and "did you mean order.remark?" in refused.message
        and known.made_by.startswith("local-operator/")
        and "order.remark" in rule.when
    )


def _previewed(day: Day) -> bool:
    return day.team.preview == (f"new rule {RULE}",)


def _not_untried(day: Day) -> bool:
    """Refused while it was untried; the version in force names the dry run that tried it."""
    refused = day.team.refusals.get("publishing untried")
    return (
        refused is not None
        and refused.code == "NOT_PUBLISHABLE"
        and f"try draft {day.team.draft} on past orders first" in refused.message
        and _version(day, day.team.rule_version).dry_run == day.team.dry_run != ""
    )


def _reported(day: Day) -> bool:
    """The report names the three orders whose buyers wrote it, and no other."""
    report = day.team.owner.get(f"/dry-runs/{day.team.dry_run}")["report"]
    counts, hold = report["counts"], report["counts"]["holds"]["RULE_HOLD"]
    named = {one["order"]["order_id"] for one in hold["gained"]["examples"]}
    return (
        named == {day.orders[scene].order_id for scene in PAST}
        and hold["gained"]["orders"] == counts["changed"] == len(PAST)
        and hold["lost"]["orders"] == 0
        and counts["held"]["after"] - counts["held"]["before"] == len(PAST)
    )


def _published_by_two(day: Day) -> bool:
    """The operator drafted it, may not publish it, and the owner did."""
    made = _version(day, day.team.rule_version)
    draft = settings_table(day.world.stack).draft(day.team.draft)
    return (
        _was_refused(day, "publishing as an operator", "FORBIDDEN")
        and draft.made_by.startswith("local-operator/")
        and (made.draft, draft.published) == (draft.id, made.version)
        and made.made_by == draft.made_by
        and made.approved_by.startswith("local-owner/")
    )


def _agreed_by_the_other(day: Day) -> bool:
    alone = "agreeing to one's own draft"
    return _was_refused(day, alone, "APPROVAL_OWN") and _done(
        day, "publish", "owner", by="operator"
    )


def _followed(day: Day) -> bool:
    """The rule held an order; the cut-off made a schedule, which is gone with it."""
    holds = [hold for hold in day.file(FOLLOWER).holds.holds if hold.finding.rule_id == RULE]
    return (
        [hold.finding.code for hold in holds] == ["RULE_HOLD"]
        and wave_schedule(day.team) in day.team.schedules
        and wave_schedule(day.team) not in schedules(day)
    )


def _taken_back(day: Day) -> bool:
    in_force = settings_table(day.world.stack).in_force()
    return (
        in_force is not None
        and in_force.version > day.team.rule_version
        and content_hash(in_force) == content_hash(_content(day, day.team.morning_version))
        and _done(day, "roll back", "owner", by="operator")
    )


def _went_on(day: Day) -> bool:
    """A fact ended what the rule held, nobody else."""
    (hold,) = (hold for hold in day.file(FOLLOWER).holds.holds if hold.finding.rule_id == RULE)
    return hold.closed_by == "fact" and day.states(FOLLOWER) == {LineState.SHIPPED}


def _released_by_two(day: Day) -> bool:
    (hold,) = day.file(RELEASED_BY_TWO).holds.holds
    closed_by = hold.closed_by or ""
    return (
        _was_refused(day, "agreeing to one's own release", "APPROVAL_OWN")
        and _done(day, "release", "operator", by="owner")
        and hold.finding.code == "DO_NOT_SHIP"
        and closed_by.startswith("local-operator/")
        and ", approved by local-owner/" in closed_by
        and day.states(RELEASED_BY_TWO) == {LineState.SHIPPED}
    )


def _held_in_bulk(day: Day) -> bool:
    """A row for each order: two were held, the third was held so already and is left alone."""
    rows = day.team.owner.get(f"/bulk-acts/{day.team.bulk}/rows")["rows"]
    states = {row["row"]["order"]["order_id"]: row["row"]["state"] for row in rows}
    wanted = {day.orders[scene].order_id: "done" for scene in PAST}
    wanted[day.orders[HELD_BEFORE].order_id] = "already"
    return states == wanted and day.team.held_in_bulk == frozenset(PAST)


def _undone(day: Day) -> bool:
    """What the act held went on and left; what a person held before is held still."""
    undo = _bulk(day, _bulk(day, day.team.bulk)["undo"])["bulk"]
    let_go = [scene for scene in PAST if scene != HELD_BEFORE]
    return (
        (undo["state"], undo["counts"]) == ("done", {"done": len(let_go)})
        and all(day.states(scene) == {LineState.SHIPPED} for scene in let_go)
        and "HELD_BY_HAND" in day.holds(HELD_BEFORE)
    )


def _readers_only_read(day: Day) -> bool:
    tried = ("drafting as a reader", "a bulk act as a reader")
    return all(_was_refused(day, what, "FORBIDDEN") for what in tried)


def _was_refused(day: Day, what: str, code: str) -> bool:
    refused = day.team.refusals.get(what)
    return refused is not None and refused.code == code


def _done(day: Day, what: str, asked_by: str, *, by: str) -> bool:
    """Tell whether one person asked for it, the other agreed, and it was done."""
    found = day.team.owner.get(f"/approvals/{day.team.approvals[what]}")
    names = (found["asked_by"]["name"], found["answered_by"]["name"])
    return found["state"] == "done" and names == (f"local-{asked_by}", f"local-{by}")


def _bulk(day: Day, bulk: str) -> dict[str, Any]:
    found: dict[str, Any] = day.team.owner.get(f"/bulk-acts/{bulk}")
    return found


def _version(day: Day, version: int) -> SettingsVersion:
    versions = settings_table(day.world.stack).versions()
    return next(one for one in versions if one.version == version)


def _content(day: Day, version: int) -> Settings:
    return settings_table(day.world.stack).settings_version(version)


CLAIMS: tuple[Claim, ...] = (
    ("a wrong rule in a workbook was refused at its cell, the right one was drafted", _wrong_cell),
    ("the preview named the one rule that is new", _previewed),
    ("nobody could publish the rule before a dry run had tried it", _not_untried),
    ("the dry run named the three past orders that the rule would hold, no other", _reported),
    ("the operator drafted the rule, and the owner published it", _published_by_two),
    ("the owner's own draft waited for the operator's word", _agreed_by_the_other),
    ("warm functions and schedules followed what was published", _followed),
    ("two people took the rule back: the morning's settings are in force again", _taken_back),
    ("the order that only the rule held went on by itself", _went_on),
    ("what forbade shipping was released by two, not by one", _released_by_two),
    ("an act over many orders held what was to be held, and said so row by row", _held_in_bulk),
    ("its undo let go what it had held, and nothing else", _undone),
    ("whoever only reads was refused to act", _readers_only_read),
)
