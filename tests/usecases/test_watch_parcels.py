"""The guard against false shipments: who looks at a parcel's way, when, and who hears of it."""

from datetime import datetime, timedelta

import pytest

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import Fence, FenceCase
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Doubt, Parcel, ParcelState, by_look
from hedan.errors import PlatformRejected
from hedan.notices import Audience
from hedan.ports import Change
from hedan.usecases.uploads.watch_parcels import Watched
from tests.domain.builders import NOW, line_key
from tests.fakes.memory_desk import MemoryDesk
from tests.usecases.scan_yard import PAID, SETTINGS, TOLD, Blind, Yard, number_of, way

# --- The clock --------------------------------------------------------------------------------


def test_eb45_a_scanned_parcel_is_asked_about_once_and_nobody_hears() -> None:
    yard = Yard()
    yard.ship("1")
    yard.shop.ways[number_of("1")] = way(2)
    assert yard.at(hours=17) == Watched()
    assert yard.at(hours=18) == Watched(looked=1, scanned=1)
    parcel = yard.parcel()
    assert (parcel.scanned_at, parcel.look_at) == (
        TOLD + timedelta(hours=2),
        TOLD + timedelta(days=6),
    )
    assert yard.at(hours=30) == Watched()
    assert len(yard.shop.asked) == 1
    assert yard.told(EventKind.PARCEL_SCANNED) == []  # What goes well is written on it, no more.


def test_pn56_the_supplier_is_asked_once_for_all_of_its_parcels_while_it_is_time() -> None:
    yard = Yard()
    for one in ("1", "2", "3"):
        yard.ship(one)
    yard.ship("4", supplier="factory-b")
    assert yard.at(hours=18).found == {"soon": 4}
    yard.follow()
    asked = {
        event.facts["supplier"]: event.facts["parcels"]
        for event in yard.told(EventKind.SCANS_ASKED)
    }
    assert asked == {"factory-a": "P1,P2,P3", "factory-b": "P4"}
    assert yard.heard(Audience.SUPPLIER) == ["scans_asked"] * 2
    assert yard.heard(Audience.OWNER) == ["scans_asked"] * 2
    (first, *_) = yard.notices.published
    for one in ("1", "2", "3"):
        assert f"P{one}" in first.email_body
        assert number_of(one) in first.email_body
    assert "还有 6 小时" in first.email_body
    assert yard.parcel().scan_warned_at == TOLD + timedelta(hours=18)
    assert yard.at(hours=19) == Watched()


def test_pn56_an_order_that_is_shipped_and_never_scanned_reaches_a_person_twice_and_ends() -> None:
    yard = Yard()
    yard.ship("1")
    found = [yard.at(hours=one).found for one in (18, 24, 72, 144, 240, 2000)]
    assert found == [{"soon": 1}, {"overdue": 1}, {"no_record": 1}, {}, {}, {}]
    assert yard.parcel().look_at is None
    assert len(yard.shop.asked) == 5
    yard.follow()
    assert yard.heard(Audience.OWNER) == ["scans_asked", *["parcels_unscanned"] * 2]
    assert yard.heard(Audience.SUPPLIER) == ["scans_asked"]


def test_pn56_a_scan_after_the_warning_ends_the_task() -> None:
    yard = Yard()
    yard.ship("1")
    yard.at(hours=18)
    yard.shop.ways[number_of("1")] = way(20)
    assert yard.at(hours=24) == Watched(looked=1, scanned=1)
    (told,) = yard.told(EventKind.PARCEL_SCANNED)
    assert told.facts["parcel"] == "P1"


def test_a_parcel_that_was_scanned_before_the_notice_goes_out_is_not_in_it() -> None:
    yard = Yard()
    yard.ship("1")
    yard.ship("2")
    yard.at(hours=18)
    scanned = yard.parcel("P1").but(scanned_at=yard.now)
    yard.desk.commit(Change(puts=(scanned,)))
    yard.follow()
    assert all("P1" not in one.email_body for one in yard.notices.published)
    assert len(yard.notices.published) == 2


def test_nobody_is_asked_for_goods_that_are_asked_back() -> None:
    yard = Yard()
    yard.ship("1")
    key = line_key("1", "1")
    work = yard.desk.lines([key])[key]
    case = FenceCase(after_sale_id="77", changed_at=NOW, closes=True)
    fenced = work.but(fence=Fence(version=1, cases=(case,)))
    closed = Event(kind=EventKind.FENCE_CLOSED, at=NOW)
    yard.desk.commit(Change(puts=(fenced,), was=(work,), events=((fenced, closed),)))
    assert yard.at(hours=18) == Watched(looked=1)
    assert yard.parcel().scan_warned_at is None
    assert yard.at(hours=24) == Watched(looked=1)  # It may have left all the same.


@pytest.mark.parametrize("status", [OrderStatus.DONE, OrderStatus.CANCELLED])
def test_eb46_an_order_that_is_over_is_not_followed_any_more(status: OrderStatus) -> None:
    yard = Yard()
    yard.ship("1")
    yard.change_order("1", status=status)
    yard.at(hours=18)
    assert yard.parcel().look_at is None
    assert yard.shop.asked == []


def test_a_merged_parcel_is_followed_until_all_of_its_orders_are_over() -> None:
    yard = Yard()
    yard.ship("1", "2")
    yard.change_order("1", status=OrderStatus.DONE)
    assert yard.at(hours=18).found == {"soon": 1}


def test_platforms_that_tell_nothing_of_ways_are_never_asked() -> None:
    yard = Yard()
    yard.shops["cup-shop"] = Blind()
    yard.ship("1")
    assert yard.at(hours=18) == Watched(looked=1)
    assert yard.parcel().look_at is None


def test_a_store_that_left_the_settings_ends_the_looks_of_its_parcels() -> None:
    yard = Yard(SETTINGS.but(stores=SETTINGS.stores[1:]))
    yard.ship("1")
    yard.at(hours=18)
    assert yard.parcel().look_at is None


class Late(MemoryDesk):
    """Its index has not heard of anything that happened to the parcels lately."""

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        return by_look(self.all(Parcel))


def test_what_the_index_has_not_heard_of_is_not_done_twice() -> None:
    yard = Yard()
    yard.desk = Late()
    yard.ship("1")
    yard.ship("2")
    yard.shop.ways = {number_of("1"): way(-31), number_of("2"): way(2)}
    assert yard.at(hours=18).looked == 2
    assert yard.at(hours=18) == Watched()
    assert yard.at(days=6) == Watched(looked=1)  # The first waits for a person.


# --- Fakes and silence --------------------------------------------------------------------------


def test_eb46_a_number_scanned_before_the_payment_waits_for_a_person() -> None:
    yard = Yard()
    yard.ship("1")
    yard.shop.ways[number_of("1")] = way(-31, 2)
    assert yard.at(hours=18).found == {"fake": 1}
    parcel = yard.parcel()
    assert [doubt.code for doubt in parcel.doubts] == [Doubt.COLLECTED_BEFORE_PAYMENT]
    assert (PAID - timedelta(hours=1)).isoformat() in parcel.doubts[0].evidence
    assert parcel.state is ParcelState.SHIPPED
    (told,) = yard.told(EventKind.NUMBER_DOUBTED)
    assert told.facts["parcel"] == "P1"
    assert told.facts["doubts"] == "COLLECTED_BEFORE_PAYMENT"
    assert yard.at(days=7) == Watched()  # A person has it.


def test_eb46_what_a_person_believed_is_looked_at_after_six_and_ten_days() -> None:
    yard = Yard()
    yard.ship("1")
    yard.shop.ways[number_of("1")] = way(-31, 2)
    yard.at(hours=18)
    yard.desk.commit(Change(puts=(yard.parcel().but(doubts=()),)))
    assert yard.at(days=6) == Watched(looked=1)
    yard.shop.ways[number_of("1")] = way(-40, -31, 2)  # Another scan, older still.
    assert yard.at(days=10).found == {"fake": 1}


def test_eb46_of_a_merged_parcel_the_last_payment_counts() -> None:
    yard = Yard()
    yard.ship("1", "2")
    yard.change_order("2", paid_at=TOLD - timedelta(hours=1))
    yard.shop.ways[number_of("1")] = way(-2)
    assert yard.at(hours=18).found == {"fake": 1}


def test_eb47_a_way_that_stands_still_for_sixty_days_is_flagged_once() -> None:
    yard = Yard()
    yard.ship("1")
    yard.shop.ways[number_of("1")] = way(2, 20)
    found = [yard.at(days=one).found for one in (1, 6, 10, 59, 61, 70, 200)]
    assert found == [{}, {}, {}, {}, {"no_change": 1}, {}, {}]
    yard.follow()
    assert yard.heard(Audience.OWNER) == ["parcels_unscanned"]
    assert yard.heard(Audience.SUPPLIER) == []


def test_pn57_three_days_without_a_record_are_flagged_although_nobody_looked_before() -> None:
    """The watcher itself may have stood still: the weightiest is told, not all at once."""
    yard = Yard()
    yard.ship("1")
    assert yard.at(days=4).found == {"no_record": 1}
    yard.follow()
    (notice,) = yard.notices.published
    assert "三天没有记录" in notice.email_body


# --- Not yet visible ----------------------------------------------------------------------------


def unseen(yard: Yard) -> Parcel:
    """Upload a parcel whose number its platform does not show yet."""
    return yard.ship("1", visible_at=None, look_at=TOLD + timedelta(minutes=5))


def test_a_number_that_shows_later_is_seen_and_its_scan_waited_for() -> None:
    yard = Yard()
    unseen(yard)
    yard.at(minutes=5)
    assert yard.parcel().visible_at is None
    yard.shop.visible.add("1")
    yard.at(minutes=10)
    parcel = yard.parcel()
    assert parcel.visible_at == yard.now
    assert parcel.look_at == TOLD + timedelta(hours=18)


def test_pn54_a_number_that_never_shows_reaches_a_person_in_time() -> None:
    yard = Yard()
    unseen(yard)
    for minute in range(5, 60, 5):
        yard.at(minutes=minute)
    (told,) = yard.told(EventKind.PARCEL_UNSEEN)
    assert told.at == TOLD + timedelta(minutes=30)
    assert yard.parcel().look_at == TOLD + timedelta(minutes=90)


def test_pn54_a_platform_that_lets_nobody_look_counts_as_not_showing_it() -> None:
    yard = Yard()
    unseen(yard)
    yard.shop.trouble[""] = PlatformRejected("40001", "", "no permission")
    for minute in (5, 31):
        yard.at(minutes=minute)
    (told,) = yard.told(EventKind.PARCEL_UNSEEN)
    assert "no permission" in told.facts["why"]
