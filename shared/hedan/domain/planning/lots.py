"""The lines of one order that could leave one place together: what meets, or stays apart, whole."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hedan.domain.ready import ReadyLine
from hedan.domain.splitting import SplitRules

type OrderName = tuple[str, str, str]
"""Platform, store, order: what an order is called, quicker to compare than its key."""


class Lot(NamedTuple):
    """Lines of one order, of one supplier and stock place, that no split has parted yet."""

    lines: list[ReadyLine]  # Goods before gifts.
    place: str

    @property
    def paid_first(self) -> tuple[datetime, str, str]:
        """Sort by payment; the order's name decides between equals."""
        first = self.lines[0]
        return first.paid_at, first.key.order.order_id, first.key.order.store


def order_name(line: ReadyLine) -> OrderName:
    """Return what a line's order is called."""
    order = line.key.order
    return order.platform, order.store, order.order_id


def newest(lines: Iterable[ReadyLine]) -> list[ReadyLine]:
    """Return each line once, in its newest version."""
    known: dict[tuple[str, ...], ReadyLine] = {}
    for line in lines:
        name = (*order_name(line), line.key.line_id)
        other = known.get(name)
        if other is None or _versions(other) < _versions(line):
            known[name] = line
    return list(known.values())


def _versions(line: ReadyLine) -> tuple[int, int]:
    return line.line_version, line.order_version


def lots_of(lines: Iterable[ReadyLine], split: SplitRules) -> list[Lot]:
    """Gather lines by order, supplier, stock place and the mark of an earlier split."""
    found: defaultdict[tuple[str, ...], list[ReadyLine]] = defaultdict(list)
    for line in lines:
        place = line.stock_place if split.by_stock_place else ""
        found[(*order_name(line), line.supplier, line.split_mark, place)].append(line)
    for one in found.values():
        one.sort(key=place_in_order)
    return [Lot(one, name[-1]) for name, one in found.items()]


def place_in_order(line: ReadyLine) -> tuple[datetime, bool, str]:
    """Sort the lines of an order: goods before gifts."""
    return line.paid_at, line.is_gift, line.key.line_id
