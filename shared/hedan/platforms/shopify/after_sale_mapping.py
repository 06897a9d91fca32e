"""Refunds of a Shopify order as after-sales. Each is over when it appears: the money is back."""

from typing import NamedTuple

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.errors import Malformed
from hedan.platforms.calling.amounts import minor
from hedan.platforms.calling.theirs import places
from hedan.platforms.shopify.mapping import PLATFORM
from hedan.platforms.shopify.payloads import ShopifyOrder, ShopifyRefund
from hedan.settings import StoreSettings

SHIP_ANYWAY = "ship"
MONEY_BACK = frozenset({"refund"})
# A transaction that failed moved nothing; one that is pending will.
NOT_MOVED = frozenset({"failure", "error"})


class Refunds(NamedTuple):
    """The after-sales of an order, and the ids of those that name no line."""

    after_sales: tuple[AfterSale, ...]
    unclear: tuple[str, ...]


def after_sale_id(refund_id: str) -> str:
    """Return our id of a refund."""
    return f"refund-{refund_id}"


def refunds_of(order: ShopifyOrder, store: StoreSettings) -> Refunds:
    """Return the refunds of an order. Raises Malformed with the place."""
    ships_anyway = store.options.get("money_refunds", "") == SHIP_ANYWAY
    is_whole = order.financial_status == "refunded"
    found, unclear = [], []
    for refund in order.refunds:
        vague = not refund.refund_line_items and not is_whole
        if vague and not ships_anyway:
            unclear.append(refund.id)
        price = vague and ships_anyway
        found.append(_after_sale(order, refund, store, is_whole=is_whole, price=price))
    return Refunds(tuple(found), tuple(unclear))


def _after_sale(
    order: ShopifyOrder,
    refund: ShopifyRefund,
    store: StoreSettings,
    *,
    is_whole: bool,
    price: bool,
) -> AfterSale:
    amount = sum(
        part.amount
        for part in refund.transactions
        if part.kind in MONEY_BACK and part.status not in NOT_MOVED
    )
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store.id, order_id=order.id),
            after_sale_id=after_sale_id(refund.id),
            kind=AfterSaleKind.PRICE_PROTECTION if price else AfterSaleKind.REFUND_ONLY,
            status=AfterSaleStatus.SUCCEEDED,
            lines=_lines(order, refund, is_whole=is_whole),
            # An int where there was no transaction: the order was changed before it was paid.
            refund_minor=minor(amount, order.currency) if amount else 0,
            reason=refund.note,
            asked_at=refund.created_at,
            changed_at=refund.created_at,
        )
    except ValidationError as exc:
        raise Malformed(f"refund {refund.id}: {places(exc)}") from None


def _lines(
    order: ShopifyOrder, refund: ShopifyRefund, *, is_whole: bool
) -> tuple[AfterSaleLine, ...]:
    units: dict[str, int] = {}
    for line in refund.refund_line_items:
        units[line.line_item_id] = units.get(line.line_item_id, 0) + line.quantity
    if units:
        return tuple(
            AfterSaleLine(line_id=line_id, quantity=max(1, count))
            for line_id, count in units.items()
        )
    # In full, or as a part of which a person must say what it is.
    return tuple(
        AfterSaleLine(line_id=line.id, quantity=line.quantity if is_whole else 1)
        for line in order.line_items
    )
