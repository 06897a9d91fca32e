"""A mall's listings: nothing of a window is missed, whatever moves while it is read."""

from datetime import datetime, timedelta

import pytest

from hedan.errors import AccessEnded, Malformed
from hedan.platforms.mall.store import PAGE_SIZE
from hedan.platforms.platform import (
    Listed,
    Listing,
    Page,
    Unreadable,
)
from tests.platforms.mall.builders import SINCE, UNTIL, no, store
from tests.platforms.mall.wire import (
    Asked,
    FakePool,
    Reply,
)

LIST = "GET /api/orders"


class Mall:
    """The contract's listing over orders that may change while pages are read."""

    def __init__(self, changed: dict[str, datetime]) -> None:
        self.changed = changed
        self.moves: dict[int, tuple[str, datetime]] = {}
        self.calls = 0

    def __call__(self, asked: Asked) -> Reply:
        self.calls += 1
        query = asked.query
        since, until = (datetime.fromisoformat(query[name]) for name in ("since", "until"))
        page, size = int(query["page"]), int(query["size"])
        inside = sorted((at, one) for one, at in self.changed.items() if since <= at <= until)
        rows = [
            {
                "order_id": one,
                "version": 1,
                "created_at": at.isoformat(),
                "updated_at": at.isoformat(),
            }
            for at, one in inside[(page - 1) * size : page * size]
        ]
        if self.calls in self.moves:
            one, at = self.moves[self.calls]
            self.changed[one] = at
        more = page * size < len(inside)
        return Reply({"orders": rows, "page": page, "total": len(inside), "has_more": more})


def trade(count: int, *, every: timedelta = timedelta(seconds=1)) -> dict[str, datetime]:
    return {f"O{number:04}": SINCE + number * every for number in range(count)}


def listed(pages: list[Page]) -> list[str]:
    return [row.order_id for page in pages for row in page.rows if isinstance(row, Listed)]


@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.ORDERS_CREATED])
@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 250])
def test_every_order_of_a_window_is_listed(pool: FakePool, listing: Listing, count: int) -> None:
    mall = Mall(trade(count))
    pool.answers(LIST, mall)
    pages = list(store(pool).pages(listing, SINCE, UNTIL))
    assert set(listed(pages)) == set(mall.changed)
    assert pages[0].total == count
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    by = {call.query["by"] for call in pool.calls}
    assert by == {"created" if listing is Listing.ORDERS_CREATED else "updated"}


def test_more_changes_in_one_instant_than_a_page_holds(pool: FakePool) -> None:
    mall = Mall({f"O{number:04}": SINCE + timedelta(hours=number // 260) for number in range(600)})
    pool.answers(LIST, mall)
    assert set(listed(list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL)))) == set(mall.changed)


@pytest.mark.parametrize("moved_to", [UNTIL - timedelta(hours=1), UNTIL + timedelta(hours=1)])
def test_an_order_that_changes_meanwhile_hides_no_other(pool: FakePool, moved_to: datetime) -> None:
    """By page number, the row behind it would slide onto the page already read."""
    mall = Mall(trade(250))
    wanted = set(mall.changed)
    mall.moves = {1: ("O0000", moved_to), 2: ("O0101", moved_to)}
    pool.answers(LIST, mall)
    assert set(listed(list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL)))) == wanted


def test_refunds_are_listed_with_their_orders(pool: FakePool) -> None:
    row = {"refund_id": 9, "order_id": "O1", "updated_at": "2026-10-01T08:00:00+08:00"}
    pool.answers(
        "GET /api/refunds", Reply({"refunds": [row], "page": 1, "total": 1, "has_more": False})
    )
    (page,) = store(pool).pages(Listing.AFTER_SALES, SINCE, UNTIL)
    assert page.rows == (Listed(order_id="O1", after_sale_id="9", changed_at=SINCE),)


def test_a_row_that_cannot_be_read_costs_no_other(pool: FakePool) -> None:
    good = {"order_id": "O1", "created_at": SINCE.isoformat(), "updated_at": SINCE.isoformat()}
    rows = [
        good,
        {**good, "updated_at": None},
        {**good, "order_id": "a#b"},
        7,
        {**good, "order_id": 2},
    ]
    pool.answers(LIST, Reply({"orders": rows, "total": 5, "has_more": False}))
    (page,) = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    kinds = [type(row) for row in page.rows]
    assert kinds == [Listed, Unreadable, Unreadable, Unreadable, Listed]
    assert isinstance(page.rows[1], Unreadable)
    assert page.rows[1].place == "row 2 of page 1"
    assert "updated_at" in page.rows[1].reason


@pytest.mark.parametrize(
    "body",
    [
        {"orders": []},
        {"orders": [], "total": -1, "has_more": False},
        {"orders": [], "total": 3, "has_more": True},
        {"orders": {}, "total": 0, "has_more": False},
    ],
)
def test_a_listing_without_its_counts_is_not_trusted(pool: FakePool, body: object) -> None:
    pool.answers(LIST, Reply(body))
    with pytest.raises(Malformed):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_listing_out_of_order_is_not_trusted(pool: FakePool) -> None:
    rows = [
        {"order_id": str(number), "created_at": at.isoformat(), "updated_at": at.isoformat()}
        for number, at in enumerate((UNTIL, SINCE))
    ]
    pool.answers(LIST, Reply({"orders": rows, "total": 2, "has_more": False}))
    with pytest.raises(Malformed, match="order of its times"):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_token_revoked_between_two_pages_is_said(pool: FakePool) -> None:
    mall = Mall(trade(150))
    pool.answers(LIST, mall, no(401, "token-revoked"))
    pages = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert not next(pages).is_last
    with pytest.raises(AccessEnded, match="make connect"):
        next(pages)
