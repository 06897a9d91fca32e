"""How each line is to be shipped: by whom, as what, and with which wishes."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from hedan.deciding.effects import Settled
from hedan.deciding.gifts import gifts_of
from hedan.deciding.routes import Goods, Routed, routes_of
from hedan.deciding.rule_book import RuleBook
from hedan.domain.checks import wished_carrier
from hedan.domain.decisions import Case, LinePlan
from hedan.domain.edits import EditField, Edits
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.orders import Line
from hedan.domain.parts import Handling
from hedan.domain.rules import (
    Merge,
    NeverMerge,
    Split,
    Tell,
    UseCarrier,
    UsePackage,
)
from hedan.domain.tallies import Counted

type Travels = Literal["with_buyer", "with_order", "alone"]

TRAVELS: Mapping[str, Travels] = {
    "with_buyer": "with_buyer",
    "with_order": "with_order",
    "alone": "alone",
}


class Planned(NamedTuple):
    """The plans of the lines that travel, and what stands in their way."""

    plans: tuple[LinePlan, ...]
    findings: tuple[Finding, ...]
    counted: tuple[Counted, ...] = ()  # What is counted when they are reserved.


def plan_lines(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, settled: Settled
) -> Planned:
    """Plan each line that travels. A line whose goods nobody knows has a plan without parts."""
    travelling = [line for line in lines if not line.is_virtual]
    routes = routes_of(case, book, travelling, goods, settled)
    suppliers = {line_id: route.supplier for line_id, route in routes.items()}
    gifts = gifts_of(case, book, travelling, suppliers, settled)
    plans = tuple(
        LinePlan.model_construct(
            line_id=line.line_id,
            supplier=routes[line.line_id].supplier,
            parts=(*(goods.get(line.line_id) or ()), *gifts.parts.get(line.line_id, ())),
            handling=_handling(line.line_id, case, book, settled),
            route=routes[line.line_id].reason,
        )
        for line in travelling
    )
    findings = (*routes_missing(routes), *gifts.findings)
    return Planned(plans, findings, (*routes_counted(routes), *gifts.counted))


def routes_missing(routes: Mapping[str, Routed]) -> tuple[Finding, ...]:
    """Return a finding for each line that nobody ships."""
    return tuple(
        route_missing(f"line {line_id}: {route.problem}")
        for line_id, route in routes.items()
        if route.problem
    )


def routes_counted(routes: Mapping[str, Routed]) -> tuple[Counted, ...]:
    """Return what is counted of the lines' routes when they are reserved."""
    return tuple(step for route in routes.values() for step in route.counted)


def route_missing(evidence: str) -> Finding:
    """Say that nobody is known who could ship something."""
    return Finding(
        code="ROUTE_MISSING",
        severity=Severity.STOP,
        evidence=evidence,
        fix="Name a supplier for this code in the settings, or for this order by hand.",
        ends=Ends.FACT,
    )


def _handling(line_id: str, case: Case, book: RuleBook, settled: Settled) -> Handling:
    edits = case.edits
    carrier = edits.standing(EditField.CARRIER, line_id)
    package = edits.standing(EditField.PACKAGE, line_id)
    company = edits.standing(EditField.COMPANY, line_id)
    carriers = settled.of_line(UseCarrier, line_id)
    packages = settled.of_line(UsePackage, line_id)
    window = settled.of_line(Merge, line_id)
    return Handling.model_construct(
        carrier=carrier.value
        if carrier
        else carriers[0].carrier
        if carriers
        else _wished(case, book),
        package=package.value if package else packages[0].package if packages else "",
        notes=_notes(line_id, edits, settled),
        travels=_travels(line_id, edits, settled),
        merge_window_minutes=window[0].window_minutes if window else None,
        company=company.value if company else "",
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
