"""A small shop at a chosen moment of its day, brought there by the use cases themselves."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import LineKey
from hedan.domain.intake import Hint
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, Order
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.plan import Plan
from hedan.domain.stock import StockMove
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import HedanError
from hedan.ports import Change
from hedan.settings import Settings
from hedan.usecases.intake.take_in import Taken, take_in
from hedan.usecases.numbers.number_parcel import Numbering, number_parcel
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.waves.wave_files import Claimed
from hedan.usecases.workbooks.write_workbook import write_workbook
from tests.domain.builders import NOW, make_line, make_order, order_key
from tests.fakes.gates import AFTER, Counting, Crash, FailsAt, lost_acknowledgement, open_gate
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive, MemoryNotices
from tests.fakes.platform import FakePlatform
from tests.simulation.world import SETTINGS

SUPPLIER = "factory-a"
WAVE = "wave-1"
TRACKING = Tracking(carrier="zto", number="78001122334455")


class Stage:
    """The world and what has been done in it."""

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.archive = MemoryArchive()
        self.notices = MemoryNotices()
        self.platform = FakePlatform()
        self.ledgers = MemoryLedgers()
        self.now = NOW
        self.known_until: datetime | None = None  # Of after-sales; None: up to now.
        self._numbers: dict[str, Tracking] = {}  # By parcel: one label for each.

    def later(self, minutes: float = 1) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)

    def gate_all(self, gate: Callable[[str], None]) -> None:
        """Put one gate before every port."""
        for fake in (self.desk, self.archive, self.notices, self.platform):
            fake.gate = gate

    # --- Steps --------------------------------------------------------------------------------

    def stock_in(self, count: int, sku: str = "CUP") -> None:
        """Goods come in."""
        move = StockMove(sku=sku, on_hand=count, entry_id="in", cause="counted", at=self.now)
        self.desk.commit(Change(stock=(move,)))

    def place(self, *skus: str, order_id: str = "1", **changes: object) -> Order:
        """A buyer pays for these."""
        lines = tuple(self._line(f"{order_id}{n}", sku) for n, sku in enumerate(skus, start=1))
        order = make_order(*lines, key=order_key(order_id), changed_at=self.now).but(**changes)
        self.platform.place(order)
        return order

    def _line(self, line_id: str, sku: str) -> Line:
        return make_line(line_id, sku=sku)

    def take(self, *hints: Hint) -> list[Taken | HedanError]:
        """Intake."""
        return take_in(
            hints,
            desk=self.desk,
            marks=self.ledgers,
            platform_of=lambda _: self.platform,
            archive=self.archive,
            now=self.now,
        )

    def hint(self, order_id: str = "1", after_sale_id: str | None = None) -> Hint:
        """A message that something changed."""
        return Hint(
            door="push",
            platform="doudian",
            store="cup-shop",
            kind="after_sale" if after_sale_id else "order",
            message_id=f"m-{order_id}-{after_sale_id}-{self.now.timestamp()}",
            seen_at=self.now,
            order_id=order_id,
            after_sale_id=after_sale_id,
        )

    def make_ready(self, order_id: str = "1") -> None:
        """Take the order in and work on it up to Ready."""
        self.take(self.hint(order_id))
        key = order_key(order_id)
        reserve_stock(key, deciding=self.deciding(), now=self.now)
        make_ready(key, desk=self.desk, now=self.now)

    def look(self, order_id: str = "1", settings: Settings = SETTINGS) -> None:
        """Check the order, and hold it or let it go on as far as Ready: the order workflow."""
        key, deciding = order_key(order_id), self.deciding(settings)
        if check_order(key, deciding=deciding, now=self.now).outcome == "nothing_to_do":
            return
        if hold_order(key, (), deciding=deciding, now=self.now):
            return
        reserved = reserve_stock(key, deciding=deciding, now=self.now)
        if reserved.outcome == "reserved":
            make_ready(key, desk=self.desk, now=self.now)
        elif reserved.outcome != "nothing_to_do":
            hold_order(key, reserved.findings, deciding=deciding, now=self.now)

    def deciding(self, settings: Settings = SETTINGS) -> Deciding:
        """What decisions are made with."""
        return Deciding(self.desk, RuleBook(settings), SkuHistories(self.archive))

    def gather(
        self, wave: str = WAVE, supplier: str = SUPPLIER, settings: Settings = SETTINGS
    ) -> None:
        """Write down what could go."""
        gather_lines(
            supplier,
            wave,
            desk=self.desk,
            archive=self.archive,
            platform_of=lambda _: self.platform,
            settings=settings,
            report=lambda store, refused: None,
        )

    def plan(
        self, wave: str = WAVE, supplier: str = SUPPLIER, settings: Settings = SETTINGS
    ) -> Plan:
        """Gather and plan."""
        self.gather(wave, supplier, settings)
        return plan_wave(wave, archive=self.archive, settings=settings, now=self.now)

    def claim(self, wave: str = WAVE, settings: Settings = SETTINGS) -> Claimed:
        """Claim what was planned."""
        return claim_parcels(
            SUPPLIER,
            wave,
            desk=self.desk,
            archive=self.archive,
            settings=settings,
            known_until=lambda _: self.known_until or self.now,
            now=self.now,
        )

    def write(self, wave: str = WAVE, settings: Settings = SETTINGS) -> WorkbookFile | None:
        """Write the workbook."""
        return write_workbook(
            SUPPLIER,
            wave,
            desk=self.desk,
            archive=self.archive,
            settings=settings,
            page_url="https://example.com",
            now=self.now,
        )

    def wave(self, wave: str = WAVE) -> None:
        """Plan, claim and write."""
        self.plan(wave)
        self.claim(wave)
        self.write(wave)

    def number(self, parcel: Parcel | None = None) -> dict[LineKey, Numbering]:
        """The supplier's number comes back for the whole parcel."""
        parcel = parcel or self.parcel()
        keys = [line.key for line in parcel.lines]
        label = Tracking(carrier="zto", number=str(int(TRACKING.number) + len(self._numbers)))
        label = self._numbers.setdefault(parcel.parcel_id, label)
        return number_parcel(parcel.parcel_id, label, keys, (), desk=self.desk, now=self.now)

    def upload(self, parcel_id: str = "") -> Uploaded:
        """The number goes to the platform: of the only parcel, or of this one."""
        return upload_tracking(
            parcel_id or self.parcel().parcel_id,
            desk=self.desk,
            platform_of=lambda _: self.platform,
            settings=SETTINGS,
            known_until=lambda _: self.known_until or self.now,
            now=lambda: self.now,
        )

    def refund(self, *line_ids: str, order_id: str = "1", case: str = "77") -> None:
        """A buyer wants money back, and we hear of it."""
        self.later()
        self.platform.ask_refund(case, order_id, line_ids, self.now)
        self.take(self.hint(order_id, case))

    # --- What became of it --------------------------------------------------------------------

    def line(self, line_id: str, order_id: str = "1") -> LineWork:
        """Our work on a line."""
        return self.desk.order_file(order_key(order_id)).line(line_id)

    def states(self) -> dict[str, LineState]:
        """Every line's state by its id."""
        return {line.key.line_id: line.state for line in self.desk.all(LineWork)}

    def parcel(self) -> Parcel:
        """The only parcel."""
        (parcel,) = self.desk.all(Parcel)
        return parcel

    def stop(self) -> Stop:
        """The only stop."""
        (stop,) = self.desk.all(Stop)
        return stop

    def events(self) -> list[str]:
        """What happened."""
        return [stored.event.kind.value for stored in self.desk.events]

    def end_state(self) -> tuple[object, ...]:
        """Everything that must be the same however often a step was begun.

        Not the versions: a second attempt to upload is itself worth writing down.
        """
        stored = self.desk.everything()
        return (
            {
                pk: {sk: one.but(version=0) for sk, one in items.items()}
                for pk, items in stored.items()
            },
            self.desk.stock(["CUP"]),
            self.desk.ledger,
            sorted(str(stored.event) for stored in self.desk.events),
            sorted(self.archive.files),
            {notice.title for notice in self.notices.published},
            self.platform.accepted,
        )


def survives(made: Callable[[], Stage], act: Callable[[Stage], object]) -> int:
    """Break the act at every port call in every way, try it again, and compare the end.

    Returns how many breaks were tried.
    """
    quiet = made()
    counting = Counting()
    quiet.gate_all(counting)
    act(quiet)
    quiet.gate_all(open_gate)
    expected = quiet.end_state()
    breaks = 0
    for position, point in enumerate(counting.passed):
        errors: list[BaseException] = [Crash()]
        if point.startswith(AFTER):
            errors.append(lost_acknowledgement())
        for error in errors:
            stage = made()
            stage.gate_all(FailsAt(position, error))
            with contextlib.suppress(Crash, HedanError):
                act(stage)
            stage.gate_all(open_gate)
            act(stage)
            assert stage.end_state() == expected, f"{error!r} at {position}: {point}"
            breaks += 1
    return breaks
