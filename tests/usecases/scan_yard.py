"""Parcels whose numbers were uploaded, and platforms that tell of their ways, under the watcher."""

from datetime import datetime, timedelta

from hedan.domain.base import LineKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState, Tracking
from hedan.errors import HedanError
from hedan.notices import Audience
from hedan.platforms.platform import Capabilities, ShownParcel, TrackingStep
from hedan.ports import Change
from hedan.settings import NumberSettings, Settings, StoreSettings, SupplierSettings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.uploads.watch_parcels import Watched, watch_parcels
from tests.domain.builders import NOW, RECEIVER, make_line, make_order, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryNotices, MemoryQueue
from tests.fakes.platform import FakePlatform

SETTINGS = Settings(
    stores=tuple(
        StoreSettings(
            id=name, platform="doudian", name=name, shop_id="1", api_url="https://example.com"
        )
        for name in ("cup-shop", "tea-shop")
    ),
    suppliers=tuple(SupplierSettings(id=name, name=name) for name in ("factory-a", "factory-b")),
    numbers=NumberSettings(visible_minutes=30, first_scan_hours=24, warn_hours_before=6),
)
TOLD = NOW
PAID = NOW - timedelta(hours=30)


class Shop(FakePlatform):
    """A store whose platform tells of parcels' ways."""

    capabilities = FakePlatform.capabilities.but(tracks=True)

    def __init__(self) -> None:
        super().__init__()
        self.ways: dict[str, list[TrackingStep]] = {}
        self.trouble: dict[str, HedanError | Exception] = {}  # By number; "" is every number.
        self.asked: list[str] = []
        self.visible: set[str] = set()  # Orders at which it shows the number.

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        self.asked.append(tracking.number)
        for number in (tracking.number, ""):
            if number in self.trouble:
                raise self.trouble[number]
        return self.ways.get(tracking.number, [])

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        self.asked.append(order_id)
        if "" in self.trouble:
            raise self.trouble[""]
        number = number_of(order_id)
        return (ShownParcel(number=number),) if order_id in self.visible else ()

    def carrier_word(self, carrier: str) -> str:
        return ""


class Blind(Shop):
    """A store whose platform tells nothing of parcels' ways."""

    capabilities: Capabilities = FakePlatform.capabilities

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        raise AssertionError("nobody may ask it")


class Yard:
    """Uploaded parcels, and the platforms that tell of them."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.desk = MemoryDesk()
        self.notices = MemoryNotices()
        self.shops: dict[str, Shop] = {"cup-shop": Shop(), "tea-shop": Shop()}
        self.settings = settings
        self.now = TOLD

    @property
    def shop(self) -> Shop:
        return self.shops["cup-shop"]

    def ship(
        self,
        *order_ids: str,
        store: str = "cup-shop",
        supplier: str = "factory-a",
        paid_at: datetime = PAID,
        **changes: object,
    ) -> Parcel:
        """Put a parcel whose number its platform has and shows; its own order has its number."""
        keys = [order_key(one, store) for one in order_ids]
        parcel_id = f"P{order_ids[0]}"
        parcel = Parcel(
            parcel_id=parcel_id,
            store=store,
            supplier=supplier,
            wave_id="W1",
            workbook=f"{supplier}-000001",
            lines=tuple(_line(LineKey(order=key, line_id="1")) for key in keys),
            receiver=RECEIVER,
            remarks=(),
            deadline=None,
            reasons=(),
            state=ParcelState.SHIPPED,
            tracking=Tracking(carrier="zto", number=number_of(order_ids[0])),
            accepted_at=TOLD,
            visible_at=TOLD,
            look_at=TOLD + timedelta(hours=18),
        ).but(**changes)
        for key in keys:
            order = make_order(make_line("1"), key=key, paid_at=paid_at)
            work = LineWork(
                key=LineKey(order=key, line_id="1"),
                state=LineState.SHIPPED,
                supplier=supplier,
                parcel_id=parcel_id,
            )
            came = Event(kind=EventKind.ORDER_STORED, at=NOW)
            self.desk.commit(Change(puts=(order, work), events=((order, came),)))
        self.desk.commit(Change(puts=(parcel,)))
        return self.parcel(parcel_id)

    def parcel(self, parcel_id: str = "P1") -> Parcel:
        return self.desk.parcels([parcel_id])[parcel_id]

    def change_order(self, order_id: str, **changes: object) -> None:
        order = self.desk.orders([order_key(order_id)])[order_key(order_id)]
        after = order.but(**changes)
        came = Event(kind=EventKind.ORDER_STORED, at=NOW)
        self.desk.commit(Change(puts=(after,), was=(order,), events=((after, came),)))

    def watch(self, until: datetime | None = None) -> Watched:
        return watch_parcels(
            self.settings,
            desk=self.desk,
            platform_of=self.shops.__getitem__,
            now=lambda: self.now,
            until=until or self.now + timedelta(hours=1),
        )

    def at(self, **time: float) -> Watched:
        """Watch so long after the platforms took the numbers."""
        self.now = TOLD + timedelta(**time)
        return self.watch()

    def told(self, kind: EventKind) -> list[Event]:
        return [one.event for one in self.desk.events if one.event.kind is kind]

    def follow(self) -> None:
        """Follow everything that was told, once."""
        followers = Followers(
            self.desk,
            None,  # type: ignore[arg-type]  # Nothing here starts a workflow,
            None,  # type: ignore[arg-type]  # or waits for an instant.
            MemoryQueue(),
            self.notices,
            self.settings,
            MemoryCases(self.desk),
            lambda: self.now,
        )
        for told in self.desk.events:
            if told.event.kind in (
                EventKind.SCANS_ASKED,
                EventKind.PARCEL_UNSCANNED,
                EventKind.PARCEL_QUIET,
            ):
                followers.follow(told.event.kind, told.event.facts, told.key)

    def heard(self, audience: Audience) -> list[str]:
        """Return what was said to somebody, by kind."""
        own = (one.attributes for one in self.notices.published)
        return [named["kind"] for named in own if named["audience"] == audience]


def number_of(order_id: str) -> str:
    return f"7800112233{order_id:>04}"


def _line(key: LineKey) -> ParcelLine:
    return ParcelLine(
        key=key, sku="CUP", name="杯", spec="红", quantity=1, paid_minor=1, is_gift=False
    )


def way(*hours: float) -> list[TrackingStep]:
    """Return scans so many hours after the number was told."""
    return [
        TrackingStep(at=TOLD + timedelta(hours=one), text="已揽收", code="GOT") for one in hours
    ]
