"""How each SKU was bought lately, folded day by day: a part of it is counted once and added up.

Quantities and prices are kept as histograms: both take few values, so a month of them is small,
parts add up exactly, and every quantile is exact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import TypeAdapter

from hedan.domain.base import Frozen, Sku
from hedan.domain.facts import SkuHistory
from hedan.domain.orders import Order, OrderStatus

HISTORY_DAYS = 30
HISTORIES_KEY = "history/skus.json"
HUNDRED = 100
# What nobody bought in the end, or not yet; REPLACED counts in the orders that took its place.
NOT_BOUGHT = frozenset({OrderStatus.UNPAID, OrderStatus.CANCELLED, OrderStatus.REPLACED})


class SkuTally(Frozen):
    """The lines of one SKU: how many had each quantity, and each price of a unit by currency."""

    quantities: Mapping[int, int]
    prices: Mapping[str, Mapping[int, int]]


class SkuFold(Frozen):
    """The tallies of all SKUs in some orders."""

    skus: Mapping[Sku, SkuTally] = {}


HISTORIES = TypeAdapter(dict[Sku, SkuHistory])
"""The file that every check reads: by SKU."""


def fold_key(store: str, day: date) -> str:
    """Where the fold of a store's UTC day lies."""
    return f"{fold_prefix(store)}{day.isoformat()}.json"


def fold_prefix(store: str) -> str:
    """What the keys of a store's folds begin with."""
    return f"history/{store}/"


def fold_place(key: str) -> tuple[str, date]:
    """Return store and UTC day of a fold's key. Raises ValueError for any other key."""
    _, store, name = key.split("/")
    return store, date.fromisoformat(name.removesuffix(".json"))


class SkuCount:
    """Counts orders as they come, and what was counted apart; one order at a time is in memory."""

    def __init__(self) -> None:
        self._quantities: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._prices: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)

    def add_order(self, order: Order) -> None:
        """Count the lines that were bought. Gifts are left out: nobody chose how many of them."""
        for line in order.lines:
            if line.status in NOT_BOUGHT or line.is_gift or not line.sku:
                continue
            self._quantities[line.sku][line.quantity] += 1
            self._prices[line.sku, order.currency][line.paid_minor // line.quantity] += 1

    def add_fold(self, one: SkuFold) -> None:
        """Count what was counted before."""
        for sku, tally in one.skus.items():
            self._quantities[sku].update(tally.quantities)
            for currency, counted in tally.prices.items():
                self._prices[sku, currency].update(counted)

    def fold(self) -> SkuFold:
        """Return what was counted, sorted throughout: the same orders give the same file."""
        prices: defaultdict[str, dict[str, dict[int, int]]] = defaultdict(dict)
        for sku, currency in sorted(self._prices):
            prices[sku][currency] = _sorted(self._prices[sku, currency])
        return SkuFold(
            skus={
                sku: SkuTally(quantities=_sorted(self._quantities[sku]), prices=prices[sku])
                for sku in sorted(self._quantities)
            }
        )


def add_up(folds: Iterable[SkuFold]) -> SkuFold:
    """Return the fold of all orders together, however they were counted apart."""
    count = SkuCount()
    for one in folds:
        count.add_fold(one)
    return count.fold()


def histories(whole: SkuFold) -> dict[Sku, SkuHistory]:
    """Return the histories. A price is in the currency in which the SKU is bought most."""
    return {sku: _history(tally) for sku, tally in whole.skus.items()}


def quantile(counted: Mapping[int, int], percent: int) -> int:
    """Return the least value that so many percent of all values do not exceed.

    Raises ValueError when nothing was counted or percent is not in 1 to 100.
    """
    if not counted or not 1 <= percent <= HUNDRED:
        raise ValueError(f"no {percent}. percentile of {len(counted)} values")
    wanted = -(-sum(counted.values()) * percent // HUNDRED)
    reached = 0
    for value in sorted(counted):
        reached += counted[value]
        if reached >= wanted:
            return value
    raise AssertionError("the last value reaches every percentile")


def _history(tally: SkuTally) -> SkuHistory:
    # Of two currencies that are equally usual the first by name: the same on every day.
    usual = min(tally.prices, key=lambda name: (-sum(tally.prices[name].values()), name))
    return SkuHistory(
        lines=sum(tally.quantities.values()),
        quantity_median=quantile(tally.quantities, 50),
        quantity_p99=quantile(tally.quantities, 99),
        quantity_max=max(tally.quantities),
        price_median_minor=quantile(tally.prices[usual], 50),
    )


def _sorted(counted: Counter[int]) -> dict[int, int]:
    return dict(sorted(counted.items()))
