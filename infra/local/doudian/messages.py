"""What a pushed message says, per tag: the content of its `data`, and the array that carries it.

Ids are JSON numbers above 2^53, amounts fen, times Unix seconds; only an after-sale's `update_time`
is text with an offset.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.doudian.model import AfterSale, Pack, Receiver, Shop, ShopOrder
from infra.local.doudian.privacy import CHINA, Sealer, china_day, masked

PING = 0
CREATED = 100
PAID = 101
SHIPPED = 102
SUCCEEDED = 103
LOGISTICS_CHANGED = 104
ADDRESS_CHANGED = 105
CANCELLED = 106
PARTLY_SHIPPED = 108
PENDING = 110
ADDRESS_CHANGE_APPLIED = 111
APPOINTMENT = 112
MEMO_MODIFIED = 113
REFUND_CREATED = 200
REFUND_AGREED = 201
RETURN_AGREED = 202
BUYER_RETURNED = 203
REFUND_REFUSED = 204
RETURN_REFUSED = 205
REFUND_SUCCEEDED = 206
REFUND_CLOSED = 207
REFUND_MODIFIED = 208
EXCHANGE_CONFIRMED = 211
RESEND_SENT = 226
RESEND_AGREED = 227

# An order's life in the business line "small shop"; the samples of the documentation carry it.
BIZ = 2


@dataclass(frozen=True)
class Message:
    """One element of a callback's array. `key` names it without any time, for seeded faults."""

    tag: int
    key: str
    msg_id: str
    data: str
    shop_id: str
    order_id: str

    def element(self) -> dict[str, str]:
        """The element as it stands in the array; the tag is a string of digits."""
        return {"tag": str(self.tag), "msg_id": self.msg_id, "data": self.data}


def message(
    tag: int, order: ShopOrder, nth: int, data: Mapping[str, Any], now: datetime
) -> Message:
    """The nth message of one tag about one order; its id means nothing to the receiver."""
    key = f"{tag}:{order.order_id}:{nth}"
    digits = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % 10**13
    msg_id = f"0428{digits:013d}::{tag}:{unix(now)}:{order.order_id}"
    return Message(tag, key, msg_id, _json(data), order.shop_id, order.order_id)


def ping(shop: Shop, now: datetime) -> Message:
    """The address check: its data is a bare time, not JSON."""
    return Message(PING, "ping", "0", now.astimezone(CHINA).isoformat(), shop.shop_id, "")


def body(batch: Sequence[Message]) -> bytes:
    """The request body: always an array, even for one message."""
    return _json([message.element() for message in batch]).encode()


def unix(moment: datetime | None) -> int:
    """Unix seconds; 0 where the platform has no time yet."""
    return int(moment.timestamp()) if moment else 0


def trade(order: ShopOrder, **fields: object) -> dict[str, Any]:
    """What every message about an order says, and the fields of its own kind."""
    return {
        "p_id": int(order.order_id),
        "s_ids": [int(line.order_id) for line in order.sku_orders],
        "shop_id": int(order.shop_id),
        "order_status": int(order.status),
        "order_type": order.order_type,
        "biz": BIZ,
        **fields,
    }


def paid(order: ShopOrder, pay_amount: int) -> dict[str, Any]:
    """Tags 101 and 110."""
    return trade(
        order, store_id=0, pay_type=1, pay_time=unix(order.pay_time), pay_amount=pay_amount
    )


def shipped(order: ShopOrder, pack: Pack) -> dict[str, Any]:
    """Tags 102, 104 and 108; the receiver is masked, one part of the order names its pieces."""
    logistics: dict[str, Any] = {
        "express_company_id": pack.company_code,
        "logistics_code": pack.logistics_code,
    }
    if not pack.whole_order:
        logistics |= {"pack_id": pack.pack_id, "shipped_order_info": _pieces(order, pack)}
    return trade(
        order,
        update_time=unix(order.update_time),
        receiver_msg=_receiver(masked(order.receiver)),
        logistics_msg=logistics,
    )


def address_changed(order: ShopOrder, sealer: Sealer) -> dict[str, Any]:
    """Tag 105: the new receiver, masked and as cipher text."""
    return trade(
        order,
        update_time=unix(order.update_time),
        receiver_msg=_sealed(order, order.receiver, sealer),
    )


def address_change_applied(order: ShopOrder, wanted: Receiver, sealer: Sealer) -> dict[str, Any]:
    """Tag 111: the receiver before and the one that the buyer asks for."""
    return {
        "p_id": int(order.order_id),
        "shop_id": int(order.shop_id),
        "store_id": 0,
        "apply_time": unix(order.update_time),
        "post_receiver_msg": _sealed(order, order.receiver, sealer),
        "receiver_msg": _sealed(order, wanted, sealer),
    }


def appointment(order: ShopOrder) -> dict[str, Any]:
    """Tag 112: here, and only here, the ids are strings."""
    return {
        **trade(order, exp_delivery_time=china_day(order.exp_ship_time)),
        "p_id": order.order_id,
        "s_ids": [line.order_id for line in order.sku_orders],
    }


def memo(order: ShopOrder) -> dict[str, Any]:
    """Tag 113: the remark itself and the colour of the flag."""
    return {
        "p_id": int(order.order_id),
        "shop_id": int(order.shop_id),
        "remark": order.seller_words,
        "star": order.seller_remark_stars,
        "update_time": unix(order.update_time),
    }


def after_sale(record: AfterSale, moment_name: str, moment: datetime) -> dict[str, Any]:
    """Tags 200 to 208, 211, 226 and 227. It names one line even where the record covers several."""
    return {
        "aftersale_id": int(record.after_sale_id),
        "aftersale_status": int(record.status),
        "aftersale_type": int(record.type),
        moment_name: unix(moment),
        "p_id": int(record.order_id),
        "s_id": int(next(iter(record.lines))),
        "shop_id": int(record.shop_id),
        "store_id": 0,
        "reason_code": record.reason_code,
        "refund_amount": record.amount_fen,
        "refund_post_amount": record.post_fen,
        "refund_voucher_num": 0,
        "update_time": record.update_time.astimezone(CHINA).isoformat(),
    }


def _pieces(order: ShopOrder, pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "shipped_order_id": int(line.order_id),
            "product_id": int(line.product_id),
            "sku_id": int(line.sku_id),
            "sku_num": line.item.quantity,
            "shipped_num": pack.shipped[line.order_id],
        }
        for line in order.sku_orders
        if line.order_id in pack.shipped
    ]


def _sealed(order: ShopOrder, receiver: Receiver, sealer: Sealer) -> dict[str, str]:
    return {
        **_receiver(masked(receiver), encrypt_detail=sealer.name(order, receiver.detail)),
        "encrypt_name": sealer.name(order, receiver.name),
        "encrypt_tel": sealer.tel(order, receiver.tel),
    }


def _receiver(receiver: Receiver, **more: str) -> dict[str, str]:
    """`addr` is JSON within the JSON."""
    address = {
        "province": {"name": receiver.province.name, "id": receiver.province.id},
        "city": {"name": receiver.city.name, "id": receiver.city.id},
        "town": {"name": receiver.town.name, "id": receiver.town.id},
        "street": {"name": receiver.street.name, "id": receiver.street.id},
        "detail": receiver.detail,
        **more,
    }
    return {"addr": _json(address), "name": receiver.name, "tel": receiver.tel}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
