"""Ask that a platform be told something about a case: a person, or a rule of the settings.

The wish is kept beside the case; the stream brings it to the platform (see tell_platform). What is
asked again while it waits, or after it was done, changes nothing: each act is made once. Only a
person may try again what the platform has refused.
"""

from datetime import datetime

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import ActStep, Case, PlatformAct
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LEFT
from hedan.domain.parcels import Parcel
from hedan.ports import CaseBook, Change, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.answers.promised import promised_goods
from hedan.usecases.cases.judge import acts_for
from hedan.usecases.cases.standing import Goods
from hedan.usecases.cases.work_case import CaseRefused, case_of

# One item of the table holds all of a case.
ACTS_MAX = 30
# Before it was shipped: platforms ask of no other kind whether the goods stayed.
STOPPABLE = frozenset({AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.CANCEL})
# The buyer wants no goods: of these a parcel on its way may be brought back.
WANTS_NO_GOODS = STOPPABLE | {AfterSaleKind.REFUND_ONLY}
CONTRARY = {
    PlatformAct.AGREE: PlatformAct.REFUSE,
    PlatformAct.REFUSE: PlatformAct.AGREE,
    PlatformAct.STOPPED: PlatformAct.NOT_STOPPED,
    PlatformAct.NOT_STOPPED: PlatformAct.STOPPED,
}
NEEDS_GOODS = {PlatformAct.STOPPED: Goods.HERE, PlatformAct.NOT_STOPPED: Goods.LEFT}


def ask_act(  # noqa: PLR0913 - every port it needs, each by its name.
    order: OrderKey,
    case_id: str,
    act: PlatformAct,
    by: str,
    *,
    parcel_id: str = "",
    cases: CaseBook,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> Case:
    """Keep a person's wish and return the case; asked already, it is as it was.

    parcel_id: of an INTERCEPT; empty: the only one that can be meant. Raises KeyError for an
    after-sale that the order has not, CaseRefused when it cannot be told: see the codes below.
    """

    def attempt() -> Case:
        file = desk.order_file(order)
        after_sale = file.after_sales[case_id]
        parcel = _parcel(file, after_sale, act, parcel_id, desk)
        case = case_of(order, case_id, book=cases, desk=desk)
        if any(step.act is act and step.parcel_id == parcel for step in _standing(case)):
            return case
        check(act, file, after_sale, case, settings)
        return keep(case, act, by, after_sale, parcel=parcel, desk=desk, now=now)

    return until_settled(attempt)


def check(
    act: PlatformAct, file: OrderFile, after_sale: AfterSale, case: Case, settings: Settings
) -> None:
    """Raise CaseRefused when the platform may not be told this now."""
    if act not in acts_for(after_sale, settings):
        raise CaseRefused("NOT_TAKEN", act=act)
    if not _fits(act, after_sale):
        raise CaseRefused("NOT_NOW", act=act, status=after_sale.status)
    if act in NEEDS_GOODS and promised_goods(file, after_sale) is not NEEDS_GOODS[act]:
        raise CaseRefused("NOT_TRUE", act=act)
    if any(step.act is CONTRARY.get(act) for step in _standing(case)):
        raise CaseRefused("TOLD_OTHERWISE", act=CONTRARY[act])
    if len(case.acts) >= ACTS_MAX:
        raise CaseRefused("TOO_MANY", most=ACTS_MAX)


def keep(
    case: Case,
    act: PlatformAct,
    by: str,
    after_sale: AfterSale,
    *,
    parcel: str = "",
    desk: Desk,
    now: datetime,
) -> Case:
    """Write a wish down and return the case. Raises VersionConflict when overtaken."""
    step = ActStep(
        act=act,
        asked_at=now,
        asked_by=by,
        parcel_id=parcel,
        refund_minor=after_sale.refund_minor,
    )
    asked = case.but(acts=(*case.acts, step))
    told = Event(kind=EventKind.CASE_ACT_ASKED, at=now, facts=facts_of(case, step))
    desk.commit(Change(puts=(asked,), events=((asked, told),)))
    return asked.but(version=asked.version + 1)


def facts_of(case: Case, step: ActStep) -> dict[str, str]:
    """Return what every event about an act tells."""
    return {
        "order": str(case.order),
        "case": case.case_id,
        "act": step.act.value,
        "parcel": step.parcel_id,
        "by": step.asked_by,
    }


def _standing(case: Case) -> list[ActStep]:
    """Return what waits, or was done."""
    return [step for step in case.acts if not step.problem]


def _fits(act: PlatformAct, after_sale: AfterSale) -> bool:
    match act:
        case PlatformAct.INTERCEPT:
            return after_sale.is_open and after_sale.kind in WANTS_NO_GOODS
        case PlatformAct.STOPPED | PlatformAct.NOT_STOPPED:
            return after_sale.status is AfterSaleStatus.REQUESTED and after_sale.kind in STOPPABLE
        case _:
            return after_sale.status is AfterSaleStatus.REQUESTED


def may_intercept(after_sale: AfterSale, settings: Settings) -> bool:
    """Tell whether the platform can be asked to bring a parcel of this case back."""
    fits = _fits(PlatformAct.INTERCEPT, after_sale)
    return fits and PlatformAct.INTERCEPT in acts_for(after_sale, settings)


def parcels_on_their_way(file: OrderFile, after_sale: AfterSale, desk: Desk) -> dict[str, Parcel]:
    """Return the parcels with a number in which goods of the case have left."""
    works = [file.line(line_id) for line_id in after_sale.line_ids]
    ids = dict.fromkeys(work.parcel_id for work in works if work.state in LEFT and work.parcel_id)
    found = desk.parcels(ids) if ids else {}
    return {name: parcel for name, parcel in found.items() if parcel.tracking}


def _parcel(
    file: OrderFile, after_sale: AfterSale, act: PlatformAct, parcel_id: str, desk: Desk
) -> str:
    """Return the parcel that is meant; none of an act that is about none."""
    if act is not PlatformAct.INTERCEPT:
        return ""
    there = parcels_on_their_way(file, after_sale, desk)
    if parcel_id in there or (not parcel_id and len(there) == 1):
        return parcel_id or next(iter(there))
    raise CaseRefused("NO_SUCH_PARCEL", known=", ".join(there) or "-")
