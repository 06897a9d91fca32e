"""The contract's calls: orders, refunds, shipments, remarks, stock, carriers."""

from typing import Any

from infra.local.mall import carriers, flow
from infra.local.mall.book import stamp
from infra.local.mall.calls import Call, Found, Route, listed
from infra.local.mall.errors import Refused
from infra.local.mall.model import OPEN, Line, Order, RefundStatus, Shipment, Status
from infra.local.mall.views import order_row, order_view, refund_row, refund_view

SHIPPABLE = frozenset({Status.PAID, Status.PARTLY_SHIPPED})
REMARK_MAX, FLAG_MAX, LEVELS_MAX = 1_000, 5, 100


def read_order(call: Call) -> Found:
    """GET /orders/{id}."""
    return Found(order_view(call.book, call.mall, call.order))


def list_orders(call: Call) -> Found:
    """GET /orders: thin rows by the time of change or of making."""
    by = call.query.get("by", "updated")
    if by not in {"updated", "created"}:
        raise Refused("parameter-invalid", "by")
    rows = [
        order
        for order in call.book.orders.values()
        if order.app_key == call.mall.app_key and call.merchant_id in order.merchants
    ]
    return listed(
        call,
        "orders",
        rows,
        (lambda order: order.updated) if by == "updated" else (lambda order: order.created),
        order_row,
        lambda order: order.updated,
    )


def read_refund(call: Call) -> Found:
    """GET /refunds/{id}."""
    return Found(refund_view(call.book, call.mall, call.refund))


def list_refunds(call: Call) -> Found:
    """GET /refunds: thin rows by the time of change."""
    orders = call.book.orders
    rows = [
        refund
        for refund in call.book.refunds.values()
        if refund.merchant_id == call.merchant_id
        and orders[refund.order_id].app_key == call.mall.app_key
    ]
    return listed(
        call, "refunds", rows, lambda one: one.updated, refund_row, lambda one: one.updated
    )


def ship(call: Call) -> Found:
    """POST /orders/{id}/shipments: one parcel of one order; the same key ships nothing again."""
    if not call.key:
        raise Refused("parameter-invalid", "Idempotency-Key")
    kept = call.mall.kept_answers.get(("/".join(call.path), call.key))
    if kept and kept[0] != call.raw:
        raise Refused("idempotency-conflict", call.key)
    if kept:
        return Found(kept[1])
    order = call.order
    wanted = _wanted(call, order)
    code, number = _numbered(call, wanted)
    _check_state(order, wanted)
    others = [str(one) for one in call.body.get("merged_with", [])]
    _look_at_merge(call, order, others)
    shipment = Shipment(
        shipment_id=f"S{call.book.next_number('shipment')}",
        carrier_code=code,
        tracking_no=number,
        lines={line.line_id: count for line, count in wanted},
        merged_with=others,
        created=call.book.now(),
    )
    order.shipments.append(shipment)
    for line, count in wanted:
        line.shipped += count
    flow.settle_status(call.book, order, "order.shipped")
    answer = {"shipment_id": shipment.shipment_id, "order_status": order.status.value}
    call.mall.kept_answers["/".join(call.path), call.key] = (call.raw, answer)
    return Found(answer, 201)


def correct_shipment(call: Call) -> Found:
    """PUT /orders/{id}/shipments/{id}: another number for one parcel."""
    order = call.order
    shipment = next((one for one in order.shipments if one.shipment_id == call.path[3]), None)
    if shipment is None or not any(
        line.line_id in shipment.lines for line in order.lines_of(call.merchant_id)
    ):
        raise Refused("shipment-unknown", call.path[3])
    if order.status in {Status.COMPLETED, Status.CANCELLED}:
        raise Refused("not-shippable", order.status)
    code, number = call.body.get("carrier_code"), call.body.get("tracking_no")
    carriers.check(code, number)
    if (shipment.carrier_code, shipment.tracking_no) != (code, number):
        shipment.carrier_code, shipment.tracking_no = str(code), str(number)
        call.book.change(order, "shipment.updated")
    return Found({"shipment_id": shipment.shipment_id, "order_status": order.status.value})


def remark(call: Call) -> Found:
    """POST /orders/{id}/remark."""
    text, flag = call.body.get("remark"), call.body.get("flag")
    if not isinstance(text, str) or len(text) > REMARK_MAX:
        raise Refused("parameter-invalid", "remark")
    if flag is not None and (not isinstance(flag, int) or not 0 <= flag <= FLAG_MAX):
        raise Refused("parameter-invalid", "flag")
    order = call.order
    order.memo, order.flag = text, order.flag if flag is None else flag
    call.book.change(order, "order.updated")
    return Found(None, 204)


def track(call: Call) -> Found:
    """GET /orders/{id}/tracking."""
    asked = (call.query.get("carrier_code"), call.query.get("tracking_no"))
    for shipment in call.order.shipments:
        if (shipment.carrier_code, shipment.tracking_no) == asked:
            scans = call.book.scans.of(shipment.tracking_no, shipment.created)
            steps = [{"at": stamp(at), "text": "已揽收", "code": "accepted"} for at in scans]
            return Found({"steps": steps})
    raise Refused("shipment-unknown", f"{asked[1]}")


def answer_stop(call: Call) -> Found:
    """POST /refunds/{id}/stop-answer: the same again is well, another is not."""
    refund, answer = call.refund, {key: call.body.get(key) for key in ("stopped", "reason")}
    if not isinstance(answer["stopped"], bool) or call.body.get("order_id") != refund.order_id:
        raise Refused("parameter-invalid", "stopped or order_id")
    if refund.stop_answer is not None and refund.stop_answer != answer:
        raise Refused("answered-otherwise", refund.refund_id)
    refund.stop_answer = answer
    return Found(None, 204)


def answer_refund(call: Call) -> Found:
    """POST /refunds/{id}/answer: a yes pays at once; the same again is well, another is not."""
    refund, agrees = call.refund, call.body.get("agree")
    if not isinstance(agrees, bool) or call.body.get("order_id") != refund.order_id:
        raise Refused("parameter-invalid", "agree or order_id")
    if agrees and call.body.get("amount") != refund.amount_minor:
        raise Refused("parameter-invalid", "amount")
    if refund.answer is not None and refund.answer is not agrees:
        raise Refused("answered-otherwise", refund.refund_id)
    if refund.answer is None:
        if refund.status is not RefundStatus.REQUESTED:
            raise Refused("refund-over", refund.refund_id)
        refund.answer = agrees
        end = RefundStatus.SUCCEEDED if agrees else RefundStatus.REFUSED
        flow.end_refund(call.book, refund, end)
    return Found(None, 204)


def intercept(call: Call) -> Found:
    """POST /refunds/{id}/intercepts: the mall asks the carrier; the same again asks for no more."""
    refund, number = call.refund, call.body.get("tracking_no")
    carriers.check(call.body.get("carrier_code"), number)
    if call.body.get("order_id") != refund.order_id:
        raise Refused("parameter-invalid", "order_id")
    if refund.status not in OPEN or call.book.orders[refund.order_id].status is Status.COMPLETED:
        raise Refused("not-interceptable", f"{number}")
    if number not in refund.intercepts:
        refund.intercepts.append(str(number))
    return Found(None, 204)


def set_stock(call: Call) -> Found:
    """POST /stock: absolute levels; unknown goods are named."""
    levels = call.body.get("levels")
    if not isinstance(levels, list) or len(levels) > LEVELS_MAX:
        raise Refused("parameter-invalid", "levels")
    refused = []
    for index, level in enumerate(levels):
        pair = (str(level.get("product_id", "")), str(level.get("variant_id", "")))
        if pair in call.mall.products.values():
            call.mall.stock[pair] = int(level["quantity"])
        else:
            entry = {"index": index, "code": "product-unknown", "message": "no such product"}
            refused.append(entry)
    return Found({"refused": refused})


def list_carriers(call: Call) -> Found:
    """GET /carriers."""
    del call  # The same for all merchants.
    shown: list[dict[str, Any]] = [
        {"code": code, "name": name, **({"number_pattern": pattern} if pattern else {})}
        for code, (name, pattern) in carriers.CARRIERS.items()
    ]
    return Found({"carriers": shown})


ROUTES: dict[str, Route] = {
    "GET orders": list_orders,
    "GET orders/{id}": read_order,
    "POST orders/{id}/shipments": ship,
    "PUT orders/{id}/shipments/{id}": correct_shipment,
    "POST orders/{id}/remark": remark,
    "GET orders/{id}/tracking": track,
    "GET refunds": list_refunds,
    "GET refunds/{id}": read_refund,
    "POST refunds/{id}/stop-answer": answer_stop,
    "POST refunds/{id}/answer": answer_refund,
    "POST refunds/{id}/intercepts": intercept,
    "POST stock": set_stock,
    "GET carriers": list_carriers,
}


def _wanted(call: Call, order: Order) -> list[tuple[Line, int]]:
    parts = call.body.get("lines")
    if not isinstance(parts, list) or not parts:
        raise Refused("parameter-invalid", "lines")
    wanted = []
    for part in parts:
        line = order.line(part.get("line_id"))
        if line is None or line.merchant_id != call.merchant_id:
            raise Refused("line-unknown", f"{part.get('line_id')}")
        if not isinstance(part.get("quantity"), int) or part["quantity"] < 1:
            raise Refused("parameter-invalid", "quantity")
        wanted.append((line, part["quantity"]))
    return wanted


def _numbered(call: Call, wanted: list[tuple[Line, int]]) -> tuple[str, str]:
    """Carrier and number; both empty of a call that says that nothing travels."""
    code, number = call.body.get("carrier_code"), call.body.get("tracking_no")
    if call.body.get("virtual", False) is not True:
        carriers.check(code, number)
        return str(code), str(number)
    if code or number or call.body.get("merged_with"):
        raise Refused("parameter-invalid", "virtual, and a parcel")
    if not all(line.goods.virtual for line, _ in wanted):
        raise Refused("parameter-invalid", "virtual: not all of these lines are")
    return "", ""


def _check_state(order: Order, wanted: list[tuple[Line, int]]) -> None:
    """What forbids a parcel, most telling reason first. Nothing is changed."""
    if all(line.shipped and not line.left for line, _ in wanted):
        raise Refused("already-shipped", order.order_id)
    if order.status not in SHIPPABLE:
        raise Refused("not-shippable", order.status)
    if any(line.refund_status in OPEN for line, _ in wanted):
        raise Refused("in-after-sale", order.order_id)
    if any(count > line.left for line, count in wanted):
        raise Refused("quantity-exceeded", order.order_id)


def _look_at_merge(call: Call, order: Order, others: list[str]) -> None:
    """The mall takes what a careful seller would not have put into one parcel."""
    here = call.book.fingerprint(call.mall.app_key, order.person)
    for other in others:
        if call.book.fingerprint(call.mall.app_key, call.visible(other).person) != here:
            call.accuse(f"merged {order.order_id} with {other}, which goes elsewhere")
