"""Parcels of a WooCommerce shop: notes that remember, the order's status, corrections, refusals."""

from typing import Any

import pytest

from hedan.domain.parcels import Tracking
from hedan.errors import OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.woocommerce.parcel_notes import left_of, note_of, parcels_in
from hedan.platforms.woocommerce.payloads import Note
from tests.platforms.mall.wire import HANGS_UP, Asked, FakePool, Reply
from tests.platforms.wire import shipment
from tests.platforms.woocommerce.samples import order, refund, settings
from tests.platforms.woocommerce.test_store import ROOT, no, store

TRACKINGS = "/wp-json/wc-shipment-tracking/v3/orders/2041/shipment-trackings"
COMPLETE = f"PUT {ROOT}/orders/2041"
NOTE = f"POST {ROOT}/orders/2041/notes"


class Shop(FakePool):
    """A shop that keeps one order's notes, status and trackings."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self.order = order(**changes)
        self.notes: list[dict[str, Any]] = [{"id": 1, "note": "Payment received. [thanks]"}]
        self.trackings: list[dict[str, Any]] = []
        self.lost = 0  # So many answers to new notes get lost, the notes do not.
        path = f"{ROOT}/orders/2041"
        self.answers(f"GET {path}", lambda _: Reply(self.order))
        self.answers(f"GET {path}/notes", lambda _: Reply(list(reversed(self.notes))))
        self.answers(NOTE, self._note)
        self.answers(COMPLETE, self._complete)
        self.answers(f"GET {TRACKINGS}", lambda _: Reply(self.trackings))
        self.answers(f"POST {TRACKINGS}", self._track)
        self.answers(f"DELETE {TRACKINGS}/t1", self._untrack)

    def _note(self, asked: Asked) -> Reply:
        self.notes.append({"id": len(self.notes) + 1, **asked.body})
        if self.lost:
            self.lost -= 1
            return HANGS_UP
        return Reply({"id": len(self.notes)}, 201)

    def _complete(self, asked: Asked) -> Reply:
        self.order |= asked.body
        return Reply(self.order)

    def _track(self, asked: Asked) -> Reply:
        row = {"tracking_id": f"t{len(self.trackings) + 1}", **asked.body}
        self.trackings.append(row)
        return Reply(row, 201)

    def _untrack(self, _: Asked) -> Reply:
        self.trackings = [row for row in self.trackings if row["tracking_id"] != "t1"]
        return Reply({})

    @property
    def told(self) -> list[str]:
        return [note["note"] for note in self.notes[1:]]


WHOLE = (("2041", "311", 2), ("2041", "312", 1))


def parcel(*lines: tuple[str, str, int], number: str = "SF1", **changes: Any) -> Any:
    return shipment(*lines, platform="woocommerce", number=number, **changes)


def test_a_whole_order_is_noted_for_the_buyer_and_completed() -> None:
    shop = Shop()
    store(shop).ship(parcel(*WHOLE, whole=True))
    assert shop.told == ["SF Express SF1 [311x2 312x1]"]
    assert shop.notes[-1]["customer_note"] is True
    assert shop.order["status"] == "completed"


def test_the_same_again_tells_nothing_new() -> None:
    shop = Shop()
    for _ in range(3):
        store(shop).ship(parcel(*WHOLE, whole=True))
    assert len(shop.told) == 1
    assert len(shop.calls_of(COMPLETE)) == 1


def test_parts_complete_the_order_with_the_last_of_them() -> None:
    shop = Shop()
    for number, lines, status in (
        ("SF1", [("2041", "311", 1)], "processing"),
        ("SF2", [("2041", "312", 1)], "processing"),
        ("SF3", [("2041", "311", 1)], "completed"),
    ):
        store(shop).ship(parcel(*lines, number=number))
        assert shop.order["status"] == status
    assert len(shop.told) == 3


def test_a_line_that_follows_under_the_same_number() -> None:
    """Its refund was withdrawn after the rest of its parcel had left."""
    shop = Shop()
    store(shop).ship(parcel(("2041", "311", 2)))
    store(shop).ship(parcel(("2041", "312", 1)))
    assert shop.order["status"] == "completed"


def test_a_parcel_told_in_part_is_told_again_in_full() -> None:
    shop = Shop()
    store(shop).ship(parcel(("2041", "311", 1)))
    store(shop).ship(parcel(("2041", "311", 2)))
    assert left_of(parcels_in([Note.read(note, "note") for note in shop.notes])) == {"311": 2}


def test_refunded_units_need_not_travel() -> None:
    shop = Shop(refunds=[{"id": 77, "total": "-36.75"}])
    shop.answers(f"GET {ROOT}/orders/2041/refunds", Reply([refund()]))
    store(shop).ship(parcel(("2041", "311", 1), ("2041", "312", 1)))
    assert shop.order["status"] == "completed"


def test_a_lost_answer_is_looked_up_not_repeated() -> None:
    shop = Shop()
    shop.lost = 1
    store(shop).ship(parcel(*WHOLE))
    assert len(shop.told) == 1
    assert shop.order["status"] == "completed"


def test_a_note_that_was_never_written_is_busy() -> None:
    shop = Shop()
    shop.answers(NOTE, Reply(b"", 504))
    with pytest.raises(PlatformBusy):
        store(shop).ship(parcel(*WHOLE))
    assert len(shop.calls_of(NOTE)) == 1


def test_a_crash_between_note_and_status_is_mended() -> None:
    shop = Shop()
    shop.answers(COMPLETE, no(400, "rest_invalid_param"), shop._complete)
    with pytest.raises(PlatformRejected):
        store(shop).ship(parcel(*WHOLE))
    store(shop).ship(parcel(*WHOLE))
    assert len(shop.told) == 1
    assert shop.order["status"] == "completed"


def test_another_number_for_what_has_left_is_refused() -> None:
    shop = Shop()
    store(shop).ship(parcel(("2041", "311", 2)))
    with pytest.raises(PlatformRejected, match="left under another number"):
        store(shop).ship(parcel(("2041", "311", 1), number="SF2"))
    with pytest.raises(PlatformRejected, match="none of it"):
        store(shop).ship(parcel(("2041", "999", 1), number="SF2"))


@pytest.mark.parametrize("status", ["pending", "cancelled", "refunded", "on-hold", "packing"])
def test_an_order_that_may_not_be_shipped(status: str) -> None:
    shop = Shop(status=status)
    with pytest.raises(PlatformRejected, match=status):
        store(shop).ship(parcel(*WHOLE))
    assert shop.told == []


def test_an_order_completed_by_hand_under_no_number_we_know() -> None:
    with pytest.raises(PlatformRejected, match="completed"):
        store(Shop(status="completed")).ship(parcel(*WHOLE))


def test_an_order_in_the_trash_is_gone() -> None:
    with pytest.raises(OrderGone):
        store(Shop(status="trash")).ship(parcel(*WHOLE))


@pytest.mark.parametrize("number", ["", "SF 1", "SF\n1"])
def test_a_number_with_blanks_is_refused(number: str) -> None:
    with pytest.raises(PlatformRejected, match="blanks"):
        store(Shop()).ship(parcel(*WHOLE, number=number))


def test_a_carrier_without_a_name_is_refused_before_any_call() -> None:
    shop = Shop()
    with pytest.raises(PlatformRejected, match="carrier-unmapped"):
        store(shop).ship(parcel(*WHOLE, carrier="PO"))
    assert shop.calls == []


def test_one_vendor_never_completes_what_others_still_have_to_ship() -> None:
    shop = Shop()
    for item, vendor in zip(shop.order["line_items"], (42, 7), strict=True):
        item["meta_data"] = [{"key": "_vendor_id", "value": vendor}]
    store(shop, vendor="wcfm").ship(parcel(("2041", "311", 2), whole=True))
    assert shop.order["status"] == "processing"


def test_a_correction_replaces_the_number() -> None:
    shop = Shop()
    store(shop).ship(parcel(*WHOLE))
    fixed = parcel(*WHOLE, number="SF2")
    for _ in range(2):
        store(shop).correct_tracking(fixed, Tracking(carrier="SF", number="SF1"))
    assert shop.told[1:] == ["SF Express SF2 [311x2 312x1] replaces SF1"]
    # The first number carries nothing any more; the second one may be told again.
    store(shop).ship(fixed)
    assert len(shop.told) == 2
    with pytest.raises(PlatformRejected, match="nothing was shipped as SF9"):
        store(shop).correct_tracking(
            parcel(*WHOLE, number="SF3"), Tracking(carrier="SF", number="SF9")
        )


def test_a_replaced_number_holds_no_units_back() -> None:
    shop = Shop()
    store(shop).ship(parcel(("2041", "311", 1)))
    fixed = parcel(("2041", "311", 1), number="SF2")
    store(shop).correct_tracking(fixed, Tracking(carrier="SF", number="SF1"))
    store(shop).ship(parcel(("2041", "311", 1), ("2041", "312", 1), number="SF3"))
    assert shop.order["status"] == "completed"


def test_through_the_extension_the_buyer_gets_no_second_note() -> None:
    shop = Shop()
    tea = store(shop, tracking="shipment_tracking")
    for _ in range(2):
        tea.ship(parcel(*WHOLE))
    assert [row["tracking_number"] for row in shop.trackings] == ["SF1"]
    assert shop.trackings[0]["tracking_provider"] == "SF Express"
    assert shop.notes[-1]["customer_note"] is False
    tea.correct_tracking(parcel(*WHOLE, number="SF2"), Tracking(carrier="SF", number="SF1"))
    assert [row["tracking_number"] for row in shop.trackings] == ["SF2"]


def test_the_extension_told_but_not_the_note() -> None:
    shop = Shop()
    shop.trackings = [{"tracking_id": "t1", "tracking_number": "SF1"}]
    store(shop, tracking="shipment_tracking").ship(parcel(*WHOLE))
    assert len(shop.trackings) == 1
    assert len(shop.told) == 1


def test_a_way_of_tracking_that_nobody_knows_is_said_at_once() -> None:
    with pytest.raises(ValueError, match=r"options\.tracking"):
        store(FakePool(), tracking="pigeon")
    assert settings(tracking="pigeon").options == {"tracking": "pigeon"}


def test_notes_of_people_are_passed_over() -> None:
    texts = ["see [311x2]!", "sent SF1", note_of("A", "N1", {"1": 2}), "N2 [1x]", "N3 [axb]"]
    told = parcels_in([Note(id=n, note=text) for n, text in enumerate(texts)])
    assert told == {"N1": {"1": 2}}
    assert left_of(told) == {"1": 2}
