"""What a queued message says: its topic, and its content as JSON text. Ids are numbers there."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.taobao.model import Refund, Shop, Trade
from infra.local.taobao.params import china_text

BUYER_PAY = "taobao_trade_TradeBuyerPay"
DEPOSIT_PAY = "taobao_trade_TradeBuyerStepPay"
SKU_CHANGED = "taobao_trade_OrderSkuChanged"
SELLER_SHIP = "taobao_trade_TradeSellerShip"
PARTLY_SHIP = "taobao_trade_TradePartlySellerShip"
CLOSE = "taobao_trade_TradeClose"
SUCCESS = "taobao_trade_TradeSuccess"
CHANGED = "taobao_trade_TradeChanged"
MEMO = "taobao_trade_TradeMemoModified"
ADDRESS_CHANGED = "taobao_trade_TradeLogisticsAddressChanged"
ADDRESS_RESULT = "taobao_modifyaddress_ResultNotify"
REFUND_CREATED = "taobao_refund_RefundCreated"
REFUND_AGREED = "taobao_refund_RefundSellerAgreeAgreement"
REFUND_REFUSED = "taobao_refund_RefundSellerRefuseAgreement"
REFUND_CLOSED = "taobao_refund_RefundClosed"
REFUND_SUCCESS = "taobao_refund_RefundSuccess"


@dataclass(frozen=True)
class Message:
    """One message. `key` names it without any time, for seeded faults."""

    id: int
    key: str
    topic: str
    content: str
    published: datetime
    app_key: str
    shop_id: str
    nick: str
    tid: str

    def element(self) -> dict[str, Any]:
        """As it stands in the answer of the consume call."""
        return {
            "id": self.id,
            "topic": self.topic,
            "content": self.content,
            "pub_time": china_text(self.published),
            "pub_app_key": "12497914",
            "user_id": int(self.shop_id),
            "user_nick": self.nick,
        }


def trade(shop: Shop, trade: Trade, topic: str, open_uid: str) -> dict[str, Any]:
    """What the topics about a trade say; each leaves out what is documented as left out."""
    buyer = {"buyer_nick": masked_nick(trade), "buyer_open_uid": open_uid}
    if topic == ADDRESS_CHANGED:
        return {"tid": int(trade.tid), **buyer}
    content: dict[str, Any] = {
        **buyer,
        "payment": yuan(trade.payment_fen),
        "tid": int(trade.tid),
        "oid": int(trade.tid),
        "type": "guarantee_trade",
        "seller_nick": shop.nick,
    }
    if topic == SKU_CHANGED:
        # Alone among its kind it has the trade's id as text.
        content["tid"] = trade.tid
    if topic == BUYER_PAY:
        return {**content, "post_fee": yuan(trade.post_fen)}
    if topic == MEMO:
        content |= {
            "action_type": "seller",
            "seller_memo": trade.memo,
            "seller_flag": trade.flag,
        }
    return {**content, "status": str(trade.status)}


def refund(shop: Shop, trade: Trade, record: Refund, open_uid: str) -> dict[str, Any]:
    """The ten fields of every topic about a refund."""
    return {
        "buyer_nick": masked_nick(trade),
        "buyer_open_uid": open_uid,
        "refund_phase": record.phase,
        "refund_fee": yuan(record.fee_fen),
        "modified": china_text(record.modified),
        "bill_type": "refund_bill",
        "oid": int(record.oid),
        "seller_nick": shop.nick,
        "refund_id": int(record.refund_id),
        "tid": int(record.tid),
    }


def address_result(shop: Shop, trade: Trade, outcome: str) -> dict[str, Any]:
    """What became of a question to the seller: true, false or timeout."""
    return {
        "biz_order_id": trade.tid,
        "api_result": outcome,
        "result": "true" if outcome == "true" else "false",
        "seller_nick": shop.nick,
    }


def masked_nick(trade: Trade) -> str:
    """The first character and two stars."""
    return f"{trade.person.buyer[:1]}**"


def text(content: dict[str, Any]) -> str:
    """JSON within the JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def yuan(fen: int) -> str:
    """Two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
