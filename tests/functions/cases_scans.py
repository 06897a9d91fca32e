"""The guard against false shipments: looks at numbers and at parcels' ways."""

from datetime import timedelta
from typing import Any

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.platforms.doudian.store import DoudianStore
from hedan.platforms.platform import TrackingStep
from hedan.ports import Change
from tests.functions.cases import case, nothing_changed
from tests.functions.seed import token_nearly_over, token_of
from tests.functions.stages import SUPPLIER
from tests.functions.world import NOW, ORDER, World

PARCEL = "PDJNQ0BAERJHY"


def parcel_of(world: World) -> Parcel:
    """Return the sample parcel as it is stored."""
    with world.seeing() as seen:
        found: Parcel = seen.desk().parcels([PARCEL])[PARCEL]
        return found


def uploaded(world: World, **changes: object) -> None:
    """The platform took the sample parcel's number a while ago."""
    with world.seeing() as seen:
        desk = seen.desk()
        (parcel,) = desk.parcels([PARCEL]).values()
        works = [work for work in desk.order_file(ORDER).lines.values() if work.parcel_id == PARCEL]
        after = [work.but(state=LineState.SHIPPED) for work in works]
        told = Event(kind=EventKind.LINES_SHIPPED, at=NOW)
        shipped = parcel.but(state=ParcelState.SHIPPED, **changes)
        desk.commit(Change(puts=(shipped, *after), was=tuple(works), events=((after[0], told),)))


def due_since(world: World, hours: float, *, seen: bool) -> None:
    """The parcel's time has come; its number shows, or it does not."""
    told = NOW - timedelta(hours=hours)
    uploaded(world, accepted_at=told, visible_at=told if seen else None, look_at=NOW)


def not_shown(world: World) -> None:
    """The platform took a number that it does not show."""
    due_since(world, 0.2, seen=False)


def not_shown_and_old_token(world: World) -> None:
    """And the store's token must be renewed."""
    not_shown(world)
    token_nearly_over(world)


def shown(world: World) -> None:
    """The platform shows the number; it tells nothing of parcels' ways."""
    due_since(world, 18, seen=True)


def not_scanned(world: World) -> None:
    """Nobody has scanned it, by the word of a platform that tells."""
    shown(world)
    can = DoudianStore.capabilities.but(tracks=True)
    world.monkeypatch.setattr(DoudianStore, "capabilities", can)

    def nothing(_store: DoudianStore, _order: str, _tracking: Tracking) -> list[TrackingStep]:
        return []

    world.monkeypatch.setattr(DoudianStore, "track", nothing)


@case("watch_parcels", "nothing_due", stage="numbered")
def looks_at_nothing(world: World, answer: Any) -> None:
    assert (answer["looked"], answer["found"]) == (0, {})
    assert {call.operation for call in world.calls} == {"GetItem", "Query"}
    nothing_changed(world)


@case("watch_parcels", "number_not_shown_yet", stage="numbered", prepare=not_shown)
@case("watch_parcels", "token_nearly_over", stage="numbered", prepare=not_shown_and_old_token)
def looks_again_for_the_number(world: World, answer: Any) -> None:
    assert answer["looked"] == 1
    parcel = parcel_of(world)
    assert parcel.visible_at is None
    assert parcel.look_at == NOW + timedelta(minutes=5)
    assert token_of(world, "tea-house") == "tea-house"


@case("watch_parcels", "platform_tells_no_ways", stage="numbered", prepare=shown)
def follows_nothing_where_the_platform_tells_nothing(world: World, answer: Any) -> None:
    assert answer["looked"] == 1
    assert parcel_of(world).look_at is None


@case("watch_parcels", "parcels_not_scanned", stage="numbered", prepare=not_scanned)
def asks_for_a_parcel_that_nobody_scanned(world: World, answer: Any) -> None:
    assert answer["found"] == {"soon": 1}
    parcel = parcel_of(world)
    assert parcel.scan_warned_at == NOW
    assert parcel.look_at == NOW + timedelta(hours=6)


def waiting_for_its_scan(world: World) -> None:
    """The parcel's number is told, and nobody has scanned it."""
    due_since(world, 18, seen=True)


@case("follow_events", "scans_asked", stage="numbered", prepare=waiting_for_its_scan)
def asks_the_supplier_and_tells_the_owner(world: World, answer: Any) -> None:
    supplier, owner = world.mail()
    assert supplier["MessageAttributes"]["audience"]["Value"] == "supplier"
    assert supplier["MessageAttributes"]["supplier"]["Value"] == SUPPLIER
    assert owner["MessageAttributes"]["audience"]["Value"] == "owner"
    for one in (supplier, owner):
        assert one["MessageAttributes"]["kind"]["Value"] == "scans_asked"
        assert PARCEL in one["Message"]


@case("follow_events", "parcel_unscanned", stage="numbered", prepare=waiting_for_its_scan)
@case("follow_events", "parcel_quiet", stage="numbered", prepare=waiting_for_its_scan)
def tells_the_owner_of_parcels_without_a_scan(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "parcels_unscanned"
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert PARCEL in notice["Message"]
