"""A case as its desk shows it: every code with its words, in the reader's language."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen
from hedan.domain.cases import Case, CasePhoto, PlatformAct
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.policies import Judgement, Payer
from hedan.domain.stops import Stop, StopAnswer
from hedan.settings import Settings
from hedan.staff.office import Office
from hedan.texts import Language, say
from hedan.texts.case_words import policy_in_words
from hedan.usecases.cases.card import CaseCard, CaseLine
from hedan.usecases.cases.judge import time_zone
from hedan.usecases.cases.next_steps import Step, route_of

_ACTS = {
    Step.AGREE: PlatformAct.AGREE,
    Step.REFUSE: PlatformAct.REFUSE,
    Step.INTERCEPT: PlatformAct.INTERCEPT,
}


class Said(Frozen):
    """A code, for programs, and its words, for people."""

    code: str
    message: str


class OrderBrief(Frozen):
    """What of the order the desk needs; all of it is at GET /orders/{order}."""

    order: str
    status: OrderStatus
    ordered_at: AwareDatetime
    buyer_remark: str
    seller_memo: str


class LineBrief(Frozen):
    """A line that the case names. asked: units of it; state: where our work on it stands."""

    line_id: str
    sku: str
    name: str
    spec: str
    quantity: int
    asked: int
    paid_minor: int
    is_gift: bool
    state: LineState
    parcel: str | None


class ParcelBrief(Frozen):
    """A parcel in which its goods travelled, or travel instead."""

    parcel: str
    supplier: str
    workbook: str
    state: ParcelState
    numbers: tuple[Tracking, ...]
    scanned_at: AwareDatetime | None


class StopBrief(Frozen):
    """A stop of one of them: open, or ended within the last two days."""

    stop: str
    supplier: str
    parcel: str
    told_at: AwareDatetime | None
    acknowledged_at: AwareDatetime | None
    escalated_at: AwareDatetime | None
    needs_a_call: bool
    answer: StopAnswer | None
    answered_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None


class PolicyShown(Frozen):
    """What the seller's policies say of it. policy: empty when none is for such a case."""

    policy: str
    fits: bool
    freight: Payer | None
    days_left: int | None
    asked_by: AwareDatetime | None
    photos_missing: int
    message: str


class MoneyShown(Frozen):
    """Amounts in the order's currency, in minor units. paid: for the lines of the case."""

    currency: str
    refund_minor: int
    paid_minor: int
    order_paid_minor: int
    postage_minor: int
    offered_minor: int  # Offered and not declined.
    freight: Payer | None  # Who pays the way back, by the policy.


class WayBackShown(Frozen):
    """A parcel of the buyer's on its way to us; told_by: the platform, or a person."""

    carrier: str
    number: str
    told_by: str


class PhotoShown(Frozen):
    """A picture; url works for a few minutes."""

    photo: CasePhoto
    url: str


class StepShown(Frozen):
    """One next step. route: empty where only the platform's own pages do it; act: for its body."""

    code: Step
    message: str
    route: str
    act: PlatformAct | None


class CardShown(Frozen):
    """One case with all that bears on it, and the three steps that help most."""

    case: Case
    after_sale: AfterSale | None
    kind: Said
    left_seconds: int | None
    waits: tuple[Said, ...]
    goods: Said
    next: tuple[StepShown, ...]
    policy: PolicyShown
    money: MoneyShown
    order: OrderBrief | None
    lines: tuple[LineBrief, ...]
    parcels: tuple[ParcelBrief, ...]
    stops: tuple[StopBrief, ...]
    ways_back: tuple[WayBackShown, ...]
    photos: tuple[PhotoShown, ...]


def card_shown(card: CaseCard, office: Office, tongue: Language) -> CardShown:
    """Return a card in words."""
    case, after_sale, settings = card.case, card.after_sale, office.settings()
    due = after_sale.answer_by if after_sale else case.answer_by
    kind = after_sale.kind if after_sale else case.kind
    return CardShown(
        case=case,
        after_sale=after_sale,
        kind=said(tongue, "kind", kind),
        left_seconds=left_seconds(due, office.now),
        waits=tuple(said(tongue, "wait", one) for one in card.waits),
        goods=said(tongue, "goods", card.goods),
        next=tuple(_step(one, card, tongue) for one in card.steps),
        policy=_policy(card.judgement, case.store, settings, tongue),
        money=_money(card),
        order=_order(card),
        lines=tuple(_line(one) for one in card.lines),
        parcels=tuple(_parcel(one) for one in card.parcels),
        stops=tuple(_stop(one) for one in card.stops),
        ways_back=tuple(_ways_back(case, after_sale)),
        photos=tuple(_photo(one, office) for one in case.photos),
    )


def said(tongue: Language, of: str, code: str) -> Said:
    """Return a code of texts/cases.py with its words."""
    return Said(code=code, message=say(tongue, f"case.{of}.{code}"))


def left_seconds(due: datetime | None, now: datetime) -> int | None:
    """Return how long is left; below 0 when the time is over, None when none was told."""
    return int((due - now).total_seconds()) if due else None


def _policy(judgement: Judgement, store: str, settings: Settings, tongue: Language) -> PolicyShown:
    return PolicyShown(
        policy=judgement.policy,
        fits=judgement.fits,
        freight=judgement.freight,
        days_left=judgement.days_left,
        asked_by=judgement.asked_by,
        photos_missing=judgement.photos_missing,
        message=policy_in_words(
            tongue, judgement, settings.return_policies, time_zone(settings, store)
        ),
    )


def _step(step: Step, card: CaseCard, tongue: Language) -> StepShown:
    waiting = next((stop for stop in card.stops if not stop.is_settled), None)
    return StepShown(
        code=step,
        message=say(tongue, f"case.step.{step}"),
        route=route_of(step, str(card.case.order), card.case.case_id, waiting),
        act=_ACTS.get(step),
    )


def _money(card: CaseCard) -> MoneyShown:
    order = card.order
    standing = (one.amount_minor for one in card.case.offers if one.is_accepted is not False)
    return MoneyShown(
        currency=order.currency if order else "",
        refund_minor=card.after_sale.refund_minor if card.after_sale else 0,
        paid_minor=card.paid_minor,
        order_paid_minor=order.paid_minor if order else 0,
        postage_minor=order.postage_minor if order else 0,
        offered_minor=sum(standing),
        freight=card.judgement.freight,
    )


def _order(card: CaseCard) -> OrderBrief | None:
    if card.order is None:
        return None
    return OrderBrief(
        order=str(card.order.key),
        status=card.order.status,
        ordered_at=card.order.created_at,
        buyer_remark=card.order.buyer_remark,
        seller_memo=card.order.seller_memo,
    )


def _line(one: CaseLine) -> LineBrief:
    line = one.line
    return LineBrief(
        line_id=one.work.key.line_id,
        sku=line.sku if line else "",
        name=line.name if line else "",
        spec=line.spec if line else "",
        quantity=line.quantity if line else 0,
        asked=one.asked,
        paid_minor=line.paid_minor if line else 0,
        is_gift=bool(line and line.is_gift),
        state=one.work.state,
        parcel=one.work.parcel_id,
    )


def _parcel(parcel: Parcel) -> ParcelBrief:
    first = (parcel.tracking,) if parcel.tracking else ()
    return ParcelBrief(
        parcel=parcel.parcel_id,
        supplier=parcel.supplier,
        workbook=parcel.workbook,
        state=parcel.state,
        numbers=(*first, *parcel.more_numbers),
        scanned_at=parcel.scanned_at,
    )


def _stop(stop: Stop) -> StopBrief:
    return StopBrief(
        stop=stop.stop_id,
        supplier=stop.supplier,
        parcel=stop.parcel_id,
        told_at=stop.told[0].at if stop.told else None,
        acknowledged_at=stop.acknowledged_at,
        escalated_at=stop.escalated_at,
        needs_a_call=stop.needs_a_call,
        answer=stop.answer,
        answered_at=stop.answered_at,
        withdrawn_at=stop.withdrawn_at,
    )


def _ways_back(case: Case, after_sale: AfterSale | None) -> Iterator[WayBackShown]:
    if after_sale is not None and after_sale.return_to_us:
        yield WayBackShown(
            carrier=after_sale.return_carrier, number=after_sale.return_to_us, told_by="platform"
        )
    for way in case.ways_back:
        carrier, number = way.tracking.carrier, way.tracking.number
        yield WayBackShown(carrier=carrier, number=number, told_by=way.told_by)


def _photo(photo: CasePhoto, office: Office) -> PhotoShown:
    name = photo.file_key.rpartition("/")[2]
    return PhotoShown(photo=photo, url=office.photos().download_url(photo.file_key, name))
