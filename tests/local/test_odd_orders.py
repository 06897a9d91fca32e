"""The odd orders of the day: for every finding one, and each raises its own and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case, Decision
from hedan.domain.edits import Edits
from hedan.domain.orders import Order
from hedan.platforms.doudian.mapping import order_of
from hedan.settings import BlockedBuyer, Settings
from infra.local.doudian import DoudianPlatform, Item
from infra.local.doudian.caller import Caller
from infra.local.doudian.people import People
from infra.local.odd_day import READY_FOR_MORE, READY_FOR_WAVE
from infra.local.odd_goods import (
    BLOCKED_BUYER,
    BOWL,
    CARD,
    CLOCK,
    GLASSES,
    LAST_JAR,
    PLATE,
    POSTER,
    STOOL,
    TABLE_SET,
    UNMAPPED,
)
from infra.local.odd_orders import ELSEWHERE, Odd, alone, finding_codes, scene_of
from infra.local.scenes import is_odd
from infra.local.world import SETTINGS_FILE
from infra.publish_settings import read_settings

pytestmark = pytest.mark.loopback

APP, SECRET, SHOP, STORE = "6800000000000000003", "a-secret", "4463800", "odd-house"
NOW = datetime.now(UTC)
ALONE = alone(NOW)
# Placed by odd_day.py beside those that are odd by themselves.
BY_MORE = {
    *("ADDRESS_CHANGE_ASKED", "SHIPPED_ELSEWHERE", "GIFT_WRAP", "DUPLICATE"),
    *("AFTER_SALE_UNREADABLE", *READY_FOR_MORE, *READY_FOR_WAVE),
}
FINE = {
    "plain": (BOWL,),
    "first of two": (PLATE,),
    "set": (TABLE_SET,),
    "poster": (POSTER,),
    "stool": (STOOL, PLATE),
    "glasses": (GLASSES, PLATE),
    "clock": (CLOCK,),
    "jar": (LAST_JAR,),
}


@cache
def settings() -> Settings:
    return read_settings(SETTINGS_FILE)


@pytest.fixture
def platform() -> Iterator[DoudianPlatform]:
    with DoudianPlatform(seed=1) as platform:
        platform.register_app(APP, SECRET)
        platform.register_shop(SHOP, "示例杂货店")
        yield platform
        assert platform.crashes == []


def told(platform: DoudianPlatform, odd: Odd) -> Order:
    """Place an odd order as the day does, and read it as we do."""
    caller = Caller(platform, APP, SECRET)
    caller.log_in(SHOP)
    person = People(3).buyer()
    paid_at = NOW - timedelta(hours=3)
    order_id = platform.place_order(
        SHOP,
        odd.items,
        receiver=odd.moved(person.receiver) if odd.moved else person.receiver,
        buyer=odd.buyer or person.buyer,
        created_at=paid_at - timedelta(minutes=2),
        pay_time=paid_at,
        **odd.terms,
    )
    return order_of(caller.call("order.orderDetail", {"shop_order_id": order_id})["data"], STORE)


def decided(platform: DoudianPlatform, odd: Odd) -> Decision:
    """Decide it by the settings of the local run."""
    order = told(platform, odd)
    buyer_id = platform.book.sealer.buyer_id(APP, BLOCKED_BUYER)
    blocked = BlockedBuyer(buyer_id=buyer_id, store=STORE, reason="拒收三次")
    book = RuleBook(settings().but(blocked_buyers=(blocked,)))
    return decide(Case(order=order, edits=Edits(order=order.key), at=NOW), book)


def test_every_finding_has_a_scene_and_no_scene_has_a_finding_that_is_none() -> None:
    assert finding_codes() == {*ALONE, *BY_MORE, *ELSEWHERE}
    assert not set(ALONE) & BY_MORE
    assert not {*ALONE, *BY_MORE} & set(ELSEWHERE)
    assert {is_odd(scene_of(code)) for code in (*ALONE, *BY_MORE)} == {True}


@pytest.mark.parametrize("code", sorted(ALONE.keys() - {"STOCK_SHORT"}))
def test_each_raises_its_own_finding_and_nothing_else(platform: DoudianPlatform, code: str) -> None:
    assert [one.code for one in decided(platform, ALONE[code]).findings] == [code]


@pytest.mark.parametrize("items", FINE.values(), ids=FINE.keys())
def test_what_shall_be_shipped_is_not_held(
    platform: DoudianPlatform, items: tuple[Item, ...]
) -> None:
    assert decided(platform, Odd(items)).findings == ()


def test_only_the_stock_is_short_where_the_stock_is_short(platform: DoudianPlatform) -> None:
    assert decided(platform, ALONE["STOCK_SHORT"]).findings == ()
    (line,) = decided(platform, ALONE["STOCK_SHORT"]).lines
    assert [part.tracks_stock for part in line.parts] == [True]


def test_what_nobody_knows_yet_is_found_as_that(platform: DoudianPlatform) -> None:
    assert [one.code for one in decided(platform, Odd((UNMAPPED,))).findings] == ["SKU_UNKNOWN"]


def test_a_failing_rule_silences_no_other(platform: DoudianPlatform) -> None:
    decision = decided(platform, ALONE["RULE_FAILED"])
    assert [one.rule_id for one in decision.reasoning.failures] == ["whole-set"]
    assert {one.rule_id for one in decision.reasoning.given} == {"posters"}
    (line,) = decision.lines
    assert [part.sku for part in line.parts if part.is_gift] == [CARD]
    assert line.handling.carrier == "shunfeng"


def test_units_and_cents_of_a_set_are_kept(platform: DoudianPlatform) -> None:
    (line,) = decided(platform, Odd((TABLE_SET,))).lines
    parts = {part.sku: (part.quantity, part.paid_minor) for part in line.parts}
    # Three sets of a bowl (two parts of the price) and two plates (one part each).
    assert parts == {"BOWL-4": (3, 5000), "PLATE-2": (6, 4999)}
    assert sum(paid for _, paid in parts.values()) == TABLE_SET.paid_fen
