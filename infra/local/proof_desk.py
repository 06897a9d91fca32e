"""What must be true of the after-sales desk: queue, case, call, evidence, report, another jar."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer, StopLevel
from infra.local import proof_again
from infra.local.desk_day import CASE, NOTE, REASON, RESENT, SAID_ON_THE_PHONE, stop_mails
from infra.local.scenes import Day
from infra.local.storm_work import SOLD, Move

type Claim = tuple[str, Callable[[Day], bool]]

MANIFEST = "manifest.sha256"
LAST = datetime.max.replace(tzinfo=UTC)


def _queue(day: Day) -> bool:
    rows = day.desk.queue
    due = [datetime.fromisoformat(at) if (at := row["answer_by"]) else LAST for row in rows]
    shown = {(row["order"], row["case"]) for row in rows}
    return due == sorted(due) and shown == day.desk.open_cases and min(due, default=LAST) < LAST


def _card(day: Day) -> bool:
    card, stop = day.desk.card, day.stop(CASE)
    assert stop is not None
    (shown,) = card["stops"]
    return (
        card["case"]["case_id"] == day.refunds[CASE]
        and shown["stop"] == stop.stop_id
        and shown["escalated_at"] is not None
        and len(card["next"]) >= 1
        and card["left_seconds"] > 0
    )


def _worked(day: Day) -> bool:
    case = day.desk.worked
    return [note["text"] for note in case["notes"]] == [NOTE] and case["reason"] == REASON


def _called(day: Day) -> bool:
    """The stop keeps that nobody answered it, and what was said on the phone."""
    stop = day.stop(CASE)
    assert stop is not None
    return (
        day.desk.call["stop"] == stop.stop_id
        and [telling.level for telling in stop.told][-1] is StopLevel.CALL
        and stop.escalated_at is not None
        and stop.call_due_at is not None
        and stop.answer is StopAnswer.STOPPED
        and stop.answered_by.startswith("phone ")
        and [call.text for call in stop.calls] == [SAID_ON_THE_PHONE]
        and stop.stop_id not in day.desk.calls_left
        and day.states(CASE) == {LineState.STOPPED}
    )


def evidence_holds(archive: bytes) -> bool:
    """Tell whether an archive's manifest names every other file, each with its own hash."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
        listed = [line.split("  ", 1) for line in opened.read(MANIFEST).decode().splitlines()]
        return {name for _, name in listed} == names - {MANIFEST} and all(
            hashlib.sha256(opened.read(name)).hexdigest() == told for told, name in listed
        )


def _evidence(day: Day) -> bool:
    stop = day.stop(CASE)
    assert stop is not None
    archive = day.desk.archive
    if hashlib.sha256(archive).hexdigest() != day.desk.bundle["sha256"]:
        return False
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        raw = [opened.read(name).decode() for name in opened.namelist() if name.startswith("raw/")]
        stops = opened.read("stops.csv").decode()
    return (
        evidence_holds(archive)
        and any(day.refunds[CASE] in text for text in raw)
        and any(stop.order.order_id in text for text in raw)
        and all(words in stops for words in (stop.stop_id, stop.answered_by, "escalation"))
    )


def _proven(day: Day) -> bool:
    reports = day.desk.reports
    return set(reports) == set(SOLD) and all(
        report["result"] == "kept"
        and report["violations_count"] == 0
        and report["refunds"] >= _asked_in_storm(day, store)
        and zipfile.is_zipfile(io.BytesIO(day.desk.report_files[store]))
        for store, report in reports.items()
    )


def _asked_in_storm(day: Day, store: str) -> int:
    """Return how many refunds of this store's storm surely reached us while they were open.

    One that is withdrawn at once may never have been seen.
    """
    ours = (wish for wish in day.storm.wishes if wish.store == store and wish.ends_refunded)
    return sum(wish.moves.count(Move.ASK) for wish in ours)


def _told_in_chat(day: Day) -> bool:
    mails = stop_mails(day)
    heard = [sum(text.count(body) for text in day.desk.heard) for body in mails]
    return bool(mails) and heard == [1] * len(mails)


def _owner_told(day: Day) -> bool:
    order_id = day.orders[CASE].order_id
    return any(order_id in text for text in day.desk.owner_heard)


def _resent(day: Day) -> bool:
    file = day.file(RESENT)
    (bought,), (again,) = file.lines.values(), file.again.values()
    return (
        bought.state is LineState.SHIPPED
        and again.state in {LineState.READY, LineState.CLAIMED}
        and again.key.line_id.startswith(f"{bought.key.line_id}~")
        and day.desk.replacement["supplier"] == "factory-b"
    )


CLAIMS: tuple[Claim, ...] = (
    (
        "the desk shows every open after-sale of all stores, the platform's nearest time first",
        _queue,
    ),
    ("the card of the unanswered case shows its stop, its time and the next steps", _card),
    ("a note and a reason, each sent twice, are kept once", _worked),
    ("the unanswered stop ended with a phone call: both facts are kept, the goods stayed", _called),
    ("the evidence of that case verifies: the raw messages and the stop are in it", _evidence),
    (
        "the proof reports of the storm's stores count no violation, and say so on their own",
        _proven,
    ),
    ("a group chat read each notice of that stop once, signed as DingTalk wants it", _told_in_chat),
    ("what is urgent was said in the owner's group chat, too", _owner_told),
    ("a broken jar goes again, once: its order stays as it was", _resent),
    *proof_again.CLAIMS,
)
