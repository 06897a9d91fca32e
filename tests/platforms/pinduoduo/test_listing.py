"""Listings against a shop whose rows move while they are read."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from hedan.errors import AccessEnded, Malformed
from hedan.platforms.china_time import written
from hedan.platforms.pinduoduo.capabilities import CAPABILITIES
from hedan.platforms.platform import Listed, Listing, Page, Unreadable
from tests.platforms.pinduoduo.wire import NOW, Call, Gateway, Reply, ok, pinduoduo_store, refused

INCREMENT = "pdd.order.number.list.increment.get"
CONFIRMED = "pdd.order.list.get"
REFUNDS = "pdd.refund.list.increment.get"
UNTIL = NOW - timedelta(minutes=10)
SINCE = UNTIL - timedelta(minutes=20)


@dataclass
class Shop:
    """Rows with their times of change; listed newest first, as the platform does."""

    changed: dict[str, datetime] = field(default_factory=dict)
    before_each: Callable[["Shop", int], None] = lambda shop, calls: None
    calls: int = 0

    def orders(self, call: Call) -> Reply:
        names, form = self._window(call, "updated_at"), call.form
        rows = [
            {"order_sn": name, "updated_at": written(at)} for name, at in self._page(names, form)
        ]
        told = self._told(names, form)
        return ok("order_sn_increment_get_response", order_sn_list=rows, **told)

    def confirmed(self, call: Call) -> Reply:
        names, form = self._window(call, "confirm_at"), call.form
        rows = [
            {"order_sn": name, "updated_at": written(at)} for name, at in self._page(names, form)
        ]
        return ok("order_list_get_response", order_list=rows, **self._told(names, form))

    def refunds(self, call: Call) -> Reply:
        names, form = self._window(call, "updated_at"), call.form
        rows = [
            {"id": int(name), "order_sn": f"sn-{name}", "updated_time": str(int(at.timestamp()))}
            for name, at in self._page(names, form)
        ]
        return ok("refund_increment_get_response", refund_list=rows, total_count=len(names))

    def _window(self, call: Call, suffix: str) -> list[tuple[str, datetime]]:
        self.calls += 1
        self.before_each(self, self.calls)
        start, end = int(call.form[f"start_{suffix}"]), int(call.form[f"end_{suffix}"])
        inside = [row for row in self.changed.items() if start <= row[1].timestamp() <= end]
        return sorted(inside, key=lambda row: (row[1], row[0]), reverse=True)

    def _page(
        self, names: list[tuple[str, datetime]], form: dict[str, str]
    ) -> list[tuple[str, datetime]]:
        size = int(form["page_size"])
        start = (int(form["page"]) - 1) * size
        return names[start : start + size]

    def _told(self, names: list[tuple[str, datetime]], form: dict[str, str]) -> dict[str, object]:
        if form["use_has_next"] == "true":
            return {"has_next": int(form["page"]) * int(form["page_size"]) < len(names)}
        return {"total_count": len(names)}


def full(count: int) -> Shop:
    """Return a shop with rows spread over the window, its first and last second included."""
    step = (UNTIL - SINCE) / max(1, count - 1)
    moments = ((SINCE + n * step).replace(microsecond=0) for n in range(count))
    return Shop({str(1000 + n): at for n, at in enumerate(moments)})


def listed(pages: list[Page]) -> set[str]:
    return {
        row.after_sale_id or row.order_id
        for page in pages
        for row in page.rows
        if isinstance(row, Listed)
    }


def pages_of(gateway: Gateway, shop: Shop, listing: Listing, **options: str) -> list[Page]:
    gateway.answers(INCREMENT, shop.orders)
    gateway.answers(CONFIRMED, shop.confirmed)
    gateway.answers(REFUNDS, shop.refunds)
    return list(pinduoduo_store(gateway, **options).pages(listing, SINCE, UNTIL))


@pytest.mark.parametrize("listing", Listing)
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 201, 350])
def test_every_row_of_a_window_is_listed(gateway: Gateway, listing: Listing, count: int) -> None:
    shop = full(count)
    pages = pages_of(gateway, shop, listing)
    assert listed(pages) == set(shop.changed)
    assert pages[0].total == count
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(pages) == max(1, math.ceil(count / 100))


def test_the_last_page_is_read_first(gateway: Gateway) -> None:
    pages_of(gateway, full(350), Listing.ORDERS)
    asked = gateway.asked(INCREMENT)
    assert [form["page"] for form in asked] == ["1", "4", "3", "2", "1"]
    assert [form["use_has_next"] for form in asked] == ["false", "true", "true", "true", "false"]


def test_what_is_asked(gateway: Gateway) -> None:
    start, end = str(int(SINCE.timestamp()) - 1), str(int(UNTIL.timestamp()) + 1)
    for listing in Listing:
        pages_of(gateway, full(1), listing)
    assert gateway.asked(INCREMENT) == [
        {
            "start_updated_at": start,
            "end_updated_at": end,
            "is_lucky_flag": "0",
            "order_status": "5",
            "refund_status": "5",
            "page": "1",
            "page_size": "100",
            "use_has_next": "false",
        }
    ]
    assert gateway.asked(CONFIRMED) == [
        {
            "start_confirm_at": start,
            "end_confirm_at": end,
            "order_status": "5",
            "refund_status": "5",
            "page": "1",
            "page_size": "100",
            "use_has_next": "false",
        }
    ]
    assert gateway.asked(REFUNDS) == [
        {
            "after_sales_status": "1",
            "after_sales_type": "1",
            "start_updated_at": start,
            "end_updated_at": end,
            "page": "1",
            "page_size": "100",
        }
    ]


@pytest.mark.parametrize("listing", Listing)
def test_the_longest_window_stays_within_the_platforms_rule(
    gateway: Gateway, listing: Listing
) -> None:
    rule = CAPABILITIES.listings[listing]
    until = NOW - rule.lag
    store, shop = pinduoduo_store(gateway), Shop()
    gateway.answers(INCREMENT, shop.orders)
    gateway.answers(CONFIRMED, shop.confirmed)
    gateway.answers(REFUNDS, shop.refunds)
    list(store.pages(listing, until - rule.window_max, until))
    (form,) = (call.form for call in gateway.calls)
    (start,) = (int(value) for name, value in form.items() if name.startswith("start_"))
    (end,) = (int(value) for name, value in form.items() if name.startswith("end_"))
    longest = timedelta(hours=24 if listing is Listing.ORDERS_CREATED else 0.5)
    assert end - start == longest.total_seconds()
    assert end == int(NOW.timestamp()) - 180


@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.AFTER_SALES])
@pytest.mark.parametrize("at_call", [2, 3, 4, 5])
@pytest.mark.parametrize("victim", [1000, 1100, 1175, 1249, 1349])
def test_a_row_that_changes_while_we_read_hides_no_other(
    gateway: Gateway, listing: Listing, at_call: int, victim: int
) -> None:
    def change(shop: Shop, calls: int) -> None:
        if calls == at_call:
            shop.changed[str(victim)] = NOW

    shop = full(350)
    shop.before_each = change
    pages = pages_of(gateway, shop, listing)
    assert listed(pages) >= set(shop.changed) - {str(victim)}


def test_rows_that_came_in_since_the_count_are_read_too(gateway: Gateway) -> None:
    def late(shop: Shop, calls: int) -> None:
        if calls == 2:
            shop.changed.update({f"9{n:03}": UNTIL for n in range(120)})

    shop = full(350)
    shop.before_each = late
    pages = pages_of(gateway, shop, Listing.ORDERS)
    assert listed(pages) == set(shop.changed)
    # More rows than were counted: the window must be asked again.
    assert not any(page.is_last for page in pages)


@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.AFTER_SALES])
def test_a_window_that_grew_behind_us_does_not_pass_for_read(
    gateway: Gateway, listing: Listing
) -> None:
    def late(shop: Shop, calls: int) -> None:
        if calls == 4:
            shop.changed["9999"] = UNTIL

    shop = full(350)
    shop.before_each = late
    assert not any(page.is_last for page in pages_of(gateway, shop, listing))


def test_states_are_asked_one_by_one_where_the_seller_says_so(gateway: Gateway) -> None:
    shop, empty = full(150), Shop()
    many, few = {"7"}, {"2", "33"}

    def by_status(call: Call) -> Reply:
        if call.form["after_sales_status"] in many:
            return shop.refunds(call)
        return (full(3) if call.form["after_sales_status"] in few else empty).refunds(call)

    gateway.answers(REFUNDS, by_status)
    store = pinduoduo_store(gateway, after_sales_status="each")
    pages = list(store.pages(Listing.AFTER_SALES, SINCE, UNTIL))
    asked = {form["after_sales_status"] for form in gateway.asked(REFUNDS)}
    assert len(asked) == 25
    assert pages[0].total == 156
    assert sum(len(page.rows) for page in pages) == 156
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_row_that_cannot_be_read_costs_its_neighbours_nothing(gateway: Gateway) -> None:
    good = {"order_sn": "a", "updated_at": "2026-09-28 11:40:00", "receiver_name": "张三"}
    rows = [{**good, "updated_at": "张三"}, good, "张三", None, {"updated_at": "2026"}]
    gateway.answers(
        INCREMENT,
        ok("order_sn_increment_get_response", order_sn_list=rows, total_count=len(rows)),
    )
    (page,) = pinduoduo_store(gateway).pages(Listing.ORDERS, SINCE, UNTIL)
    assert page.rows[1] == Listed(order_id="a", changed_at=datetime(2026, 9, 28, 3, 40, tzinfo=UTC))
    broken = [row for row in page.rows if isinstance(row, Unreadable)]
    assert [row.place for row in broken] == [
        "row 1 of page 1 (a)",
        "row 3 of page 1",
        "row 4 of page 1",
        "row 5 of page 1",
    ]
    assert all("张三" not in row.reason for row in broken)
    assert broken[0].reason.startswith("updated_at")


def test_unreadable_rows_of_two_questions_have_two_places(gateway: Gateway) -> None:
    gateway.answers(REFUNDS, ok("refund_increment_get_response", refund_list=[{}], total_count=1))
    store = pinduoduo_store(gateway, after_sales_status="each")
    places = {
        row.place
        for page in store.pages(Listing.AFTER_SALES, SINCE, UNTIL)
        for row in page.rows
        if isinstance(row, Unreadable)
    }
    assert len(places) == 25


@pytest.mark.parametrize("total", [None, -1, "x"])
def test_a_listing_without_its_count_proves_nothing(gateway: Gateway, total: object) -> None:
    gateway.answers(
        INCREMENT, ok("order_sn_increment_get_response", order_sn_list=[], total_count=total)
    )
    with pytest.raises(Malformed):
        list(pinduoduo_store(gateway).pages(Listing.ORDERS, SINCE, UNTIL))


def test_access_that_ends_between_two_pages_is_no_end_of_the_window(gateway: Gateway) -> None:
    shop = full(350)
    gateway.answers(INCREMENT, shop.orders, shop.orders, refused(20031))
    pages = pinduoduo_store(gateway).pages(Listing.ORDERS, SINCE, UNTIL)
    first = next(pages)
    assert not first.is_last
    with pytest.raises(AccessEnded):
        next(pages)


def test_a_token_revoked_between_two_pages_and_not_to_be_renewed(gateway: Gateway) -> None:
    shop = full(350)
    gateway.answers(INCREMENT, shop.orders, shop.orders, refused(10019))
    gateway.answers("pdd.pop.auth.token.refresh", refused(50001))
    pages = pinduoduo_store(gateway).pages(Listing.ORDERS, SINCE, UNTIL)
    next(pages)
    with pytest.raises(AccessEnded):
        next(pages)
