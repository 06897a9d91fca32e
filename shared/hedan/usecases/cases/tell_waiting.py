"""Nobody forgets a case: its owner hears of it once, when the platform's time is nearly over.

Of new ones only where the settings ask for it: a sale brings hundreds, and the queue shows them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, OpenCase
from hedan.notices.case_queue import CasesLevel, WaitingCase, cases_notice
from hedan.notices.notice import Notice
from hedan.ports import CaseBook, Change, Desk, Notices
from hedan.settings import Settings, StoreSettings
from hedan.usecases.again import until_settled
from hedan.usecases.cases.standing import Goods, Wait, is_open, waits_for
from hedan.usecases.cases.work_case import case_of, fresh

# As many as one pass tells of and notes, the most urgent ones; the next pass goes on.
LOOKED_AT_MAX = 1000
TOLD_MAX = 200
# An older one is not new: who begins to ask for them does not get the last year's.
NEW_FOR = timedelta(days=1)

# Somebody of ours has to move.
_OURS = frozenset({Wait.ANSWER, Wait.ACT_REFUSED, Wait.GOODS})
_NOTED = {"due": "due_told_at", "new": "new_told_at"}


class _Waiting(NamedTuple):
    case: Case
    after_sale: AfterSale | None

    @property
    def answer_by(self) -> datetime | None:
        return self.after_sale.answer_by if self.after_sale else self.case.answer_by

    def row(self, currency: str) -> WaitingCase:
        told, case = self.after_sale, self.case
        kind = told.kind if told else case.kind
        minor = told.refund_minor if told else 0
        return WaitingCase(case.order, case.case_id, kind, minor, currency, self.answer_by)


def tell_waiting(
    settings: Settings, *, book: CaseBook, desk: Desk, notices: Notices, now: datetime
) -> list[str]:
    """Say what is due, one notice a store, note it, and return "<level> <order> <case>" of each.

    Costs one query of an index while nothing is due. A crash between saying and noting says it
    twice, never not at all.
    """
    soon = now + timedelta(hours=settings.cases.due_hours)
    said = _tell("due", book.open_cases(LOOKED_AT_MAX, soon), settings, book, desk, notices, now)
    if settings.cases.tell_new:
        said += _tell("new", book.open_cases(LOOKED_AT_MAX), settings, book, desk, notices, now)
    return said


def _tell(
    level: CasesLevel,
    rows: list[OpenCase],
    settings: Settings,
    book: CaseBook,
    desk: Desk,
    notices: Notices,
    now: datetime,
) -> list[str]:
    due = list(_untold(level, rows, book, desk, now))[:TOLD_MAX]
    said: list[str] = []
    for store in settings.stores:
        own = [one for one in due if one.case.store == store.id]
        if own:
            notices.publish(_notice(level, own, store, settings, desk))
            for one in own:
                place = (one.case.order, one.case.case_id)
                _note(place, level, book, desk, now)
                said.append(f"{level} {place[0]} {place[1]}")
    return said


def _notice(
    level: CasesLevel, own: list[_Waiting], store: StoreSettings, settings: Settings, desk: Desk
) -> Notice:
    keys = [one.case.order for one in own]
    orders = desk.orders(dict.fromkeys(keys))
    told_in = [orders[key].currency if key in orders else "" for key in keys]
    rows = [one.row(currency) for one, currency in zip(own, told_in, strict=True)]
    return cases_notice(level, rows, store, settings.language)


def _untold(
    level: CasesLevel, rows: list[OpenCase], book: CaseBook, desk: Desk, now: datetime
) -> Iterator[_Waiting]:
    """Yield what nobody was told of at this level, in the order of the rows."""
    if not rows:
        return
    places = [(one.order, one.case_id) for one in rows]
    cases = book.cases(places)
    open_ones = [
        one
        for one, place in zip(rows, places, strict=True)
        if place not in cases or getattr(cases[place], _NOTED[level]) is None
    ]
    told = desk.after_sales((one.order, one.case_id) for one in open_ones if one.is_after_sale)
    for one in open_ones:
        place = (one.order, one.case_id)
        after_sale = told.get(place)
        case = cases.get(place) or (fresh(after_sale) if after_sale else None)
        if case is not None and _is_to_tell(level, case, after_sale, now):
            yield _Waiting(case, after_sale)


def _is_to_tell(level: CasesLevel, case: Case, after_sale: AfterSale | None, now: datetime) -> bool:
    if level == "new":
        asked_at = after_sale.asked_at if after_sale else case.opened_at
        return is_open(case, after_sale) and now - asked_at < NEW_FOR
    # Of the goods nothing is asked here: an unanswered stop has a ladder of its own.
    return not _OURS.isdisjoint(waits_for(case, after_sale, Goods.HERE))


def _note(
    place: tuple[OrderKey, str], level: CasesLevel, book: CaseBook, desk: Desk, now: datetime
) -> None:
    def attempt() -> None:
        case = case_of(*place, book=book, desk=desk)
        if getattr(case, _NOTED[level]) is None:
            desk.commit(Change(puts=(case.but(**{_NOTED[level]: now}),)))

    until_settled(attempt)
