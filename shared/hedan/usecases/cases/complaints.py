"""A complaint or a dispute is opened by a person: it waits for its end in the same queue."""

from datetime import datetime
from typing import Literal

from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, CaseKind, complaint_id, fresh_case
from hedan.errors import VersionConflict
from hedan.usecases.cases.work_case import Hand, store_case

type Opened = Literal[CaseKind.COMPLAINT, CaseKind.DISPUTE]


def open_complaint(
    key: OrderKey,
    kind: Opened,
    title: str,
    answer_by: datetime | None,
    request: str,
    hand: Hand,
) -> Case:
    """Open a case of this kind on an order; the same request opens one.

    answer_by: by when its platform, or the buyer, wants an answer. Raises KeyError when nobody
    knows the order.
    """
    if key not in hand.desk.orders([key]):
        raise KeyError(str(key))
    place = (key, complaint_id(key, kind, f"{hand.by} {request}"))
    known = hand.book.cases([place]).get(place)
    if known is not None:
        return known
    case = fresh_case(key, place[1], kind, hand.now).but(title=title, answer_by=answer_by)
    try:
        return store_case(case, kind.value, hand)
    except VersionConflict:
        return hand.book.cases([place])[place]  # The same request, at the same moment.
