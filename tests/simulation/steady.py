"""A run without chance: one order after another, each handler in its turn, one trouble at most.

What is to be tried at every point of every handler needs the same handlers in the same order each
time. Here nothing happens by itself but the one failure that was asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, NamedTuple

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.intake import Hint
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import TryAgain
from hedan.usecases.workbooks.manifest import load_manifest
from tests.fakes.gates import Crash
from tests.simulation.machines import machine
from tests.simulation.made_orders import make_order
from tests.simulation.rest import WholeTrade
from tests.simulation.world import STORE, SUPPLIERS, World

A_MINUTE = 60
NEVER = 10**6
UNITS_MAX = 500


class Steady(Random):
    """A chance in which nothing goes wrong: always the first, never the rare."""

    def random(self) -> float:
        """Return what no odds are above."""
        return 0.999

    def choice(self, seq: Any) -> Any:
        """Return the first."""
        return seq[0]

    def choices(self, population: Any, *_: Any, **__: Any) -> list[Any]:
        """Return the first."""
        return [population[0]]

    def sample(self, population: Any, k: int, *_: Any, **__: Any) -> list[Any]:
        """Return the first ones."""
        return list(population[:k])

    def randrange(self, start: int, *_: Any, **__: Any) -> int:
        """Return the least."""
        return start


class Turn(NamedTuple):
    """One call of a handler, and at how many points it could fail."""

    handler: str
    points: int


class Failure(NamedTuple):
    """What goes wrong: in which turn, how, and at which of its points."""

    turn: int
    error: BaseException
    point: int


class SteadyTrade(WholeTrade):
    """A trade in which everybody acts in turn."""

    def __init__(self, failure: Failure | None = None, counting: BaseException | None = None):
        world = World(0)
        world.chance, world.callbacks_lost = Steady(), 0
        world.desk.lags = False
        super().__init__(world)
        self.turns: list[Turn] = []
        self._failure = failure
        self._counting = counting or Crash()

    # --- One handler ----------------------------------------------------------------------------

    def do(self, handler: str, act: Callable[[], object]) -> None:
        """Let a handler do its work; the one that fails is called again, as its service would."""
        gate, failure = self.world.gate, self._failure
        fails = failure is not None and failure.turn == len(self.turns)
        if failure is not None and fails:
            gate.plan(failure.error, failure.point)
        else:
            gate.plan(self._counting, NEVER)
        try:
            act()
        except (Crash, TryAgain):
            assert fails, f"{handler} fails by itself"
            gate.calm()
            act()
        self.turns.append(Turn(handler, NEVER - gate.left))
        gate.calm()

    @property
    def has_failed(self) -> bool:
        """Whether the failure came to pass."""
        return bool(self.world.gate.failed)

    def work(self) -> None:
        """Everybody works until nothing is left that can be done now."""
        for _ in range(UNITS_MAX):
            turn = self._next()
            if turn is None:
                return
            self.do(*turn)
        raise AssertionError("work that never ends")

    def wait(self) -> None:
        """Time passes, and who waited for it goes on."""
        self.world.tick(A_MINUTE)
        for one in self._waiting_executions():
            self.do("wait over", lambda one=one: self._enter(one))  # type: ignore[misc]
        self.work()

    def _next(self) -> tuple[str, Callable[[], object]] | None:
        world = self.world
        world.fetch_mail()
        if world.mail:
            kind = "refund" if world.mail[0].after_sale_id else "order"
            return f"take in: {kind}", self.deliver
        world.pull_stream()
        heads = [waiting[0] for waiting in world.streams.values() if waiting]
        if heads:
            return f"follow: {heads[0].event.kind.value}", self.follow
        waiting = self._waiting_executions()
        running = [one for one in world.executions if one not in waiting]
        if running:
            return f"{running[0].machine}: {running[0].at}", lambda: self._enter(running[0])
        if world.ship_queue.waiting:
            return "upload", self.upload
        return None

    def _waiting_executions(self) -> list[Any]:
        return [
            one
            for one in self.world.executions
            if machine(one.machine)["States"][one.at]["Type"] == "Wait"
        ]

    # --- What the scripts say -------------------------------------------------------------------

    def place(self, *skus: str) -> Order:
        """A buyer pays for one of each."""
        world = self.world
        world.tick(A_MINUTE)
        made = make_order(world, world.number(), len(skus))
        lines = tuple(
            line.but(sku=sku, quantity=1) for line, sku in zip(made.lines, skus, strict=True)
        )
        order = made.but(lines=lines)
        world.platform.place(order)
        self.tell(order)
        return order

    def ask_back(self, order: Order, *lines: Line) -> str:
        """The buyer wants money back for some lines."""
        world = self.world
        world.tick(A_MINUTE)
        name = f"71{world.number():03d}"
        ids = [line.line_id for line in lines]
        world.platform.ask_refund(name, order.key.order_id, ids, world.now)
        self.tell(order, name)
        return name

    def turn_case(self, order: Order, name: str, status: AfterSaleStatus) -> None:
        """The case goes on."""
        self.world.tick(A_MINUTE)
        self.world.platform.change_after_sale(name, status, self.world.now)
        self.tell(order, name)

    def call_off_line(self, order: Order, line: Line) -> None:
        """The platform cancels a line without any after-sale."""
        self.world.tick(A_MINUTE)
        lines = tuple(
            one.but(status=OrderStatus.CANCELLED) if one.line_id == line.line_id else one
            for one in order.lines
        )
        self.world.platform.change_order(order.key.order_id, self.world.now, lines=lines)
        self.tell(order)

    def tell(self, order: Order, after_sale_id: str | None = None) -> None:
        """The platform calls back."""
        self.world.mail.append(
            Hint(
                door="push",
                platform="doudian",
                store=STORE,
                kind="after_sale" if after_sale_id else "order",
                message_id=str(self.world.number()),
                seen_at=self.world.now,
                order_id=order.key.order_id,
                after_sale_id=after_sale_id,
            )
        )

    def send_wave(self) -> None:
        """A cut-off time: a wave runs to its end."""
        self.world.tick(A_MINUTE)
        wave = f"wave-{self.world.number()}"
        given: dict[str, object] = {"supplier": SUPPLIERS[0]}
        self.do("begin wave", lambda: self.world.start("wave", wave, given))
        self.work()

    def fill_in_all(self) -> None:
        """The supplier sends a number for each parcel."""
        self.world.tick(A_MINUTE)
        for file in list(self.world.desk.all(WorkbookFile)):
            self.do("number parcels", lambda file=file: self._fill_in(file))  # type: ignore[misc]
        self.work()

    def stop(self) -> Stop:
        """Return the one stop."""
        (stop,) = self.world.desk.all(Stop)
        return stop


def end_of(trade: SteadyTrade) -> dict[str, Any]:
    """Return all that matters at the end: what is stored, what left, what was said to whom."""
    world = trade.world
    return {
        "stored": {
            place: {name: _bare(one) for name, one in items.items()}
            for place, items in world.desk.everything().items()
        },
        "stock": world.desk.stock(["CUP"]),
        "events": sorted(stored.event.kind.value for stored in world.desk.events),
        "accepted": [(one.order_id, one.line_id, one.number) for one in world.platform.accepted],
        "rows": sorted(_rows(world)),
        "told": {one.title for one in world.notices.published},
        "left": (len(world.mail), len(world.ship_queue.waiting), world.dead_letters),
    }


def _bare(one: Any) -> Any:
    """Return what is stored but for the counts of how often something was tried or said."""
    return one.but(version=0)


def _rows(world: World) -> Iterable[tuple[str, str]]:
    for file in world.desk.all(WorkbookFile):
        for row in load_manifest(world.archive, file).rows:
            yield row.parcel_id, str(row.line)


def lines_of(world: World, order: OrderKey) -> Sequence[LineWork]:
    """Return our work on an order's lines."""
    return [work for work in world.desk.all(LineWork) if work.key.order == order]


def parcels_of(world: World) -> Sequence[Parcel]:
    """Return all parcels."""
    return list(world.desk.all(Parcel))
