"""Who ships a line, and why.

A person's word counts before a rule's, a rule's before all settings. What the settings once said
of a line stays (a switch is for new orders) unless it has become impossible; else they are asked:
the store's own supplier, the sources of the SKU by their shares, the SKU's supplier. Whoever cannot
ship is passed over for who takes over from it, then for the next one.

Stock is counted per SKU here, not per supplier: whether one source has run out and another has not,
nobody knows, so goods that are out go to none of them but wait (see reserve_stock).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hedan.deciding.effects import Settled
from hedan.deciding.hindrances import HARD, Hindrances
from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import Sku, SupplierId
from hedan.domain.decisions import Case, LinePlan
from hedan.domain.edits import EditField
from hedan.domain.line_work import WAITING, LineState, LineWork
from hedan.domain.orders import Line
from hedan.domain.parts import Part
from hedan.domain.routing import (
    Passed,
    RouteBy,
    RouteReason,
    drawn_by_lot,
    member_of,
    whose_turn,
)
from hedan.domain.rules import Route
from hedan.domain.tallies import Counted, route_tally
from hedan.settings import SkuSettings

type Goods = Mapping[str, tuple[Part, ...] | None]

# Said again at every look, or not at all: never kept for what was said before.
SAID_AGAIN = frozenset({RouteBy.PERSON, RouteBy.RULE})
# What the store's supplier gets, or what was meant before there were shares, is not shared out.
NOT_SHARED = frozenset({RouteBy.STORE, RouteBy.KEPT, *SAID_AGAIN})


class Routed(NamedTuple):
    """Who ships a line, or why nobody does."""

    supplier: SupplierId | None
    problem: str = ""
    reason: RouteReason | None = None  # None: it is the SKU's own supplier, plainly.
    counted: tuple[Counted, ...] = ()  # What is counted when the line is reserved.


class _Way(NamedTuple):
    """A supplier that the settings name for a line, and why it is that one."""

    supplier: SupplierId
    reason: RouteReason | None


def routes_of(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, settled: Settled
) -> dict[str, Routed]:
    """Return who ships each of these lines, by their ids. Each sees where the ones before it go."""
    if not lines:
        return {}
    routing = _Routing(case, book, goods, settled)
    return {line.line_id: routing.of(line) for line in lines}


class _Routing:
    """One pass over the lines of an order."""

    def __init__(self, case: Case, book: RuleBook, goods: Goods, settled: Settled) -> None:
        self._case, self._book, self._goods, self._settled = case, book, goods, settled
        self._hindrances = Hindrances(case, book)
        self._works = {work.key.line_id: work for work in case.works}
        self._last = {plan.line_id: plan for plan in case.last.lines} if case.last else {}
        self._counts = {name: dict(counts) for name, counts in case.facts.tallies.items()}
        self._company = dict.fromkeys(case.facts.beside)

    def of(self, line: Line) -> Routed:
        """Return who ships a line."""
        routed = self._said(line.line_id) or self._kept(line) or self._chosen(line)
        if routed.supplier is not None:
            self._company[routed.supplier] = None
        return self._with_count(line.line_id, routed)

    # --- Persons and rules ----------------------------------------------------------------------

    def _said(self, line_id: str) -> Routed | None:
        edit = self._case.edits.standing(EditField.SUPPLIER, line_id)
        ruled = self._settled.of_line(Route, line_id)
        if edit is None and not ruled:
            return None
        wanted = edit.value if edit else ruled[0].supplier
        if wanted not in self._book.suppliers:
            return Routed(None, _unknown(wanted))
        by = RouteReason(by=RouteBy.PERSON, of=edit.by) if edit else self._by_rule(line_id)
        return Routed(wanted, reason=by)

    def _by_rule(self, line_id: str) -> RouteReason:
        rule_id = next(
            one.rule_id
            for one in self._settled.standing
            if one.action.do == "route" and line_id in one.line_ids
        )
        return RouteReason(by=RouteBy.RULE, of=rule_id)

    # --- What it was ----------------------------------------------------------------------------

    def _kept(self, line: Line) -> Routed | None:
        """Return who it was before, as long as it may be: the settings have changed for others."""
        work, plan = self._works.get(line.line_id), self._last.get(line.line_id)
        supplier = (work.supplier if work else None) or (plan.supplier if plan else None)
        if supplier is None or supplier not in self._book.suppliers:
            return None
        reason = plan.route if plan and plan.supplier == supplier else None
        if work is not None and _is_promised(work):
            return Routed(supplier, reason=reason)
        if reason is not None and reason.by in SAID_AGAIN:
            return None
        if not self._is_same(line.line_id, work, plan) or self._hindrances.of(supplier, line):
            return None
        if reason is None and not any(way.supplier == supplier for way in self._ways(line.line_id)):
            reason = RouteReason(by=RouteBy.KEPT)
        return Routed(supplier, reason=reason)

    def _is_same(self, line_id: str, work: LineWork | None, plan: LinePlan | None) -> bool:
        """Tell whether the line is made of the same SKUs as it was."""
        before = work.parts if work and work.parts else plan.parts if plan else ()
        return _skus(before) == _skus(self._goods.get(line_id) or ())

    # --- What the settings say ------------------------------------------------------------------

    def _chosen(self, line: Line) -> Routed:
        ways = list(self._ways(line.line_id))
        # First whoever can; else whoever could, late; else the first, and the checks say why not.
        return (
            self._first(ways, line, soft=True)
            or self._first(ways, line, soft=False)
            or self._nobody(line.line_id, ways)
        )

    def _first(self, ways: Sequence[_Way], line: Line, *, soft: bool) -> Routed | None:
        """Return the first that nothing hinders. soft: what only makes it late hinders, too."""
        passed: dict[SupplierId, Passed] = {}
        for way in ways:
            for supplier in self._hindrances.chain(way.supplier):
                hindrance = self._hindrances.of(supplier, line)
                if hindrance is None or not (soft or hindrance.why in HARD):
                    return Routed(supplier, reason=_reason(way, supplier, passed.values()))
                passed.setdefault(supplier, hindrance)
        return None

    def _nobody(self, line_id: str, ways: Sequence[_Way]) -> Routed:
        """Return the first that is in the settings at all: that it refuses is for a check."""
        for way in ways:
            if way.supplier in self._book.suppliers:
                return Routed(way.supplier, reason=way.reason)
        if ways:
            return Routed(None, _unknown(ways[0].supplier))
        own = {sku.supplier for sku in self._skus_of(line_id)}
        # Goods that nobody knows are a finding of their own.
        return Routed(None, f"its parts come from {', '.join(sorted(own))}" if own else "")

    def _ways(self, line_id: str) -> Iterator[_Way]:
        """Yield whom the settings name for a line, the first choice first."""
        store = self._book.stores.get(self._case.order.key.store)
        if store is not None and store.supplier is not None:
            yield _Way(store.supplier, RouteReason(by=RouteBy.STORE, of=store.id))
        skus = self._skus_of(line_id)
        shared = _shared(skus)
        common = [one for one in _makers(shared) if all(one in _makers(sku) for sku in skus)]
        if shared is None or not shared.sources:
            yield from (_Way(supplier, None) for supplier in common)
            return
        whole = sum(source.share for source in shared.sources)
        by_id = {source.supplier: source for source in shared.sources}
        for supplier in self._turns(shared):
            if supplier in common:
                by = RouteBy.COMPANY if supplier in self._company else RouteBy.SHARE
                share = by_id[supplier].share
                yield _Way(supplier, RouteReason(by=by, of=shared.sku, share=share, shares=whole))

    def _turns(self, shared: SkuSettings) -> list[SupplierId]:
        """Return the sources of a SKU: first who ships to the buyer anyhow, so that it may merge.

        Then by whose turn it is; where nobody counted, by a lot that the order's id draws.
        """
        counts = self._counts.get(route_tally(shared.sku))
        turns = (
            drawn_by_lot(shared.sources, _lot(self._case.order.key.order_id))
            if counts is None
            else whose_turn(shared.sources, counts)
        )
        return sorted(turns, key=lambda one: one not in self._company)

    def _skus_of(self, line_id: str) -> list[SkuSettings]:
        known = (self._book.goods.skus.get(part.sku) for part in self._goods.get(line_id) or ())
        return [sku for sku in known if sku is not None]

    # --- What is counted ------------------------------------------------------------------------

    def _with_count(self, line_id: str, routed: Routed) -> Routed:
        """Return the route with the step that it is in the sharing out of its SKU, if it is one."""
        if not self._book.goods.has_shares:
            return routed
        shared = _shared(self._skus_of(line_id))
        if shared is None or not any(one.supplier == routed.supplier for one in shared.sources):
            return routed
        if routed.supplier is None or routed.reason is None or routed.reason.by in NOT_SHARED:
            return routed
        work = self._works.get(line_id)
        if work is not None and _was_reserved(work):
            return routed
        member = member_of(routed.supplier, shared.sources)
        tally = route_tally(shared.sku)
        if tally in self._counts:
            counts = self._counts[tally]
            counts[member] = counts.get(member, 0) + 1
        return routed._replace(counted=(Counted(tally=tally, member=member, line_id=line_id),))


def _is_promised(work: LineWork) -> bool:
    """Tell whether a supplier has been told of the line: only a person takes it back."""
    return work.state is not LineState.NEW and work.state not in WAITING


def _was_reserved(work: LineWork) -> bool:
    """Tell whether the line was counted before: it was, when it was first reserved.

    A line that is new again was written by more than its fence.
    """
    return work.state is not LineState.NEW or work.version > work.fence.version


def _skus(parts: Iterable[Part]) -> set[Sku]:
    return {part.sku for part in parts if not part.is_gift}


def _shared(skus: Sequence[SkuSettings]) -> SkuSettings | None:
    """Return the SKU that decides for a line: the first with several sources, else the first."""
    return next((sku for sku in skus if sku.sources), skus[0] if skus else None)


def _makers(sku: SkuSettings | None) -> list[SupplierId]:
    if sku is None:
        return []
    return [source.supplier for source in sku.sources] or [sku.supplier]


def _reason(way: _Way, supplier: SupplierId, passed: Iterable[Passed]) -> RouteReason | None:
    over = tuple(passed)
    if supplier != way.supplier:
        return RouteReason(by=RouteBy.FALL_BACK, of=way.supplier, passed=over)
    return (way.reason or RouteReason(by=RouteBy.SKU)).but(passed=over) if over else way.reason


def _lot(order_id: str) -> int:
    """Draw a number from an order's id: always the same one."""
    return int.from_bytes(hashlib.sha256(order_id.encode()).digest()[:8])


def _unknown(supplier: SupplierId) -> str:
    return f"no supplier '{supplier}' in the settings"
