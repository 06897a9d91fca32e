"""The metered day: orders from callback to workbook row, then refunds, on the shipped template."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from hedan.domain.base import OrderKey
from hedan.domain.stops import Stop
from hedan.ports import OrderFile
from infra.local.bench_log import Invocation, Logs
from infra.local.bench_world import (
    SECONDS_MAX,
    SEED,
    is_ready,
    is_stored,
    poll,
    wait_for_orders,
)
from infra.local.doudian import Faults
from infra.local.doudian.people import People
from infra.local.scenes import WorkflowFailed
from infra.local.waiting import TooLate, wait_for
from infra.local.world import World

STORE = "cup-house"
# Ten at a time fill the queue's batches and leave a small machine its breath; a hundred in all make
# two waves of fifty to seventy parcels.
PEAK_ORDERS = 90
AT_ONCE = 10
ALONE_ORDERS = 10
LINES_MAX = 2
WARM_UP_REFUNDS = 4
REFUNDS = 24
PINGS = 12
TWICE = Faults(duplicate_probability=1.0, reorder_seconds_max=0.2)
REFUND_SECONDS_MAX = 30.0


@dataclass(frozen=True)
class Refunded:
    """One stop, and when the platform sent the message that led to it."""

    stop: Stop
    sent_at: datetime


@dataclass
class Metered:
    """What was counted, phase by phase."""

    pings: list[Invocation] = field(default_factory=list)
    peak: list[Invocation] = field(default_factory=list)
    alone: list[Invocation] = field(default_factory=list)
    wave: list[Invocation] = field(default_factory=list)
    refunds: list[Invocation] = field(default_factory=list)
    refunded: list[Refunded] = field(default_factory=list)
    waves: int = 0
    transitions: int = 0
    rows: int = 0


def metered_trade(world: World, say: Callable[[str], None]) -> Metered:
    """Trade in a calm world; return what was counted."""
    logs = Logs(world)
    counted = Metered()
    say(f"{PINGS} pings: what the emulator adds to every invocation")
    _ping(world)
    counted.pings = logs.phase()
    say(f"{PEAK_ORDERS} orders, {AT_ONCE} at once, three messages each")
    people = People(SEED)
    orders: list[OrderKey] = []
    for _ in range(0, PEAK_ORDERS, AT_ONCE):
        orders += _trade(world, people, AT_ONCE)
    counted.peak = logs.phase()
    say(f"{ALONE_ORDERS} orders, each message alone")
    for _ in range(ALONE_ORDERS):
        orders += _trade(world, people, 1)
    counted.alone = logs.phase()
    say("a poll, without which no wave takes anything; a wave for each supplier")
    poll(world, STORE)
    logs.phase()
    _waves(world, counted)
    counted.wave = logs.phase()
    say(f"{REFUNDS} refunds after the hand-over, one after the other")
    for order in orders[REFUNDS : REFUNDS + WARM_UP_REFUNDS]:
        _refund(world, order)
    logs.phase()
    counted.refunded = [stop for order in orders[:REFUNDS] for stop in _refund(world, order)]
    counted.refunds = logs.phase()
    return counted


def _ping(world: World) -> None:
    """The callback with nothing to do: its duration is the emulator's own."""
    shop = world.platform.book.shops[world.shop(STORE)]
    assert shop.callback_url is not None
    for _ in range(PINGS):
        world.platform.set_callback(shop.shop_id, shop.callback_url, shop.callback_host)
        if not world.platform.wait_until_quiet(SECONDS_MAX):
            raise TooLate("a ping was not answered")


def _trade(world: World, people: People, count: int) -> list[OrderKey]:
    """Let buyers order and pay; the third message is a new memo or, in turns, "paid" once more."""
    orders = [_place(world, people) for _ in range(count)]
    wait_for_orders(world, orders, "is stored", is_stored)
    of_memo = {order for order in orders if int(order.order_id[-2:]) % 2}
    for order in orders:
        world.platform.faults = Faults() if order in of_memo else TWICE
        world.platform.pay(order.order_id, _hours_ago(3.0))
    world.platform.faults = Faults()
    wait_for_orders(world, orders, "is ready", is_ready)
    for order in of_memo:
        world.platform.set_memo(order.order_id, "好评返图")
    wait_for_orders(world, of_memo, "has its memo", _has_memo)
    if not world.platform.wait_until_quiet(SECONDS_MAX):
        raise TooLate("a message was not taken")
    return orders


def _has_memo(file: OrderFile) -> bool:
    return file.order is not None and bool(file.order.seller_memo)


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


def _hours_ago(hours: float) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)


def _waves(world: World, counted: Metered) -> None:
    states = world.client("stepfunctions")
    for supplier in world.suppliers:
        arn = states.start_execution(
            stateMachineArn=world.stack["WaveWorkflow"],
            name=f"bench-{supplier}",
            input=json.dumps({"supplier": supplier}),
        )["executionArn"]
        wait_for(f"the wave of {supplier} ends", partial(_ended, states, arn), seconds=SECONDS_MAX)
        events = [
            event["type"]
            for page in states.get_paginator("get_execution_history").paginate(executionArn=arn)
            for event in page["events"]
        ]
        counted.waves += 1
        counted.transitions += sum(kind.endswith("StateEntered") for kind in events)
        counted.rows += sum(file.row_count for file in world.desk.workbooks(supplier, 1))


def _ended(states: Any, arn: str) -> bool:
    found = states.describe_execution(executionArn=arn)
    if found["status"] not in ("RUNNING", "SUCCEEDED"):
        raise WorkflowFailed(f"{arn}: {found['status']} {found.get('cause', '')}")
    return bool(found["status"] == "SUCCEEDED")


def _refund(world: World, order: OrderKey) -> list[Refunded]:
    """Ask for the money back and wait until every supplier was told."""
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
    sent_at = max(
        delivery.sent_at
        for delivery in world.platform.deliveries
        if order.order_id in delivery.order_ids
    )
    return [Refunded(stop, sent_at) for stop in stops]
