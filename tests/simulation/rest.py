"""Coming to rest: everybody does their work, without any more trouble, until nothing is left."""

from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.pull_ledger import Listing
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.workbooks.manifest import load_manifest
from tests.simulation.suppliers import number_of
from tests.simulation.trade import Trade
from tests.simulation.world import STORE, SUPPLIERS

# A supplier answers within days; who drains a run needs no more rounds than this.
ROUNDS_MAX = 400
ROUND_SECONDS = 600
# In one round: an order of many lines in parcels of their own has hundreds of steps at once.
STEPS_MAX = 4_000
# A window that is open after so many rounds in which nothing else happened stays open for good.
QUIET_ROUNDS_MAX = 12
# Where a poll's clock may be behind, a change is asked for some rounds after it happened.
QUIET_ROUNDS_SKEWED = 3


class Stuck(AssertionError):
    """The run does not come to rest."""


class WholeTrade(Trade):
    """A trade that can be brought to its end."""

    def drain(self) -> None:
        """Everybody does their work until nothing is left to do, without any more trouble."""
        world = self.world
        self._at_rest = True
        self._calm()
        world.tick(3600)
        quiet = 0
        enough = QUIET_ROUNDS_SKEWED if world.is_skewed else 1
        for _ in range(ROUNDS_MAX):
            world.tick(ROUND_SECONDS)
            self._look_at_all_doors()
            self._waiting.clear()
            worked = self._work_off()
            did = self._everybody_looks() or worked
            quiet = 0 if did else quiet + 1
            if quiet > QUIET_ROUNDS_MAX or (quiet >= enough and not self._open_windows()):
                return
        raise Stuck(f"not at rest after {ROUNDS_MAX} rounds: {world.log[-30:]}")

    def _calm(self) -> None:
        """End the trouble. What was under way may have died; poison may be readable again."""
        world = self.world
        world.platform.access_ended = False
        world.desk.lags = False
        if world.chance.random() < 0.5:
            world.mail.clear()
            world.intake_queue.waiting.clear()
        if world.chance.random() < 0.5:
            world.platform.poison.clear()  # No listing of changes says so: the sweep must find it.

    def _look_at_all_doors(self) -> None:
        world = self.world
        world.by_the_clock_of("poll", self._ask)
        for _ in range(ROUNDS_MAX):
            world.fetch_mail()
            if not world.mail:
                return
            self.attempt(self.deliver)
        raise Stuck(f"hints that nobody takes: {world.log[-30:]}")

    def _ask(self) -> None:
        self.poll()
        if not self._swept or self.world.ledgers.ledger(STORE, Listing.ORDERS_CREATED).open:
            self.sweep()
            self._swept = True

    def _open_windows(self) -> bool:
        return any(self.world.ledgers.ledger(STORE, listing).open for listing in Listing)

    def _work_off(self) -> bool:
        """Empty the streams, machines and queues; return whether there was anything in them."""
        world = self.world
        did = False
        for _ in range(STEPS_MAX):
            world.pull_stream()
            if any(world.streams.values()):
                self.attempt(self.follow)
            elif world.executions:
                self.attempt(self.step)
            elif self._may_be_delivered():
                waiting = len(self._waiting)
                self.attempt(self.upload)
                did = did or len(self._waiting) == waiting
                continue
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
        for stop in [one for one in world.desk.all(Stop) if not one.after_sale_id]:
            if not stop.is_settled and stop.escalated_at:  # Phoned, the supplier looks at last.
                said = world.chance.choice((StopAnswer.STOPPED, StopAnswer.GONE))
                answer_stop(
                    stop.supplier, stop.stop_id, said, "phone", desk=world.desk, now=world.tick()
                )
        for supplier in SUPPLIERS:
            if world.desk.ready_lines(supplier):
                world.start("wave", f"wave-{world.number()}", {"supplier": supplier})
        unnumbered = {one.workbook for one in world.desk.all(Parcel) if one.tracking is None}
        for file in list(world.desk.all(WorkbookFile)):
            is_there = file.state is WorkbookState.WRITTEN and file.told_at
            if is_there and file.number in unnumbered:
                self._fill_in(file)
        return len(world.desk.events) > before or bool(world.executions)

    def _fill_in(self, file: WorkbookFile) -> None:
        rows = load_manifest(self.world.archive, file).rows
        for parcel_id in dict.fromkeys(row.parcel_id for row in rows):
            lines = [row.line for row in rows if row.parcel_id == parcel_id]
            tracking = Tracking(carrier="zto", number=number_of(parcel_id))
            number_parcel(parcel_id, tracking, lines, (), desk=self.world.desk, now=self.world.now)
