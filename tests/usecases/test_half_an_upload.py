"""A platform took a merged parcel's number for one order and not for another, or we died between.

What it shows has left and is written down; what it refused waits for a person.
"""

from collections.abc import Callable

import pytest

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Shipment
from hedan.usecases.uploads.upload_tracking import Uploaded
from hedan.usecases.waves.release_parcel import release_parcel
from tests.domain.builders import order_key
from tests.fakes.gates import Crash
from tests.usecases.stage import Stage
from tests.usecases.test_workbook_rows import merged

REFUSED = PlatformRejected("50002", "isv.x", "under review")


@pytest.fixture
def stage() -> Stage:
    """A parcel with a number for two orders of one line each."""
    stage = merged()
    stage.write()
    stage.number()
    return stage


def first_order_only(stage: Stage, then: BaseException) -> Callable[[], None]:
    """Let the platform take the first order's number only. Returns what ends that."""
    ship = stage.platform.ship

    def half(shipment: Shipment) -> None:
        ship(shipment.but(lines=shipment.lines[:1]))
        raise then

    stage.platform.ship = half  # type: ignore[method-assign]
    return lambda: setattr(stage.platform, "ship", ship)


def states(stage: Stage) -> tuple[LineState, LineState]:
    return stage.line("11", "1").state, stage.line("21", "2").state


def test_what_a_platform_took_before_it_refused_is_shipped_and_the_rest_waits(
    stage: Stage,
) -> None:
    heal = first_order_only(stage, REFUSED)
    assert stage.upload() is Uploaded.HELD
    parcel = stage.parcel()
    assert (parcel.state, parcel.accepted_at) == (ParcelState.HELD, stage.now)
    assert states(stage) == (LineState.SHIPPED, LineState.CLAIMED)
    (held,) = (one.event for one in stage.desk.events if one.event.kind is EventKind.PARCEL_HELD)
    assert held.facts["order"] == str(order_key("2"))  # The one that was refused.
    (left,) = (one.event for one in stage.desk.events if one.event.kind is EventKind.PARCEL_SHIPPED)
    assert left.facts["orders"] == str(order_key("1"))
    heal()
    release_parcel(parcel.parcel_id, desk=stage.desk, now=stage.now)
    assert stage.upload() is Uploaded.SHIPPED
    assert states(stage) == (LineState.SHIPPED, LineState.SHIPPED)
    assert stage.parcel().visible_at == stage.now
    assert [one.order_id for one in stage.platform.accepted] == ["1", "2"]


def test_a_refusal_of_everything_ships_nothing(stage: Stage) -> None:
    def refuse(_: Shipment) -> None:
        raise REFUSED

    stage.platform.ship = refuse  # type: ignore[method-assign,assignment]
    assert stage.upload() is Uploaded.HELD
    assert states(stage) == (LineState.CLAIMED, LineState.CLAIMED)
    assert stage.parcel().accepted_at is None
    assert EventKind.PARCEL_SHIPPED not in stage.events()


def test_half_an_attempt_that_died_is_found_and_visible_only_when_all_was_read(
    stage: Stage,
) -> None:
    heal = first_order_only(stage, Crash())
    with pytest.raises(Crash):
        stage.upload()
    heal()
    assert stage.upload() is Uploaded.SHIPPED  # What is there is written down: the rest follows.
    assert stage.parcel().state is ParcelState.NUMBERED
    assert states(stage) == (LineState.SHIPPED, LineState.CLAIMED)
    assert stage.parcel().visible_at is None
    assert stage.upload() is Uploaded.SHIPPED
    assert states(stage) == (LineState.SHIPPED, LineState.SHIPPED)
    assert stage.parcel().visible_at == stage.now


def test_eb48_what_is_found_of_the_last_order_says_nothing_of_the_others(stage: Stage) -> None:
    heal = first_order_only(stage, REFUSED)
    stage.upload()
    heal()
    release_parcel(stage.parcel().parcel_id, desk=stage.desk, now=stage.now)

    def die(point: str) -> None:
        if point == "after platform.ship":
            raise Crash

    stage.platform.gate = die
    with pytest.raises(Crash):
        stage.upload()
    stage.platform.gate = lambda _: None
    # Meanwhile the first order shows another number, as half a correction leaves it.
    stage.platform._numbers["1", "11"] = "SF0"
    assert stage.upload() is Uploaded.SHIPPED
    parcel = stage.parcel()
    assert parcel.state is ParcelState.SHIPPED
    assert parcel.visible_at is None
    assert parcel.look_at is not None
