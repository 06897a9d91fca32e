"""Virtual goods ship by themselves: once, never over a refund, and whatever breaks on the way."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.events import Event
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, OrderStatus
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.stops import Stop, StopAnswer
from hedan.errors import HedanError, PlatformBusy, PlatformRejected, StaleAfterSales, TryAgain
from hedan.settings import Settings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.uploads.ship_virtual import ship_virtual
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from tests.domain.builders import hours, make_line, order_key
from tests.fakes.gates import Counting, Crash, open_gate
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage, survives

LINES = SETTINGS.but(stores=(SETTINGS.stores[0].but(platform="mall"),))
WHOLE = SETTINGS.but(stores=(SETTINGS.stores[0].but(platform="taobao"),))
BY_HAND = SETTINGS.but(stores=(LINES.stores[0].but(options={"virtual": "by_hand"}),))


class Shop(Stage):
    """A shop whose CUPs are virtual goods that are counted, and whose MUGs are goods."""

    settings: Settings = LINES

    def _line(self, line_id: str, sku: str) -> Line:
        return make_line(line_id, sku=sku, is_virtual=sku == "CUP")

    def sold(self, *skus: str) -> "Shop":
        """Somebody pays, and the order goes through its workflow."""
        self.stock_in(10)
        self.place(*skus)
        self.go_on()
        return self

    def go_on(self) -> None:
        """The order is read and worked on, once more."""
        self.take(self.hint())
        self.look(settings=self.settings)

    def ship(self) -> Uploaded:
        """The ship queue brings the order."""
        return ship_virtual(
            order_key("1"),
            desk=self.desk,
            platform_of=lambda _: self.platform,
            settings=self.settings,
            known_until=lambda _: self.known_until or self.now,
            now=lambda: self.now,
        )

    def resumed(self) -> Uploaded:
        """The ship queue brings the parcel: a refund was withdrawn."""
        return upload_tracking(
            self.parcel().parcel_id,
            desk=self.desk,
            platform_of=lambda _: self.platform,
            settings=self.settings,
            known_until=lambda _: self.now,
            now=lambda: self.now,
        )

    def holds(self) -> list[str]:
        """What keeps the order back."""
        return [one.finding.code for one in self.desk.order_file(order_key("1")).holds.open]

    def stock(self) -> tuple[int, int]:
        """Vouchers on hand, and promised."""
        known = self.desk.stock(["CUP"])["CUP"]
        return known.on_hand, known.reserved


@pytest.fixture
def shop() -> Shop:
    return Shop().sold("CUP", "CUP")


# --- the quiet way --------------------------------------------------------------------------------


def test_virtual_goods_ship_by_themselves_without_a_number(shop: Shop) -> None:
    assert shop.events()[-2:] == ["lines_ready", "virtual_ready"]
    assert shop.ship() is Uploaded.SHIPPED
    assert shop.states() == {"11": LineState.SHIPPED, "12": LineState.SHIPPED}
    (told,) = shop.platform.virtual_calls
    assert told.whole_order
    assert shop.platform.calls == []
    parcel = shop.parcel()
    assert (parcel.state, parcel.tracking, parcel.workbook) == (ParcelState.SHIPPED, None, "")
    assert shop.stock() == (8, 0)
    assert "lines_shipped" in shop.events()


def test_once_however_often_the_queue_brings_it(shop: Shop) -> None:
    assert [shop.ship() for _ in range(3)] == [
        Uploaded.SHIPPED,
        Uploaded.NOTHING_TO_DO,
        Uploaded.NOTHING_TO_DO,
    ]
    assert len(shop.platform.virtual_calls) == 1
    assert len(list(shop.desk.all(Parcel))) == 1


def test_it_survives_its_death_at_any_point() -> None:
    assert survives(lambda: Shop().sold("CUP", "CUP"), _until_done) > 10


def _until_done(stage: Stage) -> None:
    assert isinstance(stage, Shop)
    stage.ship()


def test_goods_beside_them_wait_for_their_wave_and_no_wave_takes_the_virtual_ones() -> None:
    shop = Shop().sold("CUP", "MUG")
    shop.wave()
    assert shop.states() == {"11": LineState.READY, "12": LineState.CLAIMED}
    assert shop.ship() is Uploaded.SHIPPED
    assert shop.states() == {"11": LineState.SHIPPED, "12": LineState.CLAIMED}
    assert [line.line_id for line in shop.platform.virtual_calls[0].lines] == ["11"]
    assert not shop.platform.virtual_calls[0].whole_order


def test_nothing_leaves_while_refunds_are_not_known_up_to_now(shop: Shop) -> None:
    shop.known_until = shop.now - hours(9)
    with pytest.raises(StaleAfterSales):
        shop.ship()
    assert set(shop.states().values()) == {LineState.READY}
    shop.known_until = None
    assert shop.ship() is Uploaded.SHIPPED


def test_a_big_order_goes_in_parcels_that_transactions_take() -> None:
    shop = Shop()
    shop.stock_in(100, "CUP")
    shop.place(*["CUP"] * 100)
    shop.go_on()
    assert shop.ship() is Uploaded.SHIPPED
    assert set(shop.states().values()) == {LineState.SHIPPED}
    lines = [line.line_id for call in shop.platform.virtual_calls for line in call.lines]
    assert len(lines) == len(set(lines)) == 100


# --- refunds --------------------------------------------------------------------------------------


def test_a_refund_before_takes_it_back_and_asks_nobody(shop: Shop) -> None:
    shop.refund("11", "12")
    assert set(shop.states().values()) == {LineState.NEW}
    assert shop.ship() is Uploaded.NOTHING_TO_DO
    assert shop.platform.virtual_calls == []
    assert list(shop.desk.all(Stop)) == []
    assert shop.stock() == (10, 0)


def test_the_other_line_ships_all_the_same(shop: Shop) -> None:
    shop.refund("11")
    assert shop.ship() is Uploaded.SHIPPED
    assert shop.states() == {"11": LineState.NEW, "12": LineState.SHIPPED}


def test_a_refund_that_overtook_its_message_is_seen_before_the_platform_is_told(
    shop: Shop,
) -> None:
    shop.later()
    shop.platform.ask_refund("77", "1", ["11", "12"], shop.now)
    with pytest.raises(TryAgain):
        shop.ship()
    shop.take(shop.hint("1", "77"))
    assert set(shop.states().values()) == {LineState.STOPPING}
    assert shop.ship() is Uploaded.HELD
    assert shop.platform.virtual_calls == []
    assert "tracking_for_fenced" not in shop.events()
    # Whoever the stop reached says that nothing left.
    stop = shop.stop()
    answer_stop(SUPPLIER, stop.stop_id, StopAnswer.STOPPED, "us", desk=shop.desk, now=shop.now)
    assert set(shop.states().values()) == {LineState.STOPPED}
    assert shop.stock() == (10, 0)


def test_a_refund_withdrawn_after_the_claim_lets_it_ship(shop: Shop) -> None:
    shop.later()
    shop.platform.ask_refund("77", "1", ["11", "12"], shop.now)
    with pytest.raises(TryAgain):
        shop.ship()
    shop.take(shop.hint("1", "77"))
    assert shop.ship() is Uploaded.HELD
    shop.later()
    shop.platform.change_after_sale("77", AfterSaleStatus.CLOSED, shop.now)
    shop.take(shop.hint("1", "77"))
    assert shop.events()[-1] in {"parcel_numbered", "stop_withdrawn"}
    assert shop.resumed() is Uploaded.SHIPPED
    assert set(shop.states().values()) == {LineState.SHIPPED}


def test_a_refund_at_any_moment_of_it_stops_it_or_is_told() -> None:
    """The refund comes between two calls of the shipping, wherever that is."""
    quiet = Shop().sold("CUP", "CUP")
    counting = Counting()
    quiet.gate_all(counting)
    quiet.ship()
    ends = [_with_a_refund_at(position) for position in range(len(counting.passed))]
    assert {"shipped", "stayed"} == set(ends)


def _with_a_refund_at(position: int) -> str:
    shop = Shop().sold("CUP", "CUP")
    left = position

    def gate(_: str) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            shop.gate_all(open_gate)
            shop.refund("11")

    shop.gate_all(gate)
    for _ in range(2):
        try:
            shop.ship()
        except HedanError:
            shop.later()
    (work,) = shop.desk.lines([shop.line("11").key]).values()
    taken = {line.line_id for line in shop.platform.accepted}
    assert work.fence.is_closed
    assert not any(line.had_after_sale for line in shop.platform.accepted)
    assert shop.line("12").state is LineState.SHIPPED
    assert len(shop.platform.accepted) == len(taken)
    stopped = {line.key for stop in shop.desk.all(Stop) for line in stop.lines}
    if "11" in taken:
        assert work.state is LineState.SHIPPED
        assert work.key in stopped
        return "shipped"
    assert work.state in {LineState.NEW, LineState.STOPPING}
    assert (work.state is LineState.STOPPING) is (work.key in stopped)
    return "stayed"


# --- when it is not ours to ship ------------------------------------------------------------------


def test_by_hand_a_person_is_asked_and_nothing_is_reserved() -> None:
    shop = Shop()
    shop.settings = BY_HAND
    shop.sold("CUP")
    assert shop.holds() == ["VIRTUAL_BY_HAND"]
    assert shop.ship() is Uploaded.NOTHING_TO_DO
    assert shop.stock() == (10, 0)


def test_a_seller_who_takes_it_into_their_own_hands_gets_what_waited_back(shop: Shop) -> None:
    shop.settings = BY_HAND
    assert shop.ship() is Uploaded.NOTHING_TO_DO
    assert set(shop.states().values()) == {LineState.NEW}
    assert shop.stock() == (10, 0)
    shop.look(settings=BY_HAND)
    assert shop.holds() == ["VIRTUAL_BY_HAND"]


def test_where_only_whole_orders_ship_a_refund_of_one_line_leaves_it_to_a_person() -> None:
    shop = Shop()
    shop.settings = WHOLE
    shop.sold("CUP", "CUP")
    shop.refund("11")
    assert shop.ship() is Uploaded.NOTHING_TO_DO  # It would ship the refunded line, too.
    assert shop.platform.virtual_calls == []
    shop.go_on()
    assert shop.holds() == ["VIRTUAL_BY_HAND"]
    shop.later()
    shop.platform.change_after_sale("77", AfterSaleStatus.CLOSED, shop.now)
    shop.take(shop.hint("1", "77"))
    shop.go_on()
    assert shop.holds() == []
    assert shop.ship() is Uploaded.SHIPPED
    assert shop.platform.virtual_calls[0].whole_order


def test_where_only_whole_orders_ship_goods_beside_them_leave_it_to_a_person() -> None:
    shop = Shop()
    shop.settings = WHOLE
    shop.sold("CUP", "MUG")
    assert shop.states() == {"12": LineState.READY}
    assert shop.holds() == []  # The goods go first and are not kept waiting.


def test_an_order_held_meanwhile_ships_nothing(shop: Shop) -> None:
    shop.platform.change_order("1", shop.now, buyer_remark="先别发货")
    shop.later()
    shop.platform.change_order("1", shop.now)
    shop.go_on()
    assert shop.holds()
    assert shop.ship() is Uploaded.NOTHING_TO_DO
    assert shop.platform.virtual_calls == []


# --- when the platform will not have it -----------------------------------------------------------


def test_what_the_platform_refuses_is_held_and_done_when_a_person_has_shipped_it() -> None:
    shop = Shop().sold("CUP")

    def refuses(point: str) -> None:
        if point == "before platform.ship_virtual":
            raise PlatformRejected("50002", "isv.x", "not of this kind")

    shop.gate_all(refuses)
    assert shop.ship() is Uploaded.HELD
    shop.gate_all(open_gate)
    assert shop.parcel().state is ParcelState.HELD
    assert shop.events()[-1] == "parcel_held"
    shop.later()
    shop.platform.change_lines("1", shop.now, status=OrderStatus.SHIPPED)
    shop.platform.change_order("1", shop.now, status=OrderStatus.SHIPPED)
    shop.take(shop.hint())
    queue = MemoryQueue()
    _followers(shop, queue).follow(_last(shop).kind, _last(shop).facts, "e1")
    assert [message.body for message in queue.waiting] == [str(order_key("1"))]
    assert shop.ship() is Uploaded.SHIPPED
    assert shop.states() == {"11": LineState.SHIPPED}


def test_a_busy_platform_is_told_later(shop: Shop) -> None:
    def busy(point: str) -> None:
        if point == "before platform.ship_virtual":
            raise PlatformBusy("later")

    shop.gate_all(busy)
    with pytest.raises(PlatformBusy):
        shop.ship()
    shop.gate_all(open_gate)
    assert {work.state for work in shop.desk.all(LineWork)} == {LineState.CLAIMED}
    assert shop.ship() is Uploaded.SHIPPED
    assert len(list(shop.desk.all(Parcel))) == 1


def test_a_lost_answer_ships_nothing_twice(shop: Shop) -> None:
    def dies(point: str) -> None:
        if point == "after platform.ship_virtual":
            raise Crash

    shop.gate_all(dies)
    with pytest.raises(Crash):
        shop.ship()
    shop.gate_all(open_gate)
    assert shop.ship() is Uploaded.SHIPPED
    assert len(shop.platform.accepted) == 2
    first, second = shop.platform.virtual_calls
    assert first.request_id == second.request_id


# --- what starts it -------------------------------------------------------------------------------


def test_the_event_brings_the_order_to_the_ship_queue_once(shop: Shop) -> None:
    queue, told = MemoryQueue(), _last(shop)
    for _ in range(2):
        _followers(shop, queue).follow(told.kind, told.facts, "event-1")
    assert [message.body for message in queue.waiting] == [str(order_key("1"))]


def _last(shop: Shop) -> Event:
    return shop.desk.events[-1].event


def _followers(shop: Shop, queue: MemoryQueue) -> Followers:
    return Followers(
        shop.desk,
        _Nothing(),
        _Nothing(),
        queue,
        shop.notices,
        shop.settings,
        MemoryCases(shop.desk),
        lambda: shop.now,
    )


class _Nothing:
    """Starts and wakes nobody."""

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Do nothing."""

    def wake(self, order: str, at: object) -> None:
        """Do nothing."""
