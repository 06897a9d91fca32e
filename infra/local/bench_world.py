"""The world that the bench measures: the shipped stack, metered; nothing runs by itself."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from botocore.config import Config

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.stock import StockMove
from hedan.ports import Change, OrderFile
from infra.local.doudian import Faults
from infra.local.places import LOCAL
from infra.local.scenes import WorkflowFailed
from infra.local.waiting import wait_for
from infra.local.world import World
from infra.publish_settings import publish

BENCH_STATE = LOCAL / "bench"
SEED = 20261122
STOCK_ON_HAND = 100_000
# Nobody answers the stops of a benchmark; their ladders must not run beside it.
STOP_LADDER_SECONDS = 3600
SECONDS_MAX = 180.0
# More than anything here can ask: what is measured is us, and not the rate that we agreed to.
CALLS_PER_SECOND = 1000
# The function's own time-out is five minutes. One attempt: a second would be another poll.
PATIENT = Config(read_timeout=310, retries={"total_max_attempts": 1})


@contextmanager
def calm_world(say: Callable[[str], None]) -> Iterator[World]:
    """Open a world whose calls are metered and in which every message counts once."""
    with World(SEED, BENCH_STATE, say, {"MeterAwsCalls": "yes"}) as world:
        _calm(world)
        yield world


def _calm(world: World) -> None:
    """No faults, no polls, no waves by the clock, no ladders, no rate of calls to keep."""
    world.platform.faults = Faults()
    schedules = _without_schedules(world)
    patient = world.settings.stop.but(
        reminder_seconds=STOP_LADDER_SECONDS,
        escalation_seconds=STOP_LADDER_SECONDS,
        call_seconds=STOP_LADDER_SECONDS,
    )
    stores = tuple(one.but(calls_per_second=CALLS_PER_SECOND) for one in world.settings.stores)
    publish(world.settings.but(stop=patient, stores=stores), world.stack)
    # They follow what is published, and only then they can go for good.
    wait_for(
        "the schedules follow the settings",
        lambda: set(_schedules(world)) == schedules,
        seconds=SECONDS_MAX,
    )
    _without_schedules(world)
    more = StockMove(
        sku="CUP-RED-01",
        on_hand=STOCK_ON_HAND,
        entry_id="bench:CUP-RED-01",
        cause="a benchmark's stock",
        at=datetime.now(UTC),
    )
    world.desk.commit(Change(stock=(more,)))


def _schedules(world: World) -> Iterator[str]:
    pages = world.client("scheduler").get_paginator("list_schedules")
    for page in pages.paginate(GroupName=world.stack["ScheduleGroup"]):
        yield from (schedule["Name"] for schedule in page["Schedules"])


def _without_schedules(world: World) -> set[str]:
    """Delete every schedule; return their names."""
    names = set(_schedules(world))
    for name in names:
        scheduler = world.client("scheduler")
        scheduler.delete_schedule(Name=name, GroupName=world.stack["ScheduleGroup"])
    return names


def poll(world: World, store: str, *, sweep_days: int = 0) -> dict[str, int]:
    """Poll a store once, or sweep its last days; return what the function answers.

    Raises WorkflowFailed when the function fails.
    """
    session: Any = world.stack.session  # Its stubs want the service's name as a literal.
    client = session.client("lambda", endpoint_url=world.stack.endpoint_url, config=PATIENT)
    event = {"store": store} | ({"sweep_days": sweep_days} if sweep_days else {})
    answer = client.invoke(FunctionName=world.stack["PollStore"], Payload=json.dumps(event))
    told: Any = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise WorkflowFailed(f"the poll of {store} failed: {told}")
    return dict(told)


def wait_for_orders(
    world: World, orders: Iterable[OrderKey], what: str, holds: Callable[[OrderFile], bool]
) -> None:
    """Wait until something holds for every order. Raises TooLate, which names the first."""
    for order in orders:
        wait_for(
            f"order {order} {what}",
            partial(_holds, world, order, holds),
            seconds=SECONDS_MAX,
        )


def _holds(world: World, order: OrderKey, holds: Callable[[OrderFile], bool]) -> bool:
    return holds(world.desk.order_file(order))


def is_stored(file: OrderFile) -> bool:
    """Whether an order is in the table."""
    return file.order is not None


def is_ready(file: OrderFile) -> bool:
    """Whether every line of an order waits for a wave."""
    return {line.state for line in file.lines.values()} == {LineState.READY}
