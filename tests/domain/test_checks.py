"""What keeps an order back: whose evidence says what, and when a finding ends."""

from dataclasses import replace

import pytest

from hedan.domain.checks import CheckRules, find
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.findings import Ends, Holds, reconcile
from hedan.domain.orders import OrderStatus, Payment
from tests.domain.builders import (
    NOW,
    RECEIVER,
    SkuStub,
    hours,
    make_line,
    make_order,
)
from tests.domain.checks.builders import codes, evidence, found, plan, see

RULES = CheckRules()
GIFT = make_line("2", sku="GIFT-BRUSH", is_gift=True, paid_minor=0, unit_price_minor=0)


def test_an_ordinary_order_with_a_gift_passes() -> None:
    assert codes(see(make_order(make_line("1"), GIFT))) == []


@pytest.mark.parametrize("status", [OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED])
def test_every_shippable_status_passes(status: OrderStatus) -> None:
    assert codes(see(make_order(status=status))) == []


def test_each_unknown_sku_is_named_with_its_line() -> None:
    order = make_order(
        make_line("1", sku="CUP-X"), make_line("2"), make_line("3", sku="", product_id="346")
    )
    assert evidence(see(order), "SKU_UNKNOWN") == [
        "line 1: code 'CUP-X'",
        "line 3: no code, product '346'",
    ]


def test_an_unknown_code_comes_with_the_likeliest_skus() -> None:
    goods = {
        "CUP-RED-01": SkuStub(name="示例保温杯 红"),
        "CUP-BLUE-01": SkuStub(name="示例保温杯 蓝"),
        "TEA-LJ-250": SkuStub(name="示例龙井茶"),
        "CUP-RED-00": SkuStub(name="旧杯", on_sale=False),
    }
    (finding,) = found(see(make_order(make_line(sku="CUP-RED-1")), goods=goods), "SKU_UNKNOWN")
    assert [one.value for one in finding.proposals] == ["CUP-RED-01", "CUP-BLUE-01"]
    assert finding.proposals[0].why.startswith("code 82% alike, name")


@pytest.mark.parametrize(
    ("own", "quantity", "is_found"),
    [
        (None, 20, False),
        (None, 21, True),
        (3, 3, False),
        (3, 4, True),
        (50, 50, False),
        (50, 51, True),
    ],
)
def test_the_skus_own_limit_goes_before_the_general_one(
    own: int | None, quantity: int, is_found: bool
) -> None:
    goods = {"CUP-RED-01": SkuStub(quantity_max=own)}
    assert codes(see(make_order(make_line("1", quantity=quantity)), goods=goods)) == (
        ["QUANTITY"] if is_found else []
    )


def test_the_limit_is_in_the_evidence_but_not_a_history_that_moves_every_day() -> None:
    order = make_order(make_line("1", quantity=21))
    assert evidence(see(order), "QUANTITY") == ["line 1: quantity 21, at most 20 of 'CUP-RED-01'"]
    told = [
        evidence(see(order, facts=Facts(skus={"CUP-RED-01": history})), "QUANTITY")
        for history in (SkuHistory(lines=20, quantity_max=1), SkuHistory(lines=99, quantity_max=2))
    ]
    assert told[0] == told[1] != []


@pytest.mark.parametrize(
    ("paid", "postage", "is_found"),
    [(5990, 0, False), (5990, 800, False), (6790, 800, False), (6789, 800, True), (5989, 0, True)],
)
def test_paid_is_the_sum_of_the_lines_with_or_without_postage(
    paid: int, postage: int, is_found: bool
) -> None:
    order = make_order(make_line("1"), GIFT, paid_minor=paid, postage_minor=postage)
    assert bool(evidence(see(order), "PAID_MISMATCH")) is is_found


def test_the_amounts_are_in_the_evidence() -> None:
    assert evidence(see(make_order(paid_minor=1, postage_minor=800)), "PAID_MISMATCH") == [
        "paid 1, lines 5990, postage 800 (minor units of CNY)"
    ]


def test_a_line_that_was_cancelled_still_counts_in_what_was_paid() -> None:
    order = make_order(make_line("1"), make_line("2", status=OrderStatus.CANCELLED))
    assert codes(see(order)) == []


@pytest.mark.parametrize(
    ("off", "says"),
    [(1500, "not granted in full"), (100, "granted more than once"), (500, None)],
)
def test_a_discount_says_which_way_it_is_wrong(off: int, says: str | None) -> None:
    """List 6990, off the line 500, to pay 5990: another 500 off the order is promised."""
    line = make_line("1", list_price_minor=6990, discount_minor=500)
    texts = evidence(see(make_order(line, payable_minor=5990, discount_minor=off)), "DISCOUNT")
    assert len(texts) == (says is not None)
    assert all(str(says) in text for text in texts)


def test_a_risk_review_of_order_or_line() -> None:
    of_order = make_order(
        make_line("1", status=OrderStatus.IN_REVIEW), status=OrderStatus.IN_REVIEW
    )
    assert evidence(see(of_order), "RISK_REVIEW") == ["order: status in_review"]
    of_line = make_order(make_line("1", status=OrderStatus.IN_REVIEW), make_line("2"))
    assert evidence(see(of_line), "RISK_REVIEW") == ["line 1: status in_review"]


def test_a_wish_for_another_address() -> None:
    order = make_order(address_change_asked_at=NOW)
    assert evidence(see(order), "ADDRESS_CHANGE_ASKED") == ["order: asked at 2026-10-01T12:00:00Z"]


def test_a_presale_hold_ends_by_itself() -> None:
    order = make_order(not_before=NOW + hours(1))
    (finding,) = find(see(order))
    assert finding.evidence == "order: not before 2026-10-01T13:00:00Z"
    assert (finding.ends, finding.until) == (Ends.TIME, NOW + hours(1))
    held = reconcile(Holds(order=order.key), find(see(order)), NOW)
    later = NOW + hours(1)
    due = reconcile(held, find(see(order, now=later)), later)
    assert (len(held.open), len(due.open)) == (1, 0)


def test_a_balance_is_waited_for_until_it_is_due_and_then_asked_for() -> None:
    due = NOW + hours(1)
    seen = see(make_order(payment=Payment.DEPOSIT, paid_minor=500, balance_due_at=due))
    (finding,) = find(seen)
    assert (finding.code, finding.ends, finding.until) == ("BALANCE_DUE", Ends.FACT, due)
    assert codes(replace(seen, now=due)) == ["PART_PAID"]


@pytest.mark.parametrize("field", ["name", "phone", "province", "city", "detail"])
@pytest.mark.parametrize("value", ["", " ", "\u3000"])
def test_an_incomplete_receiver_is_named_by_field_and_never_by_value(
    field: str, value: str
) -> None:
    order = make_order(receiver=RECEIVER.but(**{field: value}))
    assert evidence(see(order), "RECEIVER_INCOMPLETE") == [f"receiver: empty {field}"]


def test_goods_that_do_not_travel_need_no_receiver() -> None:
    nobody = RECEIVER.but(address_id="", phone="")
    virtual = make_line("1", is_virtual=True)
    assert codes(see(make_order(virtual, receiver=nobody))) == []
    assert codes(see(make_order(virtual, make_line("2"), receiver=nobody))) != []


def test_a_carrier_that_is_planned_but_does_not_go_there() -> None:
    receiver = RECEIVER.but(province="新疆维吾尔自治区", city="乌鲁木齐市")
    seen = see(make_order(make_line("1"), receiver=receiver), plans={"1": plan("1", carrier="SF")})
    assert evidence(seen, "REGION_REFUSED") == ["line 1: carrier 'SF' refuses 新疆"]


def test_every_unknown_value_is_named_once() -> None:
    order = make_order(unknown=("order_status=999", "flag=77", "order_status=999"))
    assert evidence(see(order), "UNKNOWN_VALUE") == ["order_status=999", "flag=77"]


def test_an_unknown_status_is_found_even_without_its_value() -> None:
    order = make_order(status=OrderStatus.UNKNOWN)
    assert evidence(see(order), "UNKNOWN_VALUE") == ["status=unknown"]
    order = make_order(make_line("1", status=OrderStatus.UNKNOWN))
    assert evidence(see(order), "UNKNOWN_VALUE") == ["line 1: status=unknown"]


OVER = (OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED)


@pytest.mark.parametrize("status", OVER)
def test_what_is_not_to_be_shipped_is_not_looked_at(status: OrderStatus) -> None:
    bad = make_line("1", sku="NOPE", quantity=99)
    assert codes(see(make_order(bad, status=status, unknown=("a=1",)))) == []
    assert codes(see(make_order(bad.but(status=status), unknown=("a=1",)))) == []
    beside = see(make_order(bad.but(status=status), make_line("2")))
    assert "SKU_UNKNOWN" not in codes(beside)
    assert "QUANTITY" not in codes(beside)


@pytest.mark.parametrize("hours_before", [0, 47])
def test_of_two_orders_at_one_time_exactly_one_is_the_duplicate(hours_before: int) -> None:
    rules = CheckRules(duplicate_hours=48)
    one = make_order(make_line("1"))
    other = one.but(key=one.key.but(order_id="1"), created_at=one.created_at - hours(hours_before))
    asked = [
        codes(
            see(
                mine,
                rules=rules,
                facts=Facts(buyer=BuyerHistory(orders=(BuyerOrder.of(theirs),))),
            )
        )
        for mine, theirs in ((one, other), (other, one))
    ]
    assert asked == [["DUPLICATE"], []]
