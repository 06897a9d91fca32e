"""`make bench`: starts, calls, costs and times, each beside its budget (docs/budgets.json).

Numbers of this machine and of an emulator: counts and ratios carry over, milliseconds do not.
Nothing here fails on a slow machine; what is over its budget says so.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Any

from botocore.config import Config

from hedan.adapters.clients import CONFIG, FILE_CONFIG
from infra.local import bench_bill, bench_dry_run, bench_plan, bench_start, bench_stops, bench_work
from infra.local.bench_bill import Item, bill, priced_durations, total
from infra.local.bench_log import NO_FUNCTION, Invocation, milliseconds, operations
from infra.local.bench_polls import metered_polls
from infra.local.bench_trade import (
    ALONE_ORDERS,
    AT_ONCE,
    LINES_MAX,
    PEAK_ORDERS,
    Metered,
    metered_trade,
)
from infra.local.bench_traffic import print_doors, print_polls
from infra.local.bench_words import against, heading, say
from infra.local.bench_world import calm_world
from infra.local.build import BuildFailed
from infra.local.deploy import DeployFailed
from infra.local.emulator import EmulatorFailed
from infra.local.places import ROOT
from infra.local.scenes import WorkflowFailed
from infra.local.waiting import TooLate

BUDGETS = ROOT / "docs" / "budgets.json"
PARTS = ("start", "doors", "orders", "polls", "plan", "work", "dry_run")
THOUSAND = 1_000


def main() -> int:
    """Run what was asked for, everything unless told otherwise; return the exit status."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--only", choices=PARTS, help="one part instead of all")
    only = arguments.parse_args().only
    wanted = {only} if only else set(PARTS)
    budgets = json.loads(BUDGETS.read_text(encoding="utf-8"))
    try:
        if "start" in wanted:
            print_start(budgets["callback"])
            print_clients(budgets["sdk_clients"])
        if "doors" in wanted:
            print_doors(budgets["doors"])
        if wanted & {"orders", "polls"}:
            _print_world(wanted, budgets)
        if "plan" in wanted:
            print_plan(budgets["wave"])
        if "work" in wanted:
            bench_work.print_work(budgets["workbook"])
        if "dry_run" in wanted:
            print_dry_run(budgets["dry_run"])
    except (BuildFailed, EmulatorFailed, DeployFailed, TooLate, WorkflowFailed) as failed:
        print(f"\nThe bench could not be run: {failed}", file=sys.stderr)
        return 1
    return 0


def _print_world(wanted: Set[str], budgets: Mapping[str, Any]) -> None:
    """Open one world for everything that needs one."""
    tell = say(time.monotonic())
    with calm_world(tell) as world:
        if "orders" in wanted:
            counted = metered_trade(world, tell)
            print_orders(counted, budgets["orders"])
            print_stops(counted, budgets["stop"])
        if "polls" in wanted:
            print_polls(metered_polls(world, tell), budgets["polls"])


# --- a start, and what the layer ships -----------------------------------------------------------


def print_start(budget: Mapping[str, Any]) -> None:
    """Print how the callback starts beside its peers."""
    heading("Start of the callback function, as built; medians of runs in turns")
    starts = bench_start.starts()
    peer = starts["boto3.client('sqs')"]
    for name, start in starts.items():
        print(
            f"  {name:<22}{start.import_ms:8.1f} ms imports {start.process_ms:8.1f} ms process"
            f" {start.peak_mb:7.1f} MB peak {len(start.modules):5} modules"
            f"   x{start.process_ms / peer.process_ms:.2f} of boto3's process"
        )
    own = starts["callback function"]
    print(f"  imports: {against(own.import_ms, budget['import_ms'], 'ms')}")
    ratio = budget["import_ms"] / budget["boto3_client_import_ms"]
    print(
        "  imports beside boto3's, which carries over from machine to machine: "
        + against(own.import_ms / peer.import_ms, ratio, "times")
    )
    print(f"  peak memory: {against(own.peak_mb, budget['peak_mb'], 'MB')}")
    heavy = sorted(set(own.packages) & set(budget["forbidden"]))
    print(f"  forbidden packages: {', '.join(heavy) if heavy else 'none'}")
    bare = set(starts["bare interpreter"].packages)
    added = [name for name in own.packages if name not in bare]
    print("  packages:", " ".join(added))
    sources, compiled = bench_start.compiled_modules()
    print(f"  the built layer ships {compiled} .pyc files for {sources} modules")


def print_clients(budget: Mapping[str, Any]) -> None:
    """Print the time-outs and attempts of the SDK clients."""
    heading("SDK clients")
    for name, config, limit in (
        ("all services", CONFIG, budget["read_seconds"]),
        ("files in S3", FILE_CONFIG, budget["read_seconds_of_files"]),
    ):
        connect, read, attempts = client_settings(config)
        print(
            f"  {name:<14}connect {against(connect, budget['connect_seconds'], 's')},"
            f" read {against(read, limit, 's')},"
            f" attempts {against(attempts, budget['attempts'], '')}"
        )


def client_settings(config: Config) -> tuple[float, float, int]:
    """Return connect and read time-out in seconds, and attempts."""
    options: Any = config  # botocore's stubs leave out what its constructor takes.
    return options.connect_timeout, options.read_timeout, options.retries["total_max_attempts"]


# --- orders --------------------------------------------------------------------------------------


def print_orders(counted: Metered, budget: Mapping[str, Any]) -> None:
    """Print the AWS calls of an order, and what a thousand orders cost."""
    orders = PEAK_ORDERS + ALONE_ORDERS
    print_calls(counted)
    emulator_ms = emulator_overhead(counted)
    wave = bill(
        counted.wave,
        priced_durations(counted.wave, (), emulator_ms),
        transitions=counted.transitions,
    )
    shares = [item.times(THOUSAND / orders) for item in wave]
    cases = (
        ("each message alone, as in a quiet shop", counted.alone, ALONE_ORDERS),
        (f"{AT_ONCE} orders at once, as in a peak", counted.peak, PEAK_ORDERS),
    )
    for title, invocations, count in cases:
        heading(f"US$ per 1,000 orders, list price: {title}; two waves for {orders} orders")
        way = bill(invocations, priced_durations(invocations, counted.alone, emulator_ms))
        items = [item.times(THOUSAND / count) for item in way]
        _bill("callback to ready", items)
        _bill("wave to workbook row", shares)
        spent = total(items) + total(shares)
        print(f"  total: {against(spent, budget['usd_per_1000'], 'US$')}")
        cold = bench_bill.reported_gb_seconds(invocations) / count * THOUSAND
        print(
            f"  (the emulator reports {cold:.0f} GB-s with cold starts and its own overhead, which"
            f" would be US$ {cold * bench_bill.LAMBDA_GB_SECOND:.4f}; above, medians are priced)"
        )
    print(
        f"  beside: floor {budget['floor_usd_per_1000']},"
        f" a Standard workflow per order {budget['standard_workflow_per_order_usd_per_1000']},"
        f" Serverlesspresso's orchestration {budget['serverlesspresso_orchestration_usd_per_1000']}"
    )


def print_calls(counted: Metered) -> None:
    """Print the AWS calls of an order whose messages come alone."""
    orders = PEAK_ORDERS + ALONE_ORDERS
    heading(f"AWS calls per order: {orders} orders of 1 to {LINES_MAX} lines, {counted.rows} rows")
    calls = Counter(_per_order(counted.alone, ALONE_ORDERS))
    calls.update(_per_order(counted.wave, orders))
    for (function, operation), count in sorted(calls.items()):
        print(f"  {function:<18}{operation:<34}{count:7.2f}")
    print(f"  {'all':<52}{sum(calls.values()):7.2f}")


def emulator_overhead(counted: Metered) -> float:
    """Return the milliseconds of a ping that asks AWS nothing: the emulator's part of each run."""
    return bench_stops.spread(milliseconds(counted.pings)[NO_FUNCTION]).p50


def _per_order(invocations: Iterable[Invocation], orders: int) -> dict[tuple[str, str], float]:
    return {what: count / orders for what, count in operations(invocations).items()}


def _bill(title: str, items: Iterable[Item]) -> None:
    items = list(items)
    for item in items:
        if item.count:
            print(f"  {item.service:<18}{item.count:12,.4g} {item.unit:<22}{item.usd:9.5f}")
    print(f"  {title:<53}{total(items):9.5f}")


# --- stops ---------------------------------------------------------------------------------------


def print_stops(counted: Metered, budget: Mapping[str, Any]) -> None:
    """Print the way from refund to notice."""
    ways = bench_stops.hops(counted.refunded, counted.refunds)
    heading(f"From refund to stop published, {len(ways)} stops, on the emulator")
    hops = {
        "platform sends -> callback has it": [way.to_callback for way in ways],
        "seen -> queue -> take_in fences": [way.to_fence for way in ways],
        "fenced -> stream -> workflow tells": [way.to_told for way in ways],
        "told -> SNS has it": [way.to_published for way in ways],
    }
    for name, seconds in hops.items():
        found = bench_stops.spread(seconds)
        print(f"  {name:<36}p50 {found.p50:7.3f} s   p95 {found.p95:7.3f} s")
    whole = bench_stops.spread(way.seen_to_published for way in ways)
    limit = budget["seen_to_published_p95_seconds"]
    print(f"  seen -> published: p50 {whole.p50:.3f} s, p95 {against(whole.p95, limit, 's')}")
    shares = bench_stops.own_share(counted.refunds, emulator_overhead(counted))
    for name, share in shares.items():
        print(f"  own: {name:<31}p50 {share.p50:7.0f} ms  p95 {share.p95:7.0f} ms")
    slow = sum(share.p95 for share in shares.values())
    print(f"  own share, slow ends added: {against(slow, budget['own_share_ms'], 'ms')}")


# --- work ----------------------------------------------------------------------------------------


def print_dry_run(budget: Mapping[str, Any]) -> None:
    """Print how long rules take to be tried on many past orders."""
    heading("Dry run over past orders, out of files on disk")
    measured = bench_dry_run.measure()
    print(f"  {measured.in_words()}")
    limit = budget["orders_100000_seconds"]
    print(f"  from start to report: {against(measured.seconds, limit, 's')}")


def print_plan(budget: Mapping[str, Any]) -> None:
    """Print how plans grow with their lines, beside a group-by of the same lines."""
    heading("Planning a wave on one core, processor time")
    for one in bench_plan.plans():
        print(f"  {one.in_words()}")
        limit = budget.get(f"plan_{one.lines}_lines_cpu_seconds")
        if limit is not None:
            print(f"    {against(one.ours, limit, 's')}")
        if one.lines == max(bench_plan.SIZES):
            print(f"    {against(one.peak_mb, budget['plan_peak_mb'], 'MB')}, its lines among it")


if __name__ == "__main__":
    sys.exit(main())
