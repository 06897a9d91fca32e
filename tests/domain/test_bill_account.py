"""B16: what is owed for a parcel, and that no order of the news changes the sum."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.bill_account import SUPPLIER, ParcelFacts, Price, Terms, new_entries, who_pays
from hedan.domain.bills import BillEntry, EntryKind
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Part
from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.stops import Stop, StopAnswer, StopLevel, StopLine, StopTelling
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
from tests.contracts.test_desk import make_parcel, make_stop
from tests.domain.builders import NOW, line_key, minutes, order_key

CUP, LID = "CUP", "LID"
TERMS = Terms(
    prices=(
        Price(sku=CUP, unit_minor=1000, since=date(2026, 1, 1)),
        Price(sku=CUP, unit_minor=1100, since=date(2026, 10, 2)),
        Price(sku=LID, unit_minor=200, since=date(2026, 1, 1)),
    ),
    parcel_fee_minor=150,
    grace_minutes=30,
)


def line(line_id: str, sku: str = CUP, quantity: int = 1, *parts: Part) -> ParcelLine:
    return ParcelLine(
        key=line_key("1", line_id),
        sku=sku,
        name="示例",
        spec="",
        quantity=quantity,
        paid_minor=0,
        is_gift=False,
        parts=parts,
    )


def parcel(*lines: ParcelLine, **changes: object) -> Parcel:
    told = {"lines": lines or (line("11", CUP, 2), line("12", LID)), "claimed_at": NOW}
    return make_parcel("P1", accepted_at=NOW + minutes(60), **(told | changes))


def stop(
    answer: StopAnswer, *line_ids: str, name: str = "S1", told: datetime = NOW, **changes: object
) -> Stop:
    lines = tuple(
        StopLine(key=line_key("1", one), name="", spec="", quantity=1) for one in line_ids
    )
    return make_stop(
        name,
        lines=lines,
        told=(StopTelling(level=StopLevel.NOTICE, at=told),),
        answer=answer,
        answered_at=told + minutes(90),
    ).but(**changes)


def back(*goods: tuple[str, str, int], name: str = "B1") -> SupplierReturn:
    return SupplierReturn(
        return_id=name,
        cause=ReturnCause.AFTER_SALE,
        supplier="factory-a",
        store="cup-shop",
        order=order_key("1"),
        parcel_id="P1",
        workbook="factory-a-000001",
        goods=tuple(
            ReturnedGoods(key=line_key("1", line_id), sku=sku, name="", quantity=count)
            for line_id, sku, count in goods
        ),
        expected_since=NOW,
        state=ReturnState.RECEIVED,
        settled_at=NOW,
    )


def facts(of: Parcel, *accepted: str, stops: tuple[Stop, ...] = ()) -> ParcelFacts:
    return ParcelFacts(of, frozenset(line_key("1", one) for one in accepted), stops)


def told(entries: tuple[BillEntry, ...]) -> list[tuple[str, str, int]]:
    return [(one.kind.value, one.sku, one.amount_minor) for one in entries]


def test_b16_what_was_shipped_is_owed_at_the_price_of_its_day_and_the_parcel_once() -> None:
    entries = new_entries(facts(parcel(), "11", "12"), (), TERMS)
    assert told(entries) == [("shipped", CUP, 2000), ("shipped", LID, 200), ("parcel", "", 150)]
    assert entries[0].price_from == date(2026, 1, 1)
    later = parcel(claimed_at=NOW + timedelta(days=1))
    assert told(new_entries(facts(later, "11"), (), TERMS))[0] == ("shipped", CUP, 2200)


def test_c78_the_price_is_of_the_day_by_the_suppliers_clock() -> None:
    evening = parcel(claimed_at=datetime.fromisoformat("2026-10-01T16:30+00:00"))  # The 2nd there.
    assert new_entries(facts(evening, "11"), (), TERMS)[0].unit_minor == 1100


def test_b16_what_was_entered_is_not_entered_again() -> None:
    known = new_entries(facts(parcel(), "11"), (), TERMS)
    assert new_entries(facts(parcel(), "11"), known, TERMS) == ()
    assert told(new_entries(facts(parcel(), "11", "12"), known, TERMS)) == [("shipped", LID, 200)]


def test_b16_a_combo_is_owed_by_its_pieces() -> None:
    combo = line("11", "SET", 2, Part(sku=CUP, quantity=2), Part(sku=LID, quantity=4))
    entries = new_entries(facts(parcel(combo), "11"), (), TERMS)
    assert told(entries)[:2] == [("shipped", CUP, 2000), ("shipped", LID, 800)]


def test_b16_what_was_stopped_in_time_costs_nothing_and_is_told() -> None:
    stopped = stop(StopAnswer.STOPPED, "11")
    entries = new_entries(facts(parcel(), "12", stops=(stopped,)), (), TERMS)
    assert told(entries) == [
        ("shipped", LID, 200),
        ("stopped_in_time", CUP, 0),
        ("parcel", "", 150),
    ]


def test_b16_what_stayed_after_it_was_entered_is_credited_with_its_parcel() -> None:
    one = parcel(line("11", CUP, 2))
    known = new_entries(facts(one, "11"), (), TERMS)
    entries = new_entries(facts(one, "11", stops=(stop(StopAnswer.STOPPED, "11"),)), known, TERMS)
    assert told(entries) == [("stopped_in_time", CUP, -2000), ("parcel", "", -150)]


@pytest.mark.parametrize(
    ("scan", "printed", "payer"),
    [
        (29, None, "seller"),
        (30, None, "seller"),
        (31, None, "supplier"),
        (None, None, "seller"),
        (None, 31, "supplier"),
        (None, 30, "seller"),
        (10, 31, "seller"),
    ],
)
def test_b16_who_was_told_in_time_pays_what_left_too_late(
    scan: int | None, printed: int | None, payer: str
) -> None:
    of = parcel(line("11"), scanned_at=NOW + minutes(scan) if scan else None)
    gone = stop(StopAnswer.GONE, "11", label_printed_at=NOW + minutes(printed) if printed else None)
    assert who_pays(gone, of, TERMS) == payer
    (late, *fee) = new_entries(facts(of, stops=(gone,)), (), TERMS)
    assert (late.kind, late.paid_by) == (EntryKind.STOPPED_TOO_LATE, payer)
    assert late.amount_minor == (0 if payer == SUPPLIER else 1000)
    assert [one.amount_minor for one in fee] == ([] if payer == SUPPLIER else [150])


def test_b16_without_a_grace_or_a_telling_the_seller_pays() -> None:
    of = parcel(line("11"), scanned_at=NOW + minutes(600))
    assert who_pays(stop(StopAnswer.GONE, "11"), of, TERMS.but(grace_minutes=None)) == "seller"
    assert who_pays(stop(StopAnswer.GONE, "11").but(told=()), of, TERMS) == "seller"


def test_b16_a_scan_that_comes_later_turns_the_bill() -> None:
    gone, of = stop(StopAnswer.GONE, "11"), parcel(line("11"))
    known = new_entries(facts(of, stops=(gone,)), (), TERMS)
    scanned = of.but(scanned_at=NOW + minutes(45))
    entries = new_entries(facts(scanned, stops=(gone,)), known, TERMS)
    assert told(entries) == [("stopped_too_late", CUP, -1000), ("parcel", "", -150)]
    assert entries[0].paid_by == SUPPLIER


def test_b16_what_came_back_is_credited_and_never_more_than_was_owed() -> None:
    known = new_entries(facts(parcel(), "11"), (), TERMS)
    once = facts(parcel(), "11")._replace(returns=(back(("11", CUP, 1)),))
    first = new_entries(once, known, TERMS)
    assert told(first) == [("returned", CUP, -1000)]
    twice = once._replace(returns=(*once.returns, back(("11", CUP, 2), name="B2")))
    assert told(new_entries(twice, (*known, *first), TERMS)) == [("returned", CUP, -1000)]


def test_c78_no_price_and_another_price_asked_are_differences() -> None:
    asked = SupplierAnswer(
        kind=AnswerKind.PRICE,
        lines=(line_key("1", "11"),),
        at=NOW,
        workbook="factory-a-000001",
        cell="N5",
        unit_minor=1200,
    )
    of = parcel(line("11", CUP), line("12", LID), line("13", "NEW"), answers=(asked,))
    entries = new_entries(facts(of, "11", "12", "13"), (), TERMS)
    assert [(one.sku, one.asked_minor) for one in entries if one.is_difference] == [
        (CUP, 1200),
        ("NEW", None),
    ]
    agreed = asked.but(unit_minor=1000)
    same = new_entries(facts(of.but(answers=(agreed,)), "11"), (), TERMS)
    assert not same[0].is_difference


def test_c78_a_price_that_is_agreed_later_is_owed_later() -> None:
    of = parcel(line("11", "NEW", 3))
    known = new_entries(facts(of, "11"), (), TERMS)
    assert told(known)[0] == ("shipped", "NEW", 0)
    price = Price(sku="NEW", unit_minor=70, since=date(2026, 1, 1))
    priced = TERMS.but(prices=(*TERMS.prices, price))
    entries = new_entries(facts(of, "11"), known, priced)
    assert told(entries) == [("shipped", "NEW", 210)]
    assert new_entries(facts(of, "11"), (*known, *entries), priced) == ()


# --- Any split of the news over days sums to the same account -------------------------------------


class News(NamedTuple):
    """Everything that may become known of a parcel."""

    lines: tuple[str, ...]
    stops: tuple[Stop, ...]
    returns: tuple[SupplierReturn, ...]
    scan: int | None


LINES = ("11", "12", "13")


@st.composite
def news(draw: st.DrawFn) -> News:
    some = st.lists(st.sampled_from(LINES), unique=True, max_size=3)
    answers = st.sampled_from((StopAnswer.STOPPED, StopAnswer.GONE))
    stops = [
        stop(draw(answers), *hit, name=f"S{number}", told=NOW + minutes(number))
        for number in range(draw(st.integers(0, 3)))
        for hit in (draw(some),)
    ]
    goods = st.tuples(st.sampled_from(LINES), st.just(CUP), st.integers(1, 3))
    returns = [
        back(*draw(st.lists(goods, min_size=1, max_size=2)), name=f"B{number}")
        for number in range(draw(st.integers(0, 3)))
    ]
    scan = draw(st.one_of(st.none(), st.integers(0, 90)))
    return News(tuple(draw(some)), tuple(stops), tuple(returns), scan)


@given(news(), st.data())
def test_b16_any_split_of_the_news_over_days_sums_to_the_same(
    all_news: News, data: st.DataObject
) -> None:
    of = parcel(*(line(one, CUP, 3) for one in LINES))
    end = of.but(scanned_at=None if all_news.scan is None else NOW + minutes(all_news.scan))
    days = data.draw(st.integers(1, 4))

    def since(_: object) -> int:
        return data.draw(st.integers(0, days - 1))

    lines = {one: since(one) for one in all_news.lines}
    stops = {one.stop_id: since(one) for one in all_news.stops}
    returns = {one.return_id: since(one) for one in all_news.returns}
    scanned = since("scan")
    entries: list[BillEntry] = []
    for day in range(days):
        known = ParcelFacts(
            end if day >= scanned else of,
            frozenset(line_key("1", one) for one, first in lines.items() if first <= day),
            tuple(one for one in all_news.stops if stops[one.stop_id] <= day),
            tuple(one for one in all_news.returns if returns[one.return_id] <= day),
        )
        fresh = new_entries(known, entries, TERMS)
        assert new_entries(known, (*entries, *fresh), TERMS) == ()  # Closing twice adds nothing.
        entries += fresh
    at_once = new_entries(
        ParcelFacts(
            end,
            frozenset(line_key("1", one) for one in all_news.lines),
            all_news.stops,
            all_news.returns,
        ),
        (),
        TERMS,
    )
    assert by_sku(entries) == by_sku(at_once)
    assert all(amount >= 0 for amount in by_sku(entries).values())


def by_sku(entries: tuple[BillEntry, ...] | list[BillEntry]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for one in entries:
        name = (str(one.line), one.sku)
        sums[name] = sums.get(name, 0) + one.amount_minor
    return {name: amount for name, amount in sums.items() if amount}
