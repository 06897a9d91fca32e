"""The poll door under load: orders that a poll finds, and rows that it knows already.

Pinduoduo calls nobody, so that only the poll brings its orders. What follows intake is held back
meanwhile: the emulator starts a process for each workflow's step, hundreds at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hedan.domain.base import OrderKey
from hedan.domain.pull_ledger import Listing, PullWindow
from infra.local.bench_log import Invocation, Logs
from infra.local.bench_messages import GOODS, SOMEBODY
from infra.local.bench_world import is_stored, poll, wait_for_orders
from infra.local.scenes import WorkflowFailed
from infra.local.shops import PinduoduoShop
from infra.local.world import World

STORE = "pin-house"
ORDERS = 300
# Older than the three minutes that a poll stays behind, younger than what the next one asks again.
AGO = timedelta(minutes=5)
SWEEPS = 3
SWEPT_DAYS = 1
SOLD = GOODS[-1:]  # One line, of which no stock is kept.
POLLED, SWEPT = (Listing.AFTER_SALES, Listing.ORDERS), (Listing.ORDERS_CREATED,)
# Where the ledger is read from: further back than any poll of the bench looks.
LEDGER_SPAN = timedelta(days=3)


@dataclass(frozen=True)
class PollRun:
    """One poll: what it listed and queued, and what it cost."""

    windows: int
    rows: int
    hints: int
    platform_calls: int
    invocation: Invocation

    @property
    def aws_calls(self) -> Counter[str]:
        """The AWS calls of the poll itself."""
        return Counter(call.operation for call in self.invocation.calls)


@dataclass(frozen=True)
class Polls:
    """What was counted. Seconds go from the poll's beginning, on the emulator."""

    orders: int
    first_look: PollRun  # Of a store without any order: two days, window by window.
    finding: PollRun
    stored_seconds: float
    intake: tuple[Invocation, ...]  # What took them in.
    intake_platform_calls: int
    again: PollRun  # The next poll: the same rows once more, and the open window settled.
    sweeps: tuple[PollRun, ...]  # The nightly look at the same rows.


def metered_polls(world: World, say: Callable[[str], None]) -> Polls:
    """Poll in a calm world; return what was counted."""
    _hold_back_workflows(world)
    bench = _Bench(world)
    say(f"the first look at {STORE}, which has no order yet")
    first_look, _ = bench.poll()
    orders = bench.order(ORDERS)
    say(f"{ORDERS} orders that only a poll finds")
    began = datetime.now(UTC)
    finding, intake = bench.poll(then=lambda: _stored(world, orders))
    by_intake = bench.platform_calls - finding.platform_calls
    say("the same rows again, by the next poll and by the nightly look")
    again, _ = bench.poll()
    sweeps = tuple(bench.poll(sweep_days=SWEPT_DAYS)[0] for _ in range(SWEEPS))
    for run in (again, *sweeps):
        if run.hints or run.rows < ORDERS:
            raise WorkflowFailed(
                f"a poll of {ORDERS} known orders listed {run.rows} rows and queued {run.hints}"
            )
    return Polls(
        orders=ORDERS,
        first_look=first_look,
        finding=finding,
        stored_seconds=_seconds_until_last_write(intake, began),
        intake=tuple(intake),
        intake_platform_calls=by_intake,
        again=again,
        sweeps=sweeps,
    )


class _Bench:
    """One store, polled again and again, each time with everything that it set going."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._logs = Logs(world)
        self._logs.phase()  # What others did before is not ours.
        shop = world.shops["pinduoduo"]
        assert isinstance(shop, PinduoduoShop)
        self._shop = shop
        self.platform_calls = 0  # Since the poll before began.

    def order(self, count: int) -> list[OrderKey]:
        """Let so many buyers order, some minutes ago."""
        self._shop.ago = AGO
        paid_at = datetime.now(UTC) - timedelta(hours=3)
        placed = [
            self._shop.platform.place_order(
                self._world.shop(STORE),
                SOLD,
                replace(SOMEBODY, buyer=f"bench-buyer-{number}"),
                paid_at=paid_at - timedelta(seconds=number),
            )
            for number in range(count)
        ]
        self._shop.ago = timedelta(0)
        return [self._world.key(STORE, order_id) for order_id in placed]

    def poll(
        self, *, sweep_days: int = 0, then: Callable[[], None] = lambda: None
    ) -> tuple[PollRun, list[Invocation]]:
        """Poll once, wait for what follows; return the poll, and the other invocations."""
        listings = (
            (Listing.ORDERS_CREATED,) if sweep_days else (Listing.AFTER_SALES, Listing.ORDERS)
        )
        before = len(self._shop.platform.calls)
        began = datetime.now(UTC)
        told = poll(self._world, STORE, sweep_days=sweep_days)
        by_poll = len(self._shop.platform.calls) - before
        windows = [one for listing in listings for one in self._asked(listing, began)]
        then()
        invocations = self._logs.phase()
        (own,) = (one for one in invocations if one.function == "PollStore")
        self.platform_calls = len(self._shop.platform.calls) - before
        run = PollRun(
            windows=len(windows),
            rows=sum(window.rows for window in windows),
            hints=told["hints"],
            platform_calls=by_poll,
            invocation=own,
        )
        return run, [one for one in invocations if one is not own]

    def _asked(self, listing: Listing, began: datetime) -> Iterable[PullWindow]:
        """Return the windows that were asked for since, as the ledger has them."""
        now = datetime.now(UTC)
        closed = self._world.ledgers.closed_windows(STORE, listing, now - LEDGER_SPAN, now)
        still_open = self._world.ledgers.ledger(STORE, listing).open
        return [window for window in (*closed, *still_open) if window.asked_at >= began]


def _hold_back_workflows(world: World) -> None:
    """Let nobody read the order table's stream any more."""
    client = world.client("lambda")
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        if ":dynamodb:" in mapping["EventSourceArn"]:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


def _stored(world: World, orders: Sequence[OrderKey]) -> None:
    wait_for_orders(world, orders, "is stored", is_stored)


def _seconds_until_last_write(invocations: Iterable[Invocation], began: datetime) -> float:
    """Return the seconds until the last write of TakeIn was answered."""
    return max(
        (call.at - began).total_seconds()
        for one in invocations
        if one.function == "TakeIn"
        for call in one.calls
        if call.write_units
    )
