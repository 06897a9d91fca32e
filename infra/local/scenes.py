"""What a day of trade remembers, and how it waits: shared by the scenes of all platforms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.platforms.callbacks import WITH_CALLBACKS
from hedan.ports import OrderFile
from infra.local.desk_work import DeskWork
from infra.local.doudian import Shipment
from infra.local.doudian.people import People
from infra.local.parcel_work import ParcelWork
from infra.local.simulated.trade import Person
from infra.local.storm_work import StormWork
from infra.local.supplier import Sheet
from infra.local.supply_work import SupplyWork
from infra.local.team_work import TeamWork
from infra.local.waiting import now_and_then, wait_for
from infra.local.world import World

# The slowest door is the poll: a schedule of one minute, looked at every ten seconds.
POLL_SECONDS_MAX = 180.0
WORK_SECONDS_MAX = 120.0
ASK_SECONDS = 4.0
# Scenes of odd orders begin so: nobody else waits for them.
ODD = "odd "
BY_HAND = "console"  # How Doudian's record calls a parcel that went past every app.


class WorkflowFailed(RuntimeError):
    """A workflow ended without doing its work; the message names it."""


@dataclass
class Day:
    """What happened, for the summary."""

    world: World
    people: People
    began_at: datetime
    orders: dict[str, OrderKey] = field(default_factory=dict)  # By scene.
    ordered_before: dict[str, OrderKey] = field(default_factory=dict)  # Nobody waits for these yet.
    decided: set[str] = field(default_factory=set)  # Scenes that were waited for.
    refunds: dict[str, str] = field(default_factory=dict)  # After-sale ids by scene.
    workbooks: dict[str, list[Sheet]] = field(default_factory=dict)  # By supplier.
    buyers: list[Person] = field(default_factory=list)  # In clear, of all platforms but Doudian.
    siblings: dict[str, str] = field(default_factory=dict)  # Other merchants' orders, by scene.
    certificates: dict[str, str] = field(default_factory=dict)  # By store.
    bulk_files: dict[str, bytes] = field(default_factory=dict)  # By store without an API.
    team: TeamWork = field(default_factory=TeamWork)
    parcel_work: ParcelWork = field(default_factory=ParcelWork)
    supply: SupplyWork = field(default_factory=SupplyWork)
    storm: StormWork = field(default_factory=StormWork)
    desk: DeskWork = field(default_factory=DeskWork)

    def file(self, scene: str) -> OrderFile:
        """Read everything about a scene's order."""
        return self.world.desk.order_file(self.orders[scene])

    def states(self, scene: str) -> set[LineState]:
        """Return where the lines of a scene's order stand."""
        return {line.state for line in self.file(scene).lines.values()}

    def holds(self, scene: str) -> set[str]:
        """Return the codes of a scene's open holds."""
        return {hold.finding.code for hold in self.file(scene).holds.open}

    def parcels(self, *scenes: str) -> list[Parcel]:
        """Return the parcels that these scenes' lines are in now."""
        lines = [line for scene in scenes for line in self.file(scene).lines.values()]
        ids = dict.fromkeys(line.parcel_id for line in lines if line.parcel_id)
        found = self.world.desk.parcels(ids)
        return [found[parcel_id] for parcel_id in ids]

    @property
    def shipments(self) -> list[Shipment]:
        """Return the parcels that Doudian took from us: not those that the seller sent by hand."""
        return [one for one in self.world.platform.shipments if one.method != BY_HAND]

    def stop(self, scene: str) -> Stop | None:
        """Return the stop of a scene's refund."""
        for supplier in self.world.suppliers:
            for stop in self.world.desk.stops(supplier):
                if stop.after_sale_id == self.refunds[scene]:
                    return stop
        return None


def wait_state(
    day: Day, scene: str, states: set[LineState], seconds: float = WORK_SECONDS_MAX
) -> None:
    """Wait until every line of a scene's order stands in one of these states."""
    look = polling(day, scene, lambda: bool(day.states(scene)) and day.states(scene) <= states)
    wait_for(f"{scene} becomes {', '.join(states)}", look, seconds=seconds)


def polling(day: Day, scene: str, look: Callable[[], bool]) -> Callable[[], bool]:
    """Return a look that polls a scene's store where its platform calls nobody.

    The schedule does, too, once a minute, which is long for who waits; the order whose callback was
    lost is left to it.
    """
    key = day.orders[scene]
    if key.platform in WITH_CALLBACKS or not day.world.settings.store(key.store).api_url:
        return look
    poll = now_and_then(partial(day.world.invoke, "PollStore", {"store": key.store}), ASK_SECONDS)

    def polled() -> bool:
        if look():
            return True
        poll()
        return False

    return polled


def is_odd(scene: str) -> bool:
    """Tell whether a scene is one of the odd orders, which have waits and proofs of their own."""
    return scene.startswith(ODD)


def wait_decided(day: Day) -> None:
    """Wait until every order so far has been decided.

    The emulator starts a worker for each order that is worked on: few at a time are quicker.
    """
    for scene in day.orders:
        if scene not in day.decided:
            wait_for(
                f"{scene} is decided",
                partial(_is_decided, day, scene),
                seconds=POLL_SECONDS_MAX,
            )
            day.decided.add(scene)


def _is_decided(day: Day, scene: str) -> bool:
    return day.file(scene).decision is not None
