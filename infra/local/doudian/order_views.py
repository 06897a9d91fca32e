"""A shop order as `order.orderDetail` and `order.searchList` show it: no receiver in clear."""

from typing import Any

from infra.local.doudian.book import Book
from infra.local.doudian.carriers import NAMES
from infra.local.doudian.messages import BIZ, unix
from infra.local.doudian.model import OrderStatus, Pack, Receiver, ShopOrder, SkuOrder
from infra.local.doudian.phases import phases
from infra.local.doudian.privacy import masked

# `orderDetail` shows no more lines than this, however many there are.
LINES_SHOWN_MAX = 40
ORDER_EXPIRES_SECONDS = 1_800
PART_PAID = 103
REFUNDED_BEFORE_SHIPPING = 21
STATUS_TEXT = {
    OrderStatus.UNPAID: "待支付",
    OrderStatus.TO_SHIP: "备货中",
    OrderStatus.SHIPPED: "已发货",
    OrderStatus.CANCELLED: "已取消",
    OrderStatus.DONE: "已完成",
    OrderStatus.PARTLY_SHIPPED: "部分发货",
    OrderStatus.RISK_REVIEW: "已支付",
}


MAIN_TEXT = {PART_PAID: "部分支付", REFUNDED_BEFORE_SHIPPING: "退款完结"}
# Sellers' tools know the key; where it stands among the tags no source says.
SF_TAG = {"key": "sf_free_shipping", "text": "顺丰包邮", "help_doc": ""}


def pay_amount(order: ShopOrder) -> int:
    """What the buyer paid, fen: all lines and the postage; of a deposit the deposit."""
    if order.deposit_time and not order.pay_time:
        return order.terms.deposit_fen
    lines = sum(line.item.paid_fen for line in order.sku_orders)
    lacks = order.terms.unpaid_rest_fen
    return lines + order.post_fen + order.misreport_paid_by_fen - lacks


def order_view(book: Book, order: ShopOrder) -> dict[str, Any]:
    """The whole order."""
    app_key = book.shops[order.shop_id].app_key
    return {
        "order_id": order.order_id,
        "order_level": 2,
        "shop_id": int(order.shop_id),
        "shop_name": book.shops[order.shop_id].name,
        **_status(order, order.status, _all_refunded(order)),
        "order_type": order.order_type,
        "trade_type": order.trade_type,
        "biz": BIZ,
        "pay_type": 1 if order.pay_time else 0,
        **_times(order),
        **_amounts(order),
        "cancel_reason": order.cancel_reason,
        "buyer_words": order.buyer_words,
        "seller_words": order.seller_words,
        "seller_remark_stars": order.seller_remark_stars,
        **_receiver(book, order),
        "doudian_open_id": book.sealer.buyer_id(app_key, order.buyer),
        "logistics_info": [_pack(order, pack) for pack in order.packs],
        "order_phase_list": phases(order),
        "shop_order_tag_ui": [SF_TAG] if order.terms.by_sf else [],
        "serial_number_list": [],
        "promise_info": "",
        "sku_order_list": [_line(book, order, line) for line in order.sku_orders[:LINES_SHOWN_MAX]],
    }


def _status(order: ShopOrder, status: OrderStatus, refunded: bool) -> dict[str, Any]:
    main: int = status
    if status is OrderStatus.UNPAID and order.deposit_time:
        main = PART_PAID
    if status is OrderStatus.CANCELLED and refunded:
        main = REFUNDED_BEFORE_SHIPPING
    return {
        "order_status": int(status),
        "order_status_desc": STATUS_TEXT[status],
        "main_status": int(main),
        "main_status_desc": STATUS_TEXT[status] if main == status else MAIN_TEXT[main],
    }


def _all_refunded(order: ShopOrder) -> bool:
    bought = [line for line in order.sku_orders if not line.is_gift]
    return all(_refunded(line) for line in bought)


def _refunded(line: SkuOrder) -> bool:
    return line.refunded_num >= line.item.quantity


def _times(order: ShopOrder) -> dict[str, int]:
    return {
        "create_time": unix(order.create_time),
        "pay_time": unix(order.pay_time),
        "update_time": unix(order.update_time),
        "finish_time": unix(order.finish_time),
        "order_expire_time": ORDER_EXPIRES_SECONDS,
        "exp_ship_time": unix(order.exp_ship_time) if order.pay_time else 0,
        "ship_time": unix(order.ship_time),
        "appointment_ship_time": unix(order.appointment_ship_time),
        "earliest_receipt_time": 0,
        "latest_receipt_time": 0,
    }


def _amounts(order: ShopOrder) -> dict[str, int]:
    items = [line.item for line in order.sku_orders]
    by_shop = sum(item.shop_discount_fen for item in items)
    by_platform = sum(item.platform_discount_fen for item in items)
    return {
        "order_amount": sum(item.sum_fen for item in items)
        + order.post_fen
        + order.misreport_paid_by_fen,
        "pay_amount": pay_amount(order),
        "post_amount": order.post_fen,
        "post_origin_amount": order.post_fen,
        "post_promotion_amount": 0,
        "promotion_amount": sum(item.told_discount_fen for item in items),
        "promotion_shop_amount": by_shop,
        "promotion_platform_amount": by_platform,
        "promotion_talent_amount": 0,
        "promotion_pay_amount": 0,
        "shop_cost_amount": by_shop,
        "platform_cost_amount": by_platform,
        "only_platform_cost_amount": by_platform,
        "author_cost_amount": 0,
        "modify_amount": 0,
        "modify_post_amount": 0,
        "tax_amount": 0,
        "packing_amount": 0,
    }


def _receiver(book: Book, order: ShopOrder) -> dict[str, Any]:
    receiver, sealer = order.receiver, book.sealer
    mask = masked(receiver)
    sealed_detail = sealer.name(order, receiver.detail)
    return {
        "post_receiver": "",
        "encrypt_post_receiver": sealer.name(order, receiver.name),
        "post_tel": "",
        "encrypt_post_tel": sealer.tel(order, receiver.tel),
        "post_addr": _region(receiver) | {"detail": "", "encrypt_detail": sealed_detail},
        "mask_post_receiver": mask.name,
        "mask_post_tel": mask.tel,
        "mask_post_addr": _region(receiver) | {"detail": mask.detail},
        "open_address_id": sealer.address_id(order, receiver),
    }


def _region(receiver: Receiver) -> dict[str, Any]:
    steps = ("province", "city", "town", "street")
    places = [(step, getattr(receiver, step)) for step in steps]
    return {step: {"name": place.name, "id": place.id} for step, place in places}


def _pack(order: ShopOrder, pack: Pack) -> dict[str, Any]:
    return {
        "tracking_no": pack.logistics_code,
        "company": pack.company_code,
        "company_name": NAMES[pack.company_code],
        "ship_time": unix(pack.ship_time),
        "delivery_id": pack.pack_id,
        "product_info": [
            {
                "sku_order_id": line.order_id,
                "product_id": int(line.product_id),
                "product_id_str": line.product_id,
                "product_name": line.item.name,
                "sku_id": int(line.sku_id),
                "outer_sku_id": line.item.code,
                "product_count": pack.shipped[line.order_id],
                "price": line.item.unit_price_fen,
                "sku_specs": _spec(line),
            }
            for line in order.sku_orders
            if line.order_id in pack.shipped
        ],
    }


def _line(book: Book, order: ShopOrder, line: SkuOrder) -> dict[str, Any]:
    item, first = line.item, order.sku_orders[0]
    after_sale = book.after_sale_of(line)
    return {
        "order_id": line.order_id,
        "parent_order_id": order.order_id,
        "order_level": 3,
        **_status(order, line.status, _refunded(line)),
        "product_id": int(line.product_id),
        "product_id_str": line.product_id,
        "product_name": item.name,
        "product_pic": f"https://example.invalid/{line.product_id}.jpg",
        "sku_id": int(line.sku_id),
        "code": item.code,
        "out_sku_id": "",
        "out_product_id": "",
        "spec": _spec(line),
        "item_num": item.quantity,
        "origin_amount": item.unit_price_fen,
        "sum_amount": item.sum_fen,
        "order_amount": item.sum_fen,
        "pay_amount": item.paid_fen - (order.terms.unpaid_rest_fen if line is first else 0),
        "post_amount": 0,
        "promotion_amount": item.told_discount_fen,
        "promotion_shop_amount": item.shop_discount_fen,
        "promotion_platform_amount": item.platform_discount_fen,
        "promotion_pay_amount": 0,
        "goods_type": item.goods_type,
        "order_type": order.order_type,
        "trade_type": order.trade_type,
        "pre_sale_type": item.pre_sale_type,
        "exp_ship_time": unix(line.exp_ship_time) if order.pay_time else 0,
        "ship_time": unix(line.ship_time),
        "create_time": unix(order.create_time),
        "pay_time": unix(order.pay_time),
        "update_time": unix(line.update_time),
        "finish_time": unix(order.finish_time),
        "reduce_stock_type": 1,
        "given_product_type": _given(order, line),
        "master_sku_order_id_list": list(line.master_ids),
        "given_product_activity_info": _activity(line),
        "need_serial_number": False,
        "after_sale_info": {
            "after_sale_status": int(after_sale.status) if after_sale else 0,
            "after_sale_type": int(after_sale.type) if after_sale else 0,
            "refund_status": int(after_sale.refund_status) if after_sale else 0,
        },
        "inventory_list": [_inventory(line)],
        "bundle_sku_info": [_member(book, order, *member) for member in item.bundle],
    }


def _given(order: ShopOrder, line: SkuOrder) -> str:
    if line.is_gift:
        return "FREE"
    return "MASTER" if any(line.order_id in gift.master_ids for gift in order.sku_orders) else ""


def _spec(line: SkuOrder) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in line.item.spec]


def _activity(line: SkuOrder) -> dict[str, str]:
    kind = "NORMAL" if line.is_gift else ""
    return {"given_product_activity_type": kind, "given_product_activity_value": ""}


def _member(book: Book, order: ShopOrder, code: str, count: int) -> dict[str, Any]:
    return {
        "sku_id": book.sku_id(order.shop_id, code),
        "product_id": book.product_id(order.shop_id, code),
        "item_num": count,
        "code": code,
    }


def _inventory(line: SkuOrder) -> dict[str, Any]:
    return {
        "warehouse_id": "0",
        "out_warehouse_id": "",
        "inventory_type": 1,
        "inventory_type_desc": "普通库存",
        "count": line.item.quantity,
        "warehouse_type": 0,
    }
