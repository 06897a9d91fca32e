"""What the bench says of the doors: what a callback costs, and orders through the poll."""

from collections.abc import Mapping
from statistics import median
from typing import Any

from infra.local import bench_doors, bench_polls, bench_start
from infra.local.bench_doors import DoorCost
from infra.local.bench_log import operations
from infra.local.bench_polls import PollRun, Polls
from infra.local.bench_start import Start
from infra.local.bench_words import against, heading

MILLISECONDS = 1_000


def print_doors(budget: Mapping[str, Any]) -> None:
    """Print what a callback of each platform costs, warm and at the first one."""
    heading(
        "Callback doors: one message of a paid order, sent by its simulator, verified and read,"
        f" warm; processor time, medians of {bench_doors.ROUNDS} rounds in turns"
    )
    costs = bench_doors.door_costs()
    starts = bench_start.door_starts()
    for name, cost in costs.items():
        print(
            f"  {name:<14}{cost.us:7.1f} us {cost.body_bytes:6,} bytes {cost.hints:3} hint"
            f"   x{cost.us / cost.peer_us:.2f} of json.loads and one HMAC of it"
        )
        for line in _one_door(cost, starts[name]):
            print(f"  {'':<14}{line}")
    worst = max(cost.us for cost in costs.values())
    print(f"  dearest: {against(worst, budget['cpu_us'], 'us')}")
    over = max(cost.us - cost.peer_us for cost in costs.values())
    print(f"  dearest beyond its peer: {against(over, budget['cpu_us_beyond_peer'], 'us')}")
    imports = max(start.import_ms for start in starts.values())
    print(f"  slowest import: {against(imports, budget['import_ms'], 'ms')}")
    refusal = max(max(cost.wrong_ms, cost.unsigned_ms) for cost in costs.values())
    print(f"  dearest refusal: {against(refusal, budget['refusal_ms'], 'ms')}")
    peak = max(cost.wrong_peak_mb for cost in costs.values())
    print(f"  its memory: {against(peak, budget['refusal_peak_mb'], 'MB')}")
    packages = {name for start in starts.values() for name in start.packages}
    heavy = sorted(packages & set(budget["forbidden"]))
    print(f"  forbidden packages: {', '.join(heavy) if heavy else 'none'}")


def _one_door(cost: DoorCost, start: Start) -> tuple[str, ...]:
    return (
        f"{start.import_ms:7.1f} ms to import it into the started function",
        f"{cost.wrong_ms:7.2f} ms to refuse a megabyte with a wrong signature,"
        f" {cost.unsigned_ms:.3f} ms without one; {cost.wrong_peak_mb:.1f} MB beside the body",
    )


def print_polls(polls: Polls, budget: Mapping[str, Any]) -> None:
    """Print what the poll door does with orders that are new, and with rows that it knows."""
    _print_intake(polls)
    heading(f"The poll with {polls.orders} orders it knows, on the emulator")
    sweep = min(polls.sweeps, key=lambda run: run.invocation.milliseconds)
    runs = {
        "first look, no order": polls.first_look,
        "finds them": polls.finding,
        "lists them again, settles": polls.again,
        f"nightly look, best of {len(polls.sweeps)}": sweep,
    }
    for name, run in runs.items():
        _print_run(name, run)
    known = sum(sweep.aws_calls.values()) / sweep.rows
    print(f"  AWS calls of a known row: {against(known, budget['aws_calls_per_known_row'], '')}")
    row_ms = median(run.invocation.milliseconds / run.rows for run in polls.sweeps)
    print(f"  known rows: {MILLISECONDS / row_ms:,.0f} rows/s, median of the nightly looks")
    order_ms = polls.stored_seconds * MILLISECONDS / polls.orders
    print(f"  a known row beside an order taken in: x{row_ms / order_ms:.3f} of its time")


def _print_intake(polls: Polls) -> None:
    heading(
        f"{polls.orders} orders of {bench_polls.STORE} through one poll and intake, on the emulator"
    )
    calls = operations((*polls.intake, polls.finding.invocation))
    for (function, operation), count in sorted(calls.items()):
        print(f"  {function:<18}{operation:<34}{count / polls.orders:7.2f}")
    whole = sum(calls.values()) / polls.orders
    print(f"  {'AWS calls of an order until it is stored':<52}{whole:7.2f}")
    asked = (polls.finding.platform_calls + polls.intake_platform_calls) / polls.orders
    print(f"  {'calls of the platform':<52}{asked:7.2f}")
    print(
        f"  all stored {polls.stored_seconds:.1f} s after the poll began:"
        f" {polls.orders / polls.stored_seconds:.1f} orders/s;"
        f" the poll itself {polls.finding.invocation.milliseconds / MILLISECONDS:.1f} s"
    )


def _print_run(name: str, run: PollRun) -> None:
    aws = sum(run.aws_calls.values())
    print(
        f"  {name:<28}{run.windows:4} windows {run.rows:5} rows {run.hints:5} hints"
        f" {run.platform_calls:4} platform calls {aws:4} AWS calls"
        f" {run.invocation.milliseconds:7,} ms"
    )
