"""The contract of the Desk port. Whatever passes here may stand behind every use case."""

import contextlib

import pytest

from hedan.domain.base import LineKey
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Hold, Holds, Severity
from hedan.domain.line_work import Fence, FenceCase, LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState, Remark, Tracking
from hedan.domain.stock import Stock, StockMove
from hedan.domain.stops import Stop, StopAnswer, StopLevel, StopLine, StopTelling
from hedan.domain.waves import ReadyOrders
from hedan.domain.workbook_files import (
    ReturnedFile,
    SupplierDesk,
    Wave,
    WorkbookFile,
    WorkbookState,
)
from hedan.errors import FenceClosed, StockShort, VersionConflict
from hedan.ports import Aggregate, Change, Desk
from tests.domain.builders import (
    LINE_ID,
    NOW,
    RECEIVER,
    hours,
    line_key,
    make_after_sale,
    make_line,
    make_order,
    make_work,
    minutes,
    order_key,
)
from tests.domain.seeding import seeded

CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="77", changed_at=NOW, closes=True),))
LIFTED = Fence(version=2, cases=(FenceCase(after_sale_id="77", changed_at=NOW, closes=False),))


def make_parcel(parcel_id: str = "P1", **changes: object) -> Parcel:
    return Parcel(
        parcel_id=parcel_id,
        store="cup-shop",
        supplier="factory-a",
        wave_id="wave-1",
        workbook="factory-a-000001",
        lines=(
            ParcelLine(
                key=line_key(),
                sku="CUP-RED-01",
                name="示例水杯",
                spec="红",
                quantity=1,
                paid_minor=5990,
                is_gift=False,
            ),
        ),
        receiver=RECEIVER,
        remarks=(Remark(order=order_key(), text="轻放"),),
        deadline=NOW + hours(40),
        reasons=("ALONE: no further order",),
    ).but(**changes)


def make_stop(stop_id: str = "S1", **changes: object) -> Stop:
    return Stop(
        stop_id=stop_id,
        after_sale_id="7140000000000000456",
        order=order_key(),
        store="cup-shop",
        supplier="factory-a",
        parcel_id="P1",
        workbook="factory-a-000001",
        lines=(StopLine(key=line_key(), name="示例水杯", spec="红", quantity=1),),
        asked_at=NOW,
        seen_at=NOW + minutes(1),
        fenced_at=NOW + minutes(2),
    ).but(**changes)


def make_workbook(count: int = 1, **changes: object) -> WorkbookFile:
    return WorkbookFile(
        number=f"factory-a-{count:06d}",
        supplier="factory-a",
        wave_id=f"wave-{count}",
        predecessor="",
        opened_at=NOW,
    ).but(**changes)


def make_returned(file_key: str, **changes: object) -> ReturnedFile:
    return ReturnedFile(
        file_key=file_key, supplier="factory-a", file_name="回传.xlsx", received_at=NOW
    ).but(**changes)


def told(kind: EventKind = EventKind.ORDER_STORED, **facts: str) -> Event:
    return Event(kind=kind, at=NOW, facts=facts)


def put(desk: Desk, *aggregates: Aggregate) -> None:
    desk.commit(seeded(*aggregates, desk=desk))


def stock_in(desk: Desk, sku: str, count: int, entry_id: str = "goods-in") -> None:
    move = StockMove(sku=sku, on_hand=count, entry_id=entry_id, cause="counted", at=NOW)
    desk.commit(Change(stock=(move,)))


# --- What is stored comes back -----------------------------------------------------------------


def test_order_file_holds_everything_of_one_order(desk: Desk) -> None:
    order = make_order(make_line(), make_line("692#".replace("#", "1")), seller_memo="备注")
    line = make_work(LineState.RESERVED, fence=LIFTED, deadline=NOW, tags=("goods",))
    after_sale = make_after_sale()
    finding = Finding(
        code="REMARK", severity=Severity.ASK, evidence="a: 'b'", fix="Read.", ends=Ends.PERSON
    )
    holds = Holds(
        order=order.key, holds=(Hold(finding=finding, opened_at=NOW, closed_at=NOW, closed_by="b"),)
    )
    put(desk, order, line, after_sale, holds)
    file = desk.order_file(order.key)
    assert file.order == order.but(version=1)
    assert file.lines == {LINE_ID: line.but(version=1)}
    assert file.after_sales == {after_sale.after_sale_id: after_sale.but(version=1)}
    assert file.holds == holds.but(version=1)


def test_order_that_nobody_knows_is_an_empty_file(desk: Desk) -> None:
    file = desk.order_file(order_key("404"))
    assert (file.order, file.lines, file.after_sales) == (None, {}, {})
    assert file.holds == Holds(order=order_key("404"))
    assert file.line("1") == LineWork(key=line_key("404", "1"))


def test_order_file_keeps_to_its_order(desk: Desk) -> None:
    # One number is the beginning of the other, and one store has the other's number.
    near = [order_key("692"), order_key("6920"), order_key("692", store="cup-shop-2")]
    for key in near:
        put(desk, make_order(key=key), LineWork(key=LineKey(order=key, line_id="1")))
    for key in near:
        file = desk.order_file(key)
        assert file.order
        assert file.order.key == key
        assert [line.key.order for line in file.lines.values()] == [key]


@pytest.mark.parametrize(
    "parcel",
    [
        make_parcel(),
        make_parcel(
            state=ParcelState.HELD,
            tracking=Tracking(carrier="zto", number="78001122334455"),
            supplier_notes=("少一个", "已换箱"),
            problem="50002 60040: 有售后",
            deadline=None,
        ),
    ],
    ids=["claimed", "held"],
)
def test_parcel_comes_back(desk: Desk, parcel: Parcel) -> None:
    put(desk, parcel)
    assert desk.parcels(["P1", "P404", "P1"]) == {"P1": parcel.but(version=1)}


@pytest.mark.parametrize(
    "stop",
    [
        make_stop(),
        make_stop(
            told=(StopTelling(level=StopLevel.NOTICE, at=NOW),),
            answer=StopAnswer.GONE,
            answered_at=NOW,
            answered_by="link 203.0.113.7",
            escalated_at=NOW,
        ),
        make_stop(withdrawn_at=NOW),
    ],
    ids=["open", "answered", "withdrawn"],
)
def test_stop_comes_back(desk: Desk, stop: Stop) -> None:
    put(desk, stop)
    assert desk.stop("factory-a", "S1") == stop.but(version=1)
    assert desk.stop("factory-b", "S1") is None
    assert desk.stops("factory-a") == [stop.but(version=1)]


def test_wave_workbook_and_counters_come_back(desk: Desk) -> None:
    wave = Wave(wave_id="wave-1", supplier="factory-a", workbook="factory-a-000001")
    file = make_workbook(state=WorkbookState.WRITTEN, file_key="a/b.xlsx", row_count=3, told_at=NOW)
    counters = SupplierDesk(supplier="factory-a", last_number=1, last_written="factory-a-000001")
    assert desk.supplier_desk("factory-a") == SupplierDesk(supplier="factory-a")
    assert desk.wave("wave-1") is None
    assert desk.workbook("factory-a", file.number) is None
    put(desk, wave, file, counters)
    assert desk.wave("wave-1") == wave.but(version=1)
    assert desk.workbook("factory-a", file.number) == file.but(version=1)
    assert desk.workbook("factory-b", file.number) is None
    assert desk.supplier_desk("factory-a") == counters.but(version=1)


def test_returned_file_comes_back(desk: Desk) -> None:
    key = "uploads/factory-a/20261001T120000000000/file"
    returned = make_returned(key, accepted=2, refused=1, refusals=("O7: 单号不对",), result_key="r")
    put(desk, returned)
    assert desk.returned_file("factory-a", key) == returned.but(version=1)
    assert desk.returned_file("factory-a", f"{key}2") is None


def test_batches_larger_than_one_call_come_back_whole(desk: Desk) -> None:
    orders = [make_order(key=order_key(str(number))) for number in range(1, 131)]
    for order in orders:
        put(desk, order)
    found = desk.orders([order.key for order in orders] + [order_key("404")])
    assert set(found) == {order.key for order in orders}


# --- Versions ----------------------------------------------------------------------------------


def test_each_write_counts_one_version(desk: Desk) -> None:
    put(desk, make_parcel())
    put(desk, desk.parcels(["P1"])["P1"].but(problem="a"))
    assert desk.parcels(["P1"])["P1"].version == 2


@pytest.mark.parametrize("stale", [0, 1, 3])
def test_other_version_than_stored_is_refused(desk: Desk, stale: int) -> None:
    put(desk, make_parcel())
    put(desk, make_parcel(version=1, problem="second"))
    with pytest.raises(VersionConflict):
        put(desk, make_parcel(version=stale, problem="stale"))
    assert desk.parcels(["P1"])["P1"].problem == "second"


def test_same_change_twice_is_refused_or_changes_nothing(desk: Desk) -> None:
    # DynamoDB recognises the repetition for ten minutes and says yes; otherwise the version says
    # no. Both are right, a second effect is not.
    change = Change(
        puts=(make_order(),),
        stock=(StockMove(sku="CUP", on_hand=5, entry_id="e", cause="counted", at=NOW),),
        events=((make_order(), told()),),
    )
    desk.commit(change)
    with contextlib.suppress(VersionConflict):
        desk.commit(change)
    assert desk.order_file(order_key()).order == make_order().but(version=1)
    assert desk.stock(["CUP"])["CUP"].on_hand == 5


def test_empty_change_does_nothing(desk: Desk) -> None:
    desk.commit(Change())


def test_all_or_nothing(desk: Desk) -> None:
    put(desk, make_parcel("P2"))
    stock_in(desk, "CUP", 5)
    with pytest.raises(VersionConflict):
        desk.commit(
            Change(
                puts=(make_order(), make_parcel("P2")),  # P2 exists already.
                stock=(StockMove(sku="CUP", reserved=1),),
                events=((make_order(), told()),),
            )
        )
    assert desk.order_file(order_key()).order is None
    assert desk.stock(["CUP"])["CUP"].reserved == 0
    # The event was not written either: the same one is free.
    desk.commit(Change(puts=(make_order(),), events=((make_order(), told()),)))


# --- Unchanged and clear -----------------------------------------------------------------------


def test_unchanged_holds_as_long_as_nobody_wrote(desk: Desk) -> None:
    put(desk, make_order())
    read = make_order(version=1)
    desk.commit(Change(puts=(make_parcel("P1"),), unchanged=(read,)))
    put(desk, read.but(flag=2))
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(make_parcel("P2"),), unchanged=(read,)))
    assert set(desk.parcels(["P1", "P2"])) == {"P1"}


def test_unchanged_may_mean_still_absent(desk: Desk) -> None:
    desk.commit(Change(puts=(make_parcel("P1"),), unchanged=(Holds(order=order_key()),)))
    put(desk, Holds(order=order_key()))
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(make_parcel("P2"),), unchanged=(Holds(order=order_key()),)))


def test_clear_line_lets_the_change_pass_and_stays_as_it_is(desk: Desk) -> None:
    put(desk, make_work(LineState.CLAIMED))
    read = make_work(LineState.CLAIMED, version=1)
    desk.commit(Change(puts=(make_parcel(),), clear=(read,)))
    assert desk.lines([line_key()]) == {line_key(): read}


def test_clear_refuses_a_closed_fence(desk: Desk) -> None:
    put(desk, make_work(LineState.STOPPING, fence=CLOSED))
    with pytest.raises(FenceClosed):
        desk.commit(Change(puts=(make_parcel(),), clear=(make_work(version=1),)))
    assert desk.parcels(["P1"]) == {}


def test_clear_says_fence_closed_also_when_it_closed_since_it_was_read(desk: Desk) -> None:
    put(desk, make_work(LineState.CLAIMED))
    put(desk, make_work(LineState.STOPPING, fence=CLOSED, version=1))
    with pytest.raises(FenceClosed):
        desk.commit(Change(puts=(make_parcel(),), clear=(make_work(version=1),)))


def test_clear_refuses_a_line_that_moved(desk: Desk) -> None:
    put(desk, make_work(LineState.CLAIMED))
    put(desk, make_work(LineState.CLAIMED, version=1, tags=("moved",)))
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(make_parcel(),), clear=(make_work(version=1),)))


# --- The fence ---------------------------------------------------------------------------------


def test_claim_passes_an_open_fence(desk: Desk) -> None:
    put(desk, make_work(LineState.READY, fence=LIFTED))
    put(desk, make_work(LineState.CLAIMED, fence=LIFTED, version=1))
    assert desk.lines([line_key()])[line_key()].state is LineState.CLAIMED


def test_claim_never_passes_a_closed_fence(desk: Desk) -> None:
    put(desk, make_work(LineState.READY, fence=CLOSED))
    with pytest.raises(FenceClosed):
        put(desk, make_work(LineState.CLAIMED, version=1))
    assert desk.lines([line_key()])[line_key()].state is LineState.READY


def test_claim_never_passes_a_fence_that_closed_since_it_was_read(desk: Desk) -> None:
    put(desk, make_work(LineState.READY))
    put(desk, make_work(fence=CLOSED, version=1))
    with pytest.raises(VersionConflict):
        put(desk, make_work(LineState.CLAIMED, version=1))
    assert desk.lines([line_key()])[line_key()].state is LineState.NEW


@pytest.mark.parametrize("state", [LineState.STOPPING, LineState.GONE])
def test_lift_brings_back_what_was_claimed_before(desk: Desk, state: LineState) -> None:
    put(desk, make_work(state, fence=CLOSED, parcel_id="P1"))
    lifted = make_work(LineState.CLAIMED, fence=LIFTED, parcel_id="P1", version=1)
    put(desk, lifted)
    assert desk.lines([line_key()])[line_key()] == lifted.but(version=2)


def test_what_the_platform_took_is_written_down_although_the_fence_closed(desk: Desk) -> None:
    put(desk, make_work(LineState.STOPPING, fence=CLOSED))
    put(desk, make_work(LineState.SHIPPED, fence=CLOSED, version=1))
    assert desk.lines([line_key()])[line_key()].state is LineState.SHIPPED


def test_stale_write_on_a_fenced_line_is_overtaken_not_forbidden(desk: Desk) -> None:
    # An answer, a hold or a second refund gives no instruction: it must be decided again.
    put(desk, make_work(LineState.STOPPING, fence=CLOSED))
    put(desk, make_work(LineState.STOPPING, fence=CLOSED, version=1, tags=("newer",)))
    for state in (LineState.STOPPED, LineState.GONE, LineState.NEW):
        with pytest.raises(VersionConflict):
            put(desk, make_work(state, fence=CLOSED, version=1))
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(make_parcel(),), unchanged=(make_work(version=1),)))


@pytest.mark.parametrize("state", [LineState.STOPPING, LineState.STOPPED, LineState.NEW])
def test_stale_lift_is_overtaken_not_forbidden(desk: Desk, state: LineState) -> None:
    put(desk, make_work(LineState.STOPPING, fence=CLOSED))
    put(desk, make_work(state, fence=CLOSED, version=1, tags=("newer",)))
    with pytest.raises(VersionConflict):
        put(desk, make_work(LineState.CLAIMED, fence=LIFTED, version=1))


# --- Stock -------------------------------------------------------------------------------------


def test_stock_never_counted_is_not_there(desk: Desk) -> None:
    assert desk.stock(["CUP"]) == {}
    with pytest.raises(StockShort) as short:
        desk.commit(Change(stock=(StockMove(sku="CUP", reserved=1),)))
    assert short.value.sku == "CUP"
    assert desk.stock(["CUP"]) == {}


def test_reserves_to_the_last_unit_and_no_further(desk: Desk) -> None:
    stock_in(desk, "CUP", 2)
    desk.commit(Change(stock=(StockMove(sku="CUP", reserved=2),)))
    assert desk.stock(["CUP", "MUG"]) == {"CUP": Stock(sku="CUP", on_hand=2, reserved=2)}
    with pytest.raises(StockShort):
        desk.commit(Change(stock=(StockMove(sku="CUP", reserved=1),)))


def test_gives_back_no_more_than_was_reserved(desk: Desk) -> None:
    stock_in(desk, "CUP", 2)
    with pytest.raises(StockShort):
        desk.commit(Change(stock=(StockMove(sku="CUP", reserved=-1),)))


def test_two_moves_of_one_sku_in_one_change_count_together(desk: Desk) -> None:
    stock_in(desk, "CUP", 3)
    two = (StockMove(sku="CUP", reserved=1), StockMove(sku="CUP", reserved=2))
    desk.commit(Change(stock=two))
    assert desk.stock(["CUP"])["CUP"].reserved == 3
    with pytest.raises(StockShort):
        desk.commit(Change(stock=(StockMove(sku="CUP", reserved=1), StockMove(sku="CUP"))))


def test_one_short_sku_moves_nothing(desk: Desk) -> None:
    stock_in(desk, "CUP", 1)
    with pytest.raises(StockShort) as short:
        desk.commit(
            Change(
                puts=(make_order(),),
                stock=(StockMove(sku="CUP", reserved=1), StockMove(sku="MUG", reserved=1)),
                events=((make_order(), told()),),
            )
        )
    assert short.value.sku == "MUG"
    assert desk.stock(["CUP"])["CUP"].reserved == 0
    assert desk.order_file(order_key()).order is None


def test_shipping_takes_from_both_and_is_booked_once(desk: Desk) -> None:
    stock_in(desk, "CUP", 2)
    desk.commit(Change(stock=(StockMove(sku="CUP", reserved=2),)))
    out = StockMove(sku="CUP", on_hand=-1, reserved=-1, entry_id="line|P1", cause="s", at=NOW)
    desk.commit(Change(stock=(out,)))
    assert desk.stock(["CUP"])["CUP"] == Stock(sku="CUP", on_hand=1, reserved=1)
    with pytest.raises(StockShort):
        desk.commit(Change(puts=(make_parcel(),), stock=(out,)))
    assert desk.stock(["CUP"])["CUP"] == Stock(sku="CUP", on_hand=1, reserved=1)


def test_several_entries_of_one_sku_in_one_change(desk: Desk) -> None:
    stock_in(desk, "CUP", 4)
    desk.commit(Change(stock=(StockMove(sku="CUP", reserved=3),)))
    outs = tuple(
        StockMove(sku="CUP", on_hand=-n, reserved=-n, entry_id=f"l{n}|P", cause="s", at=NOW)
        for n in (1, 2)
    )
    desk.commit(Change(stock=outs))
    assert desk.stock(["CUP"])["CUP"] == Stock(sku="CUP", on_hand=1, reserved=0)


def test_old_data_are_spoken_of_before_stock(desk: Desk) -> None:
    # Who decided on old data must decide again; to be short may no longer be true then.
    put(desk, make_order())
    with pytest.raises(VersionConflict):
        desk.commit(
            Change(unchanged=(make_order(version=7),), stock=(StockMove(sku="CUP", reserved=1),))
        )


# --- Lists -------------------------------------------------------------------------------------


def test_ready_lines_by_deadline_those_without_last(desk: Desk) -> None:
    deadlines = {"1": NOW + hours(9), "2": None, "3": NOW + hours(1), "4": NOW + hours(9)}
    for line_id, deadline in deadlines.items():
        put(desk, make_work(LineState.READY, key=line_key("1", line_id), deadline=deadline))
    put(desk, make_work(LineState.READY, key=line_key("2", "5"), supplier="factory-b"))
    put(desk, make_work(LineState.RESERVED, key=line_key("2", "6")))
    assert [key.line_id for key in desk.ready_lines("factory-a")] == ["3", "1", "4", "2"]
    assert desk.ready_lines("factory-b") == [line_key("2", "5")]
    assert desk.ready_lines("factory-c") == []


def test_ready_orders_each_once_no_more_than_asked_and_the_first_deadline(desk: Desk) -> None:
    for order_id, deadline in {"1": None, "2": NOW + hours(5), "3": NOW + hours(2)}.items():
        for line_id in ("1", "2"):
            key = line_key(order_id, line_id)
            put(desk, make_work(LineState.READY, key=key, deadline=deadline))
    waiting = desk.ready_orders("factory-a", 2)
    assert [key.order_id for key in waiting.orders] == ["3", "2"]
    assert waiting.earliest == NOW + hours(2)
    assert len(desk.ready_orders("factory-a", 9).orders) == 3
    assert desk.ready_orders("factory-b", 9) == ReadyOrders()


def test_ready_orders_over_many_pages(desk: Desk) -> None:
    for number in range(120):
        put(desk, make_work(LineState.READY, key=line_key("1", str(number)), deadline=None))
    put(desk, make_work(LineState.READY, key=line_key("2", "1"), deadline=None))
    waiting = desk.ready_orders("factory-a", 2)
    assert [key.order_id for key in waiting.orders] == ["1", "2"]
    assert waiting.earliest is None


def test_line_that_went_on_is_ready_no_more(desk: Desk) -> None:
    put(desk, make_work(LineState.READY))
    put(desk, make_work(LineState.CLAIMED, version=1))
    assert desk.ready_lines("factory-a") == []


def test_workbooks_newest_first_and_no_more_than_asked_for(desk: Desk) -> None:
    for count in (2, 10, 1):
        put(desk, make_workbook(count))
    put(desk, SupplierDesk(supplier="factory-a"), make_stop(), make_returned("uploads/a"))
    put(desk, make_workbook(11, supplier="factory-b"))
    numbers = [file.number for file in desk.workbooks("factory-a", 2)]
    assert numbers == ["factory-a-000010", "factory-a-000002"]
    assert len(desk.workbooks("factory-a", 9)) == 3


def test_returned_files_newest_first(desk: Desk) -> None:
    for hour in ("08", "10", "09"):
        put(desk, make_returned(f"uploads/factory-a/20261001T{hour}0000/file"))
    found = desk.returned_files("factory-a", 2)
    assert [one.file_key[-11:-5] for one in found] == ["100000", "090000"]


# --- Events ------------------------------------------------------------------------------------


def test_events_lie_beside_the_aggregate_and_not_in_its_file(desk: Desk) -> None:
    order = make_order()
    desk.commit(
        Change(
            puts=(order, make_work()),
            events=(
                (order, told(order=str(order.key))),
                (make_work(), told(EventKind.LINES_READY)),
            ),
        )
    )
    file = desk.order_file(order.key)
    assert file.order == order.but(version=1)
    assert list(file.lines) == [LINE_ID]
    assert desk.ready_lines("factory-a") == []


def test_one_version_tells_one_event_of_a_kind(desk: Desk) -> None:
    parcel = make_parcel()
    both = (
        (parcel, told(EventKind.PARCEL_NUMBERED)),
        (parcel, told(EventKind.TRACKING_FOR_FENCED)),
    )
    desk.commit(Change(puts=(parcel,), events=both))
    again = parcel.but(version=1)
    desk.commit(Change(puts=(again,), events=((again, told(EventKind.PARCEL_NUMBERED)),)))
    assert desk.parcels(["P1"])["P1"].version == 2
