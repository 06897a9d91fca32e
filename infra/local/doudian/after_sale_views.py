"""An after-sale as `afterSale.List` and `afterSale.Detail` show it.

The list gives ids as strings, the detail as numbers: the platform does the same.
"""

from typing import Any

from infra.local.doudian.book import Book
from infra.local.doudian.messages import unix
from infra.local.doudian.model import (
    AfterSale,
    AfterSaleStatus,
    AfterSaleType,
    RefundStatus,
    ShopOrder,
    SkuOrder,
)

STATUS_TEXT = {
    AfterSaleStatus.WAIT_SELLER: "待商家处理",
    AfterSaleStatus.WAIT_RETURN: "待买家退货",
    AfterSaleStatus.WAIT_SELLER_TO_SHIP: "待商家发货",
    AfterSaleStatus.RETURNED: "待商家收货",
    AfterSaleStatus.SUCCESS: "售后成功",
    AfterSaleStatus.SENT_AGAIN: "待买家收货",
    AfterSaleStatus.RECEIVED_AGAIN: "换补成功",
    AfterSaleStatus.REFUSED: "商家拒绝",
    AfterSaleStatus.CLOSED: "售后关闭",
}
TYPE_TEXT = {
    AfterSaleType.RETURN: "退货退款",
    AfterSaleType.REFUND_ONLY: "已发货仅退款",
    AfterSaleType.BEFORE_SHIPPING: "未发货仅退款",
    AfterSaleType.EXCHANGE: "换货",
    AfterSaleType.RESEND: "补寄",
}


def list_item(book: Book, record: AfterSale) -> dict[str, Any]:
    """One element of the list."""
    order = book.orders[record.order_id]
    return {
        "aftersale_info": {
            "aftersale_id": record.after_sale_id,
            "aftersale_order_type": 1,
            "aftersale_type": int(record.type),
            "aftersale_status": int(record.status),
            "related_id": next(iter(record.lines)),
            "apply_time": unix(record.apply_time),
            "create_time": unix(record.apply_time),
            "update_time": unix(record.update_time),
            "status_deadline": unix(record.status_deadline),
            "refund_amount": record.amount_fen,
            "refund_post_amount": record.post_fen,
            "aftersale_num": sum(record.lines.values()),
            "refund_status": int(record.refund_status),
            "arbitrate_status": 0,
            "got_pkg": 0 if record.before_shipping else 1,
            "return_logistics_code": record.return_number,
            "return_logistics_company_name": record.return_company,
            "order_logistics": [],
            "aftersale_tags": [],
            "remark": record.remark,
            "part_type": 0,
            "store_id": "0",
        },
        "order_info": {
            "shop_order_id": record.order_id,
            "related_order_info": [
                _list_line(order, line, record.lines[line.order_id])
                for line in _named(order, record)
            ],
            "order_flag": order.seller_remark_stars,
        },
        "text_part": {
            "aftersale_status_text": STATUS_TEXT[record.status],
            "aftersale_type_text": TYPE_TEXT[record.type],
            "reason_text": record.reason,
        },
        "seller_logs": [],
    }


def detail(book: Book, record: AfterSale, *, with_log: bool) -> dict[str, Any]:
    """The whole record; the log of operations only if the caller asked for it."""
    order = book.orders[record.order_id]
    return {
        "process_info": {
            "after_sale_info": _detail_info(record),
            "arbitrate_info": {
                "arbitrate_id": "0",
                "arbitrate_status": 0,
                "is_required_evidence": False,
            },
            "logistics_info": _logistics(order, record),
            "after_sale_shop_remarks": [],
            "record_logs_list": _log(record) if with_log else [],
        },
        "order_info": {
            "shop_order_id": int(record.order_id),
            "sku_order_infos": [
                _detail_line(order, line, record.lines[line.order_id])
                for line in _named(order, record)
            ],
        },
    }


def _detail_info(record: AfterSale) -> dict[str, Any]:
    paid_back = record.refund_status is RefundStatus.SUCCESS
    to_return = record.type in {AfterSaleType.RETURN, AfterSaleType.EXCHANGE}
    return {
        "after_sale_id": int(record.after_sale_id),
        "after_sale_status": int(record.status),
        "after_sale_status_desc": STATUS_TEXT[record.status],
        "after_sale_type": int(record.type),
        "after_sale_type_text": TYPE_TEXT[record.type],
        "refund_status": int(record.refund_status),
        "refund_type": 0,
        "refund_total_amount": record.amount_fen,
        "refund_post_amount": record.post_fen,
        "refund_promotion_amount": 0,
        "real_refund_amount": record.amount_fen if paid_back else 0,
        "apply_time": unix(record.apply_time),
        "update_time": unix(record.update_time),
        "status_deadline": unix(record.status_deadline),
        "reason": record.reason,
        "reason_code": record.reason_code,
        "reason_remark": record.remark,
        "evidence": [],
        "after_sale_apply_count": record.apply_count,
        "need_return_count": sum(record.lines.values()) if to_return else 0,
        "got_pkg": 0 if record.before_shipping else 1,
        "part_type": 0,
        "return_address_id": 0,
        "refund_fail_reason": "",
        "after_sale_order_type": 1,
        "aftersale_tags": [],
    }


def _logistics(order: ShopOrder, record: AfterSale) -> dict[str, Any]:
    again = _parcel(record.again_company, record.again_number)
    return {
        "return": _parcel(record.return_company, record.return_number),
        "exchange": again if record.type is AfterSaleType.EXCHANGE else None,
        "order": [
            {
                "tracking_no": pack.logistics_code,
                "company_code": pack.company_code,
                "logistics_time": unix(pack.ship_time),
            }
            for pack in order.packs
            if record.lines.keys() & pack.shipped.keys()
        ],
        "resend": again if record.type is AfterSaleType.RESEND else None,
    }


def _parcel(company: str, number: str) -> dict[str, str] | None:
    """A parcel of the case; the names of the fields are the ones of the way back."""
    return {"company_code": company, "tracking_no": number} if number else None


def _log(record: AfterSale) -> list[dict[str, Any]]:
    return [
        {"operator": actor, "action": action, "create_time": unix(moment)}
        for moment, actor, action in record.logs
    ]


def _named(order: ShopOrder, record: AfterSale) -> list[SkuOrder]:
    return [line for line in order.sku_orders if line.order_id in record.lines]


def _gifts(order: ShopOrder, line: SkuOrder) -> list[SkuOrder]:
    return [gift for gift in order.sku_orders if line.order_id in gift.master_ids]


def _list_line(order: ShopOrder, line: SkuOrder, pieces: int) -> dict[str, Any]:
    return {
        "sku_order_id": line.order_id,
        "order_status": int(line.status),
        "pay_amount": line.item.paid_fen,
        "post_amount": 0,
        "item_num": line.item.quantity,
        "aftersale_item_num": pieces,
        "aftersale_pay_amount": line.item.paid_fen * pieces // line.item.quantity,
        "create_time": unix(order.create_time),
        "product_id": line.product_id,
        "product_name": line.item.name,
        "shop_sku_code": line.item.code,
        "given_sku_order_ids": [gift.order_id for gift in _gifts(order, line)],
    }


def _detail_line(order: ShopOrder, line: SkuOrder, pieces: int) -> dict[str, Any]:
    return {
        "sku_order_id": int(line.order_id),
        "order_status": int(line.status),
        "pay_amount": line.item.paid_fen,
        "post_amount": 0,
        "item_quantity": line.item.quantity,
        "create_time": unix(order.create_time),
        "product_id": int(line.product_id),
        "product_name": line.item.name,
        "sku_id": int(line.sku_id),
        "shop_sku_code": line.item.code,
        "item_sum_amount": line.item.sum_fen,
        "sku_pay_amount": line.item.paid_fen,
        "promotion_amount": line.item.discount_fen,
        "after_sale_item_count": pieces,
        "given_sku_details": [
            {"sku_order_id": gift.order_id, "product_name": gift.item.name}
            for gift in _gifts(order, line)
        ],
    }
