"""Pinduoduo's after-sales in our words: read from the detail, checked against the listing."""

from collections.abc import Iterator

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey, StoreId
from hedan.errors import Malformed
from hedan.platforms.calling.theirs import places
from hedan.platforms.pinduoduo.after_sale_payloads import AfterSaleDetail, ListedAfterSale
from hedan.platforms.pinduoduo.payloads import OrderGoods
from hedan.platforms.pinduoduo.tables import (
    AFTER_SALE_STATUS,
    DETAIL_KIND,
    LISTED_KIND,
    PLATFORM,
)

NOT_SHIPPED = 0
BY_PIECES = 1


def after_sale_of(
    detail: AfterSaleDetail, listed: ListedAfterSale | None, goods: OrderGoods, store: StoreId
) -> AfterSale:
    """Return the case that both answers tell; listed is None where the listing has it not yet.

    goods are the order's lines: the case names its SKU only. Raises Malformed with the place.
    """
    witness = listed if listed and listed.updated_time == detail.updated_time else None
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store, order_id=detail.order_sn),
            after_sale_id=detail.id,
            kind=_kind(detail, witness),
            status=AFTER_SALE_STATUS.get(detail.after_sales_status, AfterSaleStatus.UNKNOWN),
            lines=_lines(detail, goods),
            # The listing names its unit, so it is the one to believe.
            refund_minor=witness.refund_amount if witness else detail.refund_amount,
            reason=detail.after_sales_reason.strip(),
            asked_at=detail.recreated_at
            or (listed.created_time if listed else detail.updated_time),
            changed_at=detail.updated_time,
            unknown=tuple(_unknown(detail, witness)),
            answer_by=detail.expire_time,  # It stands there only while it is the seller's turn.
            return_to_us=detail.express_no,
            return_carrier=detail.shipping_name,
        )
    except ValidationError as exc:
        raise Malformed(f"after-sale {detail.id}: {places(exc)}") from None


def listed_kind(listed: ListedAfterSale) -> AfterSaleKind:
    """Return what the buyer wants, by the listing's numbers."""
    return LISTED_KIND.get(listed.after_sales_type, AfterSaleKind.UNKNOWN)


def _kind(detail: AfterSaleDetail, listed: ListedAfterSale | None) -> AfterSaleKind:
    kind = DETAIL_KIND.get(detail.after_sales_type, AfterSaleKind.UNKNOWN)
    if listed and listed_kind(listed) is not kind:
        # One of them is misread. Unknown closes the fence, which no other guess may undo.
        return AfterSaleKind.UNKNOWN
    if kind is AfterSaleKind.REFUND_ONLY and detail.shipping_status == NOT_SHIPPED:
        return AfterSaleKind.REFUND_UNSHIPPED
    return kind


def _lines(detail: AfterSaleDetail, goods: OrderGoods) -> tuple[AfterSaleLine, ...]:
    """Return the lines of the SKU that is named; of all SKUs where none of them is it."""
    items = list(goods.items)
    if not items:
        # It would fence nothing, and nobody would know.
        raise Malformed(f"after-sale {detail.id}: order {goods.order_sn} has no item")
    named = [(line_id, item) for line_id, item in items if item.sku_id == detail.sku_id] or items
    if len(items) == 1:
        named = items
    # Gifts go back with everything that was bought, not with one of several things.
    gift_lines = tuple(line_id for line_id, _ in goods.gifts) if len(named) == len(items) else ()
    return tuple(
        AfterSaleLine(
            line_id=line_id,
            quantity=_pieces(detail, item.goods_count) if len(named) == 1 else item.goods_count,
            gift_lines=gift_lines if position == 0 else (),
        )
        for position, (line_id, item) in enumerate(named)
    )


def _pieces(detail: AfterSaleDetail, ordered: int) -> int:
    if detail.part_after_sales_type == BY_PIECES and detail.part_after_sales_value > 0:
        return detail.part_after_sales_value
    # A refund of money alone counts no units; the line is fenced all the same.
    return detail.goods_number or ordered


def _unknown(detail: AfterSaleDetail, listed: ListedAfterSale | None) -> Iterator[str]:
    if detail.after_sales_type not in DETAIL_KIND:
        yield f"after_sales_type={detail.after_sales_type}"
    elif listed and listed_kind(listed) is not DETAIL_KIND[detail.after_sales_type]:
        yield f"after_sales_type={detail.after_sales_type}/{listed.after_sales_type}"
    if detail.after_sales_status not in AFTER_SALE_STATUS:
        yield f"after_sales_status={detail.after_sales_status}"
    if listed and listed.refund_amount != detail.refund_amount:
        yield f"refund_amount={detail.refund_amount}/{listed.refund_amount}"
