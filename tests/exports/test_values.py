"""Single cells: what they say, and what is never guessed."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.exports.columns import ALIEXPRESS, DOUDIAN, MALL, PINDUODUO, TAOBAO
from hedan.exports.fields import Field, Synonyms
from hedan.exports.items import Item, items_of
from hedan.exports.masking import readable
from hedan.exports.orders import divided
from hedan.exports.values import Money, count_of, id_of, minor_of, money_of, text_of, time_of
from hedan.workbooks.cells import Formula, Number, Odd
from hedan.workbooks.filled_cells import CellRefused
from hedan.workbooks.headings import plain

SHANGHAI, PACIFIC = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("\t6920000000000000123", "6920000000000000123"),
        ("'6920000000000000123", "6920000000000000123"),
        (Formula('="6920000000000000123"'), "6920000000000000123"),
        ("６９２０", "6920"),
        (Number("692000000000.0"), "692000000000"),
        (" - ", ""),
    ],
)
def test_ids_lose_their_guards_only(cell: str, said: str) -> None:
    assert id_of(cell) == said


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Formula("=A1"), "FORMULA"),
        (Formula("6920000000000000123"), "FORMULA"),
        (Number("6.92E+18"), "DIGITS_LOST"),
        (Number("6920000000000000123"), "DIGITS_LOST"),
        (Odd("46293.5"), "ODD_VALUE"),
        ("ORDER#1", "ID_WRONG"),
    ],
)
def test_ids_that_may_be_damaged_are_refused(cell: str, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        id_of(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "money"),
    [
        ("59.90", Money(Decimal("59.90"), "")),
        ("¥1,234.50", Money(Decimal("1234.50"), "")),
        ("US $12.95", Money(Decimal("12.95"), "USD")),
        ("12.95 EUR", Money(Decimal("12.95"), "EUR")),
        ("59.9元", Money(Decimal("59.9"), "CNY")),
        (Number("0.1"), Money(Decimal("0.1"), "")),
        ("", None),
        ("-", None),
    ],
)
def test_money(cell: str, money: Money | None) -> None:
    assert money_of(cell) == money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("59.90", "CNY", 5990), ("500", "JPY", 500), ("1.234", "KWD", 1234)],
)
def test_minor_units(amount: str, currency: str, minor: int) -> None:
    assert minor_of(Money(Decimal(amount), ""), currency) == minor


def test_a_sum_of_binary_fractions_is_no_finer_than_money() -> None:
    money = money_of(Number(repr(0.1 + 0.2)))
    assert money
    assert minor_of(money, "CNY") == 30


@pytest.mark.parametrize("cell", ["1.2.3", "12,95", "1e5", "5 apples", "NaN", "9" * 20])
def test_money_that_is_none(cell: str) -> None:
    with pytest.raises(CellRefused, match="MONEY_UNREADABLE"):
        money_of(cell)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-09-28 10:00:00", 2),
        ("2026/9/28 10:00", 2),
        ("2026年9月28日 10:00", 2),
        ("2026-09-28T10:00:00.123", 2),
        ("\t2026-09-28 10:00:00", 2),
        ("2026-09-28T10:00:00Z", 10),
        ("2026-09-28T10:00:00-07:00", 17),
        (Odd("46293.416666666664"), 2),
    ],
)
def test_instants(cell: str, hour: int) -> None:
    assert time_of(cell, SHANGHAI) == datetime(2026, 9, 28, hour, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_the_first() -> None:
    twice = time_of("2026-11-01 01:30:00", PACIFIC)
    assert twice == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["28/09/2026", "2026-02-30", "1790560801", Number("46293.4")])
def test_instants_that_are_none(cell: str) -> None:
    with pytest.raises(CellRefused, match="TIME_UNREADABLE"):
        time_of(cell, SHANGHAI)


def test_counts_with_a_unit() -> None:
    assert [count_of(cell) for cell in ("2", "2.0", "2 piece", "2件", "")] == [2, 2, 2, 2, None]


def test_words_of_people_are_never_computed_and_never_lost() -> None:
    assert text_of(Formula("=1+1")) == "=1+1"
    assert text_of("-") == ""
    assert text_of("甲" * 600) == "甲" * 500


def test_goods_in_one_cell() -> None:
    cell = (
        "【1】 Mug (large)\n(商品属性:Color:White + Size:L(40))\n(商家编码:MUG-W)\n"
        "(产品数量:2 piece)"
        "【2】 Spoon (Product properties: ) (SKU code: SPOON) (Product quantity: 1 lot)"
    )
    assert items_of(cell) == [
        Item(1, "Mug (large)", "MUG-W", "Color:White + Size:L(40)", 2),
        Item(2, "Spoon", "SPOON", "", 1),
    ]


@pytest.mark.parametrize(
    "cell", ["【1】 Mug", "【1】 (产品数量:2)", "【1】 A (数量:1)【1】 B (数量:1)"]
)
def test_goods_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(CellRefused, match="ITEMS_UNREADABLE"):
        items_of(cell)


@pytest.mark.parametrize("text", ["", "张三", "张*", "13800001234", "*******1234", "文新街道一路"])
def test_a_receiver_is_kept_as_the_sheet_shows_it(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize("text", ["##cipher", "$$cipher", "~AAAAcipher~", "$AAAA$dGVs$1$"])
def test_of_a_cipher_text_nothing_is_kept(text: str) -> None:
    assert readable(text) == "***"


@pytest.mark.parametrize("table", [DOUDIAN, PINDUODUO, TAOBAO, ALIEXPRESS, MALL])
def test_no_heading_says_two_things(table: Synonyms) -> None:
    # One heading may serve for both: a sheet with a single time tells when it was paid at most.
    shared = {plain("订单成交时间")}
    seen: dict[str, Field] = {}
    for field, headings in table.items():
        for heading in {plain(one) for one in headings} - shared:
            assert heading, field
            assert seen.setdefault(heading, field) == field


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_dividing_an_amount_loses_nothing(total: int, weights: list[int]) -> None:
    weights[0] += 1
    shares = divided(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) <= 1
