"""Orders and refunds as the contract shows them."""

from datetime import timedelta
from typing import Any

from infra.local.mall.book import Book, stamp
from infra.local.mall.model import Line, Mall, Order, Refund, Status

SHIP_WITHIN = timedelta(hours=48)
ANSWER_WITHIN = timedelta(hours=48)


def order_view(book: Book, mall: Mall, order: Order) -> dict[str, Any]:
    """The whole order. Where merchants stand on the lines, all lines are in it."""
    payable = sum(line.goods.paid_minor for line in order.lines)
    discount = sum(line.goods.discount_minor + line.goods.promised_minor for line in order.lines)
    refunded = sum(_paid_for(line, line.refunded) for line in order.lines)
    return {
        "order_id": order.order_id,
        "purchase_id": order.purchase_id,
        "merchant_id": order.merchant_id,
        "sibling_order_ids": order.siblings,
        "replaces": order.replaces,
        "replaced_by": [
            {"order_id": order_id, "merchant_id": merchant}
            for order_id, merchant in order.replaced_by
        ],
        "version": order.version,
        "status": order.status.value,
        "currency": mall.currency,
        "created_at": stamp(order.created),
        "paid_at": stamp(order.paid) if order.paid else None,
        "updated_at": stamp(order.updated),
        "ship_by": stamp(order.paid + SHIP_WITHIN) if order.paid else None,
        "amounts": {
            "items": sum(line.goods.quantity * line.goods.unit_price_minor for line in order.lines),
            "shipping": 0,
            "merchant_discount": discount,
            "platform_discount": 0,
            "paid": _come_in(order, payable),
            "payable": payable,
            "refunded": refunded,
        },
        **_terms(order),
        "buyer": {
            "id": "u_" + book.digest("buyer", order.person.buyer)[:8],
            "nick": order.person.buyer[:1] + "**",
            "message": order.message,
        },
        "receiver": _receiver(book, mall, order),
        "lines": [_line(order, line) for line in order.lines],
        "shipments": [
            {
                "shipment_id": one.shipment_id,
                "carrier_code": one.carrier_code,
                "tracking_no": one.tracking_no,
                "lines": [{"line_id": key, "quantity": count} for key, count in one.lines.items()],
                "merged_with": one.merged_with,
                "created_at": stamp(one.created),
            }
            for one in order.shipments
        ],
        "seller_memo": order.memo,
        "seller_flag": order.flag,
    }


def refund_view(book: Book, mall: Mall, refund: Refund) -> dict[str, Any]:
    """The whole refund."""
    order = book.orders[refund.order_id]
    named = [(order.line(line_id), count) for line_id, count in refund.pieces.items()]
    return {
        "refund_id": refund.refund_id,
        "order_id": refund.order_id,
        "merchant_id": refund.merchant_id,
        "version": refund.version,
        "kind": "refund_only",
        "phase": "before_shipping" if refund.before_shipping else "after_shipping",
        "status": refund.status.value,
        "reason": "不想要了",
        "lines": [
            {
                "line_id": line.line_id,
                "quantity": count,
                "amount": _paid_for(line, count),
            }
            for line, count in named
            if line
        ],
        "amount": refund.amount_minor,
        "currency": mall.currency,
        "created_at": stamp(refund.created),
        "updated_at": stamp(refund.updated),
        "respond_by": stamp(refund.created + ANSWER_WITHIN),
    } | _way_back(refund)


def _way_back(refund: Refund) -> dict[str, Any]:
    if refund.return_shipment is None:
        return {}
    code, number = refund.return_shipment
    return {"return_shipment": {"carrier_code": code, "tracking_no": number}}


def order_row(order: Order) -> dict[str, Any]:
    """An order in a list."""
    return {
        "order_id": order.order_id,
        "version": order.version,
        "created_at": stamp(order.created),
        "updated_at": stamp(order.updated),
    }


def refund_row(refund: Refund) -> dict[str, Any]:
    """A refund in a list."""
    return {
        "refund_id": refund.refund_id,
        "order_id": refund.order_id,
        "version": refund.version,
        "updated_at": stamp(refund.updated),
    }


def line_status(order: Order, line: Line) -> Status:
    """Where a line stands: with its order, unless it travels or was paid back before the rest."""
    if order.status in {Status.REPLACED, Status.UNPAID, Status.IN_REVIEW, Status.COMPLETED}:
        return order.status
    if line.cancelled == line.goods.quantity:
        return Status.CANCELLED
    if line.shipped and not line.left:
        return Status.SHIPPED
    return Status.PARTLY_SHIPPED if line.shipped else Status.PAID


def _line(order: Order, line: Line) -> dict[str, Any]:
    goods = line.goods
    return {
        "line_id": line.line_id,
        "merchant_id": line.merchant_id if order.merchant_id is None else None,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "sku": goods.code,
        "title": goods.name,
        "spec": goods.spec,
        "quantity": goods.quantity,
        "unit_price": goods.unit_price_minor,
        "discount": goods.discount_minor + goods.promised_minor,
        "paid": goods.paid_minor,
        "status": line_status(order, line).value,
        "shipped_quantity": line.shipped,
        "is_gift": False,
        "virtual": goods.virtual,
        "refund_status": line.refund_status,
    }


def _come_in(order: Order, payable: int) -> int:
    if order.terms.deposit_minor and order.status is Status.UNPAID:
        return order.terms.deposit_minor
    return payable - order.terms.unpaid_minor


def _terms(order: Order) -> dict[str, Any]:
    terms = order.terms
    return {
        "payment": _payment(order),
        "balance_due_at": stamp(terms.balance_due_at) if terms.balance_due_at else None,
        "carrier_wished": terms.carrier,
        "shipping_method": terms.shipping_method,
        "invoice_wished": terms.invoice,
        "gift_wrap": terms.gift_wrap,
    }


def _payment(order: Order) -> str:
    if order.status is Status.UNPAID:
        return "deposit" if order.terms.deposit_minor else "none"
    if order.terms.on_delivery:
        return "on_delivery"
    return "part" if order.terms.unpaid_minor else "full"


def _receiver(book: Book, mall: Mall, order: Order) -> dict[str, Any]:
    """Masked or clear, as the mall does it; the fingerprint is the same for all its merchants."""
    person = order.person
    masked = mall.masked
    return {
        "name": person.name[:1] + "**" if masked else person.name,
        "phone": "*******" + person.phone[-4:] if masked else person.phone,
        "country": person.country,
        "postcode": person.postcode,
        "province": person.province,
        "city": person.city,
        "district": person.district,
        "street": "",
        "address": "**路**号" if masked else person.detail,
        "fingerprint": book.fingerprint(mall.app_key, person),
    }


def _paid_for(line: Line, pieces: int) -> int:
    """What was paid for so many pieces; parts round down, the whole is the whole."""
    return line.goods.paid_minor * pieces // line.goods.quantity
