"""Virtual goods: which of them go by themselves, and what is decided for these."""

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSaleLine
from hedan.domain.base import LineKey
from hedan.domain.decisions import Decision
from hedan.domain.edits import EditField
from hedan.domain.line_work import LineWork, fenced
from hedan.domain.orders import Line, OrderStatus
from hedan.domain.rules import AddGift, Rule
from hedan.settings import StoreSettings
from hedan.settings.virtual import ships_virtual
from tests.deciding.builders import SETTINGS, book, case, edit, line, rule
from tests.domain.builders import make_after_sale

CARD = line("1", is_virtual=True)
OTHER = line("2", is_virtual=True)
GOODS = line("3")


def store(platform: str, api_url: str = "https://example.com", **options: str) -> StoreSettings:
    return StoreSettings(
        id="cup-shop",
        platform=platform,
        name="杯店",
        shop_id="1",
        api_url=api_url,
        options=options,
    )


def at(platform: str, *rules: Rule, **options: str) -> RuleBook:
    return book(*rules, settings=SETTINGS.but(stores=(store(platform, **options),)))


def plans(decision: Decision) -> list[str]:
    return [plan.line_id for plan in decision.lines]


def codes(decision: Decision) -> list[str]:
    return [finding.code for finding in decision.findings]


@pytest.mark.parametrize(
    ("platform", "options", "unit"),
    [
        ("taobao", {}, "order"),
        ("taobao", {"virtual": "by_hand"}, None),
        ("mall", {}, "lines"),
        ("mall", {"virtual": ""}, "lines"),
        ("mall", {"virtual": "Auto"}, None),  # Nobody knows the word: a person decides.
        ("shopify", {}, None),
        ("shopify", {"virtual": "auto"}, "lines"),
        ("doudian", {"virtual": "auto"}, None),
        ("pinduoduo", {"virtual": "auto"}, None),
        ("aliexpress", {"virtual": "auto"}, None),
        ("woocommerce", {"virtual": "auto"}, None),
    ],
)
def test_who_ships_virtual_goods(platform: str, options: dict[str, str], unit: str | None) -> None:
    assert ships_virtual(store(platform, **options)) == unit


def test_a_store_of_files_has_no_way() -> None:
    assert ships_virtual(store("mall", api_url="")) is None


def test_virtual_goods_are_planned_like_others_and_nobody_is_asked() -> None:
    decision = decide(case(CARD, GOODS), at("mall"))
    assert codes(decision) == []
    assert sorted(plans(decision)) == ["1", "3"]
    (virtual,) = (plan for plan in decision.lines if plan.line_id == "1")
    assert virtual.supplier == "factory-a"
    assert sum(part.paid_minor for part in virtual.parts) == CARD.paid_minor


def test_by_hand_they_have_no_plan_and_a_person_is_asked() -> None:
    decision = decide(case(CARD), at("mall", virtual="by_hand"))
    assert (codes(decision), plans(decision)) == (["VIRTUAL_BY_HAND"], [])


def test_a_store_that_left_the_settings_leaves_them_to_a_person() -> None:
    without = book(settings=SETTINGS.but(stores=()))
    assert codes(decide(case(CARD), without)) == ["VIRTUAL_BY_HAND"]


def test_a_persons_supplier_counts_for_them_too() -> None:
    made = case(CARD, edits=[edit(EditField.SUPPLIER, "factory-b")])
    assert decide(made, at("mall")).lines[0].supplier == "factory-b"


def test_virtual_goods_that_nobody_knows_wait_for_a_person() -> None:
    assert "SKU_UNKNOWN" in codes(decide(case(CARD.but(sku="NOPE")), at("mall")))


# --- where the platform is told of whole orders ---------------------------------------------------


def test_an_order_of_nothing_but_virtual_goods_goes_by_itself() -> None:
    decision = decide(case(CARD, OTHER), at("taobao"))
    assert (codes(decision), plans(decision)) == ([], ["1", "2"])


def test_what_was_cancelled_keeps_nothing_back() -> None:
    gone = GOODS.but(status=OrderStatus.CANCELLED)
    assert plans(decide(case(CARD, gone), at("taobao"))) == ["1"]


@pytest.mark.parametrize("beside", [GOODS, GOODS.but(status=OrderStatus.SHIPPED)])
def test_goods_beside_them_leave_them_to_a_person(beside: Line) -> None:
    assert "1" not in plans(decide(case(CARD, beside), at("taobao")))


def test_a_refund_of_one_of_them_leaves_the_others_to_a_person() -> None:
    asked = OTHER.but(in_after_sale=True)
    assert codes(decide(case(CARD, asked), at("taobao"))) == ["VIRTUAL_BY_HAND"]
    made = case(CARD, OTHER)
    work = LineWork(key=LineKey(order=made.order.key, line_id="2"))
    asked_back = AfterSaleLine(line_id="2", quantity=1)
    made = made.but(works=(fenced(work, make_after_sale(lines=(asked_back,))),))
    assert codes(decide(made, at("taobao"))) == ["VIRTUAL_BY_HAND"]
    assert codes(decide(made, at("mall"))) == []


def test_no_gift_travels_with_what_does_not_travel() -> None:
    gift = rule("r", AddGift(sku="BRUSH"))
    for lines in ((CARD,), (CARD, GOODS)):
        for plan in decide(case(*lines), at("mall", gift)).lines:
            if plan.line_id == "1":
                assert not any(part.is_gift for part in plan.parts)
