"""Routes for an exchange or a resend: goods of a case go again, or others instead, once a case."""

from http import HTTPStatus
from typing import Annotated

from pydantic import AwareDatetime, Field

from hedan.domain.base import Frozen, Id, SupplierId
from hedan.domain.cases import Case
from hedan.domain.people import Act
from hedan.domain.replaced_lines import ReplacedGoods, ReplacementKind
from hedan.staff.case_fields import CaseInPath, refusing
from hedan.staff.fields import OrderInPath
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language, say
from hedan.usecases.cases.work_case import case_of
from hedan.usecases.replacements.call_off import call_off
from hedan.usecases.replacements.replace import GOODS_MAX, WantedGoods, Wish, replace
from hedan.usecases.replacements.standing import Standing, standing_of

routes = Routes("cases")


class ToReplace(Frozen):
    """What shall be sent. Without goods: what the after-sale names, as it was bought."""

    goods: Annotated[
        tuple[WantedGoods, ...],
        Field(max_length=GOODS_MAX, description="By line; an empty SKU: the same as was bought"),
    ] = ()
    supplier: Annotated[
        SupplierId | None, Field(description="Who sends it; left out: who makes these goods")
    ] = None


class ReplacementShown(Frozen):
    """What is sent for a case, tied to what the buyer got first, and how far it is."""

    case: str
    kind: ReplacementKind
    goods: tuple[ReplacedGoods, ...]
    supplier: str
    old_parcels: tuple[Id, ...]
    parcels: tuple[Id, ...]
    standing: Standing
    message: str
    asked_at: AwareDatetime
    asked_by: str


@routes.serve(
    Act.ANSWER_CASE,
    "POST",
    "/orders/<order>/cases/<case>/replacement",
    summary="Send goods again for a case, or others instead",
)
def send_instead(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ToReplace,
) -> ReplacementShown:
    """Let goods travel in the supplier's next wave, their stock reserved, the order as it is.

    Once for each case: the same again changes nothing, other goods are refused.
    """
    with refusing(tongue):
        asked = replace(
            order,
            case,
            Wish(str(person), wanted.goods, wanted.supplier or ""),
            desk=office.desk(),
            book=office.case_book(),
            settings=office.settings(),
            now=office.now,
        )
    return _shown(asked, office, tongue)


@routes.serve(
    Act.READ_CASES,
    "GET",
    "/orders/<order>/cases/<case>/replacement",
    summary="How far a replacement is",
)
def sent_instead(
    office: Here, tongue: Tongue, order: OrderInPath, case: CaseInPath
) -> ReplacementShown:
    """Show what is sent for a case: its goods, its parcels, and whether the platform knows."""
    with expecting(Code.NO_SUCH_CASE):
        known = case_of(order, case, book=office.case_book(), desk=office.desk())
    return _shown(known, office, tongue)


@routes.serve(
    Act.ANSWER_CASE,
    "POST",
    "/orders/<order>/cases/<case>/replacement/call-off",
    summary="Let what is sent for a case stay",
)
def keep_back(
    office: Here, person: Who, tongue: Tongue, order: OrderInPath, case: CaseInPath
) -> ReplacementShown:
    """Call off what has not left: what waits leaves its wave, what a supplier has is stopped.

    For good: who wants it sent after all opens another case.
    """
    with refusing(tongue):
        known = call_off(
            order,
            case,
            str(person),
            desk=office.desk(),
            book=office.case_book(),
            now=office.now,
        )
    return _shown(known, office, tongue)


def _shown(case: Case, office: Office, tongue: Language) -> ReplacementShown:
    known = case.replacement
    if known is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_CASE)
    desk = office.desk()
    file = desk.order_file(case.order)
    works = [file.line(line_id) for line_id in known.line_ids]
    parcels = desk.parcels(dict.fromkeys(work.parcel_id for work in works if work.parcel_id))
    standing = standing_of(works, parcels)
    return ReplacementShown(
        case=case.case_id,
        kind=known.kind,
        goods=known.goods,
        supplier=known.supplier,
        old_parcels=known.old_parcels,
        parcels=tuple(parcels),
        standing=standing,
        message=say(tongue, f"replacement.{standing}"),
        asked_at=known.asked_at,
        asked_by=known.asked_by,
    )
