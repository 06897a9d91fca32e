"""Which orders may travel in one parcel: the platform alone can compare receivers across days."""

from datetime import timedelta
from typing import Any

from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, Method
from infra.local.doudian.errors import Refused, bad_parameter
from infra.local.doudian.model import OrderStatus, Receiver, ShopOrder
from infra.local.doudian.params import Params

MERGEABLE_FOR = timedelta(days=15)
ORDERS_MIN = 2
ORDERS_MAX = 100


def merge(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The older call: one order that cannot be merged makes it fail."""
    groups, failed = _compare(book, call, params)
    if failed:
        order_id, why = next(iter(failed.items()))
        raise bad_parameter(f"{order_id}: {why}")
    return {"order_list": groups}


def merge_v2(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The newer call: `failed_order` maps each unfit order to the reason."""
    groups, failed = _compare(book, call, params)
    return {"order_list": groups, "failed_order": failed}


METHODS: dict[str, Method] = {"order.merge": merge, "order.mergeV2": merge_v2}


def _compare(book: Book, call: Call, params: Params) -> tuple[list[str], dict[str, str]]:
    """Groups of one receiver each as "id1,id2", in the order of the request, and the unfit."""
    wanted = params.objects("merge_list")
    if not ORDERS_MIN <= len(wanted) <= ORDERS_MAX:
        raise bad_parameter(f"merge_list holds {ORDERS_MIN} to {ORDERS_MAX} orders")
    groups: dict[Receiver, list[str]] = {}
    failed: dict[str, str] = {}
    for entry in wanted:
        order_id, address_id = entry.text("order_id"), entry.text("open_address_id")
        try:
            order = book.shop_order(call.shop_id, order_id)
        except Refused as refused:
            failed[order_id] = refused.sub_msg
            continue
        if why := _unfit(book, order, address_id):
            failed[order_id] = why
        elif order.order_id not in (members := groups.setdefault(order.receiver, [])):
            members.append(order.order_id)
    return [",".join(members) for members in groups.values()], failed


def _unfit(book: Book, order: ShopOrder, address_id: str) -> str:
    if order.status is not OrderStatus.TO_SHIP:
        return "订单不在待发货状态"
    if order.create_time < book.now() - MERGEABLE_FOR:
        return "订单超过 15 天"
    if address_id != book.sealer.address_id(order, order.receiver):
        return "open_address_id 与订单不符"
    return ""
