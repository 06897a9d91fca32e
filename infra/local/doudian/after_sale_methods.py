"""The after-sale calls: list, detail, the seller's answer, and "the parcel was stopped"."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from infra.local.doudian import after_sale_flow, again_flow
from infra.local.doudian.after_sale_views import detail, list_item
from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, Method
from infra.local.doudian.errors import bad_format, bad_parameter, business_failed
from infra.local.doudian.messages import unix
from infra.local.doudian.model import (
    OPEN_AFTER_SALES,
    AfterSale,
    AfterSaleStatus,
    AfterSaleType,
)
from infra.local.doudian.paging import Page
from infra.local.doudian.params import Params
from infra.local.doudian.ship_checks import Waybill

LISTED_FOR = timedelta(days=183)
OPERATED_AT_ONCE_MAX = 20
NOT_ALLOWED_BY_API = 11001
STATUS_CHANGED = 20309541
# Ours: which numbers the platform gives is not documented.
UNAVAILABLE = 1
ORDERINGS = ("apply_time desc", "apply_time asc", "update_time desc", "update_time asc")

type Move = Callable[[Book, AfterSale, Params], None]


class Operation(NamedTuple):
    """What one operate type does, and the after-sale types and the status that it is for."""

    move: Move
    types: frozenset[AfterSaleType]
    status: AfterSaleStatus
    check: Move | None = None  # Before any item is moved.


def _agree(book: Book, record: AfterSale, _item: Params) -> None:
    after_sale_flow.agree(book, record)


def _refuse(book: Book, record: AfterSale, item: Params) -> None:
    after_sale_flow.refuse(book, record, item.text("reason", "商家拒绝"))


def _send_again(book: Book, record: AfterSale, item: Params) -> None:
    again_flow.send_again(book, record, _waybill(item))


def _check_again(book: Book, record: AfterSale, item: Params) -> None:
    again_flow.check_number(book, record, _waybill(item))


def _waybill(item: Params) -> Waybill:
    told = item.object("logistics")
    return Waybill(told.text("company_code"), told.text("logistics_code"))


_MONEY = frozenset({AfterSaleType.REFUND_ONLY, AfterSaleType.BEFORE_SHIPPING})
_RETURN = frozenset({AfterSaleType.RETURN})
_EXCHANGE = frozenset({AfterSaleType.EXCHANGE})
_OPERATIONS: dict[int, Operation] = {
    101: Operation(_agree, _RETURN, AfterSaleStatus.WAIT_SELLER),
    102: Operation(_refuse, _RETURN, AfterSaleStatus.WAIT_SELLER),
    111: Operation(_agree, _RETURN, AfterSaleStatus.RETURNED),
    201: Operation(_agree, _MONEY, AfterSaleStatus.WAIT_SELLER),
    202: Operation(_refuse, _MONEY, AfterSaleStatus.WAIT_SELLER),
    301: Operation(_agree, _EXCHANGE, AfterSaleStatus.WAIT_SELLER),
    302: Operation(_refuse, _EXCHANGE, AfterSaleStatus.WAIT_SELLER),
    311: Operation(_send_again, _EXCHANGE, AfterSaleStatus.RETURNED, _check_again),
}


def after_sale_list(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """After-sales of the shop, newest application first unless asked otherwise."""
    page = Page.of(params)
    field, direction = _ordering(params)
    found = [
        record
        for record in book.after_sales.values()
        if record.shop_id == call.shop_id and _listed(book, record, params)
    ]
    found.sort(key=lambda record: (getattr(record, field), record.after_sale_id))
    if direction == "desc":
        found.reverse()
    shown = page.cut(found)
    return {
        "items": [list_item(book, record) for record in shown],
        "has_more": page.number * page.size + len(shown) < len(found),
        "total": len(found),
        "page": page.number,
        "size": page.size,
    }


def after_sale_detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One after-sale, whole."""
    record = book.shop_after_sale(call.shop_id, params.text("after_sale_id"))
    return detail(book, record, with_log=params.flag("need_operation_record"))


def cancel_send_goods_success(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The seller says that the parcel was stopped before it left."""
    record = book.shop_after_sale(call.shop_id, params.text("aftersale_id"))
    if record.status not in OPEN_AFTER_SALES:
        raise bad_parameter("售后单已完结", number=10000)
    record.send_cancelled_at = datetime.fromtimestamp(params.number("op_time"), UTC)
    book.touch_after_sale(record, "商家取消发货成功", "商家")
    return {}


def operate(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Agree, refuse, or tell what is sent for an exchange: for all items or for none."""
    operation = _operation(params.number("type"))
    items = params.objects("items")
    if not 1 <= len(items) <= OPERATED_AT_ONCE_MAX:
        raise bad_parameter(f"items holds 1 to {OPERATED_AT_ONCE_MAX} after-sales")
    records = [_operable(book, call, item, operation) for item in items]
    if len({record.after_sale_id for record in records}) < len(records):
        raise bad_parameter("items names an after-sale twice")
    for record, item in zip(records, items, strict=True):
        if operation.check:
            operation.check(book, record, item)
    for record, item in zip(records, items, strict=True):
        operation.move(book, record, item)
    return {
        "items": [
            {
                "aftersale_id": int(record.after_sale_id),
                "status_code": 0,
                "status_msg": "success",
            }
            for record in records
        ]
    }


def apply_logistics_intercept(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The carrier shall bring parcels back: only those that the platform knows of this order."""
    record = book.shop_after_sale(call.shop_id, str(params.number("after_sale_id")))
    params.number("op_from")
    known = {(one.company_code, one.logistics_code) for one in book.orders[record.order_id].packs}
    results = []
    for target in params.objects("intercept_targets"):
        code, number = target.text("company_code"), target.text("tracking_no")
        reason = _not_interceptable(record, (code, number) in known)
        if not reason and number not in record.intercepts:
            record.intercepts.append(number)
        results.append(
            {
                "company_code": code,
                "tracking_no": number,
                "is_success": not reason,
                "unavailable_reason_code": UNAVAILABLE if reason else 0,
                "unavailable_reason": reason,
            }
        )
    failed = sum(not one["is_success"] for one in results)
    return {
        "intercept_results": results,
        "success_count": len(results) - failed,
        "failed_count": failed,
    }


METHODS: dict[str, Method] = {
    "afterSale.List": after_sale_list,
    "afterSale.Detail": after_sale_detail,
    "afterSale.CancelSendGoodsSuccess": cancel_send_goods_success,
    "afterSale.operate": operate,
    "afterSale.applyLogisticsIntercept": apply_logistics_intercept,
}


def _not_interceptable(record: AfterSale, is_known: bool) -> str:
    if record.status not in OPEN_AFTER_SALES:
        return "售后单已完结"
    return "" if is_known else "包裹不属于该订单"


def _ordering(params: Params) -> tuple[str, str]:
    wanted = params.texts("order_by", [ORDERINGS[0]])
    if len(wanted) != 1 or wanted[0] not in ORDERINGS:
        raise bad_parameter(f"order_by holds one of {ORDERINGS}")
    field, direction = wanted[0].split(" ")
    return field, direction


def _listed(book: Book, record: AfterSale, params: Params) -> bool:
    statuses = params.numbers("standard_aftersale_status", [])
    wanted_type = params.number("aftersale_type", int(record.type))
    return (
        record.apply_time > book.now() - LISTED_FOR
        and params.text("order_id", record.order_id) in {record.order_id, *record.lines}
        and params.text("aftersale_id", record.after_sale_id) == record.after_sale_id
        and wanted_type == record.type
        and (not statuses or record.status in statuses)
        and _within(params, "start_time", "end_time", unix(record.apply_time))
        and _within(params, "update_start_time", "update_end_time", unix(record.update_time))
    )


def _within(params: Params, start: str, end: str, moment: int) -> bool:
    return params.number(start, 0) <= moment <= (params.number(end, 0) or moment)


def _operation(number: int) -> Operation:
    if number not in _OPERATIONS:
        raise business_failed(NOT_ALLOWED_BY_API, "请到商家后台处理")
    return _OPERATIONS[number]


def _operable(book: Book, call: Call, item: Params, operation: Operation) -> AfterSale:
    record = book.shop_after_sale(call.shop_id, _id_of(item))
    seen = item.number("update_time", unix(record.update_time))
    if record.status is not operation.status or seen != unix(record.update_time):
        raise business_failed(STATUS_CHANGED, "售后单状态已变更")
    if record.type not in operation.types:
        raise business_failed(NOT_ALLOWED_BY_API, "该售后类型不支持此操作")
    return record


def _id_of(item: Params) -> str:
    """The documentation shows the id as text, the generated SDK sends a number."""
    value = item.fields.get("aftersale_id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise bad_format("aftersale_id is required")
    return str(value)
