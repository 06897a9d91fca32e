"""For each finding: an order that raises it and nothing else, and one that only just does not."""

from datetime import date, timedelta
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale, AfterSaleLine, unreadable
from hedan.domain.checks import CheckRules, Facet, Seen, facets_of, goods_saw
from hedan.domain.edits import Edit, EditField
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.line_work import LineState
from hedan.domain.orders import Line, Order, OrderStatus, Payment
from hedan.domain.parts import Part
from tests.domain.builders import (
    NOW,
    RECEIVER,
    SKUS,
    SkuStub,
    hours,
    make_after_sale,
    make_line,
    make_order,
    minutes,
    order_key,
)
from tests.domain.checks.builders import CarrierStub, plan, see, work

CUP = "CUP-RED-01"
THREE = make_line("1", quantity=3)
SHIPPED = make_line("1", status=OrderStatus.SHIPPED)
LEFT = make_order(SHIPPED, status=OrderStatus.SHIPPED)
OFF_SALE = SKUS | {CUP: SkuStub(on_sale=False)}
COMBO = (Part(sku=CUP, quantity=1), Part(sku="GIFT-BRUSH", quantity=1))


class Pair(NamedTuple):
    """What raises a finding, and its near miss."""

    raises: Seen
    misses: Seen


class BlockedStub(NamedTuple):
    """A blocked buyer as the checks see one."""

    buyer_id: str = ""
    address_id: str = ""
    store: str | None = None
    reason: str = "拒收三次"
    until: date | None = None


def _refunded(pieces: int) -> AfterSale:
    return make_after_sale(lines=(AfterSaleLine(line_id="1", quantity=pieces),))


def _sold(cup: SkuStub, order: Order | None = None, /, **changes: object) -> Seen:
    """Return an order of a cup of which this is known."""
    return see(order, goods=SKUS | {CUP: cup}, **changes)


def _history(**numbers: int) -> Facts:
    return Facts(skus={CUP: SkuHistory(**({"lines": 20} | numbers))})


def _bought(minutes_before: int, status: OrderStatus = OrderStatus.TO_SHIP) -> Facts:
    mine = BuyerOrder.of(make_order(make_line("1")))
    ordered_at = mine.ordered_at - timedelta(minutes=minutes_before)
    other = mine.but(key=order_key("1"), ordered_at=ordered_at, status=status)
    return Facts(buyer=BuyerHistory(orders=(other,)))


def _edit(saw: Line) -> Edit:
    seen = goods_saw(make_order(saw), "1")
    return Edit(field=EditField.SUPPLIER, line_id="1", value="b", by="li", at=NOW, saw=seen)


def _unpaid(payment: Payment, **changes: object) -> Order:
    """Return an order as a platform shows it before all of it is paid."""
    line = make_line("1", status=OrderStatus.UNPAID)
    return make_order(line, status=OrderStatus.UNPAID, payment=payment, **changes)


def _listed(listed: int, off: int) -> Seen:
    line = make_line("1", list_price_minor=listed, discount_minor=off)
    return see(make_order(line, payable_minor=5990))


def _remark(text: str, **changes: object) -> Seen:
    return see(make_order(make_line("1"), buyer_remark=text), **changes)


MOVED = make_order(make_line("1"), receiver=RECEIVER.but(address_id="#other", detail="湖****号"))
BEFORE = facets_of(make_order(make_line("1")))

EXAMPLES: dict[str, Pair] = {
    "RISK_REVIEW": Pair(
        see(make_order(status=OrderStatus.IN_REVIEW)), see(make_order(status=OrderStatus.TO_SHIP))
    ),
    "ADDRESS_CHANGE_ASKED": Pair(
        see(make_order(address_change_asked_at=NOW)), see(make_order(address_changed_at=NOW))
    ),
    "PRESALE_NOT_DUE": Pair(
        see(make_order(not_before=NOW + minutes(1))), see(make_order(not_before=NOW))
    ),
    "BALANCE_DUE": Pair(
        see(make_order(payment=Payment.DEPOSIT, balance_due_at=NOW + hours(1))),
        see(make_order(payment=Payment.FULL, balance_due_at=NOW + hours(1))),
    ),
    "PART_PAID": Pair(
        see(make_order(payable_minor=5991)),
        see(make_order(payment=Payment.ON_DELIVERY, paid_minor=0, payable_minor=5990)),
    ),
    "AFTER_SALE_UNREADABLE": Pair(
        see(after_sales=(unreadable(order_key(), "77", [], NOW),)),
        see(after_sales=(unreadable(order_key(), "77", ["another-line"], NOW),)),
    ),
    "PART_REFUND": Pair(
        see(make_order(THREE), after_sales=(_refunded(2),)),
        see(make_order(THREE), after_sales=(_refunded(3),)),
    ),
    "REPLACES_HANDED_OVER": Pair(
        see(predecessors=(work("1", LineState.CLAIMED),)),
        see(predecessors=(work("1", LineState.READY),)),
    ),
    "SHIPPED_ELSEWHERE": Pair(
        see(make_order(SHIPPED, make_line("2"))),
        see(make_order(SHIPPED, make_line("2")), works={"1": work("1", LineState.SHIPPED)}),
    ),
    "EDIT_TOUCHED": Pair(
        see(make_order(THREE), edits=(_edit(make_line("1")),)),
        see(make_order(THREE), edits=(_edit(THREE),)),
    ),
    "CHANGED": Pair(
        see(MOVED, facets=BEFORE, works={"1": work("1", LineState.CLAIMED)}),
        see(MOVED, facets=BEFORE, works={"1": work("1", LineState.READY)}),
    ),
    "BLOCKED_BUYER": Pair(
        see(blocked=(BlockedStub(address_id=RECEIVER.address_id, until=date(2026, 10, 1)),)),
        see(blocked=(BlockedStub(address_id=RECEIVER.address_id, until=date(2026, 9, 30)),)),
    ),
    "DUPLICATE": Pair(
        see(make_order(make_line("1")), facts=_bought(59)),
        see(make_order(make_line("1")), facts=_bought(60)),
    ),
    "SKU_UNKNOWN": Pair(see(make_order(make_line(sku="CUP-X"))), see(make_order())),
    "COMBO_BROKEN": Pair(
        see(make_order(make_line("1")), parts={"1": (*COMBO, Part(sku="LID", quantity=1))}),
        see(make_order(make_line("1")), parts={"1": COMBO}),
    ),
    "SKU_OFF_SALE": Pair(_sold(SkuStub(on_sale=False)), _sold(SkuStub(on_sale=True))),
    "QUANTITY": Pair(
        see(make_order(make_line(quantity=21))), see(make_order(make_line(quantity=20)))
    ),
    "PAID_MISMATCH": Pair(
        see(make_order(paid_minor=5989)), see(make_order(paid_minor=6790, postage_minor=800))
    ),
    "DISCOUNT": Pair(_listed(6990, 500), _listed(6990, 1000)),
    "PRICE": Pair(_sold(SkuStub(price_min_minor=5991)), _sold(SkuStub(price_min_minor=5990))),
    "MARGIN": Pair(
        _sold(SkuStub(cost_minor=5391), rules=CheckRules(margin_percent_min=11)),
        _sold(SkuStub(cost_minor=5391), rules=CheckRules(margin_percent_min=10)),
    ),
    "RECEIVER_INCOMPLETE": Pair(
        see(make_order(receiver=RECEIVER.but(phone=" "))),
        see(make_order(receiver=RECEIVER.but(district=""))),
    ),
    "RECEIVER_DOUBTFUL": Pair(
        see(make_order(receiver=RECEIVER.but(city="广州市"))),
        see(make_order(receiver=RECEIVER.but(city="杭*市"))),
    ),
    "REGION_REFUSED": Pair(
        see(refused={"factory-a": ("浙江省杭州市",)}), see(refused={"factory-a": ("宁波",)})
    ),
    "DO_NOT_SHIP": Pair(_remark("先别发货，等我通知"), _remark("不要发票，尽快发货")),
    "WISH_DATE": Pair(_remark("3号发货"), _remark("3号前发货")),
    "WISH_CARRIER": Pair(
        _remark("请发顺丰"), _remark("请发顺丰", plans={"1": plan("1", carrier="SF")})
    ),
    "INVOICE": Pair(_remark("要开发票"), _remark("不用开发票")),
    "GIFT_WRAP": Pair(
        _remark("请用礼品包装"), _remark("请用礼品包装", plans={"1": plan("1", package="盒")})
    ),
    "REMARK": Pair(_remark("请换成红色"), _remark("谢谢老板")),
    "MEMO": Pair(
        see(make_order(seller_memo="客户要改规格")), see(make_order(seller_memo="老客户"))
    ),
    "FLAG": Pair(
        see(make_order(flag=3), rules=CheckRules(flags_for_a_person=(3,))),
        see(make_order(flag=2), rules=CheckRules(flags_for_a_person=(3,))),
    ),
    "UNKNOWN_VALUE": Pair(see(make_order(unknown=("flag=99",))), see(make_order(flag=99))),
}

# Other ways to the same finding, and other ways past it.
ALSO: list[tuple[str, Seen, bool]] = [
    ("PART_PAID", see(make_order(payment=Payment.PART)), True),
    ("PART_PAID", see(make_order(payment=Payment.NONE)), True),
    ("PART_PAID", see(make_order(payment=Payment.DEPOSIT, balance_due_at=NOW)), True),
    ("PART_PAID", see(make_order(payable_minor=5990)), False),
    ("PART_PAID", see(_unpaid(Payment.NONE)), False),
    ("PART_PAID", see(_unpaid(Payment.DEPOSIT, balance_due_at=NOW)), True),
    ("BALANCE_DUE", see(_unpaid(Payment.DEPOSIT, balance_due_at=NOW + hours(1))), True),
    ("BALANCE_DUE", see(make_order(payment=Payment.DEPOSIT, status=OrderStatus.CANCELLED)), False),
    ("BALANCE_DUE", see(make_order(payment=Payment.DEPOSIT)), True),
    ("BALANCE_DUE", see(make_order(payment=Payment.DEPOSIT, balance_due_at=NOW)), False),
    ("SHIPPED_ELSEWHERE", see(make_order(SHIPPED.but(is_virtual=True), make_line("2"))), False),
    (
        "SHIPPED_ELSEWHERE",
        see(LEFT, works={"1": work("1", LineState.CLAIMED)}, unnumbered=frozenset({"1"})),
        True,
    ),
    ("SHIPPED_ELSEWHERE", see(LEFT, works={"1": work("1", LineState.CLAIMED)}), False),
    ("SHIPPED_ELSEWHERE", see(LEFT), False),
    ("EDIT_TOUCHED", see(make_order(make_line("2")), edits=(_edit(make_line("1")),)), True),
    ("EDIT_TOUCHED", see(make_order(THREE), edits=(_edit(THREE).but(saw=""),)), False),
    ("EDIT_TOUCHED", see(make_order(THREE), edits=(_edit(make_line("1")).but(value=""),)), False),
    ("BLOCKED_BUYER", see(blocked=(BlockedStub(buyer_id="1@#u6V7w8X9"),)), True),
    ("BLOCKED_BUYER", see(blocked=(BlockedStub(buyer_id="1@#u6V7w8X9", store="tea"),)), False),
    ("BLOCKED_BUYER", see(blocked=(BlockedStub(buyer_id="another"),)), False),
    (
        "BLOCKED_BUYER",
        see(make_order(buyer_id=""), blocked=(BlockedStub(address_id="another"),)),
        False,
    ),
    # The other one came later: it is the one that is asked about.
    ("DUPLICATE", see(make_order(make_line("1")), facts=_bought(-1)), False),
    ("DUPLICATE", see(make_order(THREE), facts=_bought(5)), False),
    ("DUPLICATE", see(make_order(make_line("1")), facts=_bought(5, OrderStatus.SHIPPED)), True),
    ("DUPLICATE", see(make_order(make_line("1")), facts=_bought(5, OrderStatus.CANCELLED)), False),
    (
        "DUPLICATE",
        see(make_order(make_line("1")), facts=_bought(5), rules=CheckRules(duplicate_hours=0)),
        False,
    ),
    (
        "COMBO_BROKEN",
        see(make_order(make_line("1")), parts={"1": COMBO}, goods=OFF_SALE),
        True,
    ),
    ("QUANTITY", see(make_order(make_line(quantity=50)), facts=_history(quantity_max=2)), True),
    ("QUANTITY", see(make_order(make_line(quantity=5)), facts=_history(quantity_max=1)), False),
    ("QUANTITY", see(make_order(make_line(quantity=6)), facts=_history(quantity_max=1)), True),
    ("QUANTITY", see(make_order(make_line(quantity=60)), facts=_history(quantity_p99=20)), False),
    (
        "QUANTITY",
        see(make_order(make_line(quantity=15)), facts=_history(lines=19, quantity_max=1)),
        False,
    ),
    ("PRICE", _sold(SkuStub(price_max_minor=5989)), True),
    ("PRICE", _sold(SkuStub(price_max_minor=5990)), False),
    ("PRICE", see(facts=_history(price_median_minor=19967)), True),
    ("PRICE", see(facts=_history(price_median_minor=19966)), False),
    ("PRICE", see(facts=_history(lines=19, price_median_minor=90000)), False),
    ("PRICE", _sold(SkuStub(price_min_minor=5991), make_order(make_line(is_gift=True))), False),
    ("DISCOUNT", _listed(6990, 1500), True),
    ("DISCOUNT", _listed(6990, 1001), False),  # Rounding.
    ("DISCOUNT", see(make_order(make_line(discount_minor=900), payable_minor=5990)), False),
    ("MARGIN", see(rules=CheckRules(margin_percent_min=99)), False),  # Nobody knows the cost.
    ("MARGIN", _sold(SkuStub(cost_minor=9999)), False),  # Not asked for.
    ("REGION_REFUSED", see(plans={}, refused={"factory-a": ("浙江",)}), False),
    (
        "REGION_REFUSED",
        see(
            make_order(make_line("1")),
            plans={"1": plan("1", carrier="ZTO")},
            carriers={"ZTO": CarrierStub("ZTO", "中通快递", refused_regions=("浙江",))},
        ),
        True,
    ),
    ("INVOICE", see(make_order(invoice_wished="某某公司")), True),
    (
        "INVOICE",
        see(make_order(invoice_wished="A"), rules=CheckRules(look_at_invoices=False)),
        False,
    ),
    ("GIFT_WRAP", see(make_order(gift_wrap=True)), True),
    ("GIFT_WRAP", _remark("please gift-wrap it"), True),
    ("GIFT_WRAP", _remark("包装好一点，别摔坏了"), False),
    ("WISH_CARRIER", see(make_order(carrier_wished="顺丰")), True),
    (
        "WISH_CARRIER",
        see(
            make_order(make_line("1"), carrier_wished="顺丰"),
            plans={"1": plan("1", carrier="SF")},
        ),
        False,
    ),
    ("WISH_CARRIER", _remark("不要发圆通"), True),
    ("WISH_CARRIER", _remark("不要发圆通", plans={"1": plan("1", carrier="SF")}), False),
    ("DO_NOT_SHIP", _remark("不要发圆通"), False),
    ("DO_NOT_SHIP", _remark("Please do not ship yet"), True),
    ("DO_NOT_SHIP", _remark("别发错了"), False),
    ("DO_NOT_SHIP", see(make_order(seller_memo="先别发")), True),
    ("DO_NOT_SHIP", _remark("先别发", rules=CheckRules(look_at_wishes=False)), False),
    ("REMARK", _remark("改发顺丰"), False),  # The carrier is asked about, not the word.
    ("REMARK", _remark("改发顺丰", rules=CheckRules(look_at_wishes=False)), True),
    ("WISH_DATE", _remark("1号发货"), False),  # That is today.
    ("WISH_DATE", _remark("明天再发"), True),
    ("WISH_DATE", _remark("please ship after the 5th"), True),
    ("CHANGED", see(MOVED, facets={}, works={"1": work("1", LineState.CLAIMED)}), False),
    (
        "CHANGED",
        see(MOVED, facets=BEFORE, rules=CheckRules(changes_to_look_at=(Facet.ADDRESS,))),
        True,
    ),
    (
        "CHANGED",
        see(
            make_order(make_line("1"), seller_memo="已交"),
            facets=BEFORE,
            works={"1": work("1", LineState.CLAIMED)},
        ),
        False,
    ),
]
