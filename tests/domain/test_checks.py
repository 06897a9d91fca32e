"""What keeps an order back: one good order, and one change for each thing that can be wrong."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hedan.domain.checks import CHECKS, CheckRules, SkuFacts, asking_words, check_order
from hedan.domain.findings import Ends, Finding, Holds, Severity, reconcile
from hedan.domain.orders import Line, Order, OrderStatus
from tests.domain.builders import (
    NOW,
    RECEIVER,
    SKUS,
    SkuStub,
    hours,
    make_line,
    make_order,
    minutes,
)

RULES = CheckRules()
GIFT = make_line("2", sku="GIFT-BRUSH", is_gift=True, paid_minor=0, unit_price_minor=0)


def check(
    order: Order, skus: Mapping[str, SkuFacts] = SKUS, rules: CheckRules = RULES
) -> tuple[Finding, ...]:
    return check_order(order, skus, rules, NOW)


def evidence(order: Order, code: str) -> list[str]:
    """Return the evidence of the only code that is expected."""
    found = check(order)
    assert {finding.code for finding in found} <= {code}
    return [finding.evidence for finding in found]


def test_an_ordinary_order_with_a_gift_passes() -> None:
    assert check(make_order(make_line("1"), GIFT)) == ()


@pytest.mark.parametrize("status", [OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED])
def test_every_shippable_status_passes(status: OrderStatus) -> None:
    assert check(make_order(status=status)) == ()


def test_each_unknown_sku_is_named_with_its_line() -> None:
    order = make_order(
        make_line("1", sku="CUP-X"), make_line("2"), make_line("3", sku="", product_id="346")
    )
    assert evidence(order, "SKU_UNKNOWN") == [
        "line 1: code 'CUP-X'",
        "line 3: no code, product '346'",
    ]


def test_an_empty_code_is_unknown_even_if_somebody_lists_it() -> None:
    found = check(make_order(make_line(sku="")), {"": SkuStub()})
    assert [finding.code for finding in found] == ["SKU_UNKNOWN"]


@pytest.mark.parametrize(
    ("own", "quantity", "found"),
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
    own: int | None, quantity: int, found: bool
) -> None:
    order = make_order(make_line("1", quantity=quantity))
    codes = [f.code for f in check(order, {"CUP-RED-01": SkuStub(quantity_max=own)})]
    assert codes == (["QUANTITY"] if found else [])


def test_the_quantity_is_in_the_evidence() -> None:
    order = make_order(make_line("1", quantity=21))
    assert evidence(order, "QUANTITY") == ["line 1: quantity 21, at most 20 of 'CUP-RED-01'"]


@pytest.mark.parametrize(
    ("paid", "postage", "found"),
    [(5990, 0, False), (5990, 800, False), (6790, 800, False), (6789, 800, True), (5989, 0, True)],
)
def test_paid_is_the_sum_of_the_lines_with_or_without_postage(
    paid: int, postage: int, found: bool
) -> None:
    order = make_order(make_line("1"), GIFT, paid_minor=paid, postage_minor=postage)
    assert bool(evidence(order, "PAID_MISMATCH")) is found


def test_the_amounts_are_in_the_evidence() -> None:
    order = make_order(paid_minor=1, postage_minor=800)
    assert evidence(order, "PAID_MISMATCH") == [
        "paid 1, lines 5990, postage 800 (minor units of CNY)"
    ]


def test_a_line_that_was_cancelled_still_counts_in_what_was_paid() -> None:
    order = make_order(make_line("1"), make_line("2", status=OrderStatus.CANCELLED))
    assert check(order) == ()


def test_a_risk_review_of_order_or_line() -> None:
    of_order = make_order(
        make_line("1", status=OrderStatus.IN_REVIEW), status=OrderStatus.IN_REVIEW
    )
    assert evidence(of_order, "RISK_REVIEW") == ["order: status in_review"]
    of_line = make_order(make_line("1", status=OrderStatus.IN_REVIEW), make_line("2"))
    assert evidence(of_line, "RISK_REVIEW") == ["line 1: status in_review"]


def test_a_wish_for_another_address() -> None:
    order = make_order(address_change_asked_at=NOW)
    assert evidence(order, "ADDRESS_CHANGE_ASKED") == ["order: asked at 2026-10-01T12:00:00Z"]


def test_a_presale_is_held_until_it_is_due_and_no_longer() -> None:
    order = make_order(not_before=NOW + minutes(1))
    assert evidence(order, "PRESALE_NOT_DUE") == ["order: not before 2026-10-01T12:01:00Z"]
    assert check(make_order(not_before=NOW)) == ()


def test_a_presale_hold_ends_by_itself() -> None:
    order = make_order(not_before=NOW + hours(1))
    held = reconcile(Holds(order=order.key), check(order), NOW)
    later = NOW + hours(1)
    due = reconcile(held, check_order(order, SKUS, RULES, later), later)
    assert (len(held.open), len(due.open)) == (1, 0)


@pytest.mark.parametrize("field", ["name", "phone", "province", "city", "detail"])
@pytest.mark.parametrize("value", ["", " ", "\u3000"])
def test_an_incomplete_receiver_is_named_by_field_and_never_by_value(
    field: str, value: str
) -> None:
    order = make_order(receiver=RECEIVER.but(**{field: value}))
    assert evidence(order, "RECEIVER_INCOMPLETE") == [f"receiver: empty {field}"]


def test_a_city_without_districts_is_complete() -> None:
    assert check(make_order(receiver=RECEIVER.but(district="", street=""))) == ()


def test_goods_that_do_not_travel_need_no_receiver() -> None:
    nobody = RECEIVER.but(address_id="", phone="")
    virtual = make_line("1", is_virtual=True)
    assert check(make_order(virtual, receiver=nobody)) == ()
    assert check(make_order(virtual, make_line("2"), receiver=nobody)) != ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请先别发货", ("先别发",)),
        ("麻烦改地址,开发票", ("改", "发票")),
        ("PLEASE HOLD", ("hold",)),
        ("\uff28\uff2f\uff2c\uff24 please", ("hold",)),  # Full-width letters.
        ("加\u200b急", ("加急",)),  # A blank of no width in between.
        ("请hold一下", ("hold",)),
        ("Change, please", ("change",)),
        ("household goods", ()),
        ("exchange unchanged", ()),
        ("the holder holds, changes", ()),
        ("谢谢老板", ()),
        ("", ()),
    ],
)
def test_words_that_ask_for_a_person(text: str, words: tuple[str, ...]) -> None:
    assert asking_words(text, RULES.words_for_a_person) == words


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["发票", "先别发"]))
def test_a_word_is_found_wherever_it_stands(before: str, after: str, word: str) -> None:
    # A combining mark makes another letter of the one before it.
    assert word in asking_words(f"{before} {word} {after}", RULES.words_for_a_person)


@given(st.text(min_size=1, max_size=8), st.text(max_size=30))
def test_any_word_and_any_text_can_be_compared(word: str, text: str) -> None:
    assert set(asking_words(text, [word])) <= {word}


def test_remark_and_memo_are_told_apart_and_quoted_whole() -> None:
    order = make_order(buyer_remark="先别发, 下周再说", seller_memo="要发票")
    found = {finding.code: finding for finding in check(order)}
    assert set(found) == {"REMARK", "MEMO"}
    assert found["REMARK"].evidence == "remark: '先别发, 下周再说' (先别发)"
    assert found["MEMO"].evidence == "memo: '要发票' (发票)"


def test_only_the_buyers_own_words_need_a_person() -> None:
    assert [check.code for check in CHECKS if check.ends is Ends.PERSON] == ["REMARK"]


@pytest.mark.parametrize("word", ["", "  "])
def test_an_empty_word_would_hold_every_order_and_is_refused(word: str) -> None:
    with pytest.raises(ValidationError):
        CheckRules(words_for_a_person=(word,))


def test_every_unknown_value_is_named_once() -> None:
    order = make_order(unknown=("order_status=999", "trade_type=77", "order_status=999"))
    assert evidence(order, "UNKNOWN_VALUE") == ["order_status=999", "trade_type=77"]


def test_an_unknown_status_is_found_even_without_its_value() -> None:
    assert evidence(make_order(status=OrderStatus.UNKNOWN), "UNKNOWN_VALUE") == ["status=unknown"]
    order = make_order(make_line("1", status=OrderStatus.UNKNOWN))
    assert evidence(order, "UNKNOWN_VALUE") == ["line 1: status=unknown"]


BAD = {
    "sku": "NOPE",
    "quantity": 99,
}
OVER = (OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED)


@pytest.mark.parametrize("status", OVER)
def test_what_is_not_to_be_shipped_is_not_looked_at(status: OrderStatus) -> None:
    bad = make_line("1", **BAD)
    assert check(make_order(bad, status=status, unknown=("a=1",))) == ()
    assert check(make_order(bad.but(status=status), unknown=("a=1",))) == ()
    assert check(make_order(bad.but(status=status), make_line("2"))) == ()


def test_every_check_has_an_order_that_it_finds_and_all_come_in_the_order_of_the_table() -> None:
    order = make_order(
        make_line("1", **BAD),
        status=OrderStatus.IN_REVIEW,
        address_change_asked_at=NOW,
        not_before=NOW + hours(1),
        paid_minor=1,
        receiver=RECEIVER.but(phone=""),
        buyer_remark="改",
        seller_memo="换",
        unknown=("a=1",),
    )
    found = check(order)
    assert [finding.code for finding in found] == [check.code for check in CHECKS]
    assert all(finding.fix for finding in found)


def test_what_must_not_be_shipped_weighs_more_than_what_must_be_asked() -> None:
    stops = {check.code for check in CHECKS if check.severity is Severity.STOP}
    assert stops == {
        "RISK_REVIEW",
        "ADDRESS_CHANGE_ASKED",
        "PRESALE_NOT_DUE",
        "SKU_UNKNOWN",
        "RECEIVER_INCOMPLETE",
    }


any_line = st.builds(
    lambda number, **changes: make_line(str(number), **changes),
    st.integers(1, 3),
    sku=st.sampled_from(["CUP-RED-01", "GIFT-BRUSH", "NOPE", ""]),
    quantity=st.integers(1, 30),
    paid_minor=st.integers(0, 9000),
    status=st.sampled_from(OrderStatus),
    is_virtual=st.booleans(),
)


@given(
    st.lists(any_line, min_size=1, max_size=3, unique_by=lambda line: line.line_id),
    st.sampled_from(OrderStatus),
    st.text(max_size=20),
)
def test_any_order_can_be_checked_twice_with_one_result(
    lines: list[Line], status: OrderStatus, remark: str
) -> None:
    order = make_order(*lines, status=status, buyer_remark=remark)
    found = check(order)
    assert found == check(Order.model_validate_json(order.model_dump_json()))
    ids = [(finding.code, finding.evidence) for finding in found]
    assert len(ids) == len(set(ids))
