"""Call off: a person wants that what is sent again stays, while its case says nothing of it.

Of an after-sale its platform says so. A complaint is between people: the lost parcel turned up.
What waits leaves at once; what a supplier may hold is stopped like goods whose money goes back. It
stays so: who wants it sent after all opens another case.
"""

from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.cases import Case
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import FenceCase, LineState, LineWork, stock_moves, told_by
from hedan.domain.stops import StopCause
from hedan.ports import CaseBook, Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.cases.work_case import CaseRefused, case_of
from hedan.usecases.stops.asked_stop import asked_stop, stop_opened
from hedan.usecases.waves.portions import Step


def call_off(
    key: OrderKey, case_id: str, by: str, *, desk: Desk, book: CaseBook, now: datetime
) -> Case:
    """Let what is sent for a case stay, as far as it has not left; return the case.

    Doing it again changes nothing. Raises KeyError without such a case, CaseRefused when nothing is
    sent for it or all of it has left, TryAgain when others keep writing.
    """
    return until_settled(lambda: _attempt(key, case_id, by, desk, book, now))


def _attempt(
    key: OrderKey, case_id: str, by: str, desk: Desk, book: CaseBook, now: datetime
) -> Case:
    case = case_of(key, case_id, book=book, desk=desk)
    if case.replacement is None:
        raise CaseRefused("NOT_REPLACED")
    file = desk.order_file(key)
    mine = [file.line(line_id) for line_id in case.replacement.line_ids]
    staying = [work for work in mine if work.state is not LineState.SHIPPED]
    if not staying:
        raise CaseRefused("HAS_LEFT")
    # By a name that no after-sale has: nothing that a platform tells opens it again.
    said = FenceCase(after_sale_id=f"{case_id}~off", changed_at=now, closes=True)
    steps = [
        (work, told_by(work, said))
        for work in staying
        if said.after_sale_id not in {one.after_sale_id for one in work.fence.cases}
    ]
    if steps:
        desk.commit(_change(case, steps, by, desk, now))
    return case


def _change(case: Case, steps: list[Step], by: str, desk: Desk, now: datetime) -> Change:
    asked_back: dict[str, list[LineWork]] = {}
    for before, after in steps:
        if before.state is LineState.CLAIMED and after.parcel_id:
            asked_back.setdefault(after.parcel_id, []).append(after)
    parcels = desk.parcels(asked_back)
    stops = [
        asked_stop(parcels[name], works, StopCause.REFUND, why=case.case_id, now=now)
        for name, works in asked_back.items()
    ]
    facts = {"order": str(case.order), "case": case.case_id, "by": by, "replanned": "False"}
    named = ",".join(after.key.line_id for _, after in steps)
    told = Event(kind=EventKind.LINES_TAKEN_OUT, at=now, facts=facts | {"lines": named})
    return Change(
        # Lines before their stops: whoever follows the writes sees why.
        puts=(*(after for _, after in steps), *stops),
        was=tuple(before for before, _ in steps),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=((steps[0][1], told), *((stop, stop_opened(stop, now)) for stop in stops)),
    )
