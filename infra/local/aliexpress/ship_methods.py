"""Shipping over the API: whole orders, parts of them, lines, corrections, carriers, tracking."""

from datetime import datetime
from typing import Any

from infra.local.aliexpress import carriers, flow
from infra.local.aliexpress.calls import Call, Method
from infra.local.aliexpress.errors import (
    BAD_NUMBER,
    NO_SUCH_LINE,
    NO_SUCH_ORDER,
    NOT_SHIPPABLE,
    Failed,
    field_of,
    invalid,
)
from infra.local.aliexpress.model import IssueStatus, Line, Order, Parcel
from infra.local.aliexpress.times import pacific
from infra.local.aliexpress.views import Wrapped

SEND_TYPES = frozenset({"all", "part"})


def fulfill(call: Call) -> dict[str, Any]:
    """`aliexpress.solution.order.fulfill`: the whole order, or one of several parcels of it."""
    try:
        _ship_order(call)
    except Failed as failed:
        result = {"result_success": False, "error_code": failed.code, "error_msg": failed.message}
        return {"result": result}
    return {"result": {"result_success": True}}


def seller_shipment(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.sellershipmentfortop`: the same with a flat answer."""
    try:
        _ship_order(call)
    except Failed as failed:
        return _flat_failure(failed)
    return {"result_success": True}


def order_shipment(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.order.shipment`: by lines, all of them or none."""
    request = call.json("param_aeop_seller_shipment_sub_trade_order_request")
    order_id = field_of(request, "trade_order_id")
    try:
        order = _order(call, order_id)
        wanted = [_sub_trade(order, part) for part in field_of(request, "sub_trade_order_list")]
        flow.check_shippable(order, [line for line, _part in wanted])
        for _line, part in wanted:
            for waybill in field_of(part, "shipment_list"):
                _check_waybill(waybill)
    except Failed as failed:
        return {
            "result": {"success": False, "error_code": failed.code, "error_msg": failed.message}
        }
    for line, part in wanted:
        for waybill in part["shipment_list"]:
            _take(call, order, [line], waybill, done=part["send_type"] == "all")
    shown = [{"sub_trade_order_index": line.index, "success": True} for line, _part in wanted]
    return {
        "result": {
            "success": True,
            "trade_order_id": int(order.order_id),
            "sub_trade_order_list": Wrapped("sub_trade_order", shown),
        }
    }


def modify_shipment(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.sellermodifiedshipmentfortop`: another number for a parcel."""
    try:
        order = _order(call, call.text("out_ref"))
        old, new = call.text("old_logistics_no"), call.text("new_logistics_no")
        parcel = _parcel(order, old, call.text("old_service_name"))
        service = call.text("new_service_name")
        carriers.check(
            service,
            new,
            call.params.get("tracking_website", ""),
            call.params.get("actual_carrier", ""),
        )
    except Failed as failed:
        return _flat_failure(failed)
    _renumber(call, order, parcel, new, service)
    return {"result_success": True}


def modify_order_shipment(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.order.modifyshipment`: another number, named with its lines."""
    request = call.params
    try:
        order = _order(call, call.text("trade_order_id"))
        parcel = _parcel(order, call.text("old_logistics_no"), call.text("old_service_name"))
        parts = call.json_list("sub_trade_order_list")
        wanted = [_sub_trade(order, part) for part in parts]
        waybill = field_of(wanted[0][1], "shipment_list")[0]
        _check_waybill(waybill)
    except Failed as failed:
        return {
            "result": {"success": False, "error_code": failed.code, "error_msg": failed.message}
        }
    _renumber(call, order, parcel, waybill["logistics_no"], waybill["service_name"])
    return {"result": {"success": True, "trade_order_id": int(request["trade_order_id"])}}


def list_services(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.redefining.listlogisticsservice`."""
    del call  # The same for all sellers.
    shown = [
        {
            "service_name": service.name,
            "display_name": service.shown,
            "logistics_company": service.company,
            "tracking_no_regex": service.number,
            "min_process_day": service.days[0],
            "max_process_day": service.days[1],
            "recommend_order": place,
        }
        for place, service in enumerate(carriers.SERVICES.values())
    ]
    return {"result_list": Wrapped("aeop_logistics_service_result", shown), "result_success": True}


def track(call: Call) -> dict[str, Any]:
    """`aliexpress.logistics.redefining.querytrackingresult`."""
    order = call.order(call.text("out_ref"))
    number = call.text("logistics_no")
    parcel = next((one for one in order.parcels if one.number == number), None) if order else None
    if parcel is None:
        return {"result_success": False, "error_desc": "no such tracking number"}
    steps = [_way_step(parcel.sent_at, "Shipment left the seller", "CONSIGN")]
    for at in call.book.scans.of(number, parcel.sent_at):
        steps.append(_way_step(at, "Picked up by the carrier", "PU_PICKUP_SUCCESS"))
    return {
        "details": Wrapped("details", steps),
        "official_website": "https://carrier.example",
        "result_success": True,
    }


METHODS: dict[str, Method] = {
    "aliexpress.solution.order.fulfill": fulfill,
    "aliexpress.logistics.sellershipmentfortop": seller_shipment,
    "aliexpress.logistics.order.shipment": order_shipment,
    "aliexpress.logistics.sellermodifiedshipmentfortop": modify_shipment,
    "aliexpress.logistics.order.modifyshipment": modify_order_shipment,
    "aliexpress.logistics.redefining.listlogisticsservice": list_services,
    "aliexpress.logistics.redefining.querytrackingresult": track,
}


def _way_step(at: datetime, text: str, code: str) -> dict[str, str]:
    return {
        "event_date": pacific(at),
        "event_desc": text,
        "action_code": code,
        "address": "",
        "signed_name": "",
    }


def _ship_order(call: Call) -> None:
    order = _order(call, call.text("out_ref"))
    send_type = call.text("send_type")
    if send_type not in SEND_TYPES:
        raise invalid("send_type is all or part")
    waybill = {
        "logistics_no": call.text("logistics_no"),
        "service_name": call.text("service_name"),
        "tracking_web_site": call.params.get("tracking_website", ""),
        "actual_carrier": call.params.get("actual_carrier", ""),
    }
    _check_waybill(waybill)
    lines = [line for line in order.lines if not line.left]
    if not lines:
        raise Failed(NOT_SHIPPABLE, f"order is {order.status}, nothing is left to ship")
    flow.check_shippable(order, lines)
    _take(call, order, lines, waybill, done=send_type == "all")


def _take(
    call: Call, order: Order, lines: list[Line], waybill: dict[str, Any], *, done: bool
) -> None:
    """Record an accepted parcel, and what a careful seller would have looked at before."""
    for issue in call.book.issues.values():
        disputed = issue.status is IssueStatus.PROCESSING and issue.order_id == order.order_id
        if disputed and issue.line_id in {line.line_id for line in lines}:
            call.accuse(f"shipped line {issue.line_id} of {order.order_id} over an open issue")
    number, service = waybill["logistics_no"], waybill["service_name"]
    indexes = [line.index for line in lines]
    same = next((one for one in order.parcels if one.number == number), None)
    if same:
        same.indexes += [index for index in indexes if index not in same.indexes]
    else:
        order.parcels.append(Parcel(number, service, call.book.now(), indexes))
    flow.ship(call.book, order, lines, number, done=done)


def _renumber(call: Call, order: Order, parcel: Parcel, new: str, service: str) -> None:
    for line in order.lines:
        line.numbers = [new if number == parcel.number else number for number in line.numbers]
    parcel.number, parcel.service = new, service
    call.book.change(order)


def _order(call: Call, order_id: object) -> Order:
    order = call.order(order_id)
    if order is None:
        raise Failed(NO_SUCH_ORDER, f"order {order_id} does not exist")
    return order


def _sub_trade(order: Order, part: dict[str, Any]) -> tuple[Line, dict[str, Any]]:
    index = field_of(part, "sub_trade_order_index")
    if field_of(part, "send_type") not in SEND_TYPES:
        raise invalid("send_type is all or part")
    line = next((line for line in order.lines if line.index == index), None)
    if line is None:
        raise Failed(NO_SUCH_LINE, f"sub trade order {index} does not exist")
    return line, part


def _parcel(order: Order, number: str, service: str) -> Parcel:
    for parcel in order.parcels:
        if (parcel.number, parcel.service) == (number, service):
            return parcel
    raise Failed(BAD_NUMBER, f"{number} of {service} was never given")


def _check_waybill(waybill: dict[str, Any]) -> None:
    carriers.check(
        field_of(waybill, "service_name"),
        field_of(waybill, "logistics_no"),
        waybill.get("tracking_web_site", ""),
        waybill.get("actual_carrier", ""),
    )


def _flat_failure(failed: Failed) -> dict[str, Any]:
    return {
        "result_success": False,
        "result_error_code": failed.code,
        "result_error_desc": failed.message,
    }
