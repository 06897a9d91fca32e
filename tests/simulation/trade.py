"""Everybody who acts: buyers, the platform, queues, workflows, suppliers, the seller's person."""

from collections.abc import Callable
from datetime import timedelta

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.parcels import Tracking
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.errors import HedanError, Rejected, TryAgain, VersionConflict
from hedan.usecases.again import until_settled
from hedan.usecases.answer_stop import answer_stop
from hedan.usecases.manifest import load_manifest
from hedan.usecases.number_parcel import number_parcel
from hedan.usecases.release_hold import release_hold
from hedan.usecases.take_in import take_in
from hedan.usecases.upload_tracking import upload_tracking
from tests.fakes.gates import Crash, lost_acknowledgement
from tests.fakes.memory_ports import Message
from tests.simulation.machines import Execution
from tests.simulation.steps import tasks_of
from tests.simulation.world import SETTINGS, SUPPLIERS, World, make_order

ORDERS_MAX = 4
AFTER_SALES_MAX = 4
# Deliveries of one message before its queue gives up and an alarm calls a person.
RECEIVES_MAX = 5
# A supplier answers within days; who drains a run needs no more rounds than this.
ROUNDS_MAX = 400

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


class Stuck(AssertionError):
    """The run does not come to rest."""


class Trade:
    """One run: acts on the world, one thing at a time, or two at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks = tasks_of(world)
        self._busy: set[int | str] = set()
        self._at_rest = False
        weights: dict[Callable[[], None], float] = {
            self.place_order: 4,
            self.ask_refund: 1,
            self.move_refund: 2,
            self.change_memo: 0.5,
            self.deliver: 15,
            self.poll: 0.5,
            self.follow: 40,
            self.step: 60,
            self.begin_wave: 5,
            self.number: 6,
            self.upload: 8,
            self.answer: 3,
            self.release: 3,
            self.count_stock: 1,
            self.wait: 1,
        }
        self._acts = list(weights)
        # Each run has its own temper: in one nobody polls, in another everybody wants refunds.
        self._weights = {
            act: weight * world.chance.choice((0.3, 1, 1, 3)) for act, weight in weights.items()
        }

    # --- One step -------------------------------------------------------------------------------

    def once(self) -> None:
        """Do one thing, with trouble or without."""
        chance = self.world.chance
        act = self._pick()
        if chance.random() < 0.25:
            error: BaseException = chance.choice(
                (Crash(), lost_acknowledgement(), VersionConflict("injected"))
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
        idle = {
            self.deliver: not world.mail,
            self.step: not world.executions,
            self.follow: not any(world.streams.values())
            and world.streamed == len(world.desk.events),
            self.upload: not world.ship_queue.waiting,
            self.begin_wave: not any(map(world.desk.has_ready, SUPPLIERS)),
            self.place_order: len(world.platform.orders) >= ORDERS_MAX,
            self.number: not world.desk.has_any(WorkbookFile),
            self.answer: not world.desk.has_any(Stop),
        }
        acts = [act for act in self._acts if not idle.get(act)]
        weights = [self._weights[act] for act in acts]
        return world.chance.choices(acts, weights)[0]

    def attempt(self, act: Callable[[], None]) -> None:
        """Do it; what dies or fails is tried again by whoever is in charge of it."""
        self.world.tick()
        try:
            act()
        except (Crash, TryAgain) as trouble:
            self.world.log.append(f"{act.__name__}: {trouble!r}")
        else:
            self.world.log.append(act.__name__)

    # --- The platform -----------------------------------------------------------------------------

    def place_order(self) -> None:
        """A buyer pays."""
        if len(self.world.platform.orders) < ORDERS_MAX:
            order = make_order(self.world, self.world.number())
            self.world.platform.place(order)
            self.world.hint(order.key.order_id)

    def ask_refund(self) -> None:
        """A buyer wants money back for some lines of an order."""
        world = self.world
        if not world.platform.orders or len(world.platform.after_sales) >= AFTER_SALES_MAX:
            return
        order = world.chance.choice(world.platform.orders)
        lines = [line.line_id for line in order.lines]
        chosen = world.chance.sample(lines, world.chance.randrange(1, len(lines) + 1))
        name = f"71{world.number():03d}"
        kind = world.chance.choice((AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY))
        world.platform.ask_refund(name, order.key.order_id, chosen, world.now, kind)
        world.hint(order.key.order_id, name)
        if world.chance.random() < 0.5:
            world.hint(order.key.order_id)

    def move_refund(self) -> None:
        """A case goes on: agreed, withdrawn, refused, paid, asked again."""
        world = self.world
        cases = [case for case in world.platform.after_sales if MOVES[case.status]]
        if not cases:
            return
        case = world.chance.choice(cases)
        at = case.changed_at if world.chance.random() < 0.1 else world.now
        status = world.chance.choice(MOVES[case.status])
        if status is AfterSaleStatus.REQUESTED:
            at = world.now  # Asked again: never in the second in which it ended.
        world.platform.change_after_sale(case.after_sale_id, status, at)
        world.hint(case.order.order_id, case.after_sale_id)

    def change_memo(self) -> None:
        """The seller's service writes something: a new version of the order."""
        world = self.world
        if world.platform.orders:
            order = world.chance.choice(world.platform.orders)
            memo = world.chance.choice(("", "老客户", "hold"))
            world.platform.change_order(order.key.order_id, world.now, seller_memo=memo)
            world.hint(order.key.order_id)

    # --- Doors ------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Some hints arrive, in any order; some get lost, some come again."""
        world = self.world
        if not world.mail:
            return
        batch = world.chance.sample(world.mail, min(len(world.mail), world.chance.randrange(1, 4)))
        if not self._at_rest and world.chance.random() < 0.05:
            world.mail.remove(batch[0])  # Lost: the poll finds what it would have said.
            return
        answers = take_in(
            batch,
            desk=world.desk,
            marks=world.ledgers,
            platform_of=world.platform_of,
            archive=world.archive,
            now=world.now,
        )
        for hint, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Rejected):
                raise AssertionError(f"refused for ever: {hint} {answer!r}")
            if isinstance(answer, HedanError) or world.chance.random() < 0.15:
                continue
            if hint in world.mail:  # Not if somebody took it in at the same time.
                world.mail.remove(hint)

    def poll(self) -> None:
        """The poll door asks for whatever changed."""
        for order in self.world.platform.orders:
            self.world.hint(order.key.order_id)
        for case in self.world.platform.after_sales:
            self.world.hint(case.order.order_id, case.after_sale_id)

    # --- What follows -----------------------------------------------------------------------------

    def follow(self) -> None:
        """The stream delivers the next event of one shard."""
        world = self.world
        world.pull_stream()
        shards = [name for name, waiting in world.streams.items() if waiting]
        shards = [name for name in shards if name not in self._busy]
        if not shards:
            return
        shard = world.chance.choice(shards)
        event = world.streams[shard][0]
        self._busy.add(shard)
        try:
            world.followers.follow(event.event.kind, event.event.facts, event.key)
        finally:
            self._busy.discard(shard)
        if world.chance.random() > 0.05:  # Else it is delivered again.
            world.streams[shard].popleft()

    def step(self) -> None:
        """One execution enters its state."""
        world = self.world
        running = [one for one in world.executions if id(one) not in self._busy]
        if running:
            self._enter(world.chance.choice(running))

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
        """A supplier presses one of the two buttons; also late, also twice."""
        world = self.world
        stops = [stop for stop in world.desk.all(Stop) if stop.told]
        if stops:
            stop = world.chance.choice(stops)
            said = world.chance.choice((StopAnswer.STOPPED, StopAnswer.STOPPED, StopAnswer.GONE))
            answer_stop(stop.supplier, stop.stop_id, said, "link", desk=world.desk, now=world.now)

    def upload(self) -> None:
        """The ship queue delivers a parcel."""
        world = self.world
        heads = [message for message in world.ship_queue.heads() if message.once not in self._busy]
        if heads:
            self._upload(world.chance.choice(heads))

    def _upload(self, message: Message) -> None:
        world = self.world
        received = world.receives.get(message.once, 0) + 1
        world.receives[message.once] = received
        self._busy.add(message.once)
        try:
            upload_tracking(
                message.body,
                desk=world.desk,
                platform_of=world.platform_of,
                settings=SETTINGS,
                known_until=lambda _: world.now,
                now=lambda: world.now,
            )
        except TryAgain:
            if received >= RECEIVES_MAX and message in world.ship_queue.waiting:
                world.ship_queue.delete(message)
                world.dead_letters.append(message.body)
            raise
        finally:
            self._busy.discard(message.once)
        if message in world.ship_queue.waiting:
            world.ship_queue.delete(message)

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

    # --- Coming to rest ----------------------------------------------------------------------

    def drain(self) -> None:
        """Everybody does their work until nothing is left to do, without any more trouble."""
        world = self.world
        self._at_rest = True
        world.now += timedelta(hours=1)
        for _ in range(ROUNDS_MAX):
            self._deliver_all()
            if self._work_off():
                continue
            if not self._everybody_looks():
                return
        raise Stuck(f"not at rest after {ROUNDS_MAX} rounds: {world.log[-30:]}")

    def _deliver_all(self) -> None:
        self.world.mail.clear()
        self.poll()
        for _ in range(ROUNDS_MAX):
            if not self.world.mail:
                return
            self.attempt(self.deliver)
        raise Stuck(f"hints that nobody takes: {self.world.log[-30:]}")

    def _work_off(self) -> bool:
        """Empty the streams, machines and queues; return whether there was anything in them."""
        world = self.world
        did = False
        for _ in range(ROUNDS_MAX):
            world.pull_stream()
            if any(world.streams.values()):
                self.attempt(self.follow)
            elif world.executions:
                self.attempt(self.step)
            elif world.ship_queue.waiting:
                self.attempt(self.upload)
            else:
                return did
            did = True
        raise Stuck(f"work that never ends: {world.log[-30:]}")

    def _everybody_looks(self) -> bool:
        """Release holds, bring goods, begin waves, fill in workbooks; return whether any did."""
        world = self.world
        before = len(world.desk.events)
        for order in world.platform.orders:
            for hold in world.desk.order_file(order.key).holds.open:
                release_hold(order.key, hold.hold_id, "owner", desk=world.desk, now=world.tick(60))
        if any(order for order in world.platform.orders):
            stock = world.desk.stock(["CUP"])["CUP"]
            if stock.free < 8:
                world.count_stock("CUP", 8)
        for supplier in SUPPLIERS:
            if world.desk.ready_lines(supplier):
                world.start("wave", f"wave-{world.number()}", {"supplier": supplier})
        for file in list(world.desk.all(WorkbookFile)):
            if file.state is WorkbookState.WRITTEN and file.told_at:
                self._fill_in(file)
        return len(world.desk.events) > before or bool(world.executions)

    def _fill_in(self, file: WorkbookFile) -> None:
        rows = load_manifest(self.world.archive, file).rows
        for parcel_id in dict.fromkeys(row.parcel_id for row in rows):
            lines = [row.line for row in rows if row.parcel_id == parcel_id]
            tracking = Tracking(carrier="zto", number=number_of(parcel_id))
            number_parcel(parcel_id, tracking, lines, (), desk=self.world.desk, now=self.world.now)


def number_of(parcel_id: str) -> str:
    """Return the tracking number on a parcel's label: one parcel, one label."""
    return str(int.from_bytes(parcel_id.encode()) % 10**12).zfill(12)
