"""An order as the REST Admin API shows it: money as text, ids as numbers, times with an offset."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.shopify.model import Fulfillment, Line, Order, Refund, Shop

ZONE = ZoneInfo("America/New_York")
PLACES = {"JPY": 0, "KRW": 0, "KWD": 3}


def amount(minor: int, currency: str) -> str:
    """Minor units as the decimal text of a currency."""
    places = PLACES.get(currency, 2)
    return f"{minor / 10**places:.{places}f}"


def moment(value: datetime | None) -> str | None:
    """A time by the shop's clock, with its offset."""
    return value.astimezone(ZONE).isoformat(timespec="seconds") if value else None


def order_view(shop: Shop, order: Order) -> dict[str, Any]:
    """The whole order; the receiver is in clear."""
    discount = sum(line.goods.discount_minor for line in order.lines)
    return {
        "id": order.order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.order_id}",
        "name": f"#{order.number}",
        "order_number": order.number,
        "created_at": moment(order.created),
        "processed_at": moment(order.created),
        "updated_at": moment(order.updated),
        "cancelled_at": moment(order.cancelled),
        "cancel_reason": "customer" if order.cancelled else None,
        "closed_at": moment(order.cancelled),
        "currency": shop.currency,
        "financial_status": _financial(order),
        "fulfillment_status": _fulfilment(order),
        **_money("total_price", order.total_minor, shop),
        "total_outstanding": amount(order.terms.unpaid_minor, shop.currency),
        "shipping_lines": [{"title": order.terms.shipping_method}]
        if order.terms.shipping_method
        else [],
        **_money("subtotal_price", order.total_minor, shop),
        **_money("total_discounts", discount, shop),
        **_money("total_tax", 0, shop),
        "note": order.note or None,
        "test": False,
        "customer": {"id": sum(order.person.buyer.encode())},
        "shipping_address": _address(order),
        "line_items": [_line(shop, line) for line in order.lines],
        "fulfillments": [fulfillment_view(order, one) for one in order.fulfillments],
        "refunds": [refund_view(shop, order, one) for one in order.refunds],
    }


def refund_view(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    """A refund with its lines and its transaction."""
    return {
        "id": refund.refund_id,
        "order_id": order.order_id,
        "created_at": moment(refund.at),
        "note": None,
        "refund_line_items": [
            {
                "id": refund.refund_id + place + 1,
                "line_item_id": line_id,
                "quantity": count,
                "subtotal": amount(refund.amounts[line_id], shop.currency),
                "restock_type": "cancel",
            }
            for place, (line_id, count) in enumerate(refund.pieces.items())
        ],
        "transactions": [
            {
                "kind": "refund",
                "status": "success",
                "amount": amount(sum(refund.amounts.values()), shop.currency),
                "currency": shop.currency,
            }
        ],
    }


def fulfillment_view(order: Order, one: Fulfillment) -> dict[str, Any]:
    """A parcel."""
    return {
        "id": one.fulfillment_id,
        "order_id": order.order_id,
        "status": "success",
        "created_at": moment(one.at),
        "tracking_company": one.company or None,
        "tracking_number": one.number or None,
        "tracking_numbers": [one.number] if one.number else [],
        "line_items": [{"id": key, "quantity": count} for key, count in one.pieces.items()],
    }


def fulfillment_order_view(order: Order) -> dict[str, Any]:
    """What is still to leave of an order, at its only place."""
    left = any(line.left for line in order.lines)
    begun = any(line.fulfilled for line in order.lines)
    return {
        "id": order.fulfillment_order_id,
        "order_id": order.order_id,
        "status": "cancelled" if order.cancelled else _state(left=left, begun=begun),
        "line_items": [
            {
                "id": line.fulfillment_line_id,
                "line_item_id": line.line_id,
                "variant_id": line.variant_id,
                "quantity": line.goods.quantity,
                "fulfillable_quantity": 0 if order.cancelled else line.left,
            }
            for line in order.lines
        ],
    }


def _state(*, left: bool, begun: bool) -> str:
    if not left:
        return "closed"
    return "in_progress" if begun else "open"


def _financial(order: Order) -> str:
    if not order.refunded_minor:
        return "partially_paid" if order.terms.unpaid_minor else "paid"
    return "refunded" if order.refunded_minor >= order.total_minor else "partially_refunded"


def _fulfilment(order: Order) -> str | None:
    if not any(line.fulfilled for line in order.lines):
        return None
    return "partial" if any(line.left for line in order.lines) else "fulfilled"


def _line(shop: Shop, line: Line) -> dict[str, Any]:
    goods = line.goods
    return {
        "id": line.line_id,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "title": goods.name,
        "variant_title": goods.spec or None,
        "name": f"{goods.name} - {goods.spec}" if goods.spec else goods.name,
        "sku": goods.code,
        "vendor": "Sample brand",
        "quantity": goods.quantity,
        "current_quantity": goods.quantity - line.refunded,
        "fulfillable_quantity": line.left,
        "fulfillment_status": None
        if not line.fulfilled
        else "partial"
        if line.left
        else "fulfilled",
        **_money("price", goods.unit_price_minor, shop),
        # The line's own share of a discount on the whole order stands in discount_allocations.
        "total_discount": amount(0, shop.currency),
        "discount_allocations": [{"amount": amount(goods.discount_minor, shop.currency)}]
        if goods.discount_minor
        else [],
        "requires_shipping": not goods.virtual,
        "gift_card": False,
    }


def _money(name: str, minor: int, shop: Shop) -> dict[str, Any]:
    money = {"amount": amount(minor, shop.currency), "currency_code": shop.currency}
    return {name: money["amount"], f"{name}_set": {"shop_money": money, "presentment_money": money}}


def _address(order: Order) -> dict[str, Any]:
    person = order.person
    return {
        "first_name": person.name[1:],
        "last_name": person.name[:1],
        "name": person.name,
        "address1": person.detail,
        "address2": person.district or None,
        "city": person.city,
        "province": person.province,
        "zip": person.postcode,
        "country": person.country,
        "country_code": person.country,
        "phone": person.phone,
    }
