"""How each line is to be shipped: by whom, as what, and with which wishes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from hedan.deciding.effects import Settled
from hedan.deciding.rule_book import RuleBook
from hedan.deciding.rule_findings import rule_failed
from hedan.domain.checks import wished_carrier
from hedan.domain.decisions import Case, LinePlan
from hedan.domain.edits import EditField, Edits
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import LineState
from hedan.domain.orders import Line
from hedan.domain.parts import GIFTS_PER_LINE_MAX, Handling, Part
from hedan.domain.rules import (
    AddGift,
    Merge,
    NeverMerge,
    Route,
    Split,
    Tell,
    UseCarrier,
    UsePackage,
)

type Goods = Mapping[str, tuple[Part, ...] | None]
type Travels = Literal["with_buyer", "with_order", "alone"]

TRAVELS: Mapping[str, Travels] = {
    "with_buyer": "with_buyer",
    "with_order": "with_order",
    "alone": "alone",
}
# In these a gift is on its way, or may be.
GIVEN = frozenset({LineState.CLAIMED, LineState.STOPPING, LineState.GONE, LineState.SHIPPED})


class Planned(NamedTuple):
    """The plans of the lines that travel, and what stands in their way."""

    plans: tuple[LinePlan, ...]
    findings: tuple[Finding, ...]


def plan_lines(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, settled: Settled
) -> Planned:
    """Plan each line that travels. A line whose goods nobody knows has a plan without parts."""
    travelling = [line for line in lines if not line.is_virtual]
    routes = {line.line_id: _route(line.line_id, case, book, goods, settled) for line in travelling}
    gifts, not_given = _gifts(case, book, travelling, routes, settled)
    plans = tuple(
        LinePlan(
            line_id=line.line_id,
            supplier=routes[line.line_id].supplier,
            parts=(*(goods.get(line.line_id) or ()), *gifts.get(line.line_id, ())),
            handling=_handling(line.line_id, case, book, settled),
        )
        for line in travelling
    )
    missing = tuple(
        route_missing(f"line {line_id}: {route.problem}")
        for line_id, route in routes.items()
        if route.problem
    )
    return Planned(plans, (*missing, *_unknown_gifts(book, settled), *not_given))


def route_missing(evidence: str) -> Finding:
    """Say that nobody is known who could ship something."""
    return Finding(
        code="ROUTE_MISSING",
        severity=Severity.STOP,
        evidence=evidence,
        fix="Name a supplier for this code in the settings, or for this order by hand.",
        ends=Ends.FACT,
    )


class _Route(NamedTuple):
    """Who ships a line, or why nobody does."""

    supplier: str | None
    problem: str = ""


def _route(line_id: str, case: Case, book: RuleBook, goods: Goods, settled: Settled) -> _Route:
    """Find the supplier: a person's, else a rule's, else the one of all its SKUs."""
    edit = case.edits.standing(EditField.SUPPLIER, line_id)
    ruled = settled.of_line(Route, line_id)
    wanted = edit.value if edit else ruled[0].supplier if ruled else ""
    if wanted:
        if wanted in book.suppliers:
            return _Route(wanted)
        return _Route(None, f"no supplier '{wanted}' in the settings")
    parts = goods.get(line_id) or ()
    own = {known.supplier for part in parts if (known := book.goods.skus.get(part.sku))}
    if len(own) == 1:
        return _Route(own.pop())
    # Goods that nobody knows are a finding of their own.
    return _Route(None, f"its parts come from {', '.join(sorted(own))}" if own else "")


def _handling(line_id: str, case: Case, book: RuleBook, settled: Settled) -> Handling:
    edits = case.edits
    carrier = edits.standing(EditField.CARRIER, line_id)
    package = edits.standing(EditField.PACKAGE, line_id)
    carriers = settled.of_line(UseCarrier, line_id)
    packages = settled.of_line(UsePackage, line_id)
    window = settled.of_line(Merge, line_id)
    return Handling(
        carrier=carrier.value
        if carrier
        else carriers[0].carrier
        if carriers
        else _wished(case, book),
        package=package.value if package else packages[0].package if packages else "",
        notes=_notes(line_id, edits, settled),
        travels=_travels(line_id, edits, settled),
        merge_window_minutes=window[0].window_minutes if window else None,
    )


def _wished(case: Case, book: RuleBook) -> str:
    """Return the carrier that the buyer chose at the platform, where it is one of the seller's."""
    wish = case.order.carrier_wished
    return (wished_carrier(wish, book.carriers) or "") if wish else ""


def _notes(line_id: str, edits: Edits, settled: Settled) -> tuple[str, ...]:
    """Collect what the supplier is told: a person's words first, no rule's words lost."""
    edit = edits.standing(EditField.NOTE, line_id)
    told = [one.text for one in settled.of_line(Tell, line_id) if one.to == "supplier"]
    return tuple(dict.fromkeys([edit.value, *told] if edit else told))


def _travels(line_id: str, edits: Edits, settled: Settled) -> Travels:
    edit = edits.standing(EditField.TRAVELS, line_id)
    if edit is not None:
        return TRAVELS.get(edit.value, "with_buyer")
    if settled.of_line(Split, line_id):
        return "alone"
    return "with_order" if settled.of_line(NeverMerge, line_id) else "with_buyer"


def _gifts(
    case: Case,
    book: RuleBook,
    travelling: Sequence[Line],
    routes: Mapping[str, _Route],
    settled: Settled,
) -> tuple[dict[str, list[Part]], list[Finding]]:
    """Give each gift to the line that earned it; one of the whole order to its first line.

    A line has room for so many; a gift beyond is not given, and its rule says so.
    """
    gifts: dict[str, list[Part]] = {}
    not_given: list[Finding] = []
    for one in settled.standing:
        if not isinstance(one.action, AddGift) or one.action.sku not in book.goods.skus:
            continue
        gift = _gift(one.action, book)
        earned = [_home(gift, case, book, travelling, routes)] if one.of_order else one.line_ids
        for line_id in earned:
            if line_id not in routes:
                continue
            own = gifts.setdefault(line_id, [])
            if len(own) < GIFTS_PER_LINE_MAX:
                own.append(gift)
            else:
                full = f"line {line_id}: has {GIFTS_PER_LINE_MAX} gifts already"
                not_given.append(rule_failed(one.rule_id, full))
    return gifts, not_given


def _gift(action: AddGift, book: RuleBook) -> Part:
    sku = book.goods.skus[action.sku]
    return Part(
        sku=action.sku,
        quantity=action.quantity,
        tracks_stock=sku.tracks_stock,
        is_gift=True,
        name=sku.name,
    )


def _home(
    gift: Part,
    case: Case,
    book: RuleBook,
    travelling: Sequence[Line],
    routes: Mapping[str, _Route],
) -> str:
    """Return the line that a gift of the whole order travels with; none when it has left before.

    The gift stays with the line that it began its way with, else every later look at the rest of
    the order would give it again.
    """
    works = {work.key.line_id: work for work in case.works}
    begun = {name: work for name, work in works.items() if work.state in GIVEN}
    if any(part.is_gift and part.sku == gift.sku for work in begun.values() for part in work.parts):
        return ""
    free = [
        line.line_id
        for line in travelling
        if not line.in_after_sale
        and line.line_id not in begun
        and (line.line_id not in works or works[line.line_id].may_ship)
    ]
    maker = book.goods.skus[gift.sku].supplier
    of_maker = [line_id for line_id in free if routes[line_id].supplier == maker]
    return next(iter((*of_maker, *free)), "")


def _unknown_gifts(book: RuleBook, settled: Settled) -> Iterator[Finding]:
    for one in settled.standing:
        if isinstance(one.action, AddGift) and one.action.sku not in book.goods.skus:
            yield rule_failed(one.rule_id, f"no SKU '{one.action.sku}' in the settings to give")
