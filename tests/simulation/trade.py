"""Everybody who acts: buyers, the platform, queues, workflows, suppliers, the seller's person."""

from collections.abc import Callable
from typing import Any

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.intake import Hint
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import (
    AccessEnded,
    HedanError,
    PlatformBusy,
    PlatformRejected,
    Rejected,
    StaleAfterSales,
    TryAgain,
    VersionConflict,
)
from hedan.usecases.again import until_settled
from hedan.usecases.answers.tell_platform import tell_platform
from hedan.usecases.following.follow_cases import case_in
from hedan.usecases.intake.poll_store import poll_store, sweep_store
from hedan.usecases.intake.take_in import take_in
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.uploads.ship_virtual import ship_virtual
from hedan.usecases.uploads.upload_tracking import upload_tracking
from hedan.usecases.workbooks.manifest import load_manifest
from tests.fakes.gates import Crash, lost_acknowledgement
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import Message
from tests.simulation.changes import Changes
from tests.simulation.machines import Execution
from tests.simulation.steps import tasks_of
from tests.simulation.streams import Following
from tests.simulation.trouble import Throttled
from tests.simulation.world import (
    BIG_ORDER_LINES,
    SETTINGS,
    STORE,
    SUPPLIERS,
    World,
    make_order,
)

ORDERS_MAX = 5
AFTER_SALES_MAX = 6
# Deliveries of one message before its queue gives up and an alarm calls a person. Waiting for
# fresh refunds is not counted: the ship queue delivers for longer than a simulated store is stale.
RECEIVES_MAX = 5
SWEEP_DAYS = 2
# Refunds like to come when they hurt most: claimed and not yet in a workbook, or in the upload.
WRITING = "Write workbook"
HURRY = 10
HURRIED = frozenset({"ask_refund", "move_refund", "change_address", "reroute"})
SLOW = 0.2  # And a workbook takes its time.
AT_ONCE = 0.3
MOVES: dict[AfterSaleStatus, tuple[AfterSaleStatus, ...]] = {
    AfterSaleStatus.REQUESTED: (
        AfterSaleStatus.AGREED,
        AfterSaleStatus.CLOSED,
        AfterSaleStatus.REFUSED,
        AfterSaleStatus.SUCCEEDED,
    ),
    AfterSaleStatus.AGREED: (AfterSaleStatus.SUCCEEDED, AfterSaleStatus.CLOSED),
    AfterSaleStatus.REFUSED: (),
    AfterSaleStatus.CLOSED: (AfterSaleStatus.REQUESTED,),  # Some platforms open it again.
    AfterSaleStatus.SUCCEEDED: (),
}


class Trade(Changes, Following):
    """One run: acts on the world, one thing at a time, or two at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks = tasks_of(world)
        self._busy: set[int | str] = set()
        self._at_rest = False
        self._read: list[str] = []  # After-sales that are being taken in.
        self._swept = False
        self._races = 0  # Uploads and intakes under way: who overtakes them is dangerous.
        self._waiting: set[int | str] = set()  # Parcels that wait for fresh refunds, at rest.
        weights: dict[Callable[[], None], float] = {
            self.place_order: 4,
            self.ask_refund: 2,
            self.move_refund: 4,
            self.change_memo: 0.5,
            self.call_off: 0.3,
            self.change_address: 0.6,
            self.reroute: 0.6,
            self.hold_back: 0.4,
            self.deliver: 15,
            self.poll: 3,
            self.sweep: 0.2,
            self.end_access: 0.15,
            self.renew_access: 8,
            self.follow: 40,
            self.step: 60,
            self.begin_wave: 5,
            self.number: 4,
            self.upload: 12,
            self.answer: 3,
            self.see: 1,
            self.release: 1.5,
            self.count_stock: 1,
            self.wait: 0.6,
        }
        # Each run has its own temper: in one nobody polls, in another everybody wants refunds.
        self._weights = {
            act.__name__: weight * world.chance.choice((0.3, 1, 1, 3))
            for act, weight in weights.items()
        }
        self._hurried = {
            name: weight * HURRY if name in HURRIED else weight
            for name, weight in self._weights.items()
        }

    # --- One step -------------------------------------------------------------------------------

    def once(self) -> None:
        """Do one thing, with trouble or without."""
        chance = self.world.chance
        act = self._pick()
        if chance.random() < 0.25:
            error: BaseException = chance.choice(
                (
                    Crash(),
                    lost_acknowledgement(),
                    VersionConflict("injected"),
                    PlatformBusy("injected"),
                    Throttled("injected"),
                )
            )
            self.world.gate.plan(error, chance.randrange(6))
        self.world.gate.interlude = self._interlude if chance.random() < 0.3 else None
        self.attempt(act)
        self.world.gate.calm()
        self.world.gate.interlude = None

    def _interlude(self) -> None:
        for _ in range(self.world.chance.choice((1, 1, 2, 8))):
            self.attempt(self._pick())

    def _pick(self) -> Callable[[], None]:
        """Choose among what has something to do: a step in which nothing happens proves nothing."""
        world = self.world
        platform, desk = world.platform, world.desk
        no_stop = not desk.has_any(Stop)
        idle = {
            "deliver": not (world.mail or world.intake_queue.waiting),
            "renew_access": not platform.access_ended,
            "end_access": platform.access_ended,
            "step": not world.executions,
            "follow": world.streamed == len(desk.events) and not any(world.streams.values()),
            "upload": not world.ship_queue.waiting,
            "begin_wave": not any(map(desk.has_ready, SUPPLIERS)),
            "place_order": platform.count_orders >= ORDERS_MAX,
            "ask_refund": platform.count_after_sales >= AFTER_SALES_MAX,
            "number": not desk.has_any(WorkbookFile),
            "answer": no_stop,
            "see": no_stop,
        }
        tempers = self._hurried if self._is_dangerous() else self._weights
        acts = [name for name in tempers if not idle.get(name)]
        chosen = world.chance.choices(acts, [tempers[name] for name in acts])[0]
        act: Callable[[], None] = getattr(self, chosen)
        return act

    def _is_dangerous(self) -> bool:
        """Whether a parcel is on its way to a workbook or the platform, or news to the table."""
        return bool(self._races) or any(one.at == WRITING for one in self.world.executions)

    def attempt(self, act: Callable[[], None]) -> None:
        """Do it; what dies or fails is tried again by whoever is in charge of it."""
        self.world.tick()
        self.world.acted += 1
        try:
            with self.world.by_the_clock_of(act.__name__):
                act()
        except (Crash, TryAgain, AccessEnded) as trouble:
            self.world.log.append(f"{act.__name__}: {trouble!r}")
        else:
            self.world.log.append(act.__name__)

    # --- The platform -----------------------------------------------------------------------------

    def place_order(self) -> None:
        """A buyer pays."""
        if len(self.world.platform.orders) < ORDERS_MAX:
            is_big = self.world.has_big_order and not self.world.platform.orders
            size = BIG_ORDER_LINES if is_big else None
            order = make_order(self.world, self.world.number(), size)
            self.world.platform.place(order)
            if self.world.chance.random() < 0.04:
                self.world.platform.poison.add(order.key.order_id)
            self.world.hint(order.key.order_id)

    def ask_refund(self) -> None:
        """A buyer wants money back for some lines of an order."""
        world = self.world
        if not world.platform.orders or len(world.platform.after_sales) >= AFTER_SALES_MAX:
            return
        order = world.chance.choice(self._endangered() or world.platform.orders)
        lines = [line.line_id for line in order.lines]
        chosen = world.chance.sample(lines, world.chance.randrange(1, len(lines) + 1))
        name = f"71{world.number():03d}"
        kind = world.chance.choice((AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY))
        world.platform.ask_refund(name, order.key.order_id, chosen, world.now, kind)
        self._told(order.key.order_id, name)
        if world.chance.random() < 0.5:
            world.hint(order.key.order_id)

    def _endangered(self) -> list[Order]:
        """In a dangerous moment: the orders whose lines are on their way."""
        if not self._is_dangerous():
            return []
        works = self.world.desk.all(LineWork)
        claimed = {work.key.order for work in works if work.state is LineState.CLAIMED}
        return [order for order in self.world.platform.orders if order.key in claimed]

    def move_refund(self) -> None:
        """A case goes on: agreed, withdrawn, refused, paid, asked again."""
        world = self.world
        cases = [case for case in world.platform.after_sales if MOVES[case.status]]
        if not cases:
            return
        # Rather one that is being taken in: what was read of it is old from here on.
        case = world.chance.choice(
            [one for one in cases if one.after_sale_id in self._read] or cases
        )
        status = world.chance.choice(MOVES[case.status])
        self._move(case, status)
        if self._looked_at_in_the_same_second():
            case = world.platform.after_sale(case.after_sale_id)
            # Asked again: never in the second in which it ended.
            then = [one for one in MOVES[case.status] if one is not AfterSaleStatus.REQUESTED]
            if then:
                self._move(case, world.chance.choice(then))

    def _move(self, case: AfterSale, status: AfterSaleStatus) -> None:
        self.world.platform.change_after_sale(case.after_sale_id, status, self.world.now)
        self._told(case.order.order_id, case.after_sale_id)

    def _told(self, order_id: str, after_sale_id: str) -> None:
        """The callback of a refund; at times it is taken in before anything else happens."""
        hint = self.world.hint(order_id, after_sale_id)
        if hint and (self._is_dangerous() or self.world.chance.random() < AT_ONCE):
            self._take([hint])

    def _looked_at_in_the_same_second(self) -> bool:
        """At times somebody reads between two changes that the platform dates alike."""
        if self.world.chance.random() > 0.15:
            return False
        self.poll()
        self.deliver()
        return True

    def change_memo(self) -> None:
        """The seller's service writes something: a new version of the order."""
        world = self.world
        if world.platform.orders:
            order = world.chance.choice(world.platform.orders)
            self._write_memo(order)
            if self._looked_at_in_the_same_second():
                self._write_memo(order)

    def _write_memo(self, order: Order) -> None:
        memo = self.world.chance.choice(("", "老客户", "hold"))
        now = self.world.now
        self.world.platform.change_order(order.key.order_id, now, seller_memo=memo)
        self.world.hint(order.key.order_id)

    def end_access(self) -> None:
        """The seller's authorisation runs out: the platform refuses everything."""
        self.world.platform.access_ended = True

    def renew_access(self) -> None:
        """The seller authorises again."""
        self.world.platform.access_ended = False

    # --- Doors ------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Some hints arrive, in any order; some get lost, some come again."""
        world = self.world
        world.fetch_mail()
        if not world.mail:
            return
        batch = world.chance.sample(world.mail, min(len(world.mail), world.chance.randrange(1, 4)))
        if not self._at_rest and world.chance.random() < 0.05:
            world.mail.remove(batch[0])  # Lost: the poll finds what it would have said.
            world.counts["messages lost"] += 1
            return
        self._take(batch)

    def _take(self, batch: list[Hint]) -> None:
        world = self.world
        self._races += 1
        read = [hint.after_sale_id for hint in batch if hint.after_sale_id]
        self._read += read
        try:
            answers = take_in(
                batch,
                desk=world.desk,
                marks=world.ledgers,
                platform_of=world.platform_of,
                archive=world.archive,
                now=world.now,
            )
        finally:
            self._races -= 1
            for name in read:
                self._read.remove(name)
        for hint, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Rejected) and not isinstance(answer, AccessEnded):
                raise AssertionError(f"refused for ever: {hint} {answer!r}")
            if isinstance(answer, HedanError) or world.chance.random() < 0.15:
                world.counts["messages again"] += 1
                continue
            if hint in world.mail:  # Not if somebody took it in at the same time.
                world.mail.remove(hint)

    def poll(self) -> None:
        """The poll door asks what changed; at times the listing is not what it should be."""
        world = self.world
        if not self._at_rest:
            # Never one too few: with a row that shifts away meanwhile that looks whole, and no
            # count could tell.
            world.platform.miscount = int(world.chance.random() < 0.15)
            world.platform.cut_short = world.chance.random() < 0.1
        try:
            poll_store(
                SETTINGS.store(STORE),
                platform=world.platform,
                desk=world.desk,
                marks=world.ledgers,
                queue=world.intake_queue,
                ledgers=world.ledgers,
                now=world.asking(),
            )
        finally:
            world.platform.miscount, world.platform.cut_short = 0, False

    def sweep(self) -> None:
        """Once in a night: the orders of the last days, by the time they were made."""
        world = self.world
        sweep_store(
            SETTINGS.store(STORE),
            platform=world.platform,
            desk=world.desk,
            marks=world.ledgers,
            queue=world.intake_queue,
            ledgers=world.ledgers,
            now=world.asking(),
            days=SWEEP_DAYS,
        )

    # --- What follows -----------------------------------------------------------------------------

    def step(self) -> None:
        """One execution enters its state."""
        world = self.world
        running = [one for one in world.executions if id(one) not in self._busy]
        if running:
            weights = [SLOW if one.at == WRITING else 1 for one in running]
            self._enter(world.chance.choices(running, weights)[0])

    def _enter(self, execution: Execution) -> None:
        self._busy.add(id(execution))
        try:
            execution.step(self._tasks)
        finally:
            self._busy.discard(id(execution))
        if execution.ended:
            self.world.executions.remove(execution)
            self.world.ended.append(execution)

    def begin_wave(self) -> None:
        """A cut-off time."""
        supplier = self.world.chance.choice(SUPPLIERS)
        name = f"wave-{self.world.number()}"
        self.world.start("wave", name, {"supplier": supplier})

    # --- The supplier -----------------------------------------------------------------------------

    def number(self) -> None:
        """A supplier fills a number into its workbook and hands it back."""
        world = self.world
        files = [file for file in world.desk.all(WorkbookFile) if file.told_at]
        if files:
            file = world.chance.choice(files)
            rows = load_manifest(world.archive, file).rows
            row = world.chance.choice(rows)
            lines = [one.line for one in rows if one.parcel_id == row.parcel_id]
            tracking = Tracking(carrier="zto", number=number_of(row.parcel_id))
            until_settled(
                lambda: number_parcel(
                    row.parcel_id, tracking, lines, (), desk=world.desk, now=world.now
                )
            )

    def answer(self) -> None:
        """A supplier presses one of the three buttons; also late, also twice."""
        world = self.world
        stops = [stop for stop in world.desk.all(Stop) if stop.told]
        if stops:
            stop = world.chance.choice(stops)
            said = world.chance.choice((StopAnswer.STOPPED, *StopAnswer))
            answer_stop(stop.supplier, stop.stop_id, said, "link", desk=world.desk, now=world.now)

    def see(self) -> None:
        """A supplier says that it has seen a withdrawal; also when there is none."""
        world = self.world
        stops = [stop for stop in world.desk.all(Stop) if stop.told]
        if stops:
            stop = world.chance.choice(stops)
            see_withdrawal(stop.supplier, stop.stop_id, "link", desk=world.desk, now=world.now)

    def upload(self) -> None:
        """The ship queue delivers a parcel."""
        world = self.world
        heads = self._may_be_delivered()
        if heads:
            self._upload(world.chance.choice(heads))

    def _may_be_delivered(self) -> list[Message]:
        hidden = self._busy | self._waiting
        return [message for message in self.world.ship_queue.heads() if message.once not in hidden]

    def _upload(self, message: Message) -> None:
        world = self.world
        received = world.receives.get(message.once, 0) + 1
        world.receives[message.once] = received
        self._busy.add(message.once)
        self._races += 1

        def calls() -> int:
            number = number_of(message.body)
            return sum(call.tracking.number == number for call in world.platform.calls) + sum(
                message.body in (call.request_id, str(call.lines[0].order))
                for call in world.platform.virtual_calls
            )

        try:
            with world.instructing(f"upload of {message.body}", calls):
                self._ship(message.body)
        except StaleAfterSales:
            world.receives[message.once] = received - 1
            if self._at_rest:
                self._waiting.add(message.once)  # Until the next poll: nothing else helps.
            raise
        except (TryAgain, PlatformRejected):
            if received >= RECEIVES_MAX and message in world.ship_queue.waiting:
                world.ship_queue.delete(message)
                world.dead_letters.append(message.body)
            raise
        finally:
            self._races -= 1
            self._busy.discard(message.once)
        if message in world.ship_queue.waiting:
            world.ship_queue.delete(message)

    def _ship(self, named: str) -> None:
        """What the function of the ship queue does: see functions/upload_tracking."""
        world = self.world
        ports: dict[str, Any] = {
            "desk": world.desk,
            "platform_of": world.platform_of,
            "settings": SETTINGS,
            "known_until": world.known_until,
            "now": lambda: world.now,
        }
        if case := case_in(named):
            tell_platform(
                *case,
                cases=MemoryCases(world.desk),
                desk=world.desk,
                platform_of=world.platform_of,
                now=lambda: world.now,
            )
        elif ":" in named:
            ship_virtual(OrderKey.parse(named), **ports)
        else:
            upload_tracking(named, **ports)

    # --- The person -------------------------------------------------------------------------------

    def release(self) -> None:
        """Somebody looks at a hold and lets the order go."""
        world = self.world
        files = [world.desk.order_file(order.key) for order in world.platform.orders]
        held = [file for file in files if file.holds.open]
        if held:
            file = world.chance.choice(held)
            hold = world.chance.choice(file.holds.open)
            release_hold(file.key, hold.hold_id, "owner", desk=world.desk, now=world.now)

    def count_stock(self) -> None:
        """Goods come in."""
        self.world.count_stock("CUP", self.world.chance.randrange(1, 4))

    def wait(self) -> None:
        """Time passes."""
        self.world.tick(self.world.chance.choice((60, 600, 3600)))


def number_of(parcel_id: str) -> str:
    """Return the tracking number on a parcel's label: one parcel, one label."""
    return str(int.from_bytes(parcel_id.encode()) % 10**12).zfill(12)
