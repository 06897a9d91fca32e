"""Changes that a supplier has not answered: told again, then told to the owner, each once.

A stop that was lifted and that nobody has seen keeps goods back; a number in question keeps the
platform waiting. The stop's own ladder is its workflow's (tell_stop).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.parcels import Parcel, QuestionLevel, QuestionTelling
from hedan.domain.stops import Stop
from hedan.notices import changes_notice
from hedan.notices.changes import ChangesLevel
from hedan.ports import Change, Desk, Notices
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.again import until_settled


class Unanswered(NamedTuple):
    """What is due at one level."""

    stops: Sequence[Stop] = ()
    parcels: Sequence[Parcel] = ()


def remind_changes(
    supplier: SupplierSettings,
    *,
    desk: Desk,
    notices: Notices,
    settings: Settings,
    link_of: Callable[[str], str],
    now: datetime,
) -> list[ChangesLevel]:
    """Say what is due, one notice a level, and return the levels. A quiet supplier costs no write.

    A crash between saying and noting says it twice, never not at all.
    """
    news = desk.supplier_news(supplier.id, now)
    unseen = [stop for stop in news.stops if _is_unseen(stop)]
    # What a supplier asked for itself waits for the owner, who hears of it when it is asked.
    asked = [parcel for parcel in news.parcels if parcel.doubts]
    for parcel in asked:
        if _told_at(parcel, QuestionLevel.FOUND) is None:
            _note_parcel(parcel.parcel_id, QuestionLevel.FOUND, desk, now)
    said: list[ChangesLevel] = []
    for level, due in _due(unseen, asked, settings, now).items():
        if due.stops or due.parcels:
            notices.publish(
                changes_notice(
                    supplier.id,
                    level,
                    stops=due.stops,
                    parcels=due.parcels,
                    settings=settings,
                    link=link_of(supplier.id),
                )
            )
            _note(due, level, desk, now)
            said.append(level)
    return said


def _due(
    stops: Sequence[Stop], parcels: Sequence[Parcel], settings: Settings, now: datetime
) -> dict[ChangesLevel, Unanswered]:
    """Return what is to be said now; nothing is said at two levels at once."""
    reminder = timedelta(seconds=settings.stop.reminder_seconds)
    escalation = timedelta(seconds=settings.stop.escalation_seconds)
    return {
        "reminder": Unanswered(
            [
                stop
                for stop in stops
                if stop.withdrawal_reminded_at is None
                and _is_over(stop.withdrawn_at, reminder, now)
            ],
            [
                parcel
                for parcel in parcels
                if _told_at(parcel, QuestionLevel.REMINDER) is None
                and _is_over(_told_at(parcel, QuestionLevel.FOUND), reminder, now)
            ],
        ),
        "escalation": Unanswered(
            [
                stop
                for stop in stops
                if stop.withdrawal_escalated_at is None
                and _is_over(stop.withdrawal_reminded_at, escalation, now)
            ],
            [
                parcel
                for parcel in parcels
                if _told_at(parcel, QuestionLevel.ESCALATION) is None
                and _is_over(_told_at(parcel, QuestionLevel.REMINDER), escalation, now)
            ],
        ),
    }


def _is_unseen(stop: Stop) -> bool:
    return stop.withdrawn_at is not None and not stop.is_closed


def _is_over(since: datetime | None, wait: timedelta, now: datetime) -> bool:
    return since is not None and now - since >= wait


def _told_at(parcel: Parcel, level: QuestionLevel) -> datetime | None:
    """Return when this was said of the number that is in question now."""
    number = parcel.number_in_question
    for telling in parcel.question_told:
        if (telling.number, telling.level) == (number, level):
            return telling.at
    return None


def _note(due: Unanswered, level: ChangesLevel, desk: Desk, now: datetime) -> None:
    for stop in due.stops:
        _note_stop(stop.supplier, stop.stop_id, level, desk, now)
    for parcel in due.parcels:
        _note_parcel(parcel.parcel_id, QuestionLevel(level), desk, now)


def _note_stop(supplier: str, stop_id: str, level: ChangesLevel, desk: Desk, now: datetime) -> None:
    field = {"reminder": "withdrawal_reminded_at", "escalation": "withdrawal_escalated_at"}[level]

    def attempt() -> None:
        stop = desk.stop(supplier, stop_id)
        if stop is not None and _is_unseen(stop) and getattr(stop, field) is None:
            desk.commit(Change(puts=(stop.but(**{field: now}),)))

    until_settled(attempt)


def _note_parcel(parcel_id: str, level: QuestionLevel, desk: Desk, now: datetime) -> None:
    def attempt() -> None:
        parcel = desk.parcels([parcel_id]).get(parcel_id)
        if parcel is None or not parcel.is_in_question or _told_at(parcel, level) is not None:
            return
        telling = QuestionTelling(number=parcel.number_in_question, level=level, at=now)
        noted = parcel.but(question_told=(*parcel.question_told, telling))
        desk.commit(Change(puts=(noted,)))

    until_settled(attempt)
