"""One pure function that decides an order: in production, in a dry run, and when asked why.

Classes first, then the rules on what they see, then who has the last word, then how each line
ships, and at the end what keeps the order back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from hedan.deciding.effects import Settled, settle
from hedan.deciding.gifts import Heard, gift_stays, settle_gifts, still_earned
from hedan.deciding.halves import Halves
from hedan.deciding.looked import Looked, Parts, with_persons
from hedan.deciding.plans import Planned, plan_lines
from hedan.deciding.rule_book import RuleBook, Silence, Spoken
from hedan.deciding.rule_findings import answer_of, failed_rules, held_by_rules, virtual_by_hand
from hedan.deciding.virtual import by_themselves, plan_virtual
from hedan.domain.checks import NEVER_WAIVED, Seen, facets_of, find
from hedan.domain.decisions import Case, Decision, Given, LinePlan, Reasoning
from hedan.domain.edits import EditField, Edits
from hedan.domain.findings import Finding
from hedan.domain.rules import Prioritise, ReleaseIt, TagIt, Tell
from hedan.rules.view import View


def decide(case: Case, book: RuleBook, halves: Halves | None = None) -> Decision:
    """Decide one order. The same case and the same settings always come out the same.

    halves: shared by books that differ in rules only, so that they do not do the same work twice.
    """
    halves = Halves() if halves is None else halves
    looked = halves.looked(case, lambda: Looked(case, book))
    heard = _hear(looked, case.at, book)
    return halves.decided(
        heard.spoken,
        heard.lost,
        book.settings.version,
        lambda: _decide(case, book, looked, heard),
    )


def _hear(looked: Looked, at: datetime, book: RuleBook) -> Heard:
    """Ask the rules of what is to be shipped, those that give of what the buyer keeps."""
    if book.rules is None:
        return Heard(Silence())
    spoken = book.ask(looked.view, at)
    if not book.giving or looked.kept is None:
        return Heard(spoken)
    return still_earned(spoken, book.ask_again(looked.kept, at), book)


def _decide(case: Case, book: RuleBook, looked: Looked, heard: Heard) -> Decision:
    lines, goods, spoken = looked.lines, looked.goods, heard.spoken
    settled = settle(spoken.effects, [line.line_id for line in lines], case.edits, NEVER_WAIVED)
    settled = settle_gifts(settled, heard.lost, case, book)
    staying = [line for line in lines if line.line_id in looked.withdrawn]
    going = [line for line in lines if line.line_id not in looked.withdrawn]
    itself = by_themselves(case, book, lines)
    travel = plan_lines(case, book, going, goods, settled)
    virtual = plan_virtual(case, book, lines, goods, settled, itself)
    planned = Planned(
        (*travel.plans, *virtual.plans),
        (*travel.findings, *virtual.findings),
        (*travel.counted, *virtual.counted),
    )
    paid_at = case.order.paid_at or case.order.created_at
    answer, unanswered = answer_of(settled, case.at, paid_at)
    checked = find(_seen(case, book, goods, planned.plans))
    waived = frozenset(one.finding for one in settled.acts(ReleaseIt))
    findings = _each_once(
        (
            *(found for found in checked if found.code not in waived),
            *held_by_rules(settled, case.at, looked.deadline),
            *(() if unanswered is None else (unanswered,)),
            *failed_rules(spoken.failures),
            *planned.findings,
            *virtual_by_hand(lines, itself),
        )
        if lines
        else checked
    )
    return Decision.model_construct(
        order=case.order.key,
        at=case.at,
        settings_version=book.settings.version,
        order_version=case.order.version,
        edits_version=case.edits.version,
        facts=case.facts,
        answer=answer,
        findings=findings,
        waived=tuple(found for found in checked if found.code in waived),
        tags=_tags(looked.classes, settled, case.edits),
        priority=_priority(case, book, looked, planned.plans, settled),
        lines=planned.plans,
        counted=planned.counted,
        messages=tuple(
            dict.fromkeys(one.text for one in settled.acts(Tell) if one.to == "operator")
        ),
        reasoning=_reasoning((*settled.given, *map(gift_stays, staying)), spoken),
        facets=_facets(case, findings),
    )


def seen_by_rules(case: Case, book: RuleBook) -> View:
    """Return the case as the conditions of rules see it."""
    return Looked(case, book).view


def _tags(before: tuple[str, ...], settled: Settled, edits: Edits) -> tuple[str, ...]:
    given = [one.tag for one in settled.acts(TagIt)]
    return with_persons((*before, *given), edits) if given else before


def _seen(case: Case, book: RuleBook, goods: Parts, plans: Iterable[LinePlan]) -> Seen:
    settings = book.settings
    return Seen(
        order=case.order,
        now=case.at,
        rules=settings.checks,
        zone=book.zone(case.order.key.store),
        goods=book.goods.skus,
        catalogue=book.catalogue,
        parts=goods,
        plans={plan.line_id: plan for plan in plans},
        works={work.key.line_id: work for work in case.works},
        unnumbered=frozenset(case.facts.unnumbered),
        predecessors=case.predecessors,
        after_sales=case.after_sales,
        facts=case.facts,
        edits=case.edits.edits,
        facets=case.last.facets if case.last else {},
        refused=book.refused,
        carriers=book.carriers,
        blocked=settings.blocked_buyers,
    )


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Two rules may hold for the same reason in the same words; one hold is enough."""
    return tuple({found.hold_id: found for found in findings}.values())


def _priority(
    case: Case,
    book: RuleBook,
    looked: Looked,
    plans: Iterable[LinePlan],
    settled: Settled,
) -> datetime:
    """Return when work on it should begin at the latest.

    Without a deadline the payment counts, which lies before every deadline: an order whose time
    nobody knows comes first, not last.
    """
    order = case.order
    ends = looked.deadline or order.paid_at or order.created_at
    parts = sum([len(plan.parts) for plan in plans])
    work = book.settings.classes.work_left(len(looked.lines), parts)
    edit = case.edits.standing(EditField.PRIORITY)
    ruled = settled.acts(Prioritise)
    hours = int(edit.value) if edit else ruled[0].hours_earlier if ruled else 0
    return ends - work - timedelta(hours=hours)


def _reasoning(given: tuple[Given, ...], spoken: Spoken) -> Reasoning:
    return Reasoning.model_construct(
        given=given,
        near=spoken.near,
        failures=spoken.failures,
        stopped_by=spoken.stopped_by,
    )


def _facets(case: Case, findings: Iterable[Finding]) -> Mapping[str, str]:
    """Return what later changes are compared with: what the order was when it last went through."""
    settled = frozenset(case.settled)
    if all(found.hold_id in settled for found in findings):
        return facets_of(case.order)
    return case.last.facets if case.last else {}
