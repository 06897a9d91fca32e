"""Orders as the API shows them: no receiver in clear, money in the platform's form."""

from datetime import datetime, timedelta
from typing import Any

from infra.local.aliexpress.book import Book
from infra.local.aliexpress.carriers import SERVICES
from infra.local.aliexpress.model import IssueStatus, Line, Order, Status
from infra.local.aliexpress.times import pacific, pacific_or_none

# Minor units in one major unit; every other currency has a hundred.
FACTORS = {"JPY": 1, "KRW": 1, "KWD": 1000}


class Wrapped(list[Any]):
    """A list under the name of its element type, which simplify=true leaves out."""

    def __init__(self, of: str, rows: list[Any]) -> None:
        super().__init__(rows)
        self.of = of


def amount(minor: int, currency: str) -> str:
    """Minor units as the decimal text of a currency."""
    factor = FACTORS.get(currency, 100)
    places = len(str(factor)) - 1
    return f"{minor / factor:.{places}f}" if places else str(minor)


def short_money(minor: int, currency: str) -> dict[str, Any]:
    """Money as lists show it."""
    return {"amount": amount(minor, currency), "currency_code": currency}


def money(minor: int, currency: str) -> dict[str, Any]:
    """Money as details show it."""
    factor = FACTORS.get(currency, 100)
    return {
        **short_money(minor, currency),
        "cent": minor,
        "cent_factor": factor,
        "currency": {
            "currency_code": currency,
            "symbol": currency,
            "default_fraction_digits": len(str(factor)) - 1,
            "display_name": currency,
        },
    }


def row(book: Book, order: Order) -> dict[str, Any]:
    """An order in the list."""
    currency = book.shops[order.shop_id].currency
    shown = {
        "order_id": int(order.order_id),
        "biz_type": "AE_COMMON",
        **_states(order),
        "end_reason": order.end_reason or None,
        "gmt_create": pacific(order.created),
        "gmt_pay_time": pacific_or_none(order.paid),
        "gmt_update": pacific(order.modified),
        "gmt_send_goods_time": pacific_or_none(order.parcels[0].sent_at if order.parcels else None),
        "pay_amount": short_money(order.paid_minor, currency),
        "payment_type": "ebanx101",
        "buyer_login_id": book.buyer_login(order.person),
        "buyer_signer_fullname": _initial(order.person.name),
        "seller_login_id": f"cn{order.shop_id}",
        "product_list": Wrapped(
            "aeop_order_product_dto", [_product(order, line, currency) for line in order.lines]
        ),
    }
    return without_none(shown)


def detail(book: Book, order: Order) -> dict[str, Any]:
    """The whole order."""
    currency = book.shops[order.shop_id].currency
    shown = {
        "id": int(order.order_id),
        **_states(order),
        "loan_status": "loan_none" if order.refunded_minor else "wait_loan",
        "order_end_reason": order.end_reason or None,
        "cancel_request_reason": order.cancel_reason or None,
        "gmt_create": pacific(order.created),
        "gmt_pay_success": pacific_or_none(order.paid),
        "gmt_modified": pacific(order.modified),
        "gmt_trade_end": pacific_or_none(order.ended),
        "over_time_left": pacific_or_none(_deadline(order)),
        "order_amount": money(order.paid_minor, currency),
        "new_order_amount": short_money(order.paid_minor, currency),
        "init_oder_amount": money(order.paid_minor, currency),
        "logistics_amount": money(0, currency),
        "settlement_currency": currency,
        "payment_type": "ebanx101",
        "cod": order.terms.on_delivery,
        "memo": order.memo or None,
        "oaid": book.oaid(order),
        "buyerloginid": book.buyer_login(order.person),
        "buyer_signer_fullname": _initial(order.person.name),
        "buyer_info": {
            "country": order.person.country,
            "first_name": _initial(order.person.name),
            "last_name": "",
            "login_id": book.buyer_login(order.person),
        },
        "receipt_address": receipt(order),
        "child_order_list": Wrapped(
            "aeop_tp_child_order_dto", [_child(book, order, line, currency) for line in order.lines]
        ),
        "logistic_info_list": Wrapped("aeop_tp_logistic_info_dto", _parcels(order)),
        "refund_info": _refund(order, currency),
    }
    return without_none(shown)


def receipt(order: Order) -> dict[str, Any]:
    """The receiver, masked."""
    person = order.person
    return {
        "contact_person": person.name[:3] + "****",
        "detail_address": person.detail[:3] + "********",
        "address2": "",
        "city": person.city,
        "province": person.province,
        "country": person.country,
        "zip": person.postcode,
        "phone_country": "+34",
        "mobile_no": f"{person.phone[:2]}****{person.phone[-3:]}",
    }


def simple(value: Any) -> Any:
    """An answer without the wrappers of its lists, as simplify=true has it."""
    if isinstance(value, dict):
        return {key: simple(inner) for key, inner in value.items()}
    return [simple(inner) for inner in value] if isinstance(value, list) else value


def full(value: Any) -> Any:
    """An answer with the wrappers of its lists; an empty list is an empty object."""
    if isinstance(value, Wrapped):
        return {value.of: [full(inner) for inner in value]} if value else {}
    if isinstance(value, dict):
        return {key: full(inner) for key, inner in value.items()}
    return [full(inner) for inner in value] if isinstance(value, list) else value


def _states(order: Order) -> dict[str, Any]:
    in_issue = order.status is Status.IN_ISSUE
    left = bool(order.parcels)
    return {
        "order_status": order.status.value,
        "fund_status": "NOT_PAY" if order.paid is None else "PAY_SUCCESS",
        "logistics_status": _logistics(order, left),
        "issue_status": "IN_ISSUE"
        if in_issue
        else "NO_ISSUE"
        if not _ended(order)
        else "END_ISSUE",
        "frozen_status": "IN_FROZEN" if order.status is Status.IN_FROZEN else "NO_FROZEN",
    }


def _ended(order: Order) -> bool:
    return order.refund_kind == "c"


def _logistics(order: Order, left: bool) -> str:
    if not left:
        return "WAIT_SELLER_SEND_GOODS"
    return "SELLER_SEND_GOODS" if all(one.left for one in order.lines) else "SELLER_SEND_PART_GOODS"


def _deadline(order: Order) -> datetime | None:
    if order.status not in {Status.TO_SHIP, Status.PART_SHIPPED} or order.paid is None:
        return None
    return order.paid + timedelta(days=order.prepare_days)


def _product(order: Order, line: Line, currency: str) -> dict[str, Any]:
    return {
        "child_id": int(line.line_id),
        "order_id": int(order.order_id),
        "product_id": int(line.product_id),
        "product_name": line.goods.name,
        "sku_code": line.goods.code,
        "product_count": line.goods.quantity,
        "product_unit": "piece",
        "product_unit_price": short_money(line.goods.unit_price_minor, currency),
        "total_product_amount": short_money(line.goods.paid_minor, currency),
        "son_order_status": line.status.value,
        "show_status": line.status.value,
        "goods_prepare_time": order.prepare_days,
        "logistics_type": order.logistics,
        "send_goods_operator": line.send_goods_operator,
        "extend_map": "{}",
    }


def _child(book: Book, order: Order, line: Line, currency: str) -> dict[str, Any]:
    issues = [one for one in book.issues.values() if one.line_id == line.line_id]
    in_issue = any(one.status is IssueStatus.PROCESSING for one in issues)
    shown = {
        "id": int(line.line_id),
        "child_order_id": line.line_id,
        "order_sort_id": line.index,
        "order_status": line.status.value,
        "product_id": int(line.product_id),
        "product_name": line.goods.name,
        "sku_code": line.goods.code,
        "product_attributes": '{"sku":[]}',
        "product_count": line.goods.quantity,
        "lot_num": 1,
        "product_unit": "piece",
        "product_price": money(line.goods.unit_price_minor, currency),
        "init_order_amt": money(line.goods.paid_minor, currency),
        "goods_prepare_time": order.prepare_days,
        "logistics_type": order.logistics,
        "logistics_service_name": SERVICES[order.logistics].shown,
        "send_goods_operator": line.send_goods_operator,
        "logistics_warehouse_type": "cainiaoInternationalWarehouse"
        if line.send_goods_operator == "WAREHOUSE_SEND_GOODS"
        else None,
        "issue_status": "IN_ISSUE" if in_issue else "END_ISSUE" if issues else "NO_ISSUE",
        "frozen_status": "NO_FROZEN",
        "fund_status": "NOT_PAY" if order.paid is None else "PAY_SUCCESS",
        "buyer_memo": order.memo or None,
        "refund_info": _line_refund(order, line, currency),
        "extend_map": "{}",
    }
    return without_none(shown)


def _parcels(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "logistics_no": parcel.number,
            "logistics_type_code": parcel.service,
            "logistics_service_name": SERVICES[parcel.service].shown,
            "gmt_send": pacific(parcel.sent_at),
            "receive_status": "default",
            "have_tracking_info": False,
            "ship_order_id": place + 1,
        }
        for place, parcel in enumerate(order.parcels)
    ]


def _refund(order: Order, currency: str) -> dict[str, Any] | None:
    if not order.refunded_minor:
        return None
    return {
        "refund_status": "refund_ok",
        "refund_type": order.refund_kind,
        "refund_cash_amt": money(order.refunded_minor, currency),
        "refund_time": pacific(order.modified),
    }


def _line_refund(order: Order, line: Line, currency: str) -> dict[str, Any] | None:
    if not line.refunded:
        return None
    return {
        "refund_status": "refund_ok",
        "refund_type": order.refund_kind,
        "refund_cash_amt": money(line.goods.paid_minor, currency),
    }


def _initial(name: str) -> str:
    return name[:1] + "**"


def without_none(shown: dict[str, Any]) -> dict[str, Any]:
    """What is not known is not there at all."""
    return {name: value for name, value in shown.items() if value is not None}
