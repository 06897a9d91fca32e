"""The poll and its ledger: a window closes only when nothing can be missing."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from hedan.domain.intake import Hint
from hedan.domain.orders import OrderStatus
from hedan.domain.pull_ledger import Listing, PullWindow
from hedan.errors import AccessEnded, OrderGone, PlatformBusy, PlatformRejected, VersionConflict
from hedan.platforms.platform import Listed, Page, Unreadable
from hedan.usecases.intake.poll_store import (
    FIRST_LOOK,
    HINT_PATIENCE,
    Polled,
    poll_store,
    sweep_store,
)
from hedan.usecases.intake.take_in import Taken
from tests.domain.builders import order_key
from tests.fakes.gates import Crash
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

STORE = SETTINGS.stores[0]


class Shop(Stage):
    """A stage whose store is polled."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = MemoryQueue()

    def poll(self) -> Polled:
        return poll_store(
            STORE,
            platform=self.platform,
            desk=self.desk,
            marks=self.ledgers,
            queue=self.queue,
            ledgers=self.ledgers,
            now=self.now,
        )

    def sweep(self, days: int = 3) -> Polled:
        return sweep_store(
            STORE,
            platform=self.platform,
            desk=self.desk,
            marks=self.ledgers,
            queue=self.queue,
            ledgers=self.ledgers,
            now=self.now,
            days=days,
        )

    def work_off(self) -> list[object]:
        """Take in what is queued; what fails for now stays."""
        answers: list[object] = []
        for message in list(self.queue.waiting):
            (answer,) = self.take(Hint.model_validate_json(message.body))
            answers.append(answer)
            if isinstance(answer, Taken):
                self.queue.delete(message)
        return answers

    def open(self, listing: Listing = Listing.ORDERS) -> tuple[PullWindow, ...]:
        return self.ledgers.ledger(STORE.id, listing).open

    def known_up_to(self, listing: Listing = Listing.ORDERS) -> datetime | None:
        return self.ledgers.ledger(STORE.id, listing).known_until


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.poll()  # The first look, at an empty store.
    shop.later(5)
    return shop


def test_the_first_look_goes_two_days_back_and_leaves_no_gap() -> None:
    shop = Shop()
    shop.poll()
    windows = shop.ledgers.closed_windows(STORE.id, Listing.ORDERS, shop.now - FIRST_LOOK, shop.now)
    assert windows[0].since == shop.now - FIRST_LOOK
    assert windows[-1].until == shop.now
    assert all(one.until == other.since for one, other in pairwise(windows))
    assert shop.known_up_to() == shop.now


def test_a_window_stays_open_until_its_rows_are_in_the_table(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(1)
    polled = shop.poll()
    assert (polled.hints, polled.open_windows) == (1, 1)
    (window,) = shop.open()
    assert (window.rows, window.distinct, window.total, window.pages) == (1, 1, 1, 1)
    assert window.why_open == "1 rows are not taken in yet, the first is 1"
    assert shop.known_up_to() == window.since
    assert shop.work_off() == [Taken.STORED]
    shop.later(1)
    assert shop.poll().open_windows == 0
    assert shop.known_up_to() == shop.now


def test_what_a_callback_brought_costs_no_hint(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(1)
    shop.take(shop.hint())
    shop.later(1)
    assert shop.poll() == Polled()
    closed = shop.ledgers.closed_windows(STORE.id, Listing.ORDERS, shop.now, shop.now)
    assert closed[-1].doors == {"push": 1}


def test_a_change_in_the_second_of_our_reading_is_not_taken_for_granted(shop: Shop) -> None:
    """Platforms count seconds: what we read in the same second may be the state before."""
    shop.place("CUP")
    shop.take(shop.hint())  # Read in the very second of the change.
    shop.later(1)
    assert shop.poll().hints == 1
    assert shop.work_off() == [Taken.UNCHANGED]
    shop.later(1)
    assert shop.poll().open_windows == 0


def test_refunds_are_asked_for_first_and_counted_alike(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(1)
    shop.platform.ask_refund("77", "1", ["11"], shop.now)
    shop.later(1)
    assert shop.poll().hints == 2
    kinds = [Hint.model_validate_json(message.body).kind for message in shop.queue.waiting]
    assert kinds == ["after_sale", "order"]
    shop.work_off()
    shop.later(1)
    assert shop.poll().open_windows == 0
    assert not shop.line("11").may_ship


class Lying:
    """A listing whose newest window answers as a test says, once; then the true one again."""

    def __init__(self, shop: Shop, *pages: Page) -> None:
        self.shop = shop
        self.pages = list(pages)
        self.truth = shop.platform.pages
        # A fake of a fake: the one method lies, all others stay true.
        shop.platform.pages = self  # type: ignore[method-assign]

    def __call__(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        if listing is Listing.ORDERS and until == self.shop.now and self.pages:
            told, self.pages = self.pages, []
            return iter(told)
        return self.truth(listing, since, until)


def test_a_missing_row_keeps_the_window_open_until_it_came(shop: Shop) -> None:
    shop.place("CUP")
    Lying(shop, Page(rows=(), total=1, is_last=True))
    shop.later(1)
    polled = shop.poll()
    assert (polled.hints, polled.open_windows) == (0, 1)
    assert shop.open()[0].why_open == "the platform counts 1 rows, 0 came"
    shop.later(2)
    assert shop.poll().hints >= 1  # Asked again, and found.
    shop.work_off()
    shop.later(5)
    assert shop.poll().open_windows == 0


def test_a_listing_whose_end_nobody_saw_proves_nothing(shop: Shop) -> None:
    Lying(shop, Page(rows=(), total=0, is_last=False))
    assert shop.poll().open_windows == 1
    assert shop.open()[0].why_open == "the end of the listing was not seen"


def test_a_row_that_nobody_can_read_is_set_aside_with_its_reason(shop: Shop) -> None:
    row = Unreadable(place="row 1 of page 0", reason="order_id: missing")
    Lying(shop, Page(rows=(row,), total=1, is_last=True))
    polled = shop.poll()
    assert (polled.open_windows, polled.unreadable) == (0, 1)
    (window, *_) = shop.ledgers.closed_windows(STORE.id, Listing.ORDERS, shop.now, shop.now)[-1:]
    assert [one.reason for one in window.set_aside] == ["order_id: missing"]


def test_a_poison_order_blocks_nobody_and_is_named(shop: Shop) -> None:
    shop.place("CUP")
    ghost = Listed(order_id="404", changed_at=shop.now)
    known = Listed(order_id="1", changed_at=shop.now)
    Lying(shop, Page(rows=(ghost, known), total=2, is_last=True))
    shop.later(1)
    assert shop.poll().hints == 2
    assert sorted(map(str, shop.work_off())) == ["set_aside", "stored"]
    shop.later(1)
    assert shop.poll().open_windows == 0
    windows = shop.ledgers.closed.values()
    aside = {one.subject: one.reason for window in windows for one in window.set_aside}
    assert "no such order" in aside["404"]


def test_the_same_row_on_two_pages_counts_once_as_newest_told(shop: Shop) -> None:
    shop.place("CUP")
    old = Listed(order_id="1", changed_at=shop.now - timedelta(seconds=5))
    new = Listed(order_id="1", changed_at=shop.now)
    Lying(
        shop,
        Page(rows=(new,), total=1, is_last=False),
        Page(rows=(old,), total=1, is_last=True),
    )
    assert shop.poll().hints == 1
    (window,) = shop.open()
    assert (window.rows, window.distinct) == (2, 1)
    assert window.pending[0].changed_at == new.changed_at


def test_a_change_is_found_though_our_clock_is_ten_minutes_ahead(shop: Shop) -> None:
    shop.poll()
    shop.place("CUP", changed_at=shop.now - timedelta(minutes=9))  # A minute later, over there.
    shop.later(5)
    assert shop.poll().hints == 1
    assert shop.work_off() == [Taken.STORED]


def test_a_refund_that_waits_leaves_known_what_was_known_before_it(shop: Shop) -> None:
    """Not the minutes asked again, too: claims of a store wait when too little is known."""
    shop.place("CUP")
    known = shop.known_up_to(Listing.AFTER_SALES)
    shop.later(1)
    shop.platform.ask_refund("77", "1", ["11"], shop.now)
    shop.later(1)
    assert shop.poll().open_windows
    assert shop.known_up_to(Listing.AFTER_SALES) == known


def test_a_hint_that_died_on_its_way_is_queued_again(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(1)
    shop.poll()
    shop.queue.waiting.clear()  # It ended in the dead-letter queue.
    shop.later(1)
    assert shop.poll().hints == 0  # It may still be on its way,
    shop.later(HINT_PATIENCE.total_seconds() / 60)
    assert shop.poll().hints >= 1  # until patience is over.
    assert shop.work_off()[0] is Taken.STORED
    shop.later(1)
    assert shop.poll().open_windows == 0


@pytest.mark.parametrize("error", [PlatformBusy("down"), AccessEnded("30001", "", "closed")])
def test_a_store_that_cannot_be_asked_is_known_no_further(shop: Shop, error: Exception) -> None:
    known = shop.known_up_to(Listing.AFTER_SALES)
    shop.platform.gate = _raises_at("before platform.pages", error)
    shop.later(60)
    with pytest.raises(type(error)):
        shop.poll()
    assert shop.known_up_to(Listing.AFTER_SALES) == known
    shop.platform.gate = lambda _: None
    shop.poll()
    assert shop.known_up_to(Listing.AFTER_SALES) == shop.now


def test_a_poll_that_dies_between_queue_and_ledger_asks_again(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(1)
    shop.ledgers.gate = _raises_at("before ledgers.save", Crash())
    with pytest.raises(Crash):
        shop.poll()
    shop.ledgers.gate = lambda _: None
    shop.later(1)
    assert shop.poll().hints == 1
    assert Taken.STORED in shop.work_off()
    shop.later(1)
    assert shop.poll().open_windows == 0


def test_the_slower_of_two_polls_gives_way(shop: Shop) -> None:
    ledger = shop.ledgers.ledger(STORE.id, Listing.ORDERS)
    shop.ledgers.save(ledger, [])
    with pytest.raises(VersionConflict):
        shop.ledgers.save(ledger, [])


def test_callbacks_that_went_quiet_are_noticed(shop: Shop) -> None:
    for number in range(1, 6):
        assert not shop.poll().callbacks_quiet
        shop.place("CUP", order_id=str(number))
        shop.later(1)
    assert shop.poll().callbacks_quiet
    shop.work_off()
    shop.place("CUP", order_id="9")
    shop.later(1)
    shop.take(shop.hint("9"))
    shop.later(1)
    assert not shop.poll().callbacks_quiet


def test_the_sweep_finds_what_no_listing_of_changes_showed(shop: Shop) -> None:
    made = shop.now - timedelta(days=1)
    shop.place("CUP", created_at=made, changed_at=made - timedelta(days=5))
    assert shop.poll().hints == 0
    assert shop.sweep().hints == 1
    assert shop.work_off() == [Taken.STORED]
    shop.later(1)
    assert shop.sweep().open_windows == 0


def test_the_sweep_tries_once_more_what_was_set_aside(shop: Shop) -> None:
    order = shop.place("CUP")
    shop.platform.gate = _raises_at(
        "before platform.read_order", PlatformRejected("50002", "x", "broken")
    )
    shop.later(1)
    shop.poll()
    assert shop.work_off() == [Taken.SET_ASIDE]
    shop.later(1)
    assert shop.poll().hints == 0
    shop.platform.gate = lambda _: None
    shop.platform.change_order("1", order.changed_at, created_at=shop.now - timedelta(minutes=50))
    assert shop.sweep().hints == 1
    assert shop.work_off() == [Taken.STORED]


def test_a_sweep_does_not_wait_for_what_stays_poison(shop: Shop) -> None:
    order = shop.place("CUP")
    shop.platform.poison.add("1")
    shop.platform.change_order("1", order.changed_at, created_at=shop.now)
    shop.later(1)
    shop.poll()
    assert shop.work_off() == [Taken.SET_ASIDE]
    for _ in range(2):
        shop.later(24 * 60)
        polled = shop.sweep()
        assert (polled.hints, polled.open_windows) == (1, 0)
        assert shop.work_off() == [Taken.SET_ASIDE]
    closed = shop.ledgers.closed_windows(
        STORE.id, Listing.ORDERS_CREATED, order.changed_at, order.changed_at
    )
    assert all([one.subject for one in window.set_aside] == ["1"] for window in closed)


def test_nothing_new_in_the_second_of_the_change_proves_nothing_either(shop: Shop) -> None:
    shop.place("CUP")
    shop.take(shop.hint())
    assert shop.poll().hints == 1  # All of this in one second, as is the change that follows.
    assert shop.work_off() == [Taken.UNCHANGED]
    shop.platform.change_order("1", shop.now, seller_memo="轻放")
    shop.later(1)
    assert shop.poll().open_windows > 0
    shop.later(HINT_PATIENCE.total_seconds() / 60)
    assert shop.poll().hints >= 1
    assert Taken.STORED in shop.work_off()
    shop.later(1)
    assert shop.poll().open_windows == 0


def test_an_unreadable_refund_closes_every_line_it_may_mean(shop: Shop) -> None:
    shop.place("CUP", "MUG")
    shop.take(shop.hint())
    shop.platform.gate = _raises_at(
        "before platform.read_after_sale", PlatformRejected("50002", "x", "broken")
    )
    shop.later(1)
    assert shop.take(shop.hint("1", "77")) == [Taken.SET_ASIDE]
    assert not shop.line("11").may_ship
    assert not shop.line("12").may_ship
    shop.platform.gate = lambda _: None
    shop.refund("11")  # Readable now: its own word takes the place of our caution.
    assert not shop.line("11").may_ship
    assert shop.line("12").may_ship


def _raises_at(place: str, error: BaseException) -> Callable[[str], None]:
    def gate(name: str) -> None:
        if name == place:
            raise error

    return gate


def test_an_order_of_another_merchant_is_passed_and_calls_nobody(shop: Shop) -> None:
    shop.platform.gate = _raises_at(
        "before platform.read_order", OrderGone("order 9: of merchant M7, this store is M42")
    )
    row = Listed(order_id="9", changed_at=shop.now)
    Lying(shop, Page(rows=(row,), total=1, is_last=True))
    shop.later(1)
    shop.poll()
    assert shop.work_off() == [Taken.PASSED]
    assert shop.ledgers.set_aside(STORE.id) == []
    shop.later(1)
    assert shop.poll().open_windows == 0
    aside = [one for window in shop.ledgers.closed.values() for one in window.set_aside]
    assert [one.reason for one in aside] == ["order 9: of merchant M7, this store is M42"]


def test_an_order_that_its_platform_deleted_is_cancelled_here(shop: Shop) -> None:
    shop.place("CUP")
    shop.take(shop.hint())
    shop.later(1)
    shop.platform.gate = _raises_at("before platform.read_order", OrderGone("order 1: deleted"))
    assert shop.take(shop.hint()) == [Taken.STORED]
    order = shop.desk.orders([order_key("1")])[order_key("1")]
    assert order.status is OrderStatus.CANCELLED
    assert shop.take(shop.hint()) == [Taken.STORED]


def test_the_ledger_knows_how_long_each_door_took(shop: Shop) -> None:
    shop.place("CUP")
    shop.later(2)
    shop.take(shop.hint())
    shop.later(1)
    shop.poll()
    (window,) = [one for one in shop.ledgers.closed.values() if one.doors]
    assert (window.doors, window.slowest) == ({"push": 1}, {"push": 120})


@pytest.mark.parametrize("order_id", ["1", "9" * 128])
def test_hints_of_every_door_stand_in_one_line_that_the_queue_takes(
    shop: Shop, order_id: str
) -> None:
    pushed = shop.hint(order_id)
    polled = pushed.but(door="poll", message_id="another")
    assert pushed.queued[0] == polled.queued[0]
    assert pushed.queued[1] != polled.queued[1]
    assert all(len(part) <= 128 for part in polled.queued[:2])
