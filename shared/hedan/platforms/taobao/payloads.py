"""Taobao's answers as far as we use them: tolerant, since a value may change its type."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from hedan.platforms import china_time
from hedan.platforms.calling.extras import ExtraRows, ExtraText, or_empty, or_none
from hedan.platforms.calling.theirs import PlatformId, Theirs

FEN_PER_YUAN = 100
FEN_MAX = 10**12


def _fen(value: object) -> object:
    """Read yuan, mostly text with two decimals, as fen."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("not money")
    try:
        fen = Decimal(value) * FEN_PER_YUAN
    except ArithmeticError:  # No number, or one beyond all bounds.
        raise ValueError("not money") from None
    if not fen.is_finite() or not 0 <= fen <= FEN_MAX or fen != fen.to_integral_value():
        raise ValueError("not money of whole fen from 0 on")
    return int(fen)


def _signed_fen(value: object) -> object:
    """Read yuan that may be less than none: a seller takes off a price, or puts on it."""
    if isinstance(value, str) and value.startswith("-"):
        return -int(str(_fen(value[1:])))
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0:
        return -int(str(_fen(-value)))
    return _fen(value)


def _moment(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("not a time")
    return china_time.read(value)


def _moment_if_any(value: object) -> object:
    return _moment(value) if value != "" else None


def _word(value: object) -> object:
    """Make text of a mark that is a number here and text or a boolean there."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _unwrapped(value: object) -> object:
    """Take a list out of its wrapper: {"order": […]}; an empty one may be {} or ""."""
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        return lists[0] if lists else ()
    return () if value == "" else value


Named = Annotated[PlatformId, Field(min_length=1, max_length=128, pattern=r"^[^\s#]+$")]
"""An id that must be there."""
Fen = Annotated[int, BeforeValidator(_fen)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Instant = Annotated[datetime | None, BeforeValidator(_moment_if_any)]
Word = Annotated[str, BeforeValidator(_word)]
ExtraFen = Annotated[int | None, BeforeValidator(or_none(_fen))]
ExtraMoment = Annotated[datetime | None, BeforeValidator(or_none(_moment))]
SignedFen = Annotated[int | None, BeforeValidator(or_none(_signed_fen))]
type Wrapped[T] = Annotated[tuple[T, ...], BeforeValidator(_unwrapped)]


class OrderItem(Theirs):
    """One child order: what we call a line. Money in yuan on the wire, in fen here."""

    oid: Named
    num_iid: PlatformId = ""
    sku_id: PlatformId = ""
    outer_iid: Word = ""
    outer_sku_id: Word = ""
    title: str = ""
    sku_properties_name: str = ""
    num: int
    price: Fen
    payment: Fen | None = None
    divide_order_fee: Fen | None = None
    discount_fee: ExtraFen = None
    adjust_fee: SignedFen = None
    part_mjz_discount: ExtraFen = None
    status: str
    refund_status: str = ""
    shipping_type: Word = ""
    delivery_time: Word = ""
    invoice_no: Word = ""
    bind_oid: Word = ""
    bind_oids: Wrapped[PlatformId] | Word = ()
    is_service_order: Word = ""
    is_free_gift: Word = ""
    gift_mids: Wrapped[PlatformId] | Word = ()
    is_sh_ship: Word = ""
    is_force_dc: Word = ""
    customization: Word = ""


class Promotion(Theirs):
    """A discount, or a gift that the shop has promised in words."""

    gift_item_id: PlatformId = ""


class LogisticsAgreement(Theirs):
    """What was promised about the shipment."""

    no_detail_part_consign: Word = ""


class LogisticsInfo(Theirs):
    """Which carriers may be used: "SF" or "SF,YTO"."""

    white_delivery_cps: ExtraText = ""


class Trade(Theirs):
    """A trade: what we call an order."""

    tid: Named
    type: str = ""
    status: str
    step_trade_status: str = ""
    step_paid_fee: ExtraFen = None
    shipping_type: Word = ""
    created: Moment
    pay_time: Instant = None
    modified: Moment
    payment: Fen
    post_fee: Fen = 0
    buyer_open_uid: str = ""
    buyer_message: str = ""
    seller_memo: str = ""
    seller_flag: Annotated[int, Field(ge=0)] = 0
    oaid: str = ""
    receiver_name: str = ""
    receiver_mobile: Word = ""
    receiver_phone: Word = ""
    receiver_country: str = ""
    receiver_state: str = ""
    receiver_city: str = ""
    receiver_district: str = ""
    receiver_town: str = ""
    receiver_address: str = ""
    receiver_zip: Word = ""
    delivery_time: Word = ""
    consign_interval: Word = ""
    is_sh_ship: Word = ""
    top_hold: Word = ""
    team_buy_hold: Word = ""
    share_group_hold: Word = ""
    ofp_hold: Word = ""
    forbid_consign: Word = ""
    rx_audit_status: Word = ""
    logistics_agreement: LogisticsAgreement = LogisticsAgreement()
    logistics_infos: Annotated[ExtraRows, BeforeValidator(_unwrapped)] = ()
    invoice_name: ExtraText = ""
    invoice_kind: ExtraText = ""
    promotion_details: Wrapped[Promotion] = ()
    orders: Wrapped[OrderItem]


class TradeData(Theirs):
    """What taobao.trade.fullinfo.get answers."""

    trade: Trade | None = None


class FlagOfTrade(Theirs):
    """The seller's flag of a trade."""

    seller_flag: Annotated[int, Field(ge=0)] = 0


class FlagData(Theirs):
    """What taobao.trade.get answers when asked for the flag."""

    trade: FlagOfTrade


class TradeHead(Theirs):
    """What a listing must tell of a trade."""

    tid: Named
    modified: Moment


class RemindTimeout(Theirs):
    """Until when the party whose turn it is has time."""

    exist_timeout: Word = ""
    timeout: ExtraMoment = None


class Refund(Theirs):
    """An after-sale case."""

    refund_id: Named
    tid: Named
    oid: PlatformId = ""
    status: str
    order_status: str = ""
    good_status: str = ""
    has_good_return: Word = ""
    dispute_type: str = ""
    refund_phase: str = ""
    refund_fee: Fen
    num: int = 0
    reason: str = ""
    created: Moment
    modified: Moment
    refund_remind_timeout: Annotated[RemindTimeout, or_empty(RemindTimeout)] = RemindTimeout()
    sid: ExtraText = ""
    company_name: ExtraText = ""


class RefundData(Theirs):
    """What taobao.refund.get answers."""

    refund: Refund


class RefundHead(Theirs):
    """What a listing must tell of a case."""

    refund_id: Named
    tid: Named
    modified: Moment


class Success(Theirs):
    """The platform's word inside a normal answer; absent is no success."""

    is_success: bool = False


class ShippingData(Theirs):
    """What the shipping calls answer."""

    shipping: Success = Success()


class MergeData(Theirs):
    """What taobao.top.oaid.merge answers: "id1,id2" is one group."""

    tid_list: Wrapped[str] = ()


class Company(Theirs):
    """A carrier."""

    code: Word
    name: str = ""
    reg_mail_no: str = ""


class CompaniesData(Theirs):
    """What taobao.logistics.companies.get answers."""

    logistics_companies: Wrapped[Company] = ()


class TransitStep(Theirs):
    """One entry of a parcel's way."""

    status_time: Moment
    status_desc: str = ""
    action: str = ""


class TraceData(Theirs):
    """What taobao.logistics.trace.search answers."""

    out_sid: Word = ""
    trace_list: Wrapped[TransitStep] = ()


class StopResult(Theirs):
    """What became of an answer to a stop."""

    success: bool | None = None
    error_code: Word = ""
    error_info: Word = ""


class StopData(Theirs):
    """What taobao.rdc.aligenius.sendgoods.cancel answers; its form is known from memory only."""

    result: StopResult = StopResult()
