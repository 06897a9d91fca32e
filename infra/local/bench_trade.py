"""The metered day: orders from callback to workbook row, then refunds, on the shipped template."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.stock import StockMove
from hedan.domain.stops import Stop
from hedan.ports import Change, OrderFile
from infra.local.bench_log import Invocation, Logs, seconds_between
from infra.local.doudian import Faults
from infra.local.doudian.people import People
from infra.local.places import LOCAL
from infra.local.waiting import wait_for
from infra.local.world import World
from infra.publish_settings import publish

BENCH_STATE = LOCAL / "bench"
SEED = 20261122
STORE = "cup-house"
# As many as make a wave of some 50 parcels for each of the two suppliers.
PEAK_ORDERS = 100
QUIET_ORDERS = 10
LINES_MAX = 2
REFUNDS = 24
PINGS = 12
STOCK_ON_HAND = 100_000
# Nobody answers the stops of a benchmark; their ladders must not run beside it.
STOP_LADDER_SECONDS = 3600
SECONDS_MAX = 180.0
REFUND_SECONDS_MAX = 30.0


@dataclass(frozen=True)
class Hops:
    """The way of one refund, in seconds; each from the hop before."""

    to_callback: float  # The platform sends; the callback has it.
    to_fence: float
    to_told: float  # The stop workflow's step begins.
    to_published: float  # SNS has the notice.

    @property
    def seen_to_published(self) -> float:
        """What the budget is about."""
        return self.to_fence + self.to_told + self.to_published


@dataclass
class Metered:
    """What was counted, phase by phase."""

    pings: list[Invocation] = field(default_factory=list)
    peak: list[Invocation] = field(default_factory=list)
    quiet: list[Invocation] = field(default_factory=list)
    wave: list[Invocation] = field(default_factory=list)
    refunds: list[Invocation] = field(default_factory=list)
    hops: list[Hops] = field(default_factory=list)
    waves: int = 0
    transitions: int = 0
    lines: int = 0
    rows: int = 0
    order_item_units: list[int] = field(default_factory=list)


def metered_trade(say: Callable[[str], None]) -> Metered:
    """Open a world whose calls are metered, trade in it, and return what was counted."""
    with World(SEED, BENCH_STATE, say, {"MeterAwsCalls": "yes"}) as world:
        _calm(world)
        logs = Logs(world)
        counted = Metered()
        say(f"{PINGS} pings: what the emulator adds to every invocation")
        _ping(world)
        counted.pings = logs.phase()
        say(f"{PEAK_ORDERS} orders at once, three messages each")
        orders = _trade(world, PEAK_ORDERS, at_once=True)
        counted.peak = logs.phase()
        say(f"{QUIET_ORDERS} orders, each message alone")
        orders += _trade(world, QUIET_ORDERS, at_once=False)
        counted.quiet = logs.phase()
        say("a wave for each supplier")
        _waves(world, counted)
        counted.wave = logs.phase()
        say(f"{REFUNDS} refunds after the hand-over, one after the other")
        counted.hops = [hops for order in orders[:REFUNDS] for hops in _refund(world, order)]
        counted.refunds = logs.phase()
        counted.lines = sum(len(world.desk.order_file(order).lines) for order in orders)
        return counted


def _calm(world: World) -> None:
    """No faults, no polls, no waves by the clock, no ladders: every message counts once."""
    world.platform.faults = Faults()
    scheduler = world.client("scheduler")
    group = world.stack["ScheduleGroup"]
    for schedule in scheduler.list_schedules(GroupName=group)["Schedules"]:
        scheduler.delete_schedule(Name=schedule["Name"], GroupName=group)
    patient = world.settings.stop.but(
        reminder_seconds=STOP_LADDER_SECONDS, escalation_seconds=STOP_LADDER_SECONDS
    )
    publish(world.settings.but(stop=patient), world.stack)
    more = StockMove(
        sku="CUP-RED-01",
        on_hand=STOCK_ON_HAND,
        entry_id="bench:CUP-RED-01",
        cause="a benchmark's stock",
        at=datetime.now(UTC),
    )
    world.desk.commit(Change(stock=(more,)))


def _ping(world: World) -> None:
    """The callback with nothing to do: its duration is the emulator's own."""
    shop = world.platform.book.shops[world.shop(STORE)]
    assert shop.callback_url is not None
    for _ in range(PINGS):
        world.platform.set_callback(shop.shop_id, shop.callback_url, shop.callback_host)
        if not world.platform.wait_until_quiet(SECONDS_MAX):
            raise RuntimeError("a ping was not answered")


def _trade(world: World, count: int, *, at_once: bool) -> list[OrderKey]:
    """Let buyers order, pay and let the seller change a memo: three messages that each count."""
    people = People(SEED + count)
    if at_once:
        orders = [_place(world, people) for _ in range(count)]
        _wait(world, orders, "is stored", lambda file: file.order is not None)
        _pay(world, orders)
        _change_memo(world, orders)
        return orders
    orders = []
    for _ in range(count):
        order = _place(world, people)
        _wait(world, [order], "is stored", lambda file: file.order is not None)
        _pay(world, [order])
        _change_memo(world, [order])
        orders.append(order)
    return orders


def _place(world: World, people: People) -> OrderKey:
    buyer = people.buyer()
    order_id = world.platform.place_order(
        world.shop(STORE),
        people.cart(LINES_MAX),
        receiver=buyer.receiver,
        buyer=buyer.buyer,
        remark=people.remark(),
        created_at=_hours_ago(3.1),
        paid=False,
    )
    return world.key(STORE, order_id)


def _pay(world: World, orders: Iterable[OrderKey]) -> None:
    for order in orders:
        world.platform.pay(order.order_id, _hours_ago(3.0))
    _wait(
        world,
        orders,
        "is ready",
        lambda file: {line.state for line in file.lines.values()} == {LineState.READY},
    )


def _change_memo(world: World, orders: Iterable[OrderKey]) -> None:
    for order in orders:
        world.platform.set_memo(order.order_id, "好评返图")
    _wait(
        world,
        orders,
        "has its memo",
        lambda file: file.order is not None and bool(file.order.seller_memo),
    )


def _hours_ago(hours: float) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)


def _wait(
    world: World, orders: Iterable[OrderKey], what: str, holds: Callable[[OrderFile], bool]
) -> None:
    for order in orders:
        wait_for(
            f"order {order} {what}",
            lambda order=order: holds(world.desk.order_file(order)),  # type: ignore[misc]
            seconds=SECONDS_MAX,
        )


def _waves(world: World, counted: Metered) -> None:
    states = world.client("stepfunctions")
    for supplier in world.suppliers:
        arn = states.start_execution(
            stateMachineArn=world.stack["WaveWorkflow"],
            name=f"bench-{supplier}",
            input=json.dumps({"supplier": supplier}),
        )["executionArn"]
        wait_for(
            f"the wave of {supplier} ends",
            lambda arn=arn: states.describe_execution(executionArn=arn)["status"] != "RUNNING",
            seconds=SECONDS_MAX,
        )
        events = [
            event["type"]
            for page in states.get_paginator("get_execution_history").paginate(executionArn=arn)
            for event in page["events"]
        ]
        counted.waves += 1
        counted.transitions += sum(kind.endswith("StateEntered") for kind in events)
        counted.rows += sum(file.row_count for file in world.desk.workbooks(supplier, 1))


def _refund(world: World, order: OrderKey) -> list[Hops]:
    """Ask for the money back, wait until every supplier was told; one row for each stop."""
    after_sale = world.platform.request_refund(order.order_id)
    suppliers = {line.supplier for line in world.desk.order_file(order).lines.values()}

    def told() -> list[Stop]:
        stops = [
            stop
            for supplier in suppliers
            for stop in world.desk.stops(supplier or "")
            if stop.after_sale_id == after_sale and stop.told
        ]
        return stops if len(stops) == len(suppliers) else []

    stops = wait_for(f"the stops of {order} are told", told, seconds=REFUND_SECONDS_MAX)
    return [_hops(world, stop) for stop in stops]


def _hops(world: World, stop: Stop) -> Hops:
    order_id = stop.order.order_id
    sent_at = max(
        delivery.sent_at for delivery in world.platform.deliveries if order_id in delivery.order_ids
    )
    mails = wait_for(
        f"the notice about {stop.order}",
        lambda: [
            mail
            for mail in world.suppliers[stop.supplier].mails("stop_notice")
            if order_id in mail.body
        ],
        seconds=REFUND_SECONDS_MAX,
    )
    told_at = stop.told[0].at
    return Hops(
        to_callback=seconds_between(sent_at, stop.seen_at),
        to_fence=seconds_between(stop.seen_at, stop.fenced_at),
        to_told=seconds_between(stop.fenced_at, told_at),
        to_published=seconds_between(told_at, mails[0].at),
    )
