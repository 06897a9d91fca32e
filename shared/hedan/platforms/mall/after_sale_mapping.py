"""A mall's refunds in our words."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.errors import Malformed, OrderGone
from hedan.platforms.calling.theirs import places
from hedan.platforms.mall.mapping import PLATFORM
from hedan.platforms.mall.payloads import MallLine, MallRefund
from hedan.settings import StoreSettings

KIND: dict[str, AfterSaleKind] = {
    "refund_only": AfterSaleKind.REFUND_ONLY,
    "return": AfterSaleKind.RETURN,
    "exchange": AfterSaleKind.EXCHANGE,
    "resend": AfterSaleKind.RESEND,
    "repair": AfterSaleKind.REPAIR,
    "price_protection": AfterSaleKind.PRICE_PROTECTION,
    "cancel": AfterSaleKind.CANCEL,
}
STATUS: dict[str, AfterSaleStatus] = {
    "requested": AfterSaleStatus.REQUESTED,
    "agreed": AfterSaleStatus.AGREED,
    "succeeded": AfterSaleStatus.SUCCEEDED,
    "refused": AfterSaleStatus.REFUSED,
    "closed": AfterSaleStatus.CLOSED,
}
BEFORE_SHIPPING, AFTER_SHIPPING = "before_shipping", "after_shipping"


def refund_of(data: object, store: StoreSettings) -> MallRefund:
    """Read GET /refunds/{id}. Raises Malformed; OrderGone for another merchant's refund."""
    told = MallRefund.read(data, "refund")
    if told.merchant_id not in ("", store.shop_id):
        raise OrderGone(
            f"order {told.order_id}: merchant {told.merchant_id}, this store is {store.shop_id}"
        )
    return told


def after_sale_of(told: MallRefund, store: StoreSettings, own: Sequence[MallLine]) -> AfterSale:
    """Return the refund as an after-sale; `own` are the order's lines of this merchant.

    They stand for a refund that names none: it is about the whole order. Raises Malformed.
    """
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store.id, order_id=told.order_id),
            after_sale_id=told.refund_id,
            kind=_kind(told),
            status=STATUS.get(told.status, AfterSaleStatus.UNKNOWN),
            lines=_lines(told, own),
            refund_minor=told.amount,
            reason=told.reason,
            asked_at=told.created_at,
            changed_at=told.updated_at,
            unknown=tuple(_unknown(told)),
            answer_by=told.respond_by,
            return_to_us=told.return_shipment.tracking_no,
            return_carrier=told.return_shipment.carrier_code,
        )
    except ValidationError as exc:
        raise Malformed(f"refund {told.refund_id}: {places(exc)}") from None


def _lines(told: MallRefund, own: Sequence[MallLine]) -> tuple[AfterSaleLine, ...]:
    if told.lines:
        # A refund of money alone counts no units; the line is fenced all the same.
        return tuple(
            AfterSaleLine(line_id=line.line_id, quantity=line.quantity or 1) for line in told.lines
        )
    return tuple(AfterSaleLine(line_id=line.line_id, quantity=line.quantity) for line in own)


def _kind(told: MallRefund) -> AfterSaleKind:
    kind = KIND.get(told.kind, AfterSaleKind.UNKNOWN)
    if kind is AfterSaleKind.REFUND_ONLY and told.phase == BEFORE_SHIPPING:
        return AfterSaleKind.REFUND_UNSHIPPED
    return kind


def _unknown(told: MallRefund) -> Iterator[str]:
    if told.kind not in KIND:
        yield f"kind={told.kind}"
    if told.status not in STATUS:
        yield f"status={told.status}"
    if told.phase not in ("", BEFORE_SHIPPING, AFTER_SHIPPING):
        yield f"phase={told.phase}"
