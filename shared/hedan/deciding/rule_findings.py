"""What the seller's rules keep an order back for, as findings like those of the checks."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from hedan.deciding.effects import Settled, Standing
from hedan.domain.decisions import Answer, RuleFailure
from hedan.domain.findings import Ends, Finding, Post, Severity
from hedan.domain.orders import SHIPPABLE, Line
from hedan.domain.rules import Ask, HoldIt, Refuse


def held_by_rules(settled: Settled, now: datetime, deadline: datetime | None) -> Iterator[Finding]:
    """Yield a finding for each rule that holds the order."""
    for one in settled.standing:
        if one.action.do == "hold":
            found = _held(one, one.action, deadline)
            if found.until is None or now < found.until:
                yield found


def answer_of(settled: Settled, now: datetime, paid_at: datetime) -> tuple[Answer, Finding | None]:
    """Return whether the order is taken, and what a person or a time has to end if it is not.

    paid_at: from when a wait is counted.
    """
    for one in settled.standing:
        action = one.action
        match action.do:
            case "accept":
                return Answer.ACCEPT, None
            case "wait":
                until = paid_at + timedelta(minutes=action.minutes_after_payment)
                if until <= now:
                    return Answer.ACCEPT, None
                return Answer.WAIT, _waits(one.rule_id, until)
            case "ask":
                return Answer.ASK, _asks(one.rule_id, action)
            case "refuse":
                return Answer.REFUSE, _refuses(one.rule_id, action)
            case _:
                continue
    return Answer.ACCEPT, None


def failed_rules(failures: Iterable[RuleFailure]) -> Iterator[Finding]:
    """Yield a finding for each rule that could not be asked; of which line makes no difference."""
    said: dict[str, str] = {}
    for failure in failures:
        said.setdefault(failure.rule_id, failure.message)
    for rule_id, message in said.items():
        yield rule_failed(rule_id, message)


def rule_failed(rule_id: str, message: str) -> Finding:
    """Say that a rule could not do what it should: the order waits, no other rule is silenced."""
    return Finding(
        code="RULE_FAILED",
        severity=Severity.ASK,
        evidence=f"rule {rule_id}: {message}",
        fix="Mend the rule in the settings: the order goes on by itself. Or release it.",
        ends=Ends.FACT,
        post=Post.OWNER,
        rule_id=rule_id,
    )


def virtual_by_hand(lines: Sequence[Line], itself: Collection[str]) -> Iterator[Finding]:
    """Yield a finding when only virtual goods are left to ship and they do not go by themselves.

    As long as goods are left beside them, these go first and are not kept waiting.
    """
    virtual = [
        line.line_id
        for line in lines
        if line.is_virtual and line.status in SHIPPABLE and line.line_id not in itself
    ]
    if virtual and len(virtual) == len(lines):
        yield Finding(
            code="VIRTUAL_BY_HAND",
            severity=Severity.ASK,
            evidence=f"lines {', '.join(virtual)}: virtual goods, nothing to put in a parcel",
            fix="Ship these lines on the platform, without a tracking number.",
            ends=Ends.FACT,
        )


def _held(one: Standing, action: HoldIt, deadline: datetime | None) -> Finding:
    lines = "" if one.of_order else f", lines {', '.join(one.line_ids)}"
    hours = action.until_hours_before_deadline
    until = None if hours is None or deadline is None else deadline - timedelta(hours=hours)
    return Finding(
        code="RULE_HOLD",
        severity=action.severity,
        evidence=f"rule {one.rule_id}{lines}: {action.reason}",
        fix="Do what the rule is there for, then release the order.",
        ends=Ends.FACT if until is None else Ends.TIME,
        post=action.post,
        due_minutes=action.due_minutes,
        until=until,
        rule_id=one.rule_id,
    )


def _waits(rule_id: str, until: datetime) -> Finding:
    return Finding(
        code="ACCEPT_WAIT",
        severity=Severity.ASK,
        evidence=f"rule {rule_id}: taken at {until.isoformat()}",
        fix="Wait: the order is taken by itself at its time. Or release it now.",
        ends=Ends.TIME,
        post=Post.NOBODY,
        until=until,
        rule_id=rule_id,
    )


def _asks(rule_id: str, action: Ask) -> Finding:
    return Finding(
        code="ACCEPT_ASK",
        severity=Severity.ASK,
        evidence=f"rule {rule_id}: {action.question}",
        fix="Decide whether to take the order: release it, or cancel it on the platform.",
        ends=Ends.FACT,
        post=action.post,
        rule_id=rule_id,
    )


def _refuses(rule_id: str, action: Refuse) -> Finding:
    return Finding(
        code="ACCEPT_REFUSED",
        severity=Severity.STOP,
        evidence=f"rule {rule_id}: {action.reason}",
        fix="Cancel the order on the platform; release it here if it is to ship after all.",
        ends=Ends.FACT,
        rule_id=rule_id,
    )
