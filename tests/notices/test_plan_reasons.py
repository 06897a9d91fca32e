"""What a seller reads of the plan's reasons: every one that a plan can give has its words."""

from hypothesis import given

from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from hedan.texts import left_in_words, plan_in_words
from hedan.texts.plan_reasons import planned_because
from tests.domain.test_plan_limits_properties import plan_rules, planned, ready_lines


@given(ready_lines(), plan_rules)
def test_every_reason_of_a_plan_has_words(lines: list[ReadyLine], rules: PlanRules) -> None:
    priced = rules._replace(price=lambda carrier, receiver, grams: 500 + grams)
    plan = planned(lines, priced)
    told = [reason for parcel in plan.parcels for reason in parcel.reasons]
    for reason in (*told, *(one.reason for one in plan.questions)):
        assert planned_because(reason) is not None, reason
    for one in plan.left:
        assert left_in_words("zh", one.reason) != one.reason


def test_a_seller_reads_them_in_the_own_language() -> None:
    reasons = (
        "MERGED 2 orders: another buyer, the same address",
        "APART: paid for on delivery, sent abroad: travels with its own order only",
        "OVER_LIMIT: cannot be parted further: WEIGHT: 5000 g, and a parcel holds 1000 g at most",
        "NOT_MERGED: same buyer, not the same group: orders 2, 3",
    )
    assert plan_in_words("zh", reasons) == (
        "2 个订单合并发货：同一地址，不同买家",
        "不与其它订单合并：货到付款, 跨境",
        "超过限制，但不能再拆：超重拆单：5000 克，每个包裹最多 1000 克",
        "【未合并】同一买家，不在同一合单组：订单 2, 3",
    )
    assert plan_in_words("en", reasons)[3] == (
        "NOT MERGED: same buyer, not the same merge group: orders 2, 3"
    )


def test_a_reason_that_nobody_knows_stands_as_it_is() -> None:
    assert plan_in_words("zh", ["VIRTUAL: nothing to put in a parcel"]) == (
        "VIRTUAL: nothing to put in a parcel",
    )
