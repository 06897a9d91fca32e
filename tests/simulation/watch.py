"""What a run has written so far, as whoever checks the promises remembers it."""

from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.stops import Stop
from hedan.ports import Aggregate
from tests.simulation.world import World


class Watch:
    """Everything that was written, as it was written last, and what the platform has heard."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: dict[LineKey, LineWork] = {}
        self.parcels: dict[str, Parcel] = {}
        self.stops: dict[str, Stop] = {}
        self.told: dict[tuple[OrderKey, str], datetime] = {}  # Orders and after-sales: their age.
        self.cleared: set[tuple[LineKey, Tracking | None]] = set()
        self.shipments_seen = self.virtual_seen = self.accepted_seen = 0  # Of the platform's.
        self.uploaded: set[tuple[str, str]] = set()
        self.cases: dict[tuple[OrderKey, str], AfterSale] = {}
        self.sent_again: dict[tuple[OrderKey, str, str], str] = {}  # Lines of cases.
        self.acts_seen = self.replacements_seen = 0  # Of what the platform heard of cases.

    def remember(self, one: Aggregate) -> None:
        """Take a write in."""
        match one:
            case LineWork():
                self.lines[one.key] = one
            case Parcel():
                self.parcels[one.parcel_id] = one
                if one.state is ParcelState.UPLOADING:
                    works = [self.lines[line.key] for line in one.lines]
                    self.cleared.update(
                        (work.key, one.tracking)
                        for work in works
                        if work.may_ship and work.state is LineState.CLAIMED
                    )
            case Stop():
                self.stops[one.stop_id] = one
            case Order():
                self.told[subject_of(one)] = one.changed_at
            case AfterSale():
                self.told[subject_of(one)] = one.changed_at
                self.cases[one.order, one.after_sale_id] = one
            case _:
                return

    def heard_nothing(self) -> bool:
        """Tell whether the platform was not called since the last look."""
        platform = self.world.platform
        return (
            len(platform.calls) == self.shipments_seen
            and len(platform.virtual_calls) == self.virtual_seen
            and len(platform.acts) == self.acts_seen
            and len(platform.replacement_calls) == self.replacements_seen
        )

    def remember_calls(self) -> None:
        """Note how far the platform's calls were looked at."""
        platform = self.world.platform
        self.shipments_seen = len(platform.calls)
        self.virtual_seen = len(platform.virtual_calls)
        self.accepted_seen = len(platform.accepted)
        self.acts_seen = len(platform.acts)
        self.replacements_seen = len(platform.replacement_calls)


def subject_of(one: Order | AfterSale) -> tuple[OrderKey, str]:
    """Name what the platform told of."""
    return (one.key, "") if isinstance(one, Order) else (one.order, one.after_sale_id)
