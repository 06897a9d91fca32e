"""Parcels on their way to a simulated platform while everything goes wrong, from a seed.

The shipped use cases do the work; the platforms are the simulators of the local run, which know
nothing of our client. Refunds are heard of as they are in production: by the doors and the intake.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState
from hedan.errors import PlatformRejected, TryAgain, VersionConflict
from hedan.ports import Change
from hedan.usecases.uploads.correct_number import correct_number
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from hedan.usecases.waves.release_parcel import release_parcel
from tests.fakes.gates import AFTER, Crash
from tests.shipping.beside import SETTLES, Beside
from tests.shipping.truth import KEPT, Kept

PLATFORMS = ("doudian", "pinduoduo", "taobao", "aliexpress", "mall")
# Of a hundred calls of the desk so many fail in each of these ways while it storms.
DESK_DIES = 0.5
DESK_FAILS = 0.5
DUPLICATED = 8.0  # Of a hundred messages that were done.
STEP = timedelta(seconds=20)
ROUNDS_MAX = 8  # Of people who release what is held: after that it is refused for good.
DEAD_AFTER = 40  # Deliveries of one message: in production a dead-letter queue has it by then.


class Storm(Beside):
    """One run. After `blow` everything has had its chance to come to an end."""

    def __init__(self, platform: str, seed: int, parcels: int) -> None:
        super().__init__(platform, seed)
        self.claims: dict[str, set[LineKey]] = {}
        """Of each parcel: the lines whose fence was open at one of its claims."""
        self.corrected: dict[str, set[OrderKey]] = {}
        """Of each parcel: the orders that its correction spoke of, with the fences of its claim."""
        self.unproven: list[str] = []
        """Numbers that we called visible although nobody had shown them to us."""
        self._tries: Counter[str] = Counter()
        for number in range(parcels):
            self.pack(number)
        self.is_meddling = False
        self._watch_commits()

    # --- A day's work -------------------------------------------------------------------

    def blow(self) -> "Storm":
        """Deliver everything in the storm, then let it calm down, and people do their part."""
        self.desk.gate, self.line.quiet = self._gate, False
        for _ in range(len(self.queue) * DEAD_AFTER):
            if not self.queue:
                break
            self._deliver_one()
            self.between()
        self.desk.gate, self.line.quiet = (lambda _: None), True
        self._calm()
        return self

    def _calm(self) -> None:
        for _ in range(ROUNDS_MAX):
            self.settle_refunds()
            self.hear()
            for parcel in list(self.desk.all(Parcel)):
                if parcel.state is ParcelState.HELD and self._may_go(parcel):
                    release_parcel(parcel.parcel_id, desk=self.desk, now=self.world.now)
                if self._is_unfinished(self._parcel(parcel.parcel_id)):
                    self.queue.append(parcel.parcel_id)
            self.watch()
            for _ in range(len(self.queue)):
                self._deliver_one()
            self.world.clock.advance(SETTLES)

    def _is_unfinished(self, parcel: Parcel) -> bool:
        change = parcel.change
        is_allowed = change is not None and change.allowed_at is not None
        return parcel.state in (ParcelState.NUMBERED, ParcelState.UPLOADING) or (
            is_allowed and parcel.state is ParcelState.SHIPPED
        )

    def _may_go(self, parcel: Parcel) -> bool:
        works = self.desk.lines(line.key for line in parcel.lines).values()
        return any(work.state is LineState.CLAIMED and work.may_ship for work in works)

    def _deliver_one(self) -> None:
        """Hand one message to the function, as the queue does: it stays until it is done."""
        parcel_id = self.queue[0]
        self.queue.rotate(-self.chance.randrange(min(4, len(self.queue))))
        parcel_id = self.queue.popleft()
        self.world.clock.advance(STEP)
        self.line.orders = tuple(order.order_id for order in self._parcel(parcel_id).orders)
        try:
            self._work(parcel_id)
        except Crash:
            self.happened["died"] += 1
        except (TryAgain, PlatformRejected) as later:
            self.happened[type(later).__name__] += 1
        else:
            self._tries[parcel_id] = 0
            if self.line.quiet or self.chance.random() * 100 >= DUPLICATED:
                return
            self.happened["came twice"] += 1
        self._tries[parcel_id] += 1
        if self._tries[parcel_id] < DEAD_AFTER:
            self.queue.append(parcel_id)
        else:
            self.happened["dead letter"] += 1

    def _work(self, parcel_id: str) -> None:
        """Do what functions/upload_tracking does with a message."""
        ports: dict[str, Any] = {
            "desk": self.desk,
            "platform_of": self.stores.__getitem__,
            "settings": self.settings,
            "now": lambda: self.world.now,
        }
        known_until = self._known_until
        outcome = upload_tracking(parcel_id, known_until=known_until, **ports)
        self.happened[f"upload: {outcome}"] += 1
        if outcome is Uploaded.NOTHING_TO_DO:
            corrected = correct_number(parcel_id, **ports)
            self.happened[f"correction: {corrected}"] += 1

    def _known_until(self, _: object) -> Any:
        return self.world.now

    def _gate(self, point: str) -> None:
        """Let the desk fail, too. No exception of ours may swallow our death."""
        if self.is_meddling:
            return
        roll = self.chance.random() * 100
        if roll < DESK_DIES:
            self.happened["died at the desk"] += 1
            raise Crash
        if roll < DESK_DIES + DESK_FAILS:
            self.happened["the desk failed"] += 1
            if point.startswith(AFTER) or self.chance.random() < 0.5:
                raise TryAgain("the connection broke")
            raise VersionConflict("somebody stored a newer version")

    def _parcel(self, parcel_id: str) -> Parcel:
        pk = self.desk.parcels
        gate, self.desk.gate = self.desk.gate, lambda _: None
        try:
            return pk([parcel_id])[parcel_id]
        finally:
            self.desk.gate = gate

    # --- What is remembered for the end -----------------------------------------------------

    def _watch_commits(self) -> None:
        commit = self.desk.commit

        def watched(change: Change) -> None:
            commit(change)
            for one in change.puts:
                if isinstance(one, Parcel):
                    self._remember(one)

        self.desk.commit = watched  # type: ignore[method-assign]

    def _remember(self, parcel: Parcel) -> None:
        if parcel.state is ParcelState.UPLOADING:
            open_now = {line.key for line in parcel.lines if self._is_open(line.key)}
            self.claims.setdefault(parcel.parcel_id, set()).update(open_now)
        change = parcel.change
        if parcel.state is ParcelState.SHIPPED and change and change.allowed_at:
            clear = {key.order for key in self.shipped_lines(parcel) if self._is_open(key)}
            self.corrected[parcel.parcel_id] = clear
        if parcel.visible_at == self.world.now and parcel.tracking:
            for order in self.told_orders(parcel):
                if parcel.tracking.number not in self.line.shown.get(order.order_id, ""):
                    self.unproven.append(f"{parcel.parcel_id} at {order}")

    def told_orders(self, parcel: Parcel) -> set[OrderKey]:
        """Return the orders that were told the number that this parcel has now."""
        orders = {key.order for key in self.shipped_lines(parcel)}
        is_corrected = any(change.done_at for change in parcel.number_changes)
        return orders & self.corrected[parcel.parcel_id] if is_corrected else orders

    @property
    def told_unseen(self) -> set[str]:
        """Return the parcels of which a person has heard that their number is not shown."""
        kind = EventKind.PARCEL_UNSEEN
        events = (one.event for one in self.desk.events)
        return {event.facts["parcel"] for event in events if event.kind is kind}

    def refused_orders(self, parcel: Parcel) -> set[OrderKey]:
        """Return the orders of which a person has heard that they keep the old number."""
        kind = EventKind.NUMBER_CHANGE_REFUSED
        events = (one.event for one in self.desk.events if one.event.kind is kind)
        return {
            OrderKey.parse(order)
            for event in events
            if event.facts["parcel"] == parcel.parcel_id
            for order in event.facts["refused"].split(",")
        }

    def _is_open(self, key: LineKey) -> bool:
        work = self.work(key)
        return work is not None and work.may_ship

    def shipped_lines(self, parcel: Parcel) -> set[LineKey]:
        """Return the lines that are shipped in this parcel, by our own book."""
        return {
            line.key
            for line in parcel.lines
            for work in (self.work(line.key),)
            if work and work.state is LineState.SHIPPED and work.parcel_id == parcel.parcel_id
        }

    def work(self, key: LineKey) -> LineWork | None:
        """Return our work on a line, past every gate."""
        found = self.desk.stored(LineWork(key=key))
        assert found is None or isinstance(found, LineWork)
        return found

    def kept(self, order: OrderKey) -> list[Kept]:
        """Return what the platform itself has of an order."""
        return KEPT[order.platform](self.world.market.sim, order.order_id)
