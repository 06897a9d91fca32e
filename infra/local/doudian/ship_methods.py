"""The shipping calls: whole order, several parcels, merged parcel, corrections, carriers."""

from collections.abc import Mapping
from typing import Any

from infra.local.doudian import after_sale_flow, carriers, errors, messages, progress
from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, Method
from infra.local.doudian.errors import bad_parameter, business_failed
from infra.local.doudian.model import AfterSaleStatus, OrderStatus, Pack, Shipment, ShopOrder
from infra.local.doudian.params import Params
from infra.local.doudian.ship_checks import (
    Waybill,
    check_after_sales,
    check_order,
    check_pieces,
    check_receivers,
    check_waybill,
    refund_refusal,
)

ITEMS_MAX = 400
CONSOLE = "console"  # Shipment.method of what no app asked for.
REFUND_REFUSED = "refund_refused_by_shipping"
ADDRESS_IGNORED = "shipped_during_address_request"

type Pieces = dict[str, int]


def logistics_add(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Everything that is left of one order in one parcel. Has no idempotency key."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    waybill = _waybill(params)
    check_order(order)
    pieces = {line.order_id: line.left_to_ship for line in order.sku_orders if line.left_to_ship}
    check_waybill(book, waybill, [order])
    _clear_the_way(book, {order.order_id: pieces}, _rejects(params))
    _ship(book, call, waybill, {order.order_id: pieces}, request_id="", whole_order=True)
    return {}


def logistics_add_multi_pack(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One order in several parcels, or a part of it; all of the call or nothing."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    request_id = params.text("request_id")
    if (first := book.first_answer(call.shop_id, request_id)) is not None:
        return first
    packs = [(_waybill(pack), _pieces(pack)) for pack in params.objects("pack_list")]
    if not packs or sum(len(pieces) for _, pieces in packs) > ITEMS_MAX:
        raise bad_parameter("pack_list is empty or too long")
    check_order(order)
    total: Pieces = {}
    for _, pieces in packs:
        for line_id, count in pieces.items():
            total[line_id] = total.get(line_id, 0) + count
    _check_lines(order, total)
    for waybill, _ in packs:
        check_waybill(book, waybill, [order])
    _clear_the_way(book, {order.order_id: total}, _rejects(params))
    for waybill, pieces in packs:
        _ship(book, call, waybill, {order.order_id: pieces}, request_id=request_id)
    answer = {"pack_list": [_pack_answer(waybill, pieces) for waybill, pieces in packs]}
    return book.remember_answer(call.shop_id, request_id, answer)


def logistics_add_single_pack(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Several orders of one receiver in one parcel; all of them or none."""
    request_id = params.text("request_id")
    if (first := book.first_answer(call.shop_id, request_id)) is not None:
        return first
    order_ids = list(dict.fromkeys(params.texts("order_id_list")))
    orders = [book.shop_order(call.shop_id, order_id) for order_id in order_ids]
    waybill, pieces = _waybill(params), _pieces(params)
    if not orders or not 1 <= len(pieces) <= ITEMS_MAX:
        raise bad_parameter("order_id_list or shipped_order_info is empty or too long")
    by_order = _by_order(orders, pieces)
    for order in orders:
        check_order(order)
        _check_lines(order, by_order[order.order_id])
    check_receivers(orders)
    check_waybill(book, waybill, orders)
    _clear_the_way(book, by_order, _rejects(params))
    _ship(book, call, waybill, by_order, request_id=request_id)
    return book.remember_answer(call.shop_id, request_id, {"pack_id": waybill.pack_id})


def ship_by_hand(book: Book, order: ShopOrder, waybill: Waybill, pieces: Pieces) -> None:
    """The seller types a number into the web console: the same checks, no request of an app."""
    check_order(order)
    _check_lines(order, pieces)
    check_waybill(book, waybill, [order])
    _clear_the_way(book, {order.order_id: pieces}, reject_refund=False)
    whole = pieces == {
        line.order_id: line.left_to_ship for line in order.sku_orders if line.left_to_ship
    }
    call = Call(method=CONSOLE, app_key="", shop_id=order.shop_id, log_id="")
    _ship(book, call, waybill, {order.order_id: pieces}, request_id="", whole_order=whole)


def logistics_edit(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Correct the number of an order that went as a whole."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    if not order.packs:
        raise business_failed(errors.OTHER_SHIP_ERROR, "订单未发货")
    if len(order.packs) > 1 or not order.packs[0].whole_order:
        raise business_failed(errors.EDIT_BY_PACK, "请按包裹修改物流")
    return _edit(book, order, order.packs[0], _waybill(params))


def logistics_edit_by_pack(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Correct the number of one parcel of an order."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    pack_id = params.text("pack_id")
    pack = next((pack for pack in order.packs if pack.pack_id == pack_id), None)
    if pack is None:
        raise business_failed(errors.OTHER_SHIP_ERROR, f"包裹 {pack_id} 不存在")
    return _edit(book, order, pack, _waybill(params))


def logistics_company_list(_book: Book, _call: Call, _params: Params) -> list[dict[str, Any]]:
    """All carriers; the data of this answer is an array."""
    return carriers.company_list()


METHODS: dict[str, Method] = {
    "order.logisticsAdd": logistics_add,
    "order.logisticsAddMultiPack": logistics_add_multi_pack,
    "order.logisticsAddSinglePack": logistics_add_single_pack,
    "order.logisticsEdit": logistics_edit,
    "order.logisticsEditByPack": logistics_edit_by_pack,
    "order.logisticsCompanyList": logistics_company_list,
}


def _waybill(params: Params) -> Waybill:
    return Waybill(params.text("company_code", ""), params.text("logistics_code", ""))


def _rejects(params: Params) -> bool:
    return params.flag("is_reject_refund") or params.flag("is_refund_reject")


def _pieces(params: Params) -> Pieces:
    pieces: Pieces = {}
    for entry in params.objects("shipped_order_info"):
        line_id = entry.text("shipped_order_id")
        pieces[line_id] = pieces.get(line_id, 0) + entry.number("shipped_num")
    return pieces


def _by_order(orders: list[ShopOrder], pieces: Pieces) -> dict[str, Pieces]:
    """Divide the lines among their orders; every line has one, every order has a line."""
    found = {
        order.order_id: {
            line.order_id: pieces[line.order_id]
            for line in order.sku_orders
            if line.order_id in pieces
        }
        for order in orders
    }
    if sum(len(part) for part in found.values()) != len(pieces) or not all(found.values()):
        raise bad_parameter("shipped_order_info does not match order_id_list")
    return found


def _check_lines(order: ShopOrder, pieces: Pieces) -> None:
    for line_id, count in pieces.items():
        line = order.line(line_id)
        if line is None:
            raise bad_parameter(f"{line_id} is not of order {order.order_id}")
        check_pieces(line, count)


def _clear_the_way(book: Book, by_order: Mapping[str, Pieces], reject_refund: bool) -> None:
    """Refuse while a refund waits, unless the caller asked to refuse the refund: remembered.

    The last check of a call: what it changes must not be undone by a later refusal.
    """
    found = {
        record.after_sale_id: record
        for order_id, pieces in by_order.items()
        for record in check_after_sales(book, book.orders[order_id], pieces)
    }
    for record in found.values():
        if not reject_refund or record.status is not AfterSaleStatus.WAIT_SELLER:
            raise refund_refusal(record)
    for record in found.values():
        book.violate(REFUND_REFUSED, record.order_id, record.after_sale_id)
        after_sale_flow.refuse(book, record, "商家已发货")


def _ship(
    book: Book,
    call: Call,
    waybill: Waybill,
    by_order: Mapping[str, Pieces],
    *,
    request_id: str,
    whole_order: bool = False,
) -> None:
    """Write the parcel into its orders, remember it, tell the shop."""
    for order_id, pieces in by_order.items():
        _send(book, book.orders[order_id], waybill, pieces, whole_order)
    book.add_shipment(
        Shipment(
            time=book.now(),
            method=call.method,
            shop_id=call.shop_id,
            order_ids=tuple(by_order),
            sku_orders=tuple(item for pieces in by_order.values() for item in pieces.items()),
            pack_id=waybill.pack_id,
            company_code=waybill.company_code,
            logistics_code=waybill.logistics_code,
            request_id=request_id,
            log_id=call.log_id,
        )
    )


def _send(
    book: Book, order: ShopOrder, waybill: Waybill, pieces: Pieces, whole_order: bool
) -> None:
    lines = [line for line in order.sku_orders if line.order_id in pieces]
    for line in lines:
        line.shipped_num += pieces[line.order_id]
    pack = Pack(
        pack_id=waybill.pack_id,
        company_code=waybill.company_code,
        logistics_code=waybill.logistics_code,
        ship_time=book.now(),
        shipped=dict(pieces),
        whole_order=whole_order,
    )
    order.packs.append(pack)
    if order.wanted_receiver:
        book.violate(ADDRESS_IGNORED, order.order_id, "the buyer's address request was open")
        order.wanted_receiver = None
    progress.settle(order, book.now())
    book.touch(order, *lines)
    complete = order.status is OrderStatus.SHIPPED
    tag = messages.SHIPPED if complete else messages.PARTLY_SHIPPED
    book.tell(tag, order, messages.shipped(order, pack))


def _pack_answer(waybill: Waybill, pieces: Pieces) -> dict[str, Any]:
    return {
        "pack_id": waybill.pack_id,
        "logistics_code": waybill.logistics_code,
        "shipped_order_info": [
            {"shipped_order_id": line_id, "shipped_num": count} for line_id, count in pieces.items()
        ],
    }


def _edit(book: Book, order: ShopOrder, pack: Pack, waybill: Waybill) -> dict[str, Any]:
    if order.status is OrderStatus.DONE:
        raise business_failed(errors.ORDER_FINISHED, "订单已完成")
    check_waybill(book, waybill, [order])
    pack.company_code, pack.logistics_code = waybill.company_code, waybill.logistics_code
    pack.pack_id = waybill.pack_id
    book.touch(order)
    book.tell(messages.LOGISTICS_CHANGED, order, messages.shipped(order, pack))
    return {}
