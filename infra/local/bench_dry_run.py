"""`python -m infra.local.bench_dry_run`: a dry run over 100,000 past orders, out of files on disk.

The shipped functions without any AWS: made-up snapshots, one process per processor, a file of a
store's day at a time, as the workflow does it. Wanted: at most 60 s on two processors.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from cProfile import Profile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from pstats import SortKey, Stats
from typing import NamedTuple

from hedan.deciding.decide import decide
from hedan.deciding.dry_run_text import dry_run_text
from hedan.deciding.replay import replay
from hedan.deciding.rule_book import RuleBook
from hedan.deciding.sides import health_of, sides_of
from hedan.domain.base import OrderKey
from hedan.domain.decisions import Case
from hedan.domain.dry_run import DryRun, DryRunPart, DryRunReport, add_up, digest_of
from hedan.domain.edits import Edits
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.domain.rules import HoldIt, Rule, Scope, TagIt, UseCarrier
from hedan.domain.snapshots import Snapshot, SnapshotWriter, cases_in, snapshot_key
from hedan.settings import (
    CarrierSettings,
    RegionPrice,
    Settings,
    SkuSettings,
    StoreSettings,
    SupplierSettings,
)

ORDERS = 100_000
STORES = ("cup-house", "tea-house", "pin-house", "tao-house", "ali-house")
DAYS = 10
RULES = 30
SKUS = 400
BUYERS_PER_ORDER = 0.8  # Some come again on the same day: their orders can merge.
SECOND_LINE, THIRD_LINE = 0.3, 0.1  # How often an order has one.
FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
CITIES = (
    ("浙江省", "杭州市", "滨江区"),
    ("广东省", "深圳市", "南山区"),
    ("四川省", "成都市", "武侯区"),
    ("北京市", "北京市", "朝阳区"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"),
)
REMARKS = ("", "", "", "", "请尽快发货", "送礼用, 不要放小票", "麻烦发顺丰")


def main() -> int:
    """Make the snapshots, run the rules on them, print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--profile", action="store_true", help="one file, by function")
    given = parser.parse_args()
    if given.profile:
        _profiled(given.orders)
        return 0
    measured = measure(given.orders, given.processes)
    _say(dry_run_text(measured.report, "en"))
    _say(measured.in_words())
    return 0


class Measured(NamedTuple):
    """One dry run, timed."""

    report: DryRunReport
    processes: int
    megabytes: float  # Of all snapshots, packed.
    seconds: float
    cpu_seconds: float  # Of all processes together.

    def in_words(self) -> str:
        """Return what was measured, in a line."""
        orders = self.report.counts.orders
        return (
            f"{orders:,} orders in {self.report.files} files ({self.megabytes:.1f} MB packed),"
            f" {RULES} rules and one more, {self.processes} processes: {self.seconds:.1f} s,"
            f" {self.cpu_seconds / max(1, orders) * 1e6:.0f} µs of a processor an order"
        )


def measure(orders: int = ORDERS, processes: int = 2) -> Measured:
    """Make snapshots, then try one rule more on them; only the second is timed."""
    before, after = settings(), changed(settings())
    with tempfile.TemporaryDirectory() as folder:
        files = _made(Path(folder), orders, processes, before)
        size = sum(file.stat().st_size for file in files)
        used, began = _cpu_seconds(), time.perf_counter()
        with ProcessPoolExecutor(processes) as pool:
            parts = list(pool.map(partial(_run, before=before, after=after), files))
        whole = add_up(parts)
        health = health_of(after, whole.health)
        seconds, cpu = time.perf_counter() - began, _cpu_seconds() - used
    run = DryRun(
        id="bench", draft="bench", content="", base_version=0, days=DAYS, started_at=FIRST_DAY
    )
    report = DryRunReport(
        run=run,
        files=len(files),
        counts=whole.counts,
        digest=digest_of(whole.digests),
        health=health,
    )
    return Measured(report, processes, size / 1e6, seconds, cpu)


def _cpu_seconds() -> float:
    """Return what this process and those that it has ended with used."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def settings() -> Settings:
    """Return the settings in force: thirty rules of the kinds that sellers write."""
    conditions = (
        (Scope.ORDER, "order.total >= {n}000 && order.units > {m}"),
        (Scope.ORDER, 'order.remark.contains("{n}号") && order.province == "浙江省"'),
        (Scope.LINE, 'line.sku == "SKU-{n}" && line.quantity >= {m}'),
        (Scope.ORDER, "buyer.orders_30_days > {n} && !buyer.is_new"),
        (Scope.ORDER, 'order.lines.exists(line, line.sku == "SKU-{n}" && line.quantity > {m})'),
    )
    acts = (
        TagIt(tag="checked"),
        UseCarrier(carrier="shunfeng"),
        TagIt(tag="loyal"),
        HoldIt(reason="look at it"),
        UseCarrier(carrier="yuantong"),
    )
    rules = []
    for number in range(RULES):
        scope, when = conditions[number % len(conditions)]
        act = acts[(number // 2) % len(acts)]
        rules.append(
            Rule(
                id=f"rule-{number:02d}",
                author="bench",
                scope=scope,
                when=when.format(n=number + 9, m=1 + number % 3),
                then=(act,),
            )
        )
    return Settings(
        stores=tuple(
            StoreSettings(id=one, platform="doudian", name=one, shop_id=one) for one in STORES
        ),
        suppliers=tuple(
            SupplierSettings(id=f"factory-{one}", name=one, cut_offs=("11:00", "16:30"))
            for one in "abc"
        ),
        skus=tuple(
            SkuSettings(
                sku=f"SKU-{number}",
                name=f"SKU {number}",
                supplier=f"factory-{'abc'[number % 3]}",
                weight_grams=200 + number,
                cost_minor=1000 + number,
            )
            for number in range(SKUS)
        ),
        carriers=tuple(
            CarrierSettings(
                code=code,
                name=code,
                number_pattern=".+",
                platform_codes={"doudian": code},
                prices=(RegionPrice(first_minor=first, next_minor=200),),
            )
            for code, first in (("shunfeng", 1200), ("yuantong", 500))
        ),
        rules=tuple(rules),
    )


def changed(before: Settings) -> Settings:
    """Return a candidate: one rule more, which one order in ten meets."""
    more = Rule(
        id="dear-orders-by-air",
        author="bench",
        when='order.total > 15000 && order.province != "浙江省"',
        then=(UseCarrier(carrier="shunfeng"), TagIt(tag="dear")),
        priority=1,
    )
    return before.but(rules=(*before.rules, more))


def _made(folder: Path, orders: int, processes: int, force: Settings) -> list[Path]:
    """Write the snapshots of every store and day."""
    each = max(1, orders // (len(STORES) * DAYS))
    jobs = [(store, day) for store in STORES for day in range(DAYS)]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(_day, folder=folder, number=each, force=force), jobs))


def _day(job: tuple[str, int], folder: Path, number: int, force: Settings) -> Path:
    store, day = job
    book, writer = RuleBook(force, near=False), SnapshotWriter()
    for case in cases(store, day, number):
        writer.add(Snapshot(case=case, decision=decide(case, book)))
    when = date(2026, 11, 1) + timedelta(days=day)
    file = folder / snapshot_key(store, when).replace("/", "-")
    file.write_bytes(writer.packed())
    return file


def cases(store: str, day: int, number: int) -> Iterator[Case]:
    """Yield the orders of a store's day: the same for the same store and day."""
    chance = random.Random(f"{store} {day}")
    for one in range(number):
        at = FIRST_DAY + timedelta(days=day, seconds=chance.randrange(86_400))
        order = _order(chance, store, f"69{day:02d}{one:015d}", at, number)
        yield Case(
            order=order,
            edits=Edits(order=order.key),
            facts=Facts(buyer=_history(chance, order), skus=_skus(order)),
            at=at + timedelta(minutes=2),
        )


def _order(chance: random.Random, store: str, order_id: str, at: datetime, number: int) -> Order:
    buyer = chance.randrange(int(number * BUYERS_PER_ORDER) + 1)
    province, city, district = chance.choice(CITIES)
    lines = tuple(
        Line(
            line_id=f"{order_id}{position}",
            sku=f"SKU-{int(chance.paretovariate(0.7)) % SKUS}",
            product_id=f"34{position:017d}",
            name="示例商品 保温杯 大容量 304不锈钢",
            spec="颜色:红;容量:500ml",
            quantity=min(9, int(chance.paretovariate(2.5))),
            unit_price_minor=6990,
            paid_minor=5990,
            status=OrderStatus.TO_SHIP,
            deadline=at + timedelta(hours=48),
        )
        for position in range(1 + (chance.random() < SECOND_LINE) + (chance.random() < THIRD_LINE))
    )
    return Order(
        key=OrderKey(platform="doudian", store=store, order_id=order_id),
        status=OrderStatus.TO_SHIP,
        lines=lines,
        currency="CNY",
        paid_minor=sum(line.paid_minor for line in lines),
        postage_minor=0,
        buyer_id=f"1@#buyer{buyer}",
        buyer_remark=chance.choice(REMARKS),
        seller_memo="",
        receiver=Receiver(
            address_id=f"#address{buyer}",
            name="张*",
            phone="1********00",
            province=province,
            city=city,
            district=district,
            street="长河街道",
            detail="江****号",
        ),
        created_at=at,
        paid_at=at + timedelta(minutes=1),
        changed_at=at + timedelta(minutes=1),
        deadline=at + timedelta(hours=48),
        version=1,
    )


def _history(chance: random.Random, order: Order) -> BuyerHistory:
    before = [
        order.created_at - timedelta(days=back * 9 + 1) for back in range(chance.randrange(3))
    ]
    return BuyerHistory(
        orders=tuple(
            BuyerOrder(
                key=order.key.but(order_id=f"{order.key.order_id}-{position}"),
                ordered_at=at,
                status=OrderStatus.DONE,
                paid_minor=5990,
                goods=("SKU-1*1",),
            )
            for position, at in enumerate(before)
        )
    )


def _skus(order: Order) -> dict[str, SkuHistory]:
    usual = SkuHistory(
        lines=400,
        quantity_median=1,
        quantity_p99=5,
        quantity_max=12,
        price_median_minor=5990,
    )
    return {line.sku: usual for line in order.lines}


def _run(file: Path, before: Settings, after: Settings) -> DryRunPart:
    return replay(cases_in(file.read_bytes()), *sides_of(before, after))


def _profiled(orders: int) -> None:
    before, after = settings(), changed(settings())
    with tempfile.TemporaryDirectory() as folder:
        file = _made(Path(folder), orders, 1, before)[0]
        profile = Profile()
        profile.runcall(_run, file, before, after)
    Stats(profile, stream=sys.stdout).sort_stats(SortKey.TIME).print_stats(30)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
