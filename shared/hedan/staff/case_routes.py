"""Routes of the after-sales desk: the queue over all stores, and one case with all of it."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen, StoreId
from hedan.domain.cases import CaseKind
from hedan.domain.people import Act
from hedan.staff.case_fields import CaseInPath
from hedan.staff.case_shown import CardShown, Said, card_shown, said
from hedan.staff.fields import OrderInPath, PageSize
from hedan.staff.office import Here, Tongue
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language
from hedan.usecases.cases.card import case_card
from hedan.usecases.cases.queue import QueueRow, queue

routes = Routes("cases")

OfStore = Annotated[StoreId | None, Query(description="Of this store only")]
OfKind = Annotated[
    AfterSaleKind | CaseKind | None,
    Query(description="Of this kind only; after_sale: whatever the platforms call an after-sale"),
]


class RowShown(Frozen):
    """One case that waits for an end. left_seconds: below 0: the platform's time is over.

    refund_minor: in minor units; currency: the order's, empty while the order is not known.
    """

    order: str
    case: str
    store: str
    kind: Said
    status: AfterSaleStatus | None
    answer_by: AwareDatetime | None
    left_seconds: int | None
    waits: tuple[Said, ...]
    goods: Said
    refund_minor: int
    currency: str
    asked_at: AwareDatetime
    reason: str


class QueueShown(Frozen):
    """The most urgent cases; those whose platform told no time stand last."""

    cases: tuple[RowShown, ...]
    has_more: bool


@routes.serve(Act.READ_CASES, "GET", "/cases", summary="The after-sales desk's queue")
def cases(
    office: Here, tongue: Tongue, store: OfStore = None, kind: OfKind = None, limit: PageSize = 50
) -> QueueShown:
    """List what waits for an end over all stores, the least of the platform's time left first.

    A filter looks at the thousand most urgent cases.
    """
    found = queue(
        limit,
        store=store,
        kind=kind,
        book=office.case_book(),
        desk=office.desk(),
        now=office.now,
    )
    rows = tuple(_row(one, tongue) for one in found.rows)
    return QueueShown(cases=rows, has_more=found.has_more)


@routes.serve(Act.READ_CASES, "GET", "/orders/<order>/cases/<case>", summary="One case, all of it")
def one_case(office: Here, tongue: Tongue, order: OrderInPath, case: CaseInPath) -> CardShown:
    """Show a case: goods, parcels, stops, policy, money, what was done, the three next steps."""
    with expecting(Code.NO_SUCH_CASE):
        card = case_card(
            order,
            case,
            book=office.case_book(),
            desk=office.desk(),
            settings=office.settings(),
            now=office.now,
        )
    return card_shown(card, office, tongue)


def _row(row: QueueRow, tongue: Language) -> RowShown:
    return RowShown(
        order=str(row.order),
        case=row.case_id,
        store=row.order.store,
        kind=said(tongue, "kind", row.kind),
        status=row.status,
        answer_by=row.answer_by,
        left_seconds=row.left_seconds,
        waits=tuple(said(tongue, "wait", one) for one in row.waits),
        goods=said(tongue, "goods", row.goods),
        refund_minor=row.refund_minor,
        currency=row.currency,
        asked_at=row.asked_at,
        reason=row.reason,
    )
