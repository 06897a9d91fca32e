"""`python -m infra.local.bench_plan`: plans of 1,000 to 1,000,000 lines, beside a pandas group-by.

Processor seconds and the most memory that a fresh process had, its lines among it. The peer groups
the same lines by the same key, its frame ready made, and decides nothing.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.orders import Receiver
from hedan.domain.plan import plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from hedan.domain.splitting import SplitRules
from infra.local.bench_books import peak_megabytes
from infra.local.places import ROOT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = {1_000: 5, 10_000: 3}  # The quickest counts; of larger plans one is enough.
FRESH_SECONDS_MAX = 900
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LINES_PER_ORDER = 2
RULES = PlanRules(split=SplitRules(weight_grams_max=20_000))


class PlanOf(NamedTuple):
    """One size: processor seconds of ours and of the peer, and the most memory in megabytes."""

    lines: int
    parcels: int
    ours: float
    peer: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Lines planned per processor second."""
        return self.lines / self.ours

    def in_words(self) -> str:
        """Return what was measured, in a line."""
        return (
            f"{self.lines:>9,} lines: {self.ours:8.3f} s, {self.rate:>8,.0f} lines/s,"
            f" {self.parcels:,} parcels, peak {self.peak_mb:,.0f} MB,"
            f" pandas group-by alone {self.peer:.3f} s (x{self.ours / self.peer:.0f})"
        )


def plans() -> Iterator[PlanOf]:
    """Measure every size, each in a process of its own."""
    for size in SIZES:
        ran = subprocess.run(
            [sys.executable, "-m", "infra.local.bench_plan", str(size)],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'shared'}"},
            timeout=FRESH_SECONDS_MAX,
        )
        yield PlanOf(*json.loads(ran.stdout))


def measured(size: int) -> PlanOf:
    """Plan a wave of this size here and now; the peer comes after the memory was read."""
    lines = list(lines_of(size))
    repeats = REPEATS.get(size, 1)
    parcels = 0

    def plan() -> None:
        nonlocal parcels
        parcels = len(plan_parcels(lines, RULES, NOW, "bench").parcels)

    ours = _seconds(plan, repeats)
    peak = peak_megabytes()
    return PlanOf(size, parcels, ours, _peer(lines, repeats), peak)


def _peer(lines: list[ReadyLine], repeats: int) -> float:
    """Group by the merge key, as the plan's first step does, and sort by payment."""
    try:
        import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 - after the memory was read.
    except ImportError as missing:
        raise SystemExit(
            "the peer is pandas: requirements/dev.txt has it, `make setup`"
        ) from missing
    keys = ["platform", "store", "supplier", "group", "buyer"]
    frame = pd.DataFrame(
        [
            (
                one.key.order.platform,
                one.store,
                one.supplier,
                one.merge_group,
                one.buyer_id,
                one.paid_at,
                place,
            )
            for place, one in enumerate(lines)
        ],
        columns=[*keys, "paid", "place"],
    )
    return _seconds(
        lambda: frame.sort_values("paid").groupby(keys, sort=False)["place"].agg(list), repeats
    )


def lines_of(count: int) -> Iterator[ReadyLine]:
    """Yield lines as a day has them: two an order, and one buyer in ten has three orders.

    What is true of an order its lines share, as they do when they are gathered.
    """
    for number in range(-(-count // LINES_PER_ORDER)):
        buyer = number - number % 3 if number % 30 < 3 else number  # noqa: PLR2004 - one in ten.
        order = OrderKey(platform="doudian", store="cup-house", order_id=f"69{number:017d}")
        receiver = Receiver(
            address_id=f"#address{buyer}",
            name="王**",
            phone="1**********",
            province="浙江省",
            city="杭州市",
            district="滨江区",
            street="长河街道",
            detail="****",
        )
        paid_at = NOW - timedelta(hours=2, seconds=number % 3600)
        deadline = NOW + timedelta(hours=24, minutes=number % 500)
        buyer_id, group = f"buyer-{buyer}", f"69{buyer:017d}"
        first = number * LINES_PER_ORDER
        for position in range(first, min(first + LINES_PER_ORDER, count)):
            yield ReadyLine(
                key=LineKey(order=order, line_id=f"70{position:017d}"),
                store="cup-house",
                supplier="factory-a",
                sku=_SKUS[position % len(_SKUS)],
                name=_NAMES[position % len(_SKUS)],
                spec="颜色:红色",
                quantity=1 + position % 3,
                paid_minor=5990,
                is_gift=position % 10 == 1,
                fixed_packing=position % 50 == 0,
                buyer_id=buyer_id,
                receiver=receiver,
                buyer_remark="请发顺丰" if position % 5 == 0 else "",
                seller_memo="",
                paid_at=paid_at,
                deadline=deadline,
                merge_group=group,
                order_version=1,
                line_version=2,
                weight_grams=400 + position % 300,
            )


_SKUS = [f"SKU-{number:04d}" for number in range(300)]
_NAMES = [f"示例水杯 {number}" for number in range(300)]


def _seconds(work: Callable[[], object], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def main() -> None:
    """Measure one size as JSON, for a fresh process; without a size say all of them in words."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]))))
        return
    for one in plans():
        print(one.in_words())


if __name__ == "__main__":
    main()
