"""Everybody who acts: buyers, the platform, queues, workflows, suppliers, the seller's person."""

from collections.abc import Callable
from itertools import accumulate

from hedan.domain.after_sales import AfterSale
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import AccessEnded, PlatformBusy, TryAgain, VersionConflict
from hedan.usecases.orders.release_hold import release_hold
from tests.fakes.gates import Crash, lost_acknowledgement
from tests.simulation.buyers import AFTER_SALES_MAX, ORDERS_MAX, WRITING
from tests.simulation.changes import Changes
from tests.simulation.goods_again import GoodsAgain
from tests.simulation.machines import Execution
from tests.simulation.steps import tasks_of
from tests.simulation.streams import Following
from tests.simulation.suppliers import Suppliers
from tests.simulation.trouble import Throttled
from tests.simulation.uploads import Uploads
from tests.simulation.world import SUPPLIERS, World

# What is done so much more when it is dangerous.
HURRY = 10
HURRIED = frozenset({"ask_refund", "move_refund", "change_address", "reroute"})
SLOW = 0.2  # And a workbook takes its time.


class Trade(GoodsAgain, Changes, Suppliers, Uploads, Following):
    """One run: acts on the world, one thing at a time, or two at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks = tasks_of(world)
        self._busy = set()
        self._at_rest = False
        self._read = []
        self._swept = False
        self._races = 0
        self._waiting = set()
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
        if world.buyers_want_goods_again:
            weights |= {
                self.ask_again: 8,
                self.send_again: 10,
                self.call_off_again: 1,
                self.ask_act: 4,
            }
        self._odds: dict[tuple[bool, ...], tuple[list[str], list[float]]] = {}  # By what is idle.
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
        no_case = not desk.has_any(AfterSale)
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
            "ask_again": platform.count_after_sales >= AFTER_SALES_MAX,
            "send_again": no_case,
            "call_off_again": no_case,
            "ask_act": no_case,
            "see": no_stop,
        }
        moment = self._is_dangerous(), *idle.values()
        odds = self._odds.get(moment)
        if odds is None:
            tempers = self._hurried if moment[0] else self._weights
            acts = [name for name in tempers if not idle.get(name)]
            odds = acts, list(accumulate(tempers[name] for name in acts))
            self._odds[moment] = odds
        acts, sums = odds
        act: Callable[[], None] = getattr(self, world.chance.choices(acts, cum_weights=sums)[0])
        return act

    def attempt(self, act: Callable[[], None]) -> None:
        """Do it; what dies or fails is tried again by whoever is in charge of it."""
        world, name = self.world, act.__name__
        world.tick()
        world.acted += 1
        try:
            world.by_the_clock_of(name, act)
        except (Crash, TryAgain, AccessEnded) as trouble:
            world.log.append(f"{name}: {trouble!r}")
        else:
            world.log.append(name)

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
