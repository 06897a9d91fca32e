"""Past orders decided twice, by the settings in force and by others, and what differs counted.

Nothing is written anywhere: the same function that decides in production is asked again. Both
decide who ships as for an order that is new: see as_new.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from hedan.deciding.outcomes import codes_of, differences, digest, holding, outcome_of
from hedan.deciding.past_parcels import Going, Group, Terms, group_of, lines_going, parcels_of
from hedan.deciding.sides import Side
from hedan.domain.base import OrderKey
from hedan.domain.decisions import Case, Decision
from hedan.domain.dry_run import (
    EXAMPLES_MAX,
    Changed,
    Counts,
    DryRunPart,
    Example,
    Facet,
    HoldChange,
    Shift,
)
from hedan.domain.tallies import is_of_routes


def replay(cases: Iterable[Case], before: Side, after: Side) -> DryRunPart:
    """Decide every case by both and return what came of it.

    Orders meet in a parcel only within these cases: give it whole days of a store.
    """
    count = _Count(Terms(before.settings), Terms(after.settings))
    if after.health is not None:
        after.health.clear()
    for past in cases:
        case = as_new(past)
        count.add(case, before.decide(case), after.decide(case))
    part = count.part()
    return part if after.health is None else part.but(health=after.health.tally())


def as_new(case: Case) -> Case:
    """Return a past order as if nobody had said yet who ships it.

    Else it would keep its supplier, and no switch would be seen. How the lines of a SKU were shared
    out was counted for the shares of that time: without the count a lot is drawn.
    """
    facts, last = case.facts, case.last
    if last is None and not facts.tallies and not case.works:
        return case
    tallies = {name: one for name, one in facts.tallies.items() if not is_of_routes(name)}
    return case.but(
        facts=facts.but(tallies=tallies),
        last=None if last is None else last.but(lines=()),
        works=tuple(work.but(supplier=None) for work in case.works),
    )


class _Orders:
    """Counts orders and keeps those with the lowest keys as examples."""

    def __init__(self) -> None:
        self.number = 0
        self.examples: list[Example] = []

    def add(self, order: OrderKey, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        self.number += 1
        if len(self.examples) == EXAMPLES_MAX and str(order) > str(self.examples[-1].order):
            return
        self.examples.append(Example(order=order, before=before, after=after))
        self.examples.sort(key=lambda one: str(one.order))
        del self.examples[EXAMPLES_MAX:]

    def changed(self) -> Changed:
        return Changed(orders=self.number, examples=tuple(self.examples))


class _Sum:
    """One side's totals."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.held = 0
        self.groups: defaultdict[Group, list[Going]] = defaultdict(list)
        self.lines: Counter[str] = Counter()
        self.carriers: Counter[str] = Counter()
        self.freight_minor = self.freight_unknown = 0
        self.gifts_minor = self.gifts_unknown = 0

    def add(self, codes: tuple[str, ...], going: list[Going]) -> None:
        self.held += bool(codes)
        for one in going:
            self.groups[group_of(one)].append(one)
            self.lines[one.plan.supplier or ""] += 1
            for part in one.plan.parts:
                if part.is_gift:
                    self._gift(part.sku, part.quantity)

    def _gift(self, code: str, quantity: int) -> None:
        sku = self.terms.skus.get(code)
        if sku is None or sku.cost_minor is None:
            self.gifts_unknown += quantity
        else:
            self.gifts_minor += sku.cost_minor * quantity


class _Count:
    """Both sides, and what differs between them."""

    def __init__(self, before: Terms, after: Terms) -> None:
        self.before, self.after = _Sum(before), _Sum(after)
        self.same_terms = before.same_as(after)
        self.orders = self.changed = 0
        self.facets: defaultdict[Facet, _Orders] = defaultdict(_Orders)
        self.gained: defaultdict[str, _Orders] = defaultdict(_Orders)
        self.lost: defaultdict[str, _Orders] = defaultdict(_Orders)
        self.touched: set[Group] = set()
        self.digests: dict[str, str] = {}

    def add(self, case: Case, before: Decision, after: Decision) -> None:
        self.orders += 1
        outcome = outcome_of(after)
        self.digests[str(case.order.key)] = digest(outcome)
        codes = would = codes_of(holding(case, before))
        goes = would_go = lines_going(case, before)
        if outcome != outcome_of(before):
            would = codes_of(holding(case, after))
            would_go = lines_going(case, after)
            self.touched.update(map(group_of, (*goes, *would_go)))
            self._differ(case, before, after)
            self._holds(case.order.key, codes, would)
        self.before.add(codes, goes)
        self.after.add(would, would_go)

    def _differ(self, case: Case, before: Decision, after: Decision) -> None:
        self.changed += 1
        for facet, was, becomes in differences(case, before, after):
            self.facets[facet].add(case.order.key, was, becomes)

    def _holds(self, order: OrderKey, was: tuple[str, ...], becomes: tuple[str, ...]) -> None:
        for code in sorted({*becomes} - {*was}):
            self.gained[code].add(order, was, becomes)
        for code in sorted({*was} - {*becomes}):
            self.lost[code].add(order, was, becomes)

    def part(self) -> DryRunPart:
        self._send()
        before, after = self.before, self.after
        counts = Counts(
            orders=self.orders,
            changed=self.changed,
            facets={facet: self.facets[facet].changed() for facet in Facet if facet in self.facets},
            held=Shift(before=before.held, after=after.held),
            holds={
                code: HoldChange(gained=self.gained[code].changed(), lost=self.lost[code].changed())
                for code in sorted({*self.gained, *self.lost})
            },
            lines=_shifts(before.lines, after.lines),
            parcels=Shift(before=before.carriers.total(), after=after.carriers.total()),
            carriers=_shifts(before.carriers, after.carriers),
            freight_minor=Shift(before=before.freight_minor, after=after.freight_minor),
            freight_unknown=Shift(before=before.freight_unknown, after=after.freight_unknown),
            gifts_minor=Shift(before=before.gifts_minor, after=after.gifts_minor),
            gifts_unknown=Shift(before=before.gifts_unknown, after=after.gifts_unknown),
        )
        return DryRunPart(counts=counts, digests=self.digests)

    def _send(self) -> None:
        """Plan each group; once for both sides where nothing about it differs."""
        for group in {**self.before.groups, **self.after.groups}:
            differs = group in self.touched or not self.same_terms
            made = None
            for side in (self.before, self.after):
                if group not in side.groups:
                    continue
                if made is None or differs:
                    made = parcels_of(side.groups[group], side.terms)
                side.carriers.update(made.parcels)
                side.freight_minor += made.freight_minor
                side.freight_unknown += made.freight_unknown


def _shifts(before: Counter[str], after: Counter[str]) -> dict[str, Shift]:
    return {
        name: Shift(before=before[name], after=after[name]) for name in sorted({*before, *after})
    }
