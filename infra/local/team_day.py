"""The team's part of the day, all of it over the staff API: a rule tried, published, taken back.

Four eyes for settings and for what forbids shipping; and one act over many orders, undone again.
"""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.people import Role
from infra.local.odd_goods import BOWL
from infra.local.placing import place
from infra.local.scenes import (
    ODD,
    POLL_SECONDS_MAX,
    WORK_SECONDS_MAX,
    Day,
    WorkflowFailed,
    wait_state,
)
from infra.local.settings_book import SettingsBook
from infra.local.team import Teammate, in_path
from infra.local.team_work import TeamWork
from infra.local.waiting import wait_for
from infra.publish_settings import settings_table

STORE = "odd-house"
RULE = "housewarming"
WORDS = "乔迁"  # Buyers write it in their remarks, and the candidate rule looks for it.
# Ordered on the day before: a dry run looks at whole days that are over.
PAST = tuple(f"{ODD}{RULE} {number}" for number in (1, 2, 3))
HELD_BEFORE = PAST[-1]  # By hand, before the bulk act holds the others.
RELEASED_BY_TWO = f"{ODD}released by two"
FOLLOWER = f"{ODD}{RULE} after"

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONDITION = f'store.id == "{STORE}" && order.remark.contains("{WORDS}")'
CALL_THE_BUYER = "打电话问送达时间"
# Warm functions may decide by settings that are so old, and by no older ones.
SETTINGS_AGE_MAX = timedelta(seconds=60)
SUPPLIER = "factory-d"


def morning(day: Day) -> None:
    """Place orders of the day before, and one that its buyer does not want shipped yet."""
    paid_at = (datetime.now(UTC) - timedelta(days=1)).replace(hour=23, minute=0)
    hours_ago = (datetime.now(UTC) - paid_at) / timedelta(hours=1)
    for scene in PAST:
        place(day, scene, STORE, [BOWL], hours_ago=hours_ago, remark=f"{WORDS}用")
    place(day, RELEASED_BY_TWO, STORE, [BOWL], remark="先别发货，等我通知")


def tries_and_publishes(day: Day) -> None:
    """A rule is tried on the past and published; the rest happens while the dry run runs."""
    _night(day)
    work = day.team
    work.people = {
        role: Teammate(day.world.stack, role)
        for role in (Role.OWNER, Role.OPERATOR, Role.READ_ONLY)
    }
    work.morning_version = _versions(work)[0]["version"]
    _four_eyes_from_now_on(work)
    _rule_drafted(work)
    _released_by_two(day)
    _held_in_bulk(day)
    _rule_published(day)
    _cut_off_agreed(work)


def follows_and_takes_back(day: Day) -> None:
    """Functions that were warm all the time decide by the new rule; then it is taken back."""
    work = day.team
    _wait_known(work)
    place(day, FOLLOWER, STORE, [BOWL], remark=f"{WORDS}用")
    wait_for(f"{FOLLOWER} is held", lambda: bool(day.holds(FOLLOWER)), seconds=POLL_SECONDS_MAX)
    work.schedules = wait_for(
        "the new cut-off has its schedule",
        lambda: found if (found := schedules(day)) >= {wave_schedule(work)} else frozenset(),
        seconds=WORK_SECONDS_MAX,
    )
    path = f"/settings/versions/{work.morning_version}/roll-back"
    asked = work.owner.post(path, {"reason": "活动结束"})
    _agreed(work, "roll back", asked["approval"]["approval_id"], work.operator)
    in_force = settings_table(day.world.stack).in_force()
    assert in_force is not None
    day.world.settings = in_force


def goes_on(day: Day) -> None:
    """What only that rule held goes on by itself: the first wave may have it already.

    Not before every function knows: what an old one decides again is not asked about at once.
    """
    _wait_known(day.team)

    def is_let_go() -> bool:
        states = day.states(FOLLOWER)
        if states and not states & {LineState.NEW, LineState.RESERVED}:
            return True
        day.world.invoke("RecheckHeld", {})
        return False

    wait_for(f"{FOLLOWER} goes on by itself", is_let_go, seconds=POLL_SECONDS_MAX)


def _wait_known(work: TeamWork) -> None:
    published = datetime.fromisoformat(_versions(work)[0]["made_at"])
    wait_for(
        "warm functions have looked at the settings again",
        lambda: datetime.now(UTC) - published > SETTINGS_AGE_MAX,
        seconds=POLL_SECONDS_MAX,
    )


def shipped(day: Day) -> None:
    """Everything but what is still held by hand has reached the platform."""
    for scene in (*PAST, RELEASED_BY_TWO, FOLLOWER):
        if scene != HELD_BEFORE:
            wait_state(day, scene, {LineState.SHIPPED})


def schedules(day: Day) -> frozenset[str]:
    """Return the names of the schedules that the settings have made."""
    pages = day.world.client("scheduler").get_paginator("list_schedules")
    found = pages.paginate(GroupName=day.world.stack["ScheduleGroup"])
    return frozenset(one["Name"] for page in found for one in page["Schedules"])


def wave_schedule(work: TeamWork) -> str:
    """Return what the schedule of the owner's new cut-off is called."""
    return f"wave-{SUPPLIER}-{work.cut_off.replace(':', '')}"


def _night(day: Day) -> None:
    """What the schedule of the night does when all of them are decided."""
    for scene in PAST:
        wait_state(day, scene, {LineState.READY}, seconds=POLL_SECONDS_MAX)
    wait_for(
        f"{RELEASED_BY_TWO} is held",
        lambda: bool(day.holds(RELEASED_BY_TWO)),
        seconds=POLL_SECONDS_MAX,
    )
    day.world.invoke("SnapshotDay", {"store": STORE})


def _four_eyes_from_now_on(work: TeamWork) -> None:
    book = _downloaded(work.owner)
    book.set("publish.four_eyes_publish", "yes")
    book.set("publish.four_eyes_release", "yes")
    draft = _handed_in(work.owner, book)["id"]
    work.owner.post(f"/settings/drafts/{draft}/publish", {"reason": "四只眼睛"})


def _rule_drafted(work: TeamWork) -> None:
    """A workbook with a mistake is refused at its cell, a good one becomes a draft."""
    operator, reader = work.operator, work.people[Role.READ_ONLY]
    wrong = _downloaded(operator)
    _with_rule(wrong, CONDITION.replace("remark", "remrk"))
    work.try_in_vain("a wrong cell", lambda: _handed_in(operator, wrong))
    book = _downloaded(operator)
    _with_rule(book, CONDITION)
    work.try_in_vain("drafting as a reader", lambda: _handed_in(reader, book))
    draft = work.draft = _handed_in(operator, book)["id"]
    work.preview = tuple(operator.get(f"/settings/drafts/{draft}/preview")["lines"])
    publish = f"/settings/drafts/{draft}/publish"
    work.try_in_vain("publishing as an operator", lambda: operator.post(publish))
    work.try_in_vain("publishing untried", lambda: work.owner.post(publish))
    work.dry_run = operator.post(f"/settings/drafts/{draft}/dry-run")["id"]


def _rule_published(day: Day) -> None:
    """The dry run is over, and somebody else than the author publishes."""
    work = day.team
    wait_for("the dry run is over", partial(_is_over, work), seconds=WORK_SECONDS_MAX)
    done = work.owner.post(f"/settings/drafts/{work.draft}/publish", {"reason": "先问再发"})
    work.rule_version = done["version"]


def _is_over(work: TeamWork) -> bool:
    state = work.operator.get(f"/dry-runs/{work.dry_run}")["run"]["state"]
    if state == "failed":
        raise WorkflowFailed(f"dry run {work.dry_run}")
    return bool(state == "done")


def _cut_off_agreed(work: TeamWork) -> None:
    """The owner's own draft wants the operator's word, and not the owner's own."""
    # Half a day away, so that the schedule is not due while it is there.
    work.cut_off = f"{datetime.now(UTC) + timedelta(hours=12):%H}:05"
    book = _downloaded(work.owner)
    book.change("Suppliers", SUPPLIER, "Cut-off times", work.cut_off)
    draft = _handed_in(work.owner, book)["id"]
    asked = work.owner.post(f"/settings/drafts/{draft}/publish", {"reason": "换截单时间"})
    approval = asked["approval"]["approval_id"]
    agree = f"/approvals/{approval}/approve"
    work.try_in_vain("agreeing to one's own draft", lambda: work.owner.post(agree))
    _agreed(work, "publish", approval, work.operator)


def _released_by_two(day: Day) -> None:
    """The operator asks, may not agree alone, and the owner agrees."""
    work, key = day.team, day.orders[RELEASED_BY_TWO]
    (hold,) = day.file(RELEASED_BY_TWO).holds.open
    path = f"/orders/{in_path(key)}/holds/{quote(hold.hold_id, safe='')}/release"
    asked = work.operator.post(path, {"reason": "买家说可以发了"})
    approval = asked["approval"]["approval_id"]
    agree = f"/approvals/{approval}/approve"
    work.try_in_vain("agreeing to one's own release", lambda: work.operator.post(agree))
    _agreed(work, "release", approval, work.owner)


def _agreed(work: TeamWork, what: str, approval: str, by: Teammate) -> None:
    by.post(f"/approvals/{approval}/approve")
    work.approvals[what] = approval


def _held_in_bulk(day: Day) -> None:
    """Hold the orders of a day that a condition names, after a preview; then take it back."""
    work, operator = day.team, day.team.operator
    operator.hold(day.orders[HELD_BEFORE], CALL_THE_BUYER)
    wanted = {
        "deed": {"do": "hold"},
        "selection": {"among": _of_day(day), "when": CONDITION},
        "reason": CALL_THE_BUYER,
    }
    reader = work.people[Role.READ_ONLY]
    work.try_in_vain("a bulk act as a reader", lambda: reader.post("/bulk-acts", wanted))
    bulk = work.bulk = operator.post("/bulk-acts", wanted)["bulk_id"]
    _wait_bulk(operator, bulk, "previewed")
    operator.post(f"/bulk-acts/{bulk}/apply")
    _wait_bulk(operator, bulk, "done")
    work.held_in_bulk = frozenset(scene for scene in PAST if "HELD_BY_HAND" in day.holds(scene))
    undo = operator.post(f"/bulk-acts/{bulk}/undo", {"reason": "买家说随时都在"})["bulk_id"]
    _wait_bulk(operator, undo, "done")
    for scene in (*PAST, RELEASED_BY_TWO):
        if scene != HELD_BEFORE:
            wait_state(day, scene, {LineState.READY})


def _wait_bulk(operator: Teammate, bulk: str, state: str) -> None:
    wait_for(
        f"bulk act {bulk} is {state}",
        lambda: operator.get(f"/bulk-acts/{bulk}")["bulk"]["state"] == state,
        seconds=WORK_SECONDS_MAX,
    )


def _of_day(day: Day) -> dict[str, str]:
    made = _made_on(day, day.orders[HELD_BEFORE]).isoformat()
    return {"by": "days", "store": STORE, "first": made, "last": made}


def _made_on(day: Day, key: OrderKey) -> date:
    order = day.world.desk.order_file(key).order
    assert order is not None
    return order.created_at.astimezone(UTC).date()


def _downloaded(who: Teammate) -> SettingsBook:
    return SettingsBook(who.fetch("/settings/workbook"))


def _handed_in(who: Teammate, book: SettingsBook) -> Any:
    return who.upload("/settings/drafts", book.saved(), WORKBOOK)


def _with_rule(book: SettingsBook, condition: str) -> None:
    rule = {"Id": RULE, "Author": "operator", "Asked of": "order", "When": condition}
    book.add("Rules", {**rule, "Action": "hold", "Value": "问买家哪天搬家", "Who": "operator"})


def _versions(work: TeamWork) -> list[dict[str, Any]]:
    """Return the versions of the settings, the newest first."""
    found: list[dict[str, Any]] = work.owner.get("/settings/versions")["versions"]
    return found
