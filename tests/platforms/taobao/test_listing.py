"""Windows read from the last page to the first: no row lost, the count kept, the end proved."""

from datetime import UTC, datetime, timedelta

import pytest

from hedan.errors import AccessEnded, Malformed, PlatformBusy
from hedan.platforms.china_time import written
from hedan.platforms.platform import Listed, Listing, Page, Unreadable
from hedan.platforms.taobao.listing import PAGE_SIZE, PAGES_BEYOND_MAX
from tests.platforms.taobao.wire import Call, Reply, StubPlatform, ok, refused, taobao_store

SINCE = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(minutes=30)
INCREMENT = "taobao.trades.sold.increment.get"
REFUNDS = "taobao.refunds.receive.get"


class Shop:
    """Trades that answer for a window as documented: newest change first, counted or has_next."""

    def __init__(self, count: int) -> None:
        self.changed = {1000 + n: SINCE + timedelta(seconds=n) for n in range(count)}
        self.moves: dict[int, tuple[int, datetime]] = {}  # Before which call, which, until when.
        self.calls = 0

    def increment(self, call: Call) -> Reply:
        self.calls += 1
        if self.calls in self.moves:
            tid, moment = self.moves[self.calls]
            self.changed[tid] = moment
        start, end = call.params["start_modified"], call.params["end_modified"]
        inside = sorted(
            (
                (written(moment), tid)
                for tid, moment in self.changed.items()
                if start <= written(moment) <= end
            ),
            reverse=True,
        )
        size, number = int(call.params["page_size"]), int(call.params["page_no"])
        rows = inside[size * (number - 1) : size * number]
        data: dict[str, object] = {
            "trades": {"trade": [{"tid": tid, "modified": moment} for moment, tid in rows]}
        }
        if call.params["use_has_next"] == "true":
            data["has_next"] = len(inside) > size * number
        else:
            data["total_results"] = len(inside)
        return ok(INCREMENT, data if rows else data | {"trades": {}})


def read(
    platform: StubPlatform, listing: Listing = Listing.ORDERS, *, trade_types: str = ""
) -> list[Page]:
    store = taobao_store(platform, trade_types=trade_types)
    return list(store.pages(listing, SINCE, UNTIL))


def ids(told: list[Page]) -> list[str]:
    return [row.order_id for page in told for row in page.rows if isinstance(row, Listed)]


@pytest.mark.parametrize("count", [1, 49, 50])
def test_a_window_of_one_page_is_one_call(platform: StubPlatform, count: int) -> None:
    platform.answers(INCREMENT, Shop(count).increment)
    (page,) = read(platform)
    assert (len(page.rows), page.total, page.is_last) == (count, count, True)
    assert len(platform.calls) == 1


def test_a_quiet_window(platform: StubPlatform) -> None:
    nothing: tuple[dict[str, object], ...] = (
        {},
        {"trades": {}},
        {"trades": {"trade": []}},
        {"trades": ""},
    )
    for empty in nothing:
        platform.answers(INCREMENT, ok(INCREMENT, {"total_results": 0, **empty}))
        assert read(platform) == [Page(rows=(), total=0, is_last=True)]


def test_how_a_window_is_asked_for(platform: StubPlatform) -> None:
    platform.answers(INCREMENT, Shop(120).increment)
    told = read(platform)
    assert [(call["page_no"], call["use_has_next"]) for call in platform.asked(INCREMENT)] == [
        ("1", "false"),
        ("3", "true"),
        ("2", "true"),
        ("1", "true"),
    ]
    # One second wider on both sides, in China's time.
    assert platform.asked(INCREMENT)[0] == {
        "fields": "tid,modified",
        "start_modified": "2026-10-01 09:59:59",
        "end_modified": "2026-10-01 10:30:01",
        "page_size": str(PAGE_SIZE),
        "page_no": "1",
        "use_has_next": "false",
    }
    assert [page.total for page in told] == [120, None, None]
    assert [page.is_last for page in told] == [False, False, True]
    assert sorted(ids(told)) == [str(1000 + n) for n in range(120)]
    assert told[-1].rows[0] == Listed(order_id="1119", changed_at=SINCE + timedelta(seconds=119))


@pytest.mark.parametrize("before_call", [2, 3, 4])
@pytest.mark.parametrize("leaves", [1000, 1060, 1119])
def test_an_order_that_changes_meanwhile_hides_no_other(
    platform: StubPlatform, before_call: int, leaves: int
) -> None:
    shop = Shop(120)
    shop.moves = {before_call: (leaves, UNTIL + timedelta(hours=1))}
    platform.answers(INCREMENT, shop.increment)
    told = set(ids(read(platform)))
    # Whoever left the window is listed by the next one.
    assert {str(1000 + n) for n in range(120)} - told <= {str(leaves)}


def test_rows_that_come_late_push_the_end_out_and_are_read(platform: StubPlatform) -> None:
    shop = Shop(100)
    shop.changed |= {9000: UNTIL + timedelta(hours=1)}
    shop.moves = {2: (9000, SINCE)}
    platform.answers(INCREMENT, shop.increment)
    told = read(platform)
    assert sorted(ids(told), key=int) == [*(str(1000 + n) for n in range(100)), "9000"]
    assert (told[0].total, told[-1].is_last) == (100, True)


def test_an_end_that_never_comes_is_no_page(platform: StubPlatform) -> None:
    def more(call: Call) -> Reply:
        row = {"tid": 1, "modified": written(SINCE)}
        data = {"trades": {"trade": [row] * PAGE_SIZE}, "total_results": 100, "has_next": True}
        return ok(INCREMENT, data)

    platform.answers(INCREMENT, more)
    with pytest.raises(Malformed, match="always a next page"):
        read(platform)
    assert len(platform.calls) == PAGES_BEYOND_MAX + 2


def test_without_has_next_a_full_page_proves_no_end(platform: StubPlatform) -> None:
    def without(rows: int) -> None:
        row = {"tid": 1, "modified": written(SINCE)}
        counted = ok(INCREMENT, {"total_results": 60})
        platform.answers(INCREMENT, counted, ok(INCREMENT, {"trades": {"trade": [row] * rows}}))

    without(PAGE_SIZE)
    assert [page.is_last for page in read(platform)] == [False, False]
    without(PAGE_SIZE - 1)
    assert [page.is_last for page in read(platform)] == [False, True]


def test_a_poison_row_costs_its_neighbours_nothing(platform: StubPlatform) -> None:
    good = {"tid": "7", "modified": written(SINCE)}
    rows = [
        {"tid": 5, "modified": "never"},
        good,
        {"modified": written(SINCE)},
        "no row",
        {"tid": 0, "modified": written(SINCE)},
        {"tid": -4, "modified": written(SINCE)},
    ]
    data = {"trades": {"trade": rows}, "total_results": len(rows)}
    platform.answers(INCREMENT, ok(INCREMENT, data))
    (page,) = read(platform)
    assert page.rows[1] == Listed(order_id="7", changed_at=SINCE)
    unread = [row for row in page.rows if isinstance(row, Unreadable)]
    assert [row.place for row in unread] == [
        "row 1 of page 1 (tid 5)",
        "row 3 of page 1",
        "row 4 of page 1",
        "row 5 of page 1 (tid 0)",
    ]
    assert unread[0].reason == "trade: modified: value_error"
    assert (page.total, page.is_last) == (len(rows), True)


def test_refunds_and_the_nightly_sweep(platform: StubPlatform) -> None:
    row = {"refund_id": "181", "tid": 7, "modified": written(SINCE)}
    data = {"refunds": {"refund": [row, {"tid": 7, "refund_id": 5}]}, "total_results": 2}
    platform.answers(REFUNDS, ok(REFUNDS, data))
    (page,) = read(platform, Listing.AFTER_SALES, trade_types="fixed")
    assert page.rows[0] == Listed(order_id="7", after_sale_id="181", changed_at=SINCE)
    assert isinstance(page.rows[1], Unreadable)
    assert page.rows[1].place == "row 2 of page 1 (refund_id 5)"
    assert "type" not in platform.asked(REFUNDS)[0]

    created = "taobao.trades.sold.get"
    platform.answers(created, ok(created, {"total_results": 0}))
    read(platform, Listing.ORDERS_CREATED, trade_types="fixed,step")
    (asked,) = platform.asked(created)
    assert asked["start_created"] == "2026-10-01 09:59:59"
    assert asked["type"] == "fixed,step"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"total_results": "many"},
        {"total_results": -1},
        {"total_results": 1, "trades": {"trade": "x"}},
        {"total_results": 1, "trades": 7},
    ],
)
def test_an_answer_that_does_not_count_proves_nothing(
    platform: StubPlatform, data: dict[str, object]
) -> None:
    platform.answers(INCREMENT, ok(INCREMENT, data))
    with pytest.raises(Malformed, match=INCREMENT):
        read(platform)


@pytest.mark.parametrize(
    ("failure", "error"),
    [(refused(27, "invalid-sessionkey"), AccessEnded), (refused(15, "isp.x"), PlatformBusy)],
)
def test_a_failure_in_mid_window_is_an_error_and_not_half_a_window(
    platform: StubPlatform, failure: Reply, error: type[Exception]
) -> None:
    shop = Shop(120)

    def revoked(call: Call) -> Reply:
        return failure if shop.calls == 3 else shop.increment(call)

    platform.answers(INCREMENT, revoked)
    told: list[Page] = []
    with pytest.raises(error):
        told.extend(taobao_store(platform).pages(Listing.ORDERS, SINCE, UNTIL))
    assert [page.is_last for page in told] == [False, False]


def test_a_has_next_that_is_no_yes_or_no(platform: StubPlatform) -> None:
    counted = ok(INCREMENT, {"total_results": 60})
    platform.answers(INCREMENT, counted, ok(INCREMENT, {"has_next": "maybe"}))
    with pytest.raises(Malformed, match="has_next"):
        read(platform)
