"""Gifts: which rules can be written, who gets one, and why somebody else does not."""

from datetime import datetime, timedelta

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.gifts import tally_of
from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSaleLine
from hedan.domain.decisions import Case, Decision
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts
from hedan.domain.line_work import Fence, FenceCase, LineState, LineWork
from hedan.domain.orders import Line, OrderStatus
from hedan.domain.rules import AddGift, Period, Rule, Scope
from hedan.domain.tallies import OTHERS, Counted
from tests.deciding.builders import SETTINGS, case, line, order
from tests.domain.builders import NOW, hours, line_key, make_after_sale, make_part, order_key

CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="7", changed_at=NOW, closes=True),))
BEFORE = BuyerOrder(
    key=order_key("0"),
    ordered_at=NOW - hours(50),
    status=OrderStatus.DONE,
    paid_minor=9900,
    goods=("CUP*1",),
)


def giving(when: str, *gifts: AddGift, rule_id: str = "gift", **changes: object) -> Rule:
    given = gifts or (AddGift(sku="BRUSH"),)
    return Rule(id=rule_id, author="li", when=when, then=given).but(**changes)


def book(*rules: Rule) -> RuleBook:
    return RuleBook(SETTINGS.but(rules=rules))


def gifts(decision: Decision) -> list[str]:
    return [
        f"{plan.line_id}:{part.sku}*{part.quantity}"
        for plan in decision.lines
        for part in plan.parts
        if part.is_gift
    ]


def reasons(decision: Decision) -> dict[str, str]:
    """Why, by rule; empty where its gift is given."""
    return {given.rule_id: given.overruled_by for given in decision.reasoning.given}


def refunded(made: Case, *line_ids: str) -> Case:
    """The same case after a refund of these lines."""
    works = tuple(LineWork(key=line_key("1", line_id), fence=CLOSED) for line_id in line_ids)
    lines = tuple(
        AfterSaleLine(line_id=line_id, quantity=made.order.line(line_id).quantity)
        for line_id in line_ids
    )
    sale = make_after_sale(order=order_key("1"), lines=lines)
    return made.but(works=works, after_sales=(sale,))


# --- What a seller may write ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "is_given"),
    [
        ("store.id == 'cup-shop'", True),  # Shop.
        ("store.platform == 'taobao'", False),
        ("'CUP' in order.skus", True),  # SKU.
        ("order.lines.exists(l, l.product_id == 'nobody')", False),
        ("order.units >= 3", True),  # Quantity.
        ("order.lines.filter(l, l.sku == 'CUP').size() == 1", True),
        ("order.skus.size() >= 2", True),  # Kinds.
        ("order.total >= 11900", True),  # Amount: the sum,
        ("order.lines.all(l, l.unit_price >= 6490)", True),  # or the cheapest.
        ("order.lines.all(l, l.unit_price >= 6491)", False),
        ("buyer.orders >= 1 && buyer.paid >= 9900", True),  # Member.
        ("buyer.is_new", False),
        ("order.remark.contains('生日')", True),  # Remark.
        ("order.memo.matches('VIP')", False),
        ("order.province == '浙江省' && order.city != '宁波市'", True),  # Area.
        ("time.date >= '2026-10-01' && time.hour >= 20", True),  # Period, by the store's clock.
        ("order.paid >= timestamp('2026-10-02T00:00:00Z')", False),
    ],
)
def test_eb52_a_seller_may_ask_for(when: str, is_given: bool) -> None:
    bought = case(line("1", quantity=2), line("2", "BOX")).but(
        order=order(line("1", quantity=2), line("2", "BOX"), buyer_remark="生日礼物"),
        facts=Facts(buyer=BuyerHistory(orders=(BEFORE,))),
    )
    decision = decide(bought, book(giving(when)))
    assert gifts(decision) == (["1:BRUSH*1"] if is_given else [])
    assert decision.findings == ()


def test_eb52_a_rule_may_have_its_time_and_its_days_off() -> None:
    now = Period(starts=NOW - hours(1), ends=NOW + hours(1))
    assert gifts(decide(case(), book(giving("true", active=(now,)))))
    assert not gifts(decide(case(), book(giving("true", excluded=(now,)))))


def test_eb52_new_orders_only() -> None:
    late = giving("true", AddGift(sku="BRUSH", orders_from=NOW))
    early = giving("true", AddGift(sku="BOX", orders_from=NOW - hours(3)), rule_id="early")
    decision = decide(case(), book(late, early))  # Paid 90 minutes before.
    assert gifts(decision) == ["1:BOX*1"]
    assert reasons(decision) == {"gift": "orders_from", "early": ""}


# --- Exclusive ------------------------------------------------------------------------------------


def ladder(**of_best: object) -> RuleBook:
    """The more, the better: of one word each order gets one rung."""
    best = AddGift(sku="CUP", exclusive="amount").but(**of_best)
    case_too = AddGift(sku="BOX", exclusive="amount")
    return book(
        giving("order.total >= 30000", best, case_too, rule_id="best", priority=1),
        giving("order.total >= 10000", AddGift(sku="BRUSH", exclusive="amount"), rule_id="good"),
        giving("true", AddGift(sku="BRUSH", quantity=2), rule_id="for-all"),
    )


@pytest.mark.parametrize(
    ("paid", "given", "why"),
    [
        (30000, ["1:BRUSH*2", "1:CUP*1", "1:BOX*1"], {"best": "", "good": "best", "for-all": ""}),
        (29999, ["1:BRUSH*2", "1:BRUSH*1"], {"good": "", "for-all": ""}),
        (9999, ["1:BRUSH*2"], {"for-all": ""}),
    ],
)
def test_eb52_of_exclusive_gifts_an_order_gets_the_first(
    paid: int, given: list[str], why: dict[str, str]
) -> None:
    bought = case().but(order=order(line("1", paid_minor=paid)))
    decision = decide(bought, ladder())
    assert sorted(gifts(decision)) == sorted(given)
    assert reasons(decision) == why


@pytest.mark.parametrize(
    ("of_best", "facts", "why"),
    [
        ({}, Facts(out=("CUP", "BOX")), "stock"),
        ({"orders_from": NOW}, Facts(out=("BOX",)), "orders_from"),
    ],
)
def test_a_gift_that_is_left_out_leaves_its_place_to_the_next_rung(
    of_best: dict[str, object], facts: Facts, why: str
) -> None:
    bought = case().but(order=order(line("1", paid_minor=30000)), facts=facts)
    decision = decide(bought, ladder(**of_best))
    assert "1:BRUSH*1" in gifts(decision)
    first = next(one for one in decision.reasoning.given if one.rule_id == "best")
    assert first.overruled_by == why
    assert reasons(decision)["good"] == ""


# --- The first of a day ---------------------------------------------------------------------------

FIRST_TWO = giving("true", AddGift(sku="BRUSH", first_per_day=2))


def tally(rules: RuleBook, paid_at: datetime = NOW) -> str:
    gift = rules.settings.rules[0].then[0]
    assert isinstance(gift, AddGift)
    return tally_of("gift", gift, order(paid_at=paid_at), rules)


@pytest.mark.parametrize(
    ("counted", "is_given", "steps"),
    [
        ({}, True, 1),
        ({OTHERS: 1}, True, 1),
        ({OTHERS: 2}, False, 0),
        ({OTHERS: 9, str(order_key("1")): 1}, True, 0),  # It is one of them already.
    ],
)
def test_eb52_the_first_of_a_day_get_it(
    counted: dict[str, int], is_given: bool, steps: int
) -> None:
    rules = book(FIRST_TWO)
    name = tally(rules)
    decision = decide(case().but(facts=Facts(tallies={name: counted})), rules)
    assert gifts(decision) == (["1:BRUSH*1"] if is_given else [])
    assert reasons(decision) == {"gift": "" if is_given else "first_per_day"}
    assert decision.counted == (Counted(tally=name, member=str(order_key("1"))),) * steps


def test_the_day_is_that_of_the_payment_by_the_clock_of_the_store() -> None:
    rules = book(FIRST_TWO)
    midnight = datetime.fromisoformat("2026-10-01T16:00:00Z")  # In Shanghai.
    assert tally(rules, midnight) == "gift:gift:2026-10-02:BRUSH"
    assert tally(rules, midnight - timedelta(seconds=1)) == "gift:gift:2026-10-01:BRUSH"


def test_a_gift_that_nobody_carries_is_not_counted() -> None:
    decision = decide(refunded(case(), "1"), book(FIRST_TWO))
    assert (gifts(decision), decision.counted) == ([], ())


# --- Out of stock ---------------------------------------------------------------------------------


def test_eb52_a_gift_that_is_out_is_left_out_unless_the_order_is_to_wait() -> None:
    out = case().but(facts=Facts(out=("BRUSH",)))
    skipped = decide(out, book(giving("true")))
    assert (gifts(skipped), reasons(skipped)) == ([], {"gift": "stock"})
    assert skipped.findings == ()  # It is told, and holds nothing.
    waits = decide(out, book(giving("true", AddGift(sku="BRUSH", if_out="hold"))))
    assert gifts(waits) == ["1:BRUSH*1"]


# --- The gift follows what earned it --------------------------------------------------------------


def two(*, paid: int = 15000, **of_second: object) -> Case:
    lines = (line("1", paid_minor=paid), line("2", "BOX", paid_minor=paid).but(**of_second))
    return case().but(order=order(*lines))


@pytest.mark.parametrize(
    "when", ["order.total >= 30000", "order.units >= 2", "order.skus.size() == 2"]
)
def test_eb15_a_gift_is_reconsidered_after_a_part_of_the_order_goes_back(when: str) -> None:
    rules = book(giving(when))
    assert gifts(decide(two(), rules)) == ["1:BRUSH*1"]
    after = decide(refunded(two(), "2"), rules)
    assert gifts(after) == []
    assert reasons(after) == {"gift": "after_sale"}
    assert gifts(decide(two(), rules)) == ["1:BRUSH*1"]  # The refund is withdrawn: it comes back.


def test_eb15_a_smaller_gift_takes_the_place_of_one_that_is_not_earned_any_more() -> None:
    assert sorted(gifts(decide(two(), ladder()))) == ["1:BOX*1", "1:BRUSH*2", "1:CUP*1"]
    after = decide(refunded(two(), "2"), ladder())
    assert sorted(gifts(after)) == ["1:BRUSH*1", "1:BRUSH*2"]
    assert [one.overruled_by for one in after.reasoning.given if one.rule_id == "best"] == [
        "after_sale",
        "after_sale",
    ]


def test_eb15_a_refund_of_pieces_counts_by_piece() -> None:
    bought = case().but(order=order(line("1", quantity=3), line("2", "BOX")))
    rules = book(giving("order.units >= 3"))
    work = LineWork(key=line_key("1", "1"), fence=CLOSED)
    for units, is_given in ((1, True), (2, False)):
        lines = (AfterSaleLine(line_id="1", quantity=units),)
        sale = make_after_sale(order=order_key("1"), lines=lines)
        decision = decide(bought.but(works=(work,), after_sales=(sale,)), rules)
        assert gifts(decision) == (["2:BRUSH*1"] if is_given else [])


def test_what_has_been_shipped_still_earns() -> None:
    bought = two(status=OrderStatus.SHIPPED)
    assert gifts(decide(bought, book(giving("order.total >= 30000 && order.units == 2")))) == [
        "1:BRUSH*1"
    ]


def test_eb54_a_gift_of_a_line_stays_when_the_line_does() -> None:
    of_box = giving("line.sku == 'BOX'", scope=Scope.LINE)
    assert gifts(decide(two(), book(of_box))) == ["2:BRUSH*1"]
    after = decide(refunded(two(), "2"), book(of_box))
    assert gifts(after) == []
    (given,) = after.reasoning.given
    assert (given.line_ids, given.overruled_by) == (("2",), "after_sale")


def platform_gift(*gift_of: str) -> Line:
    return line("9", "BRUSH", is_gift=True, gift_of=gift_of, paid_minor=0)


def test_eb54_a_gift_of_the_platform_is_planned_while_something_that_earned_it_is_kept() -> None:
    bought = case().but(order=order(line("1"), line("2", "BOX"), platform_gift("1", "2")))

    def planned(made: Case) -> list[str]:
        return [plan.line_id for plan in decide(made, book()).lines]

    assert planned(bought) == ["1", "2", "9"]
    assert planned(refunded(bought, "1")) == ["1", "2", "9"]
    assert planned(refunded(bought, "1", "2")) == ["1", "2"]
    stays = decide(refunded(bought, "1", "2"), book()).reasoning.given
    assert [(one.rule_id, one.value, one.overruled_by) for one in stays] == [
        ("platform", "BRUSH*1", "after_sale")
    ]


def test_a_gift_that_is_on_its_way_is_shown_with_its_line() -> None:
    work = LineWork(
        key=line_key("1", "2"),
        state=LineState.CLAIMED,
        supplier="factory-a",
        parts=(make_part("BOX"), make_part("BRUSH", is_gift=True)),
    )
    decision = decide(two().but(works=(work,)), book(giving("true")))
    assert gifts(decision) == ["2:BRUSH*1"]


def test_a_gift_rather_travels_with_goods_than_with_a_gift() -> None:
    of_platform = line("9", "CUP", is_gift=True)
    bought = case().but(order=order(of_platform, line("1", "CUP")))
    decision = decide(bought, book(giving("true", AddGift(sku="BOX"))))
    assert gifts(decision) == ["1:BOX*1"]


def test_a_rule_that_fails_of_what_is_kept_holds_the_order() -> None:
    rules = book(giving("order.lines[1].quantity == 1"))
    assert decide(two(), rules).findings == ()
    after = decide(refunded(two(), "2"), rules)
    assert [finding.code for finding in after.findings] == ["RULE_FAILED"]
