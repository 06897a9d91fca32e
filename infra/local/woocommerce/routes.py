"""The REST routes: orders, notes, refunds, tracking numbers, stock, webhooks."""

import re
from typing import Any

from infra.local.woocommerce import dokan
from infra.local.woocommerce.book import OVER
from infra.local.woocommerce.calls import Call, Found, Route, page_wanted, paged, wanted_orders
from infra.local.woocommerce.errors import Refused, bad_parameter, no_order, no_product, no_route
from infra.local.woocommerce.model import Order, Status, Webhook
from infra.local.woocommerce.views import order_view, refund_view, webhook_view

# What a person reads as a tracking number in a note: long, and mostly digits.
NUMBER_IN_TEXT = re.compile(r"\b(?=(?:[A-Za-z]*\d){6})[A-Za-z0-9-]{8,40}\b")
BATCH_MAX = 100


def list_orders(call: Call) -> Found:
    """Orders of the site, of all vendors, parents and children alike."""
    call.before_page(page_wanted(call)[0])
    return paged(call, wanted_orders(call), lambda order: order_view(call.site, order))


def read_order(call: Call) -> Found:
    """One order; one in the trash is still shown."""
    return Found(order_view(call.site, call.order))


def update_order(call: Call) -> Found:
    """Set status or meta data. The shop system lets every status follow every other."""
    order = call.order
    if "meta_data" in call.body:
        order.meta += [
            {"id": call.book.next_id(), "key": one["key"], "value": one["value"]}
            for one in call.body["meta_data"]
        ]
        call.book.change(order)
    if "status" in call.body:
        try:
            status = Status(call.body["status"])
        except ValueError as problem:
            raise bad_parameter("status") from problem
        if status is Status.COMPLETED:
            _look_at_shipping(call, order, "completed")
        if status is not order.status:
            set_status(call, order, status)
    return Found(order_view(call.site, order))


def set_status(call: Call, order: Order, status: Status) -> None:
    """A new status, with what Dokan makes of it."""
    call.book.change(order, status)
    dokan.cascade(call.book, order, status)
    parent = call.book.orders.get(order.parent_id)
    if parent and status is Status.COMPLETED:
        siblings = dokan.children(call.book, parent)
        if all(one.status is Status.COMPLETED for one in siblings):
            call.book.change(parent, Status.COMPLETED)


def list_notes(call: Call) -> Found:
    """Notes of an order, newest first."""
    return Found(list(reversed(call.order.notes)))


def add_note(call: Call) -> Found:
    """Write a note; it neither changes the order's time nor wakes a webhook."""
    order, text = call.order, call.body.get("note")
    if not isinstance(text, str) or not text:
        raise bad_parameter("note")
    if NUMBER_IN_TEXT.search(text):
        _look_at_shipping(call, order, "shipped by note")
    note = {
        "id": call.book.next_id(),
        "author": "system",
        "note": text,
        "customer_note": bool(call.body.get("customer_note", False)),
    }
    order.notes.append(note)
    return Found(note, 201)


def list_refunds(call: Call) -> Found:
    """Refunds of an order with their lines."""
    order = call.order
    return paged(call, order.refunds, lambda one: refund_view(call.site, order, one))


def list_trackings(call: Call) -> Found:
    """Tracking numbers, where the site has the extension."""
    _need_extension(call)
    return Found(list(call.order.trackings))


def add_tracking(call: Call) -> Found:
    """Keep a tracking number."""
    _need_extension(call)
    order = call.order
    provider = call.body.get("tracking_provider") or call.body.get("custom_tracking_provider")
    if not provider or not call.body.get("tracking_number"):
        raise bad_parameter("tracking_number")
    _look_at_shipping(call, order, "shipped")
    tracking = {
        "tracking_id": f"{call.book.next_id():032x}",
        "tracking_provider": provider,
        "tracking_number": str(call.body["tracking_number"]),
        "date_shipped": call.body.get("date_shipped", ""),
    }
    order.trackings.append(tracking)
    return Found(tracking, 201)


def delete_tracking(call: Call) -> Found:
    """Forget a tracking number; the last part of the path names it."""
    _need_extension(call)
    wanted = f"{call.numbers[1]:032x}"
    for tracking in call.order.trackings:
        if tracking["tracking_id"] == wanted:
            call.order.trackings.remove(tracking)
            return Found(tracking)
    raise Refused(404, "woocommerce_shipment_tracking_invalid_id", "Invalid tracking ID.")


def set_stock(call: Call) -> Found:
    """Set what may be sold of a product or a variation of it."""
    pair = (call.numbers[0], call.numbers[1] if len(call.numbers) > 1 else 0)
    return Found(_set_stock(call, pair, call.body))


def set_stocks(call: Call) -> Found:
    """The same for several; what is refused says so in its place."""
    entries = call.body.get("update", [])
    if len(entries) > BATCH_MAX:
        raise Refused(413, "woocommerce_rest_request_entity_too_large", "Too many items.")
    shown = []
    for entry in entries:
        number = int(entry["id"])
        pair = (call.numbers[0], number) if call.numbers else (number, 0)
        try:
            shown.append(_set_stock(call, pair, entry))
        except Refused as refused:
            error = {"code": refused.code, "message": refused.message, "data": {"status": 404}}
            shown.append({"id": number, "error": error})
    return Found({"update": shown})


def find_products(call: Call) -> Found:
    """Products by SKU."""
    pair = call.site.products.get(call.query.get("sku", ""))
    shown = {"id": pair[1] or pair[0], "parent_id": pair[0] if pair[1] else 0} if pair else None
    return Found([{**shown, "sku": call.query["sku"]}] if shown else [])


def list_webhooks(call: Call) -> Found:
    """All subscriptions of the site."""
    return paged(call, call.site.webhooks, webhook_view)


def read_webhook(call: Call) -> Found:
    """One subscription."""
    return Found(webhook_view(_webhook(call)))


def update_webhook(call: Call) -> Found:
    """Switch a subscription on again, or off."""
    webhook = _webhook(call)
    if "status" in call.body:
        webhook.active = call.body["status"] == "active"
        webhook.failures = 0
    return Found(webhook_view(webhook))


ROUTES: dict[str, Route] = {
    "GET orders": list_orders,
    "GET orders/{id}": read_order,
    "PUT orders/{id}": update_order,
    "GET orders/{id}/notes": list_notes,
    "POST orders/{id}/notes": add_note,
    "GET orders/{id}/refunds": list_refunds,
    "GET orders/{id}/shipment-trackings": list_trackings,
    "POST orders/{id}/shipment-trackings": add_tracking,
    "DELETE orders/{id}/shipment-trackings/{id}": delete_tracking,
    "GET products": find_products,
    "PUT products/{id}": set_stock,
    "PUT products/{id}/variations/{id}": set_stock,
    "POST products/batch": set_stocks,
    "POST products/{id}/variations/batch": set_stocks,
    "GET webhooks": list_webhooks,
    "GET webhooks/{id}": read_webhook,
    "PUT webhooks/{id}": update_webhook,
}


def _look_at_shipping(call: Call, order: Order, what: str) -> None:
    """Nothing is refused here; a careful seller would have looked."""
    if order.status is Status.TRASH:
        raise no_order()
    if order.status in OVER:
        call.accuse(f"{what} {order.order_id}, which is {order.status}")
    if order.has_children:
        call.accuse(f"{what} {order.order_id}, which is the parent of others")


def _need_extension(call: Call) -> None:
    if not call.site.tracking_extension:
        raise no_route()


def _set_stock(call: Call, pair: tuple[int, int], values: Any) -> dict[str, Any]:
    if pair not in call.site.products.values():
        raise no_product()
    quantity = values.get("stock_quantity")
    if not isinstance(quantity, int):
        raise bad_parameter("stock_quantity")
    if values.get("manage_stock") is True:
        call.site.stock[pair] = quantity
    return {"id": pair[1] or pair[0], "stock_quantity": call.site.stock.get(pair)}


def _webhook(call: Call) -> Webhook:
    for webhook in call.site.webhooks:
        if webhook.webhook_id == call.numbers[0]:
            return webhook
    raise Refused(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
