"""An order as `wp_api_v3` shows it: money as text, ids as numbers, times without a zone."""

from datetime import UTC, datetime
from typing import Any

from infra.local.woocommerce.model import Line, Order, Refund, Site, Vendors, Webhook

PLACES = {"JPY": 0, "KRW": 0, "KWD": 3}


def amount(minor: int, currency: str) -> str:
    """Minor units as the decimal text of a currency."""
    places = PLACES.get(currency, 2)
    return f"{minor / 10**places:.{places}f}"


def order_view(site: Site, order: Order) -> dict[str, Any]:
    """The whole order; the receiver is in clear."""
    currency = site.currency
    discount = sum(line.goods.discount_minor for line in order.lines)
    return {
        "id": order.order_id,
        "parent_id": order.parent_id,
        "number": str(order.order_id),
        "order_key": f"wc_order_{order.order_id:08x}",
        "created_via": "dokan" if order.parent_id else "checkout",
        "version": "9.9.5",
        "status": order.status.value,
        "currency": currency,
        **_twice("date_created", order.created, site),
        **_twice("date_modified", order.modified, site),
        **_twice("date_paid", order.paid, site),
        **_twice("date_completed", order.completed, site),
        "discount_total": amount(discount, currency),
        "discount_tax": amount(0, currency),
        "shipping_total": amount(0, currency),
        "shipping_tax": amount(0, currency),
        "cart_tax": amount(0, currency),
        "total": amount(order.total_minor, currency),
        "total_tax": amount(0, currency),
        "prices_include_tax": False,
        "customer_id": sum(order.person.buyer.encode()),
        "customer_note": order.note,
        "billing": {**_address(order), "email": "buyer@shop.example"},
        "shipping": _address(order),
        "payment_method": "cod" if order.terms.on_delivery else "alipay",
        "payment_method_title": "Cash on delivery" if order.terms.on_delivery else "Alipay",
        "transaction_id": "",
        "meta_data": _meta(site, order),
        "line_items": [_line(site, line) for line in order.lines],
        "tax_lines": [],
        "shipping_lines": _shipping(order, currency),
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [
            {
                "id": refund.refund_id,
                "reason": refund.reason,
                "total": "-" + amount(refund.amount_minor, currency),
            }
            for refund in order.refunds
        ],
    }


def _shipping(order: Order, currency: str) -> list[dict[str, Any]]:
    title = order.terms.shipping_method
    chosen = {"id": 1, "method_title": title, "method_id": "flat_rate"}
    return [{**chosen, "total": amount(0, currency)}] if title else []


def refund_view(site: Site, order: Order, refund: Refund) -> dict[str, Any]:
    """A refund; pieces and totals of its lines are negative."""
    return {
        "id": refund.refund_id,
        **_twice("date_created", refund.at, site),
        "amount": amount(refund.amount_minor, site.currency),
        "reason": refund.reason,
        "refunded_by": 1,
        "meta_data": [],
        "line_items": [
            {
                **_line(site, next(one for one in order.lines if one.line_id == line_id)),
                "id": refund.refund_id * 10 + place,
                "quantity": -pieces,
                "subtotal": "-" + amount(minor, site.currency),
                "total": "-" + amount(minor, site.currency),
                "meta_data": [{"id": 1, "key": "_refunded_item_id", "value": str(line_id)}],
            }
            for place, (line_id, pieces, minor) in enumerate(refund.lines)
        ],
    }


def webhook_view(webhook: Webhook) -> dict[str, Any]:
    """A subscription; switched off after failures it says so."""
    return {
        "id": webhook.webhook_id,
        "name": webhook.topic,
        "status": "active" if webhook.active else "disabled",
        "topic": webhook.topic,
        "resource": webhook.topic.split(".")[0],
        "event": webhook.topic.split(".")[1],
        "delivery_url": webhook.url,
    }


def _line(site: Site, line: Line) -> dict[str, Any]:
    goods, currency = line.goods, site.currency
    meta: list[dict[str, Any]] = []
    if line.parent_item is not None:
        meta.append(_entry(line.line_id, "_dokan_parent_order_item_id", str(line.parent_item)))
    if site.vendors is Vendors.WCFM:
        meta.append(_entry(line.line_id, "_vendor_id", line.vendor))
    before = goods.quantity * goods.unit_price_minor
    places = PLACES.get(currency, 2)
    return {
        "id": line.line_id,
        "name": goods.name,
        "product_id": line.product_id,
        "variation_id": line.variation_id,
        "quantity": goods.quantity,
        "tax_class": "",
        "subtotal": amount(before, currency),
        "subtotal_tax": amount(0, currency),
        "total": amount(goods.paid_minor, currency),
        "total_tax": amount(0, currency),
        "taxes": [],
        "meta_data": meta,
        "sku": goods.code,
        "price": goods.paid_minor / 10**places / goods.quantity,
    }


def _meta(site: Site, order: Order) -> list[dict[str, Any]]:
    shown = list(order.meta)
    if site.vendors is Vendors.DOKAN:
        if order.has_children:
            shown.append(_entry(order.order_id, "has_sub_order", "1"))
        else:
            shown.append(_entry(order.order_id, "_dokan_vendor_id", order.vendor))
    return shown


def _entry(number: int, key: str, value: str) -> dict[str, Any]:
    return {"id": number + 7000, "key": key, "value": value}


def _twice(name: str, moment: datetime | None, site: Site) -> dict[str, str | None]:
    """A time by the site's clock and by Greenwich's, neither of them with its zone."""
    return {
        name: _bare(moment.astimezone(site.zone)) if moment else None,
        f"{name}_gmt": _bare(moment.astimezone(UTC)) if moment else None,
    }


def _bare(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _address(order: Order) -> dict[str, str]:
    person = order.person
    return {
        "first_name": person.name[1:],
        "last_name": person.name[:1],
        "company": "",
        "address_1": person.detail,
        "address_2": person.district,
        "city": person.city,
        "state": person.province,
        "postcode": person.postcode,
        "country": person.country,
        "phone": person.phone,
    }
