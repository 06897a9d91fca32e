"""Windows without a gap: groups of status, shifting pages, lying counts, an hour told twice."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.errors import AccessEnded
from hedan.platforms.aliexpress.listing import ISSUE_LIST, ORDER_LIST
from hedan.platforms.aliexpress.times import FORMAT, wall_of
from hedan.platforms.aliexpress.walking import PAGE_SIZE
from hedan.platforms.platform import Listed, Listing, Page, Unreadable
from tests.platforms.aliexpress.wire import (
    Call,
    Reply,
    ScriptedGateway,
    aliexpress_store,
    ok,
    refused,
    system_refused,
)

SINCE = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=2)
OPEN = "WAIT_SELLER_SEND_GOODS"


def text(instant: datetime) -> str:
    return wall_of(instant).strftime(FORMAT)


@dataclass(frozen=True)
class Row:
    """An order or an issue as the platform keeps it."""

    id: str
    changed: datetime
    status: str = OPEN
    created: datetime = SINCE - timedelta(days=1)


@dataclass
class Shop:
    """The order list, by what is documented of it: status groups, ranges, pages."""

    rows: dict[str, Row]
    shows_in_cancel: bool = True  # In a list without status: not documented.
    uncounted: int = 0  # Orders of channels that the counts leave out.
    moves: dict[int, Row] = field(default_factory=dict)  # After so many calls.
    wrapped: bool = True
    queries: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, call: Call) -> Reply:
        asked = call.params["param_aeop_order_query"]
        self.queries.append(asked)
        found = sorted(filter(lambda row: self.fits(row, asked), self.rows.values()), key=order)
        shown = page_of(found, asked)
        rows = [
            {
                "order_id": int(row.id),
                "order_status": row.status,
                "gmt_update": text(row.changed),
                "gmt_create": text(row.created),
            }
            for row in shown
        ]
        counted = max(0, len(found) - self.uncounted)
        if len(self.queries) in self.moves:
            moved = self.moves[len(self.queries)]
            self.rows[moved.id] = moved
        return ok(
            ORDER_LIST,
            {
                "result": {
                    "success": True,
                    "total_count": counted,
                    "total_page": -(-counted // PAGE_SIZE),
                    "current_page": asked["current_page"],
                    "target_list": {"aeop_order_item_dto": rows} if self.wrapped else rows,
                }
            },
        )

    def fits(self, row: Row, asked: dict[str, Any]) -> bool:
        status = asked.get("order_status")
        hidden = row.status == "FINISH" or (row.status == "IN_CANCEL" and not self.shows_in_cancel)
        if hidden if status is None else row.status != status:
            return False
        if not asked["create_date_start"] <= text(row.created) <= asked["create_date_end"]:
            return False
        begin, end = asked.get("modified_date_start", "0"), asked.get("modified_date_end", "9")
        return bool(begin <= text(row.changed) <= end)


def order(row: Row) -> tuple[datetime, str]:
    return row.changed, row.id


def page_of(found: list[Row], asked: dict[str, Any]) -> list[Row]:
    assert asked["page_size"] == PAGE_SIZE
    start = (asked["current_page"] - 1) * PAGE_SIZE
    return found[start : start + PAGE_SIZE]


def shop(count: int, **changes: Any) -> Shop:
    rows = [Row(str(1000 + n), SINCE + timedelta(seconds=10 * n)) for n in range(count)]
    return Shop({row.id: row for row in rows}, **changes)


def listed(
    gateway: ScriptedGateway,
    listing: Listing = Listing.ORDERS,
    since: datetime = SINCE,
    until: datetime = UNTIL,
) -> Page:
    (page,) = aliexpress_store(gateway).pages(listing, since, until)
    return page


def ids(page: Page) -> list[str]:
    return sorted(row.order_id for row in page.rows if isinstance(row, Listed))


@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 170])
@pytest.mark.parametrize("wrapped", [True, False])
def test_every_changed_order_is_listed_once(
    gateway: ScriptedGateway, count: int, wrapped: bool
) -> None:
    platform = shop(count, wrapped=wrapped)
    gateway.answers(ORDER_LIST, platform)
    page = listed(gateway)
    assert sorted(page.rows, key=str) == sorted(
        (Listed(order_id=row.id, changed_at=row.changed) for row in platform.rows.values()),
        key=str,
    )
    assert (page.total, page.is_last) == (count, True)


@pytest.mark.parametrize("shows_in_cancel", [True, False])
@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.ORDERS_CREATED])
def test_every_status_is_asked_for_and_counts_once(
    gateway: ScriptedGateway, listing: Listing, shows_in_cancel: bool
) -> None:
    statuses = (OPEN, "IN_CANCEL", "FINISH", "NEVER_HEARD_OF")
    at = SINCE + timedelta(minutes=5)
    rows = [Row(str(n), at, status, at) for n, status in enumerate(statuses, start=1)]
    platform = Shop({row.id: row for row in rows}, shows_in_cancel=shows_in_cancel)
    gateway.answers(ORDER_LIST, platform)
    page = listed(gateway, listing)
    assert ids(page) == ["1", "2", "3", "4"]
    assert (page.total, page.is_last) == (4, True)


def test_finished_orders_are_found_however_long_ago_they_were_made(
    gateway: ScriptedGateway,
) -> None:
    rows = [
        Row(str(days), SINCE, "FINISH", UNTIL - timedelta(days=days)) for days in range(1, 180, 7)
    ]
    platform = Shop({row.id: row for row in rows})
    gateway.answers(ORDER_LIST, platform)
    assert ids(listed(gateway)) == sorted(platform.rows)


def test_what_is_asked_keeps_the_platforms_rules(gateway: ScriptedGateway) -> None:
    platform = shop(1)
    gateway.answers(ORDER_LIST, platform)
    listed(gateway)
    for asked in platform.queries:
        assert asked["modified_date_start"] == "2026-09-30 19:00:00"
        assert asked["modified_date_end"] == "2026-09-30 21:00:00"
        begin, end = (
            datetime.fromisoformat(asked[name]) for name in ("create_date_start", "create_date_end")
        )
        days = 30 if asked.get("order_status") == "FINISH" else 180
        assert timedelta(0) < end - begin <= timedelta(days=days)


@pytest.mark.parametrize("call", range(1, 7))
@pytest.mark.parametrize("moved", ["1000", "1049", "1050", "1149", "1169"])
def test_an_order_that_changes_meanwhile_hides_no_other(
    gateway: ScriptedGateway, call: int, moved: str
) -> None:
    """It leaves the window, and every row behind it moves up, at any moment of the reading."""
    platform = shop(170)
    later = replace(platform.rows[moved], changed=UNTIL + timedelta(minutes=1))
    platform.moves = {call: later}
    gateway.answers(ORDER_LIST, platform)
    page = listed(gateway)
    assert set(shop(170).rows) - {moved} <= set(ids(page))
    assert page.is_last


def test_orders_that_the_count_leaves_out_are_listed_all_the_same(
    gateway: ScriptedGateway,
) -> None:
    platform = shop(PAGE_SIZE * 2 + 10, uncounted=PAGE_SIZE + 20)
    gateway.answers(ORDER_LIST, platform)
    page = listed(gateway)
    assert ids(page) == sorted(platform.rows)
    assert (page.total, page.is_last) == (len(platform.rows), True)


def test_a_count_that_is_never_met_leaves_the_window_open(gateway: ScriptedGateway) -> None:
    gateway.answers(ORDER_LIST, shop(3, uncounted=-2))
    page = listed(gateway)
    assert len(page.rows) == 3
    # The list without status counted 5 and showed 3; the other lists counted 2 and showed none.
    assert page.total is not None
    assert page.total > 3
    assert not page.is_last


def test_a_poison_row_costs_its_neighbours_nothing(gateway: ScriptedGateway) -> None:
    rows: list[Any] = [
        {"order_id": 1, "gmt_update": "2026-09-30 19:30:00"},
        {"order_id": 2, "gmt_update": "soon"},
        {"order_id": [3], "gmt_update": "2026-09-30 19:30:00"},
        "four",
        {"order_id": 5},
        {"order_id": 0, "gmt_update": "2026-09-30 19:30:00"},
        {"order_id": "7", "gmt_modified": "2026-09-30 19:30:00"},
    ]
    told = {"success": True, "total_count": len(rows), "total_page": 1, "target_list": rows}
    nothing = ok(ORDER_LIST, {"result": {"success": True, "total_count": 0, "target_list": {}}})
    gateway.answers(ORDER_LIST, ok(ORDER_LIST, {"result": told}), nothing)
    page = listed(gateway)
    assert ids(page) == ["1", "7"]
    places = [row.place for row in page.rows if isinstance(row, Unreadable)]
    assert [place.partition(" (")[0] for place in places] == [
        f"row {number} of page 1" for number in (2, 3, 4, 5, 6)
    ]
    assert places[0] == "row 2 of page 1 (order_id 2)"
    assert len(set(places)) == len(places)
    assert (page.total, page.is_last) == (len(rows), True)


def test_a_token_revoked_in_mid_page_is_an_error_and_no_half_page(
    gateway: ScriptedGateway,
) -> None:
    platform = shop(170)
    gateway.answers(ORDER_LIST, platform, platform, refused("IllegalAccessToken"))
    gateway.answers("/auth/token/refresh", system_refused("IllegalRefreshToken"))
    with pytest.raises(AccessEnded):
        listed(gateway)


# --- The hour that is written twice ---------------------------------------------------------------

AUTUMN = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)  # Midnight there; 08:00 and 09:00 are both 01:00.


@pytest.mark.parametrize("minutes", [20, 60, 90])
def test_no_change_is_lost_when_daylight_saving_ends(
    gateway: ScriptedGateway, minutes: int
) -> None:
    changes = [AUTUMN + timedelta(minutes=m) for m in range(0, 300, 3)]
    rows = [Row(str(n), change) for n, change in enumerate(changes, start=1)]
    gateway.answers(ORDER_LIST, Shop({row.id: row for row in rows}))
    found: set[str] = set()
    begin = AUTUMN
    while begin < AUTUMN + timedelta(hours=5):
        end = begin + timedelta(minutes=minutes)
        page = listed(gateway, since=begin, until=end)
        inside = {row.id for row in rows if begin <= row.changed <= end}
        assert inside <= set(ids(page))
        assert (page.total, page.is_last) == (len(page.rows), True)
        found |= set(ids(page))
        begin = end
    assert found == {row.id for row in rows}


# --- Issues ---------------------------------------------------------------------------------------


@dataclass
class Court:
    """The issue list, by what is documented of it: by status, no dates."""

    rows: dict[str, Row]
    moves: dict[int, Row] = field(default_factory=dict)
    calls: int = 0

    def __call__(self, call: Call) -> Reply:
        asked = call.params["query_dto"]
        found = [row for row in self.rows.values() if row.status == asked["issue_status"]]
        found.sort(key=order)
        shown = page_of(found, asked)
        self.calls += 1
        if self.calls in self.moves:
            moved = self.moves[self.calls]
            self.rows[moved.id] = moved
        rows = [
            {
                "issue_id": int(row.id),
                "order_id": 50_000 + int(row.id),
                "parent_order_id": 10_000 + int(row.id),
                "issue_status": row.status,
                "gmt_create": text(row.created),
                "gmt_modified": text(row.changed),
            }
            for row in shown
        ]
        told = {"issue_api_issue_dto": rows} if rows else {}
        return ok(ISSUE_LIST, {"total_item": len(found), "data_list": told})


def court(count: int, **changes: Any) -> Court:
    rows = [Row(str(1 + n), SINCE + timedelta(seconds=10 * n), "processing") for n in range(count)]
    return Court({row.id: row for row in rows}, **changes)


@pytest.fixture(autouse=True)
def _an_empty_shop(gateway: ScriptedGateway) -> None:
    gateway.answers(ORDER_LIST, shop(0))


def issue_ids(page: Page) -> set[str | None]:
    return {row.after_sale_id for row in page.rows if isinstance(row, Listed)}


def test_issues_of_all_lists_that_changed_in_the_window(gateway: ScriptedGateway) -> None:
    statuses = ("processing", "canceled_issue", "finish")
    rows = [Row(str(n), SINCE, status) for n, status in enumerate(statuses, start=1)]
    rows.append(Row("4", SINCE - timedelta(seconds=1), "processing"))
    rows.append(Row("5", UNTIL + timedelta(seconds=1), "finish"))
    gateway.answers(ISSUE_LIST, Court({row.id: row for row in rows}))
    page = listed(gateway, Listing.AFTER_SALES)
    assert page == Page(
        rows=tuple(
            Listed(order_id=str(10_000 + n), after_sale_id=str(n), changed_at=SINCE)
            for n in (1, 2, 3)
        ),
        total=None,
        is_last=True,
    )


@pytest.mark.parametrize("call", range(1, 8))
@pytest.mark.parametrize("moved", ["1", "60", "120"])
def test_an_issue_that_moves_on_meanwhile_is_met_and_hides_no_other(
    gateway: ScriptedGateway, call: int, moved: str
) -> None:
    platform = court(120)
    platform.moves = {call: replace(platform.rows[moved], status="finish")}
    gateway.answers(ISSUE_LIST, platform)
    page = listed(gateway, Listing.AFTER_SALES)
    assert issue_ids(page) == set(court(120).rows)
    assert page.is_last


def test_cancellations_are_after_sales_too(gateway: ScriptedGateway) -> None:
    rows = [Row("7", SINCE, "IN_CANCEL"), Row("8", SINCE, OPEN), Row("9", UNTIL, "FINISH")]
    rows.append(Row("6", SINCE - timedelta(seconds=1), "IN_CANCEL"))
    gateway.answers(ORDER_LIST, Shop({row.id: row for row in rows}))
    gateway.answers(ISSUE_LIST, court(1))
    assert listed(gateway, Listing.AFTER_SALES) == Page(
        rows=(
            Listed(order_id="7", after_sale_id="cancel-7", changed_at=SINCE),
            Listed(order_id="10001", after_sale_id="1", changed_at=SINCE),
        ),
        total=None,
        is_last=True,
    )


def test_which_id_of_an_issue_is_the_orders_can_be_set(gateway: ScriptedGateway) -> None:
    gateway.answers(ISSUE_LIST, court(1))
    store = aliexpress_store(gateway, options={"issue_order_field": "order_id"})
    (page,) = store.pages(Listing.AFTER_SALES, SINCE, UNTIL)
    assert [row.order_id for row in page.rows if isinstance(row, Listed)] == ["50001"]


def test_an_unreadable_issue_is_not_silent(gateway: ScriptedGateway) -> None:
    told = {"total_item": 1, "data_list": [{"issue_id": 5, "parent_order_id": 6}]}
    nothing = ok(ISSUE_LIST, {"total_item": "0"})
    gateway.answers(ISSUE_LIST, ok(ISSUE_LIST, told), nothing)
    (row,) = listed(gateway, Listing.AFTER_SALES).rows
    assert isinstance(row, Unreadable)
    assert "gmt_modified" in row.reason


def test_orders_by_creation_are_dated_by_their_last_change(gateway: ScriptedGateway) -> None:
    """What the increments missed shows only if the row is dated by what they missed."""
    changed = UNTIL + timedelta(days=1)
    gateway.answers(ORDER_LIST, Shop({"1": Row("1", changed, OPEN, SINCE)}))
    assert listed(gateway, Listing.ORDERS_CREATED).rows == (
        Listed(order_id="1", changed_at=changed),
    )


# --- Pages as they come ---------------------------------------------------------------------------

NOTHING = ok(ORDER_LIST, {"result": {"success": True, "total_count": 0, "target_list": {}}})


def shown(numbers: range, *, counted: int, pages: int) -> Reply:
    rows = [{"order_id": n, "gmt_update": "2026-09-30 19:30:00"} for n in numbers]
    told = {"success": True, "total_count": counted, "total_page": pages, "target_list": rows}
    return ok(ORDER_LIST, {"result": told})


def test_pages_are_read_from_the_last_to_the_first(gateway: ScriptedGateway) -> None:
    platform = shop(170)
    gateway.answers(ORDER_LIST, platform)
    listed(gateway)
    plain = [asked["current_page"] for asked in platform.queries if "order_status" not in asked]
    assert plain == [1, 4, 3, 2, 1]


def test_a_short_page_before_the_last_is_not_the_end(gateway: ScriptedGateway) -> None:
    first, last = (
        shown(range(1, 50), counted=49, pages=2),
        shown(range(50, 52), counted=49, pages=2),
    )
    gateway.answers(ORDER_LIST, first, last, first, NOTHING)
    page = listed(gateway)
    assert (len(page.rows), page.total, page.is_last) == (51, 51, True)


def test_a_list_that_showed_too_little_is_read_once_more(gateway: ScriptedGateway) -> None:
    short, whole = shown(range(1, 3), counted=3, pages=1), shown(range(1, 4), counted=3, pages=1)
    gateway.answers(ORDER_LIST, short, whole, NOTHING)
    page = listed(gateway)
    assert (len(page.rows), page.total, page.is_last) == (3, 3, True)


def test_a_row_that_was_not_asked_for_is_not_thrown_away(gateway: ScriptedGateway) -> None:
    """The platform may mean another time of change than the one it shows."""
    row = {"order_id": 1, "gmt_update": "2026-09-30 12:00:00"}
    told = {"success": True, "total_count": 1, "total_page": 1, "target_list": [row]}
    gateway.answers(ORDER_LIST, ok(ORDER_LIST, {"result": told}), NOTHING)
    (found,) = listed(gateway).rows
    assert found == Listed(order_id="1", changed_at=datetime(2026, 9, 30, 19, 0, tzinfo=UTC))
