"""Refund rates: every unit counted once, nothing lost between groups, no rate above one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind as Kind
from hedan.domain.after_sales import AfterSaleLine
from hedan.domain.after_sales import AfterSaleStatus as Status
from hedan.domain.base import OrderKey
from hedan.domain.cases import CaseKind, CaseOutcome, Offer, OfferKind, fresh_case
from hedan.domain.orders import Line, Order
from hedan.usecases.refund_rates.endings import endings
from hedan.usecases.refund_rates.gather import TooMuch, refund_rates
from hedan.usecases.refund_rates.rates import REFUNDS, By, RateRow, Refund, rate_rows, retention
from tests.domain.builders import NOW, make_after_sale, make_line, make_order, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk
from tests.simulation.world import SETTINGS
from tests.staff.calls import Shop
from tests.staff.test_orders import stored

FACTORY = {"CUP": "factory-a", "BRUSH": "factory-b"}


def supplier(_: OrderKey, line: Line) -> str:
    return FACTORY.get(line.sku, "")


def order(number: str, *lines: Line) -> Order:
    return make_order(*lines, key=order_key(number))


def refund(
    number: str, case_id: str, *lines: tuple[str, int], reason: str = "", **changes: object
) -> Refund:
    named = tuple(AfterSaleLine(line_id=name, quantity=units) for name, units in lines)
    told = make_after_sale(
        Status.SUCCEEDED, Kind.RETURN, order=order_key(number), after_sale_id=case_id, lines=named
    ).but(**changes)
    case = fresh_case(told.order, case_id, CaseKind.AFTER_SALE, NOW).but(reason=reason)
    return Refund(told, case if reason else None)


ORDERS = {
    one.key: one
    for one in (
        order("1", make_line("11", sku="CUP", quantity=4), make_line("12", sku="BRUSH")),
        order("2", make_line("21", sku="CUP", quantity=2)),
    )
}


def rows(by: By, *refunds: Refund) -> dict[str, RateRow]:
    return {row.of: row for row in rate_rows(ORDERS, refunds, by, supplier)}


def test_units_are_counted_against_what_was_sold() -> None:
    two = refund("1", "71", ("11", 2), refund_minor=1000, reason="broken")
    asked = refund("2", "72", ("21", 1), status=Status.REQUESTED)
    by_sku = rows(By.SKU, two, asked)
    cup = by_sku["CUP"]
    assert (cup.sold, cup.asked, cup.refunded, cup.refund_minor) == (6, 3, 2, {"CNY": 1000})
    assert (cup.asked_rate, cup.refunded_rate) == (0.5, 0.3333)
    assert (by_sku["BRUSH"].sold, by_sku["BRUSH"].asked) == (1, 0)
    assert rows(By.SUPPLIER, two)["factory-a"].refunded == 2
    assert rows(By.STORE, two)["cup-shop"].sold == 7
    by_reason = rows(By.REASON, two, asked)
    assert {of: row.sold for of, row in by_reason.items()} == {"broken": 7, "多拍": 7}


def test_a_unit_counts_once_for_the_request_that_succeeded() -> None:
    first = refund("2", "71", ("21", 2), status=Status.CLOSED, reason="late")
    second = refund("2", "72", ("21", 2), reason="broken", asked_at=NOW + timedelta(days=1))
    by_reason = rows(By.REASON, first, second)
    assert (by_reason["broken"].refunded, by_reason["late"].asked) == (2, 0)
    more = refund("2", "73", ("21", 9), reason="more than was sold")
    assert rows(By.SKU, more)["CUP"].refunded == 2


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in REFUNDS])
def test_what_is_no_refund_counts_nothing(kind: Kind) -> None:
    assert rows(By.SKU, refund("1", "71", ("11", 2), kind=kind))["CUP"].asked == 0


def test_another_days_order_counts_nothing() -> None:
    assert rows(By.SKU, refund("9", "71", ("11", 2)))["CUP"].asked == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2"]),
            st.lists(
                st.tuples(st.sampled_from(["11", "12", "21", "99"]), st.integers(1, 9)), max_size=3
            ),
            st.sampled_from(list(Status)),
            st.sampled_from(["", "broken", "late"]),
            st.integers(0, 5000),
        ),
        max_size=8,
    )
)
def test_groups_sum_to_the_same_and_no_rate_is_above_one(
    told: list[tuple[str, list[tuple[str, int]], Status, str, int]],
) -> None:
    refunds = [
        refund(number, f"7{n}", *lines, status=status, reason=reason, refund_minor=minor)
        for n, (number, lines, status, reason, minor) in enumerate(told)
    ]
    sums = set()
    for by in By:
        found = rate_rows(ORDERS, refunds, by, supplier)
        assert all(row.refunded <= row.asked <= row.sold for row in found)
        assert all(0 <= row.refunded_rate <= row.asked_rate <= 1 for row in found)
        money = sum(row.refund_minor.get("CNY", 0) for row in found)
        sums.add((sum(row.asked for row in found), sum(row.refunded for row in found), money))
        if by is not By.REASON:
            assert sum(row.sold for row in found) == 7
    assert len(sums) == 1
    lines = {"1": {"11", "12"}, "2": {"21"}}
    paid = sum(
        one.told.refund_minor
        for one in refunds
        if one.has_succeeded
        and any(line.line_id in lines[one.told.order.order_id] for line in one.told.lines)
    )
    assert {money for _, _, money in sums} == {paid}


def test_offers_and_what_they_kept() -> None:
    def offer(name: str, *, is_accepted: bool | None) -> Offer:
        return Offer(
            offer_id=name,
            kind=OfferKind.COUPON,
            amount_minor=300,
            at=NOW,
            by="li",
            is_accepted=is_accepted,
        )

    def offered(case_id: str, status: Status, *offers: Offer) -> Refund:
        told, case = refund("1", case_id, ("11", 1), status=status, reason="late")
        assert case is not None
        return Refund(told, case.but(offers=offers))

    found = retention(
        ORDERS,
        [
            offered(
                "71", Status.CLOSED, offer("A", is_accepted=False), offer("B", is_accepted=True)
            ),
            offered("72", Status.SUCCEEDED, offer("C", is_accepted=True)),
            offered("73", Status.REQUESTED, offer("D", is_accepted=None)),
            refund("2", "74", ("21", 1)),
        ],
    )
    assert (found.made, found.accepted, found.declined, found.kept) == (4, 2, 1, 1)
    assert found.cost_minor == {"CNY": 600}


def test_complaints_are_counted_by_cause_and_how_they_ended() -> None:
    opened = fresh_case(order_key("1"), "K1", CaseKind.DISPUTE, NOW)
    lost = opened.but(cause="broken", closed_at=NOW, outcome=CaseOutcome.LOST, outcome_minor=900)
    won = lost.but(outcome=CaseOutcome.WON, outcome_minor=0)
    complaint = opened.but(kind=CaseKind.COMPLAINT)
    elsewhere = lost.but(order=order_key("9"))
    worked = opened.but(kind=CaseKind.AFTER_SALE)
    first, *rest = endings(ORDERS, [opened, lost, won, complaint, elsewhere, worked, lost])
    assert (first.kind, first.cause, first.opened) == (CaseKind.DISPUTE, "broken", 3)
    assert (first.won, first.lost, first.waiting, first.cost_minor) == (1, 2, 0, {"CNY": 1800})
    assert [(row.kind.value, row.waiting) for row in rest] == [("complaint", 1), ("dispute", 1)]


# --- Gathered, and over HTTP ----------------------------------------------------------------------


def shop() -> Shop:
    shop = Shop()
    for one in ORDERS.values():
        stored(shop, one.but(created_at=NOW - timedelta(days=3)))
    told = refund("1", "71", ("11", 2)).told
    stored(shop, told)
    return shop


def test_rates_over_http_follow_the_orders_of_those_days() -> None:
    day = (NOW - timedelta(days=3)).date()
    told = shop().call("GET", f"/refund-rates?since={day}&until={day}&by=supplier")
    assert (told.status, told.body["orders"]) == (200, 2)
    rows = {row["of"]: row for row in told.body["rows"]}
    assert (rows["factory-a"]["sold"], rows["factory-a"]["refunded"]) == (6, 2)
    assert rows["factory-b"]["asked"] == 0
    later = shop().call("GET", f"/refund-rates?since={NOW.date()}&until={NOW.date()}")
    assert (later.body["orders"], later.body["rows"]) == (0, [])
    elsewhere = shop().call("GET", f"/refund-rates?since={day}&until={day}&store=tea-shop")
    assert elsewhere.body["code"] == "NO_SUCH_STORE"


def test_too_much_at_once_is_refused_before_any_order_is_read() -> None:
    told = shop().call("GET", "/refund-rates?since=2026-01-01&until=2026-12-31")
    assert (told.status, told.body["code"]) == (422, "RATES_TOO_LONG")
    assert "at most 92" in told.body["message"]

    class Busy(MemoryDesk):
        def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
            return [order_key(f"{day}-{n}") for n in range(6000)]

    desk = Busy()
    with pytest.raises(TooMuch) as much:
        refund_rates(
            ["cup-shop"],
            date(2026, 9, 1),
            date(2026, 9, 9),
            By.SKU,
            book=MemoryCases(desk),
            desk=desk,
            settings=SETTINGS,
            now=NOW,
        )
    assert (much.value.what, much.value.most) == ("orders", 10_000)
