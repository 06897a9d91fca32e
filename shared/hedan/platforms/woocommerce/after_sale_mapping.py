"""Refunds of a WooCommerce order as after-sales. Each is over when it appears: the money is back.

A refund may name lines and units, an amount of a line, or only an amount.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.errors import Malformed
from hedan.platforms.calling.amounts import minor
from hedan.platforms.calling.theirs import places
from hedan.platforms.woocommerce.mapping import PLATFORM
from hedan.platforms.woocommerce.payloads import LineItem, WooOrder, WooRefund, meta_text
from hedan.settings import StoreSettings

# Which line of the order a refund's line stands for. [memory]
REFUNDED_LINE = "_refunded_item_id"
REFUNDED = "refunded"
SHIP_ANYWAY = "ship"


class Refunds(NamedTuple):
    """The after-sales of an order, and the ids of those that name no line."""

    after_sales: tuple[AfterSale, ...]
    unclear: tuple[str, ...]


def after_sale_id(refund_id: str) -> str:
    """Return our id of a refund."""
    return f"refund-{refund_id}"


def refunds_of(
    order: WooOrder, own: Sequence[LineItem], refunds: Sequence[WooRefund], store: StoreSettings
) -> Refunds:
    """Return the refunds that touch our lines. Raises Malformed with the place."""
    found, unclear = [], []
    is_whole = _is_whole(order)
    ships_anyway = store.options.get("money_refunds", "") == SHIP_ANYWAY
    for refund in refunds:
        lines = _lines(order, own, refund, is_whole=is_whole)
        if not lines:  # About another vendor's lines.
            continue
        vague = not refund.line_items and not is_whole
        if vague and not ships_anyway:
            unclear.append(refund.id)
        found.append(_after_sale(order, refund, lines, store, price=vague and ships_anyway))
    return Refunds(tuple(found), tuple(unclear))


def refunded_units(order: WooOrder, refunds: Sequence[WooRefund]) -> dict[str, int]:
    """Return by line id how many units need not travel any more."""
    units: dict[str, int] = {}
    for refund in refunds:
        for line in refund.line_items:
            named = _named(order, line)
            if named is not None:
                units[named.id] = units.get(named.id, 0) + abs(line.quantity)
    return units


def _after_sale(
    order: WooOrder,
    refund: WooRefund,
    lines: tuple[AfterSaleLine, ...],
    store: StoreSettings,
    *,
    price: bool,
) -> AfterSale:
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store.id, order_id=order.id),
            after_sale_id=after_sale_id(refund.id),
            kind=AfterSaleKind.PRICE_PROTECTION if price else AfterSaleKind.REFUND_ONLY,
            status=AfterSaleStatus.SUCCEEDED,
            lines=lines,
            refund_minor=minor(refund.amount, order.currency),
            reason=refund.reason,
            asked_at=refund.date_created_gmt,
            changed_at=refund.date_created_gmt,
        )
    except ValidationError as exc:
        raise Malformed(f"refund {refund.id}: {places(exc)}") from None


def _lines(
    order: WooOrder, own: Sequence[LineItem], refund: WooRefund, *, is_whole: bool
) -> tuple[AfterSaleLine, ...]:
    ours = {line.id for line in own}
    units: dict[str, int] = {}
    for line in refund.line_items:
        named = _named(order, line)
        if named is None:
            # It may be any of them: a parcel that waits costs less than one that is gone.
            return _all(own, is_whole=False)
        if named.id in ours:
            # An amount of a line counts no units; the line is fenced all the same.
            units[named.id] = units.get(named.id, 0) + abs(line.quantity)
    if not refund.line_items:
        return _all(own, is_whole=is_whole)
    return tuple(
        AfterSaleLine(line_id=line_id, quantity=count or 1) for line_id, count in units.items()
    )


def _all(own: Sequence[LineItem], *, is_whole: bool) -> tuple[AfterSaleLine, ...]:
    """Return every line: in full, or as a part of which a person must say what it is."""
    return tuple(
        AfterSaleLine(line_id=line.id, quantity=line.quantity if is_whole else 1) for line in own
    )


def _named(order: WooOrder, line: LineItem) -> LineItem | None:
    by_id = meta_text(line.meta_data, REFUNDED_LINE)
    for one in order.line_items:
        if one.id == by_id:
            return one
    same = [
        one
        for one in order.line_items
        if (one.product_id, one.variation_id) == (line.product_id, line.variation_id)
    ]
    return same[0] if len(same) == 1 else None


def _is_whole(order: WooOrder) -> bool:
    back = sum(abs(refund.total) for refund in order.refunds)
    return order.status == REFUNDED or back >= order.total
