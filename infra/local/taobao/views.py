"""How trades and refunds look on the wire: yuan as text, Chinese time, absent values absent."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from infra.local.taobao.book import Book
from infra.local.taobao.carriers import CARRIERS
from infra.local.taobao.model import SHIP_WITHIN, Line, Refund, RefundStatus, Status, Trade
from infra.local.taobao.params import china_text
from infra.local.taobao.privacy import OAID_NEEDS, mask_address, mask_mobile, mask_name
from infra.local.taobao.topics import masked_nick, yuan

ANSWER_WITHIN = timedelta(hours=48)
# Lists carry part of a trade only, whatever is asked.
NOT_LISTED = frozenset({"buyer_message", "oaid", "promotion_details", "seller_memo"})
NOT_LISTED_PREFIX = "receiver_"


def trade_view(book: Book, trade: Trade, fields: Iterable[str], *, listed: bool) -> dict[str, Any]:
    """A trade with the fields asked for."""
    wanted = set(fields)
    view = {
        **_identity(book, trade),
        **_amounts(trade),
        **_receiver(trade),
        **trade.holds,
        "orders": {"order": [_line(book, trade, line) for line in trade.lines]},
    }
    if wanted >= OAID_NEEDS:
        view["oaid"] = book.sealer.oaid(book.shops[trade.shop_id], trade)
        wanted.add("oaid")
    if trade.discount_fen or any(line.goods.promised_minor for line in trade.lines):
        view["promotion_details"] = {"promotion_detail": [_promotion(trade)]}
    if listed:
        view = {
            name: value
            for name, value in view.items()
            if name not in NOT_LISTED and not name.startswith(NOT_LISTED_PREFIX)
        }
    return _selected(view, wanted)


def refund_view(book: Book, refund: Refund, fields: Iterable[str]) -> dict[str, Any]:
    """A refund with the fields asked for. Its own id is text here, unlike in messages."""
    trade = book.trades[refund.tid]
    line = trade.line(refund.oid)
    assert line is not None
    view: dict[str, Any] = {
        "refund_id": refund.refund_id,
        "tid": int(refund.tid),
        "oid": int(refund.oid),
        "status": str(refund.status),
        "order_status": str(trade.status_of(line)),
        "good_status": "BUYER_NOT_RECEIVED",
        "has_good_return": refund.returned,
        "dispute_type": "REFUND_AND_RETURN" if refund.returned else "REFUND",
        "refund_phase": refund.phase,
        "refund_version": int(refund.modified.timestamp()) * 1000,
        "refund_fee": yuan(refund.fee_fen),
        "payment": yuan(share_of(trade, line) - refund.fee_fen),
        "total_fee": yuan(trade.payment_fen),
        "price": yuan(line.goods.unit_price_minor),
        "num": line.goods.quantity,
        "num_iid": book.item_id(trade.shop_id, line.goods.name),
        "title": line.goods.name,
        "sku": f"{book.sku_id(trade.shop_id, line.goods.code)}|{line.goods.spec}",
        "outer_id": line.goods.code,
        "reason": refund.reason,
        "desc": "",
        "created": china_text(refund.created),
        "modified": china_text(refund.modified),
        "buyer_nick": masked_nick(trade),
        "buyer_open_uid": book.open_uid(trade),
        "seller_nick": book.shops[trade.shop_id].nick,
        "cs_status": 1,
        "advance_status": 0,
        "operation_contraint": "null",
    }
    if refund.status is RefundStatus.WAIT_SELLER_AGREE:
        view["refund_remind_timeout"] = {
            "exist_timeout": True,
            "remind_type": 1,
            "timeout": china_text(refund.created + ANSWER_WITHIN),
        }
    return _selected(view, set(fields))


def share_of(trade: Trade, line: Line) -> int:
    """What was paid for a line, fen; with the freight where the trade has no other line."""
    return line.goods.paid_minor + (trade.post_fen if len(trade.lines) == 1 else 0)


def _identity(book: Book, trade: Trade) -> dict[str, Any]:
    shop = book.shops[trade.shop_id]
    view: dict[str, Any] = {
        "tid": int(trade.tid),
        "tid_str": trade.tid,
        "type": "step" if trade.terms.deposit_minor else "guarantee_trade",
        "status": str(trade.status),
        "title": shop.nick,
        "seller_nick": shop.nick,
        "buyer_nick": masked_nick(trade),
        "buyer_open_uid": book.open_uid(trade),
        "created": china_text(trade.created),
        "modified": china_text(trade.modified),
        "shipping_type": trade.terms.shipping_method or _shipping_type(trade.lines),
        "seller_flag": trade.flag,
        "is_part_consign": trade.status is Status.SELLER_CONSIGNED_PART,
        "new_presell": False,
        "consign_interval": int(SHIP_WITHIN.total_seconds() // 3600),
    }
    if trade.balance_paid:
        view["pay_time"] = china_text(trade.paid)
        view["delivery_time"] = china_text(trade.paid + SHIP_WITHIN)
    if trade.terms.deposit_minor:
        view |= _steps(trade)
    if trade.terms.invoice:
        view |= {"invoice_name": trade.terms.invoice, "invoice_kind": "1"}
    if trade.terms.carrier:
        allowed = {"related_id": trade.tid, "white_delivery_cps": trade.terms.carrier}
        view["logistics_infos"] = {"logistics_info": [allowed]}
    if trade.memo:
        view["seller_memo"] = trade.memo
    if trade.buyer_message:
        view["buyer_message"] = trade.buyer_message
    if trade.address_changed:
        view["lm"] = "1"
    if trade.parcels:
        view["consign_time"] = china_text(trade.parcels[0].at)
    if trade.finished:
        view["end_time"] = china_text(trade.finished)
    return view


def _shipping_type(lines: Sequence[Line]) -> str:
    return "virtual" if all(line.goods.virtual for line in lines) else "express"


def _steps(trade: Trade) -> dict[str, Any]:
    paid = trade.payment_fen if trade.balance_paid else trade.terms.deposit_minor
    final = "PAID" if trade.balance_paid else "NOPAID"
    return {"step_trade_status": f"FRONT_PAID_FINAL_{final}", "step_paid_fee": yuan(paid)}


def _amounts(trade: Trade) -> dict[str, Any]:
    return {
        "total_fee": yuan(trade.total_fen),
        "discount_fee": "0.00",
        "adjust_fee": "0.00",
        "post_fee": yuan(trade.post_fen),
        "has_post_fee": trade.post_fen > 0,
        "payment": yuan(trade.payment_fen),
        "received_payment": yuan(trade.payment_fen if trade.finished else 0),
    }


def _receiver(trade: Trade) -> dict[str, Any]:
    person = trade.person
    return {
        "receiver_name": mask_name(person.name),
        "receiver_mobile": mask_mobile(person.phone),
        "receiver_phone": "",
        "receiver_state": person.province,
        "receiver_city": person.city,
        "receiver_district": person.district,
        "receiver_address": mask_address(person.detail),
        "receiver_zip": person.postcode or "000000",
    }


def _line(book: Book, trade: Trade, line: Line) -> dict[str, Any]:
    goods = line.goods
    gross = goods.quantity * goods.unit_price_minor
    # With one line only, the line's payment has the freight in it.
    payment = gross + (trade.post_fen if len(trade.lines) == 1 else 0)
    view: dict[str, Any] = {
        "oid": int(line.oid),
        "oid_str": line.oid,
        "shipping_type": trade.terms.shipping_method or _shipping_type([line]),
        "num_iid": book.item_id(trade.shop_id, goods.name),
        "sku_id": str(book.sku_id(trade.shop_id, goods.code)),
        "outer_iid": goods.code.split("-")[0],
        "outer_sku_id": goods.code,
        "title": goods.name,
        "num": goods.quantity,
        "price": yuan(goods.unit_price_minor),
        "total_fee": yuan(gross),
        "discount_fee": "0.00",
        "adjust_fee": "0.00",
        "payment": yuan(payment),
        "divide_order_fee": yuan(goods.paid_minor),
        "part_mjz_discount": yuan(goods.discount_minor + goods.promised_minor),
        "status": str(trade.status_of(line)),
        "refund_status": str(book.refund_status(trade, line.oid)),
        "seller_type": "B",
        "cid": 50000001,
        "is_oversold": False,
        "is_daixiao": False,
    }
    if goods.spec:
        view["sku_properties_name"] = goods.spec
    if line.refund_ids:
        view["refund_id"] = line.refund_ids[-1]
    parcel = next((one for one in reversed(trade.parcels) if line.oid in one.oids), None)
    if parcel and line.consigned:
        view["consign_time"] = china_text(line.consigned)
        view["logistics_company"] = CARRIERS[parcel.company_code].name
        view["invoice_no"] = parcel.number
    return view


def _promotion(trade: Trade) -> dict[str, Any]:
    return {
        "id": int(trade.tid),
        "promotion_name": "店铺满减",
        "discount_fee": yuan(
            trade.discount_fen + sum(line.goods.promised_minor for line in trade.lines)
        ),
        "promotion_id": f"mjs-{trade.tid[-6:]}",
    }


def _selected(view: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Only what was asked for; `orders.oid` asks for a part of each line."""
    chosen = {name: value for name, value in view.items() if name in wanted}
    inner = {name.removeprefix("orders.") for name in wanted if name.startswith("orders.")}
    if inner and "orders" not in wanted and "orders" in view:
        lines = [
            {name: value for name, value in line.items() if name in inner}
            for line in view["orders"]["order"]
        ]
        chosen["orders"] = {"order": lines}
    return chosen
