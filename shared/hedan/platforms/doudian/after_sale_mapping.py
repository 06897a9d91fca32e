"""Doudian's after-sales in our words: the tables of its numbers, and what reads them."""

from collections.abc import Iterator

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey, StoreId
from hedan.errors import Malformed
from hedan.platforms.calling.theirs import places
from hedan.platforms.doudian.after_sale_payloads import AfterSaleDetailData, AfterSaleSkuOrder
from hedan.platforms.doudian.mapping import PLATFORM

KIND: dict[int, AfterSaleKind] = {
    0: AfterSaleKind.RETURN,
    1: AfterSaleKind.REFUND_ONLY,
    2: AfterSaleKind.REFUND_UNSHIPPED,
    3: AfterSaleKind.EXCHANGE,
    4: AfterSaleKind.CANCEL,  # By the system.
    5: AfterSaleKind.CANCEL,  # By the buyer.
    6: AfterSaleKind.PRICE_PROTECTION,
    7: AfterSaleKind.RESEND,
    8: AfterSaleKind.REPAIR,
}
STATUS: dict[int, AfterSaleStatus] = {
    6: AfterSaleStatus.REQUESTED,
    7: AfterSaleStatus.AGREED,  # Waits for the goods.
    8: AfterSaleStatus.AGREED,  # Waits for the seller's second parcel.
    11: AfterSaleStatus.AGREED,  # The goods are on their way back.
    12: AfterSaleStatus.SUCCEEDED,
    13: AfterSaleStatus.AGREED,  # The seller's second parcel is on its way.
    14: AfterSaleStatus.SUCCEEDED,  # Exchange, resend or repair done.
    27: AfterSaleStatus.REFUSED,
    28: AfterSaleStatus.CLOSED,  # Withdrawn or lapsed, whatever refund_status says.
    29: AfterSaleStatus.REFUSED,
    51: AfterSaleStatus.SUCCEEDED,  # The order is cancelled.
    53: AfterSaleStatus.SUCCEEDED,  # The way back is finished.
}
# It waits for the seller: an answer, the second parcel, a look at what came back.
OUR_TURN = frozenset({6, 8, 11})


def after_sale_of(data: object, store: StoreId) -> AfterSale:
    """Return the case that data of afterSale.Detail tells. Raises Malformed with the place."""
    told = AfterSaleDetailData.read(data, "afterSale.Detail")
    case = told.process_info.after_sale_info
    back = told.process_info.logistics_info.way_back
    lines = told.order_info.sku_order_infos
    if not lines:
        # It would fence nothing, and nobody would know.
        raise Malformed(f"after-sale {case.after_sale_id}: sku_order_infos: names no line")
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store, order_id=told.order_info.shop_order_id),
            after_sale_id=case.after_sale_id,
            kind=KIND.get(case.after_sale_type, AfterSaleKind.UNKNOWN),
            status=STATUS.get(case.after_sale_status, AfterSaleStatus.UNKNOWN),
            lines=tuple(_line(line) for line in lines),
            refund_minor=case.refund_total_amount,
            # The code tells more than the text, which the platform words anew at times.
            reason=f"{case.reason_code} {case.reason}".strip(),
            asked_at=case.apply_time,
            changed_at=case.update_time,
            unknown=tuple(dict.fromkeys(_unknown(told))),
            # Of a status in which somebody else must act, the deadline is theirs.
            answer_by=case.status_deadline if case.after_sale_status in OUR_TURN else None,
            return_to_us=back.tracking_no,
            return_carrier=back.company_name or back.company_code,
        )
    except ValidationError as exc:
        raise Malformed(f"after-sale {case.after_sale_id}: {places(exc)}") from None


def _line(line: AfterSaleSkuOrder) -> AfterSaleLine:
    return AfterSaleLine(
        line_id=line.sku_order_id,
        # A refund of money alone counts no units; the line is fenced all the same.
        quantity=line.after_sale_item_count or line.item_quantity or 1,
        gift_lines=tuple(given.sku_order_id for given in line.given_sku_details),
    )


def _unknown(told: AfterSaleDetailData) -> Iterator[str]:
    case = told.process_info.after_sale_info
    if case.after_sale_type not in KIND:
        yield f"after_sale_type={case.after_sale_type}"
    if case.after_sale_status not in STATUS:
        yield f"after_sale_status={case.after_sale_status}"
