"""Parcels in the making: what no box can know alone, since it is about all of an order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hedan.domain.planning.lots import OrderName, order_name
from hedan.domain.planning.rules import PlanRules
from hedan.domain.planning.shares import has_others
from hedan.domain.planning.waiting import Waiting
from hedan.domain.ready import ReadyLine

GIFT_WAITS = "GIFT_WAITS: a parcel of gifts does not leave before the goods that earned them"


@dataclass(slots=True)
class Draft:
    """Lines of one parcel, with the reasons that are known so far."""

    lines: list[ReadyLine]
    reasons: list[str]
    mark: str = ""
    saved_minor: int | None = None

    @property
    def is_gifts_only(self) -> bool:
        """Whether nothing in it was bought."""
        return all(line.is_gift for line in self.lines)


def gifts_after_goods(
    drafts: list[Draft], waiting: Sequence[Waiting]
) -> tuple[list[Draft], list[Waiting]]:
    """Keep back what holds only gifts whose goods neither go in this wave nor travel already.

    A gift beside goods, be they another order's, goes with them.
    """
    of_gifts = [draft for draft in drafts if draft.is_gifts_only]
    if not of_gifts:
        return drafts, []
    orders = {order_name(line) for draft in of_gifts for line in draft.lines}
    goods: defaultdict[OrderName, set[str]] = defaultdict(set)
    for draft in drafts:
        for line in draft.lines:
            if not line.is_gift and (name := order_name(line)) in orders:
                goods[name].add(line.key.line_id)
    kept = [draft for draft in drafts if not draft.is_gifts_only]
    later = _soonest(waiting, orders)
    late: list[Waiting] = []
    for draft in of_gifts:
        may_go = [_may_go(line, goods[order_name(line)]) for line in draft.lines]
        stays = [line for line, goes in zip(draft.lines, may_go, strict=True) if not goes]
        draft.lines = [line for line, goes in zip(draft.lines, may_go, strict=True) if goes]
        if draft.lines:
            kept.append(draft)
        if stays:
            known = [later[name] for name in map(order_name, stays) if name in later]
            late.append(Waiting(stays, GIFT_WAITS, min(known, default=None)))
    return kept, late


def _may_go(gift: ReadyLine, goods: set[str]) -> bool:
    """Tell whether one of the lines that earned a gift goes or is on its way.

    A gift of an order that has no goods at all has nothing to wait for.
    """
    earned_by = set(gift.gift_of)
    return not earned_by or not earned_by.isdisjoint(goods | set(gift.elsewhere))


def _soonest(waiting: Sequence[Waiting], orders: set[OrderName]) -> dict[OrderName, datetime]:
    """Return when the first waiting lines of each of these orders go, where that is known."""
    soonest: dict[OrderName, datetime] = {}
    for one in waiting:
        if one.until is not None:
            for name in {order_name(line) for line in one.lines} & orders:
                soonest[name] = min(soonest.get(name, one.until), one.until)
    return soonest


def told_of_limits(drafts: Iterable[Draft], rules: PlanRules) -> None:
    """Say before the wave what a platform will not be able to show after it."""
    if not any(one.parcels_per_order_max for one in rules.limits.values()):
        return
    of_order: defaultdict[OrderName, list[Draft]] = defaultdict(list)
    for draft in drafts:
        for name in {order_name(line) for line in draft.lines}:
            of_order[name].append(draft)
    for name, parcels in of_order.items():
        lines = [line for one in parcels for line in one.lines if order_name(line) == name]
        most = rules.limits_of(lines[0]).parcels_per_order_max
        if most is not None and len(parcels) + has_others(lines) > most:
            why = f"PLATFORM_LIMIT: the platform shows at most {most} parcels of order {name[2]}"
            for one in parcels:
                one.reasons.append(why)


def told_of_places(drafts: Iterable[Draft]) -> None:
    """Say on each part of an order that other lines of it lie in another place."""
    of_order: defaultdict[OrderName, set[str]] = defaultdict(set)
    parcels = list(drafts)
    for draft in parcels:
        for line in draft.lines:
            if line.stock_place:
                of_order[order_name(line)].add(line.stock_place)
    for draft in parcels:
        if any(len(of_order.get(order_name(line), ())) > 1 for line in draft.lines):
            draft.reasons.append("PLACE: other lines of these orders lie in another place")


def estimate_savings(drafts: Iterable[Draft], rules: PlanRules) -> None:
    """Reckon what each merged parcel saves beside a parcel for each of its orders."""
    if rules.price is None:
        return
    for draft in drafts:
        of_order: defaultdict[OrderName, list[ReadyLine]] = defaultdict(list)
        for line in draft.lines:
            of_order[order_name(line)].append(line)
        if len(of_order) > 1:
            draft.saved_minor = _saved(list(of_order.values()), rules)
            if draft.saved_minor:
                draft.reasons.append(f"SAVES {draft.saved_minor}: freight of parcels not sent")


def _saved(orders: list[list[ReadyLine]], rules: PlanRules) -> int | None:
    """Return the difference in minor units; None where a weight or a price is not known."""
    assert rules.price is not None
    everything = [line for lines in orders for line in lines]
    carrier = max(line.handling.carrier for line in everything)  # One, or none.
    prices = []
    for lines in (everything, *orders):
        if not all(line.weight_grams for line in lines):
            return None
        grams = sum(line.weight_grams for line in lines)
        price = rules.price(carrier, lines[0].receiver, grams)
        if price is None:
            return None
        prices.append(price)
    together, *apart = prices
    return max(0, sum(apart) - together)
