"""How orders and after-sales look on the wire: three shapes that differ in units and types.

Orders carry yuan as numbers and Chinese time without a zone; the after-sale list yuan as text and
seconds as text; the after-sale detail fen and milliseconds.
"""

from datetime import datetime, timedelta
from typing import Any

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.carriers import CARRIERS
from infra.local.pinduoduo.model import (
    AfterSale,
    AfterSaleStatus,
    Order,
    OrderStatus,
    Parcel,
)
from infra.local.pinduoduo.privacy import CHINA, mask_detail, mask_name, mask_phone

# Of a discount the platform bears two fifths, so that the parts never equal the whole by chance.
PLATFORM_BEARS = 2, 5
ANSWER_WITHIN = timedelta(hours=48)
SELLERS_TURN = frozenset(
    {
        AfterSaleStatus.ASKED,
        AfterSaleStatus.RETURN_ASKED,
        AfterSaleStatus.EXCHANGE_SELLERS_TURN,
    }
)
LIST_TYPE_OFFSET = 1  # The list's after_sales_type counts one higher than the detail's.


def order_view(book: Book, order: Order, *, listed: bool) -> dict[str, Any]:
    """An order; ids of goods are text in lists and numbers in the detail."""
    newest = book.newest_after_sale(order)
    return {
        "order_sn": order.order_sn,
        "group_order_id": order.group_order_id,
        "group_role": 0,
        "group_status": int(order.confirmed is not None),
        "confirm_status": int(order.confirmed is not None),
        "order_status": int(order.status),
        "refund_status": int(order.refund_status),
        "after_sales_status": int(newest.status) if newest else 0,
        "risk_control_status": int(order.in_review),
        "trade_type": int(order.terms.deposit_minor > 0),
        "mkt_biz_type": 0,
        "is_lucky_flag": 1,
        "is_pre_sale": 0,
        "is_stock_out": 0,
        "stock_out_handle_status": -1,
        "invoice_status": int(bool(order.terms.invoice)),
        **_times(order),
        **_amounts(order),
        "item_list": _items(book, order, listed=listed),
        "gift_list": [],
        "gift_order_status": 2,
        "related_order_list": [],
        "step_order_info": _steps(order),
        "card_info_list": [],
        **_receiver(book, order),
        **_logistics(order),
        "remark": order.remark,
        "remark_tag": order.remark_tag,
        "remark_tag_name": order.remark_tag_name,
        "buyer_memo": order.buyer_memo,
        "shipping_type": 0,
        "order_tag_list": [
            {"name": "return_freight_payer", "value": 1},
            {"name": "ship_hold", "value": int(order.ship_hold)},
            {"name": "free_sf", "value": int(bool(order.terms.carrier))},
        ],
        "service_fee_detail": [],
        "promotion_detail_list": [],
    }


def after_sale_row(book: Book, record: AfterSale) -> dict[str, Any]:
    """An element of the after-sale list."""
    order = book.orders[record.order_sn]
    first = order.goods[0]
    return {
        "id": int(record.id),
        "order_sn": record.order_sn,
        "after_sales_type": record.kind + LIST_TYPE_OFFSET,
        "after_sales_status": int(record.status),
        "after_sale_reason": record.reason,
        "refund_amount": _yuan_text(record.amount_fen),
        "order_amount": _yuan_text(order.paid_fen),
        "discount_amount": _yuan_text(order.discount_fen),
        "goods_price": _yuan_text(first.unit_price_minor),
        "goods_number": str(first.quantity),
        "goods_id": book.goods_id(order.shop_id, first.name),
        "sku_id": str(book.sku_id(order.shop_id, first.code)),
        "outer_id": first.code,
        "outer_goods_id": "",
        "goods_name": first.name,
        "good_image": "https://example.invalid/a.jpg",
        "created_time": _unix_text(record.created),
        "updated_time": _unix_text(record.updated),
        "confirm_time": _unix_text(order.confirmed),
        "tracking_number": record.return_number,
        "shipping_name": "",
        "refund_operator_role": record.by_role,
        "speed_refund_flag": 0,
        "speed_refund_status": "0",
        "dispute_refund_status": 0,
        "user_shipping_status": "1",
    }


def after_sale_detail(book: Book, record: AfterSale) -> dict[str, Any]:
    """The after-sale alone. `expire_time` exists only while it is the seller's turn."""
    order = book.orders[record.order_sn]
    first = order.goods[0]
    view: dict[str, Any] = {
        "id": int(record.id),
        "order_sn": record.order_sn,
        "after_sales_type": int(record.kind),
        "after_sales_status": int(record.status),
        "after_sales_reason": record.reason,
        "remark": "",
        "refund_amount": record.amount_fen,
        "order_amount": order.paid_fen,
        "discount_amount": order.discount_fen,
        "goods_price": first.unit_price_minor,
        "goods_number": first.quantity,
        "sku_id": str(book.sku_id(order.shop_id, first.code)),
        "confirm_time": _milliseconds(order.confirmed),
        "recreated_at": _milliseconds(record.created),
        "updated_time": _unix_text(record.updated),
        "shipping_status": int(order.status is not OrderStatus.TO_SHIP),
        "user_shipping_status": "1",
        "part_after_sales_type": 0,
        "part_after_sales_value": 0,
        "express_no": record.return_number,
        "shipping_name": "",
        "images": [],
        "exist_images": False,
        "join_or_not": "0",
        "dispute_refund_status": 0,
        "refund_operator_role": record.by_role,
        "speed_refund_flag": 0,
    }
    if record.status in SELLERS_TURN:
        view["expire_time"] = _milliseconds(record.created + ANSWER_WITHIN)
    if record.again:
        # The object's name is documented, those of its fields are not: they are ours.
        view["exchange_shipping_detail"] = {
            "shipping_id": record.again.company_id,
            "shipping_name": CARRIERS[record.again.company_id].name,
            "tracking_number": record.again.number,
        }
    return view


def china_text(moment: datetime | None) -> str:
    """Chinese time without a zone; empty where there is none yet."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if moment else ""


def _steps(order: Order) -> dict[str, Any] | None:
    if not order.terms.deposit_minor:
        return None
    paid = order.paid_fen if order.balance_paid else order.terms.deposit_minor
    return {
        "advanced_paid_fee": _yuan(order.terms.deposit_minor),
        "step_paid_fee": _yuan(paid),
        "step_discount_amount": 0.0,
        "step_trade_status": 2 if order.balance_paid else 1,
    }


def _times(order: Order) -> dict[str, str]:
    return {
        "created_time": china_text(order.created),
        "pay_time": china_text(order.paid),
        "confirm_time": china_text(order.confirmed),
        "last_ship_time": china_text(order.ship_by),
        "shipping_time": china_text(order.shipped),
        "receive_time": china_text(order.received),
        "updated_at": china_text(order.updated),
        "pre_sale_time": "",
        "promise_delivery_time": "",
        "urge_shipping_time": "",
    }


def _amounts(order: Order) -> dict[str, Any]:
    of, parts = PLATFORM_BEARS
    discount = order.told_discount_fen
    platform_fen = discount * of // parts
    return {
        "goods_amount": _yuan(order.goods_fen),
        "pay_amount": _yuan(order.paid_fen),
        "discount_amount": _yuan(discount),
        "platform_discount": _yuan(platform_fen),
        "seller_discount": _yuan(discount - platform_fen),
        "capital_free_discount": 0.0,
        "postage": _yuan(order.post_fen),
        "order_change_amount": 0.0,
        "duo_duo_pay_reduction": 0.0,
        "pay_type": "",
        "pay_no": "",
    }


def _items(book: Book, order: Order, *, listed: bool) -> list[dict[str, Any]]:
    identity = str if listed else int
    return [
        {
            "goods_id": identity(book.goods_id(order.shop_id, item.name)),
            "sku_id": identity(book.sku_id(order.shop_id, item.code)),
            "outer_id": item.code,
            "outer_goods_id": "",
            "goods_name": item.name,
            "goods_spec": item.spec,
            "goods_price": _yuan(item.unit_price_minor),
            "goods_count": item.quantity,
            "goods_img": "https://example.invalid/a.jpg",
        }
        for item in order.goods
    ]


def _receiver(book: Book, order: Order) -> dict[str, Any]:
    person, sealer, shown = order.person, book.sealer, order.shows_receiver

    def show(text: str) -> str:
        return text if shown else ""

    address = show(sealer.text(order, person.detail))
    return {
        "country": "中国",
        "country_id": 0,
        "province": show(person.province),
        "city": show(person.city),
        "town": show(person.district),
        "receiver_name": show(sealer.text(order, person.name)),
        "receiver_phone": show(sealer.phone(order, person.phone)),
        "receiver_address": address,
        "address": address,
        "receiver_name_mask": show(mask_name(person.name)),
        "receiver_phone_mask": show(mask_phone(person.phone)),
        "receiver_address_mask": show(mask_detail(person.detail)),
        "address_mask": show(mask_detail(person.detail)),
        "contact_mobile": "",
        "open_address_id": show(sealer.address_id(order)),
        "open_address_id_2": "",
    }


def _logistics(order: Order) -> dict[str, Any]:
    parcel = order.parcel
    return {
        "logistics_id": parcel.company_id if parcel else 0,
        "tracking_number": parcel.number if parcel else "",
        "extra_delivery_list": [_extra(extra) for extra in order.extra],
        "resend_delivery_list": [],
        "gift_delivery_list": [],
    }


def _extra(parcel: Parcel) -> dict[str, Any]:
    return {
        "logistics_id": CARRIERS[parcel.company_id].id,
        "tracking_number": parcel.number,
    }


def _yuan(fen: int) -> float:
    """Two decimals as a JSON number: the nearest double prints as written."""
    return fen / 100


def _yuan_text(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _unix_text(moment: datetime | None) -> str:
    return str(int(moment.timestamp())) if moment else ""


def _milliseconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) * 1000 if moment else 0
