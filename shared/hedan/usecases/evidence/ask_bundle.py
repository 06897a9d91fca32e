"""A person wants the evidence of a case: the wish is kept, the table's stream begins the work."""

from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.cases import Case
from hedan.domain.events import Event, EventKind
from hedan.ports import CaseBook, Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.cases.work_case import case_of


def ask_bundle(
    key: OrderKey, case_id: str, by: str, *, cases: CaseBook, desk: Desk, now: datetime
) -> Case:
    """Keep the wish for a bundle; the table's stream begins to make it. Returns the case.

    Raises KeyError when there is no such case, TryAgain when others keep writing to it.
    """

    def attempt() -> Case:
        case = case_of(key, case_id, book=cases, desk=desk)
        facts = {"order": str(key), "case": case_id, "by": by}
        asked = Event(kind=EventKind.BUNDLE_ASKED, at=now, facts=facts)
        desk.commit(Change(puts=(case,), events=((case, asked),)))
        return case.but(version=case.version + 1)

    return until_settled(attempt)
