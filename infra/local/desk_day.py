"""The after-sales desk's part of the day, all of it over the staff API and at the day's end.

The stop that nobody answered ends with a phone call; its case gets a note, a reason and a bundle of
evidence; the stores of the storm get their proof report; a buyer of tea gets another jar. What is
exchanged or sent again on the platforms' own doors is in again_day.py.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from infra.local import again_day, web
from infra.local.desk_work import DeskWork
from infra.local.robots import Chat
from infra.local.scenes import WORK_SECONDS_MAX, Day
from infra.local.storm_work import SOLD
from infra.local.team import Teammate, in_path
from infra.local.waiting import wait_for

CASE = "unanswered"
RESENT = "risk review"  # One jar of tea, shipped long ago.
QUEUE_MAX = 100
NOTE = "买家说拍错了，已经留言"
REASON = "wrong-choice"
SAID_ON_THE_PHONE = "仓库说没有发出，已经放回货架"


def works(day: Day) -> None:
    """Look at the queue, work on one case until its end, prove the month."""
    work, owner, operator = day.desk, day.team.owner, day.team.operator
    months = _asks_for_proof(day, owner)
    _looks_at_the_queue(day, operator)
    _works_on_a_case(day, operator)
    _phones(day, operator)
    _bundles(day, operator)
    _sends_again(day, operator)
    again_day.sends_again(day, operator)
    for store, month in months.items():
        _reads_proof(work, owner, store, month)
    _reads_the_chats(day)


def case_path(day: Day, scene: str, case: str) -> str:
    """Return the address of a case."""
    return f"/orders/{in_path(day.orders[scene])}/cases/{quote(case, safe='')}"


def _looks_at_the_queue(day: Day, operator: Teammate) -> None:
    """Read the queue when nothing opens or ends meanwhile."""

    def looked() -> bool:
        before = _open_cases(day)
        day.desk.queue = operator.get(f"/cases?limit={QUEUE_MAX}")["cases"]
        day.desk.open_cases = _open_cases(day)
        shown = {(row["order"], row["case"]) for row in day.desk.queue}
        return before == day.desk.open_cases == shown

    wait_for("the desk shows every open after-sale", looked, seconds=WORK_SECONDS_MAX)


def _open_cases(day: Day) -> set[tuple[str, str]]:
    return {
        (str(key), case.after_sale_id)
        for key in (*day.orders.values(), *day.ordered_before.values())
        for case in day.world.desk.order_file(key).after_sales.values()
        if case.is_open
    }


def _works_on_a_case(day: Day, operator: Teammate) -> None:
    path = case_path(day, CASE, day.refunds[CASE])
    day.desk.card = operator.get(path)
    for _ in range(2):  # As a browser does whose first answer was lost.
        operator.post(f"{path}/notes", {"text": NOTE, "request": "note-of-the-day"})
        operator.post(f"{path}/reason", {"asked": True, "code": REASON})
    day.desk.worked = operator.get(path)["case"]


def _phones(day: Day, operator: Teammate) -> None:
    """The call is due by itself; what the supplier says settles the stop."""
    stop = day.stop(CASE)
    assert stop is not None
    day.desk.call = wait_for(
        "a call about the unanswered stop is due",
        lambda: _due(operator).get(stop.stop_id, {}),
        seconds=WORK_SECONDS_MAX,
    )
    told = {"text": SAID_ON_THE_PHONE, "answer": "stopped"}
    path = f"/calls/{stop.supplier}/{quote(stop.stop_id, safe='')}"
    for _ in range(2):
        day.desk.noted = operator.post(path, told)
    day.desk.calls_left = set(_due(operator))


def _due(operator: Teammate) -> dict[str, dict[str, Any]]:
    return {call["stop"]: call for call in operator.get("/calls")["calls"]}


def _bundles(day: Day, operator: Teammate) -> None:
    path = f"{case_path(day, CASE, day.refunds[CASE])}/evidence"
    operator.post(path)
    (day.desk.bundle,) = wait_for(
        "the bundle of evidence is made",
        lambda: operator.get(path)["bundles"],
        seconds=WORK_SECONDS_MAX,
    )
    day.desk.archive = web.download(day.desk.bundle["url"])


def _sends_again(day: Day, operator: Teammate) -> None:
    """A complaint about goods that are gone; the same goods go again, asked for twice."""
    key = in_path(day.orders[RESENT])
    told = {"kind": "complaint", "title": "罐子碎了", "request": "broken-jar-of-the-day"}
    case = operator.post(f"/orders/{key}/complaints", told)["case_id"]
    (line,) = day.file(RESENT).lines.values()
    wanted = {"goods": [{"line_id": line.key.line_id, "quantity": 1}]}
    for _ in range(2):
        path = f"{case_path(day, RESENT, case)}/replacement"
        day.desk.replacement = operator.post(path, wanted)


# --- Proof reports ------------------------------------------------------------------------------


def _asks_for_proof(day: Day, owner: Teammate) -> dict[str, str]:
    """Ask for the month of each store of the storm; the rest of the scene happens meanwhile."""
    months = {store: f"{datetime.now(UTC).astimezone(day.world.zone):%Y-%m}" for store in SOLD}
    for store, month in months.items():
        owner.post(f"/proof/{store}/{month}")
    return months


def _reads_proof(work: DeskWork, owner: Teammate, store: str, month: str) -> None:
    wait_for(
        f"the proof report of {store}",
        lambda: [one for one in owner.get(f"/proof/{store}")["reports"] if one["month"] == month],
        seconds=WORK_SECONDS_MAX,
    )
    work.reports[store] = owner.get(f"/proof/{store}/{month}")
    work.report_files[store] = web.download(work.reports[store]["links"]["workbook"])


# --- Chats --------------------------------------------------------------------------------------


def _reads_the_chats(day: Day) -> None:
    """Wait until the supplier's group has read what its mailbox holds of the stop."""
    chats = day.world.chats
    wait_for(
        "the tea factory's chat has read of the stop",
        lambda: all(_times(chats["tea-chat"], body) for body in stop_mails(day)),
        seconds=WORK_SECONDS_MAX,
    )
    wait_for(
        "the owner's chat has read of the call",
        lambda: _times(chats["owner-chat"], day.orders[CASE].order_id),
        seconds=WORK_SECONDS_MAX,
    )
    day.desk.heard = tuple(chats["tea-chat"].heard)
    day.desk.owner_heard = tuple(chats["owner-chat"].heard)


def _times(chat: Chat, words: str) -> int:
    return sum(text.count(words) for text in chat.heard)


def stop_mails(day: Day) -> list[str]:
    """Return what the supplier of the unanswered stop was mailed about it."""
    stop = day.stop(CASE)
    assert stop is not None
    mails = day.world.suppliers[stop.supplier].mails("stop_notice")
    return [mail.body.strip() for mail in mails if stop.order.order_id in mail.body]
