"""What a decision comes to, apart from when and on which version it was made: to compare two."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pydantic.main import IncEx

from hedan.domain.decisions import Case, Decision, LinePlan
from hedan.domain.dry_run import Facet
from hedan.domain.findings import Ends, Finding
from hedan.domain.parts import Part

# The reasoning may change without the outcome: another rule says the same. The facets are the
# order's, kept for the next look.
NOT_OUTCOME: Final[Mapping[str, IncEx | bool]] = {
    "counted": True,
    "facets": True,
    "settings_version": True,
    "order_version": True,
    "edits_version": True,
    "version": True,
    "facts": True,
    "reasoning": True,
    "at": True,
    "lines": {"__all__": {"route": True}},  # Why it is that supplier.
}
DIGEST_CHARACTERS = 16


def outcome_of(decision: Decision) -> str:
    """Return all that follows from a decision, as one text: equal texts, equal consequences."""
    return decision.model_dump_json(exclude=NOT_OUTCOME, exclude_defaults=True)


def digest(outcome: str) -> str:
    """Return a short hash of an outcome: enough to see that it is another one."""
    return hashlib.sha256(outcome.encode()).hexdigest()[:DIGEST_CHARACTERS]


def holding(case: Case, decision: Decision) -> tuple[Finding, ...]:
    """Return the findings that hold the order: not what a person or a time has settled before."""
    settled = frozenset(case.settled)
    return tuple(
        found
        for found in decision.findings
        if not (found.ends is Ends.TIME and found.until is not None and found.until <= case.at)
        and (not settled or found.hold_id not in settled)
    )


def codes_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the codes of findings, each once, sorted."""
    return tuple(sorted({found.code for found in findings}))


def differences(
    case: Case, before: Decision, after: Decision
) -> Iterator[tuple[Facet, tuple[str, ...], tuple[str, ...]]]:
    """Yield in what two decisions about one order differ, and what each of them says."""
    found = False
    held = codes_of(holding(case, before)), codes_of(holding(case, after))
    told_both = ((facet, told(before), told(after)) for facet, told in FACETS.items())
    for facet, was, becomes in ((Facet.HELD, *held), *told_both):
        if was != becomes:
            found = True
            yield facet, was, becomes
    if not found and outcome_of(before) != outcome_of(after):
        yield Facet.WORDS, codes_of(before.findings), codes_of(after.findings)


type Told = Callable[[Decision], tuple[str, ...]]


def _by_line(value: Callable[[LinePlan], str]) -> Told:
    """Tell what each line says; once if all say the same."""

    def told(decision: Decision) -> tuple[str, ...]:
        said = {plan.line_id: value(plan) for plan in decision.lines}
        if len(set(said.values())) <= 1:
            return tuple(one for one in set(said.values()) if one)
        return tuple(f"{line_id}: {one}" for line_id, one in sorted(said.items()) if one)

    return told


def _goods(plan: LinePlan) -> str:
    return _parts(part for part in plan.parts if not part.is_gift)


def _gifts(plan: LinePlan) -> str:
    return _parts(part for part in plan.parts if part.is_gift)


def _parts(parts: Iterator[Part]) -> str:
    return ",".join(sorted(f"{part.sku}*{part.quantity}" for part in parts))


def _travels(plan: LinePlan) -> str:
    window = plan.handling.merge_window_minutes
    return plan.handling.travels + ("" if window is None else f" {window} min")


def _messages(decision: Decision) -> tuple[str, ...]:
    notes = {note for plan in decision.lines for note in plan.handling.notes}
    return tuple(sorted({*decision.messages, *notes}))


FACETS: dict[Facet, Told] = {
    Facet.ANSWER: lambda decision: (decision.answer.value,),
    Facet.SUPPLIER: _by_line(lambda plan: plan.supplier or ""),
    Facet.CARRIER: _by_line(lambda plan: plan.handling.carrier),
    Facet.PACKAGE: _by_line(lambda plan: plan.handling.package),
    Facet.TRAVELS: _by_line(_travels),
    Facet.GOODS: _by_line(_goods),
    Facet.GIFTS: _by_line(_gifts),
    Facet.TAGS: lambda decision: tuple(sorted(decision.tags)),
    Facet.PRIORITY: lambda decision: (f"{decision.priority:%Y-%m-%d %H:%M} UTC",),
    Facet.MESSAGES: _messages,
}
