"""Sent, accepted, visible: three instants, none of which stands for another."""

from datetime import timedelta
from itertools import count

import pytest

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.scans import LOOK_AGAIN
from hedan.errors import PlatformBusy
from hedan.platforms.platform import Capabilities, Platform, ShownParcel
from hedan.ports import Change
from hedan.usecases.uploads.read_back import UNSEEN_LOOK, Seen, look, look_again, looked
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from tests.domain.builders import order_key
from tests.fakes.gates import Crash
from tests.fakes.platform import FakePlatform
from tests.simulation.world import SETTINGS
from tests.usecases.moments import Moment, stage_at
from tests.usecases.stage import TRACKING, Stage

LINES = {order_key("1"): frozenset({"11"})}


def numbered() -> Stage:
    return stage_at(Moment.NUMBERED, ("CUP", "CUP"))


def look_later(stage: Stage, minutes: float) -> Parcel:
    """What the watcher does."""
    stage.later(minutes)
    parcel = stage.parcel()
    works = stage.desk.lines(line.key for line in parcel.lines)
    seen = look_again(parcel, lambda _: stage.platform, stage.now, works=works)
    after, told = looked(parcel, seen, settings=SETTINGS, platform_of=lambda _: stage.platform)
    stage.desk.commit(Change(puts=(after,), events=tuple((after, one) for one in told)))
    return stage.parcel()


def test_what_is_seen_at_once_needs_no_further_write() -> None:
    stage = numbered()
    before = stage.parcel().version
    assert stage.upload() is Uploaded.SHIPPED
    parcel = stage.parcel()
    assert parcel.sent_at == parcel.accepted_at == parcel.visible_at == stage.now
    assert parcel.version == before + 2  # The claim and the record, as before.
    assert parcel.look_at is None  # This platform tells nothing of a parcel's way.


def test_a_number_is_told_then_taken_then_read_by_a_clock_that_goes_on() -> None:
    stage = numbered()
    instants = (stage.now + timedelta(seconds=second) for second in count())
    told = upload_tracking(
        stage.parcel().parcel_id,
        desk=stage.desk,
        platform_of=lambda _: stage.platform,
        settings=SETTINGS,
        known_until=lambda _: stage.now,
        now=lambda: next(instants),
    )
    assert told is Uploaded.SHIPPED
    parcel = stage.parcel()
    assert parcel.sent_at
    assert parcel.accepted_at
    assert parcel.visible_at
    assert stage.now < parcel.sent_at <= parcel.accepted_at <= parcel.visible_at


def test_pn52_a_yes_that_shows_nothing_is_looked_at_again() -> None:
    stage = numbered()
    stage.platform.hides_numbers = True
    assert stage.upload() is Uploaded.SHIPPED
    parcel = stage.parcel()
    assert parcel.accepted_at == stage.now
    assert parcel.visible_at is None
    assert parcel.look_at == stage.now + LOOK_AGAIN
    stage.platform.hides_numbers = False
    assert look_later(stage, 6).visible_at == stage.now


def test_pn54_a_person_hears_of_a_number_that_never_appears_once() -> None:
    stage = numbered()
    stage.platform.hides_numbers = True
    stage.upload()
    assert look_later(stage, 29).look_at == stage.now + timedelta(minutes=1)
    assert look_later(stage, 1).look_at == stage.now + UNSEEN_LOOK
    look_later(stage, 60)
    (told,) = (one.event for one in stage.desk.events if one.event.kind is EventKind.PARCEL_UNSEEN)
    assert told.facts["order"] == str(order_key("1"))
    assert told.facts["number"] == TRACKING.number
    assert "no number" in told.facts["why"]


def test_a_number_that_shows_after_a_person_was_told_is_seen_all_the_same() -> None:
    stage = numbered()
    stage.platform.hides_numbers = True
    stage.upload()
    assert look_later(stage, 30).unseen_at == stage.now
    stage.platform.hides_numbers = False
    assert look_later(stage, 60).visible_at == stage.now


def test_after_three_days_nobody_looks_for_a_number_any_more() -> None:
    stage = numbered()
    stage.platform.hides_numbers = True
    stage.upload()
    assert look_later(stage, 3 * 24 * 60).look_at is None


def test_a_look_that_fails_costs_no_upload() -> None:
    stage = numbered()

    def gate(point: str) -> None:
        if point == "before platform.parcels_shown":
            raise PlatformBusy("busy")

    stage.platform.gate = gate
    assert stage.upload() is Uploaded.SHIPPED
    assert stage.parcel().visible_at is None
    assert stage.parcel().look_at == stage.now + LOOK_AGAIN


def test_an_attempt_that_died_is_found_although_every_fence_has_closed_since() -> None:
    stage = numbered()

    def gate(point: str) -> None:
        if point == "after platform.ship":
            raise Crash

    stage.platform.gate = gate
    with pytest.raises(Crash):
        stage.upload()
    stage.platform.gate = lambda _: None
    stage.refund("11", "12")
    assert stage.upload() is Uploaded.SHIPPED
    assert stage.parcel().state is ParcelState.SHIPPED
    assert {work.state.value for work in stage.desk.all(LineWork)} == {"shipped"}


def test_an_attempt_that_the_platform_never_saw_is_not_made_up() -> None:
    stage = numbered()

    def gate(point: str) -> None:
        if point == "before platform.ship":
            raise Crash

    stage.platform.gate = gate
    with pytest.raises(Crash):
        stage.upload()
    stage.platform.gate = lambda _: None
    stage.refund("11", "12")
    assert stage.upload() is Uploaded.HELD
    assert stage.platform.accepted == []


# --- What counts as seen ------------------------------------------------------------------------


class Shows(FakePlatform):
    """A platform that shows these parcels of every order."""

    def __init__(self, *parcels: ShownParcel, **can: object) -> None:
        super().__init__()
        self.capabilities: Capabilities = FakePlatform.capabilities.but(**can)
        self.parcels = parcels

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        return self.parcels

    def carrier_word(self, carrier: str) -> str:
        return f"{carrier}-there"


def seen(platform: Platform, *boxes: Tracking) -> Seen:
    stage = Stage()
    return look(LINES, boxes or (TRACKING,), lambda _: platform, stage.now)


BOX = Tracking(carrier="zto", number="2")
MINE = ShownParcel(number=TRACKING.number, carrier="zto-there", line_ids=("11", "12"))


@pytest.mark.parametrize(
    ("shown", "is_visible"),
    [
        ((), False),
        ((MINE,), True),
        ((MINE.but(line_ids=()),), True),  # It does not say what is inside.
        ((MINE.but(line_ids=("12",)),), False),
        ((MINE.but(carrier=""),), True),  # It shows no carrier.
        ((MINE.but(carrier="OTHER"),), False),
        ((MINE.but(number="SF9"),), False),
    ],
)
def test_pn52_number_carrier_and_lines_must_stand_there(
    shown: tuple[ShownParcel, ...], is_visible: bool
) -> None:
    assert seen(Shows(*shown)).is_visible is is_visible


def test_further_numbers_are_looked_for_where_the_platform_takes_them() -> None:
    assert not seen(Shows(MINE, more_numbers=True), TRACKING, BOX).is_visible
    assert seen(Shows(MINE), TRACKING, BOX).is_visible
    both = (MINE, ShownParcel(number="2"))
    assert seen(Shows(*both, more_numbers=True), TRACKING, BOX).is_visible


def test_of_a_platform_that_shows_nothing_nobody_claims_to_have_seen_anything() -> None:
    told = seen(Shows(MINE, shows=False))
    assert told.is_blind
    assert not told.is_visible
    assert told.missing == ()
