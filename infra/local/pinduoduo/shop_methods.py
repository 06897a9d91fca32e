"""The calls about a shop: which orders may share a parcel, stock, the platform's time."""

from typing import Any

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import bad_parameter, business
from infra.local.pinduoduo.params import Params
from infra.local.pinduoduo.privacy import receiver_key
from infra.local.pinduoduo.views import china_text

ORDERS_MAX = 100
FULL, INCREMENT = 1, 2


def merge_groups(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Orders by their true receiver. One that may not be shipped stands alone."""
    asked = [row.text("order_sn") for row in params.objects("order_list")]
    if not 1 <= len(asked) <= ORDERS_MAX:
        raise bad_parameter(f"order_list 一次最多 {ORDERS_MAX} 个")
    groups: dict[str, list[str]] = {}
    for order_sn in asked:
        order = book.shop_order(call.shop_id, order_sn)
        key = receiver_key(order) if order.shows_receiver else order_sn
        groups.setdefault(key, []).append(order_sn)
    return {"order_group_list": [{"order_sn_list": group} for group in groups.values()]}


def quantity_update(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Set the stock of one SKU, or change it; named by the platform's id or the seller's code."""
    shop = book.shops[call.shop_id]
    params.number("goods_id")
    key = params.text("sku_id", "") or f"outer:{params.text('outer_id')}"
    quantity = params.number("quantity")
    if params.choice("update_type", frozenset({FULL, INCREMENT}), FULL) == INCREMENT:
        quantity += shop.stock.get(key, 0)
    if quantity < 0:
        raise business("库存不能为负", "STOCK_NEGATIVE")
    shop.stock[key] = quantity
    return {"is_success": True}


def time_get(book: Book, _call: Call, _params: Params) -> dict[str, Any]:
    """The platform's time; the only business call without a token."""
    return {"time": china_text(book.now())}


METHODS = {
    # No source tells this wrapper.
    "pdd.order.merge.ship.order.group": Method(
        merge_groups, "order_merge_ship_order_group_response"
    ),
    "pdd.goods.quantity.update": Method(quantity_update, "goods_quantity_update_response"),
    "pdd.time.get": Method(time_get, "time_get_response"),
}
