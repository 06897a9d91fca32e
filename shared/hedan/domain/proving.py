"""Counts what the orders of a month prove: a pure fold over what each order's history says."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_steps import LineStep
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.proofs import (
    CROSSING,
    InstructionKind,
    RefundProof,
    Violation,
    ViolationKind,
)
from hedan.domain.refund_proofs import refund_proofs
from hedan.domain.stops import Stop, StopCause

# In these somebody has been told to ship the line.
INSTRUCTED = frozenset({LineState.CLAIMED, LineState.STOPPING, LineState.SHIPPED})


class Row(NamedTuple):
    """A line stands in a workbook that was written."""

    line: LineKey
    parcel_id: str
    workbook: str
    written_at: datetime


class OrderTold(NamedTuple):
    """What is known of one order with refunds."""

    order: OrderKey
    after_sales: tuple[AfterSale, ...]  # Those of the month.
    steps: tuple[LineStep, ...] = ()  # Of all its lines, in the order of the commits.
    parcels: Mapping[str, Parcel] = {}
    stops: tuple[Stop, ...] = ()  # For refunds.
    rows: tuple[Row, ...] = ()
    unread: tuple[str, ...] = ()
    currency: str = ""  # Empty: the order itself is not known yet.
    broken: str = ""  # Why its history cannot be read; empty: it can.


class OrderProof(NamedTuple):
    """What one order adds to a report."""

    refunds: tuple[RefundProof, ...]
    lines: int
    instructions: tuple[InstructionKind, ...]
    crossings: int
    stops: int
    violations: tuple[Violation, ...]
    unread: tuple[str, ...]


class _Span(NamedTuple):
    """A time in which the fence of a line was closed."""

    closing: LineStep
    opened_at: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.closing.at < at and (self.opened_at is None or at < self.opened_at)


def prove_order(told: OrderTold, *, now: datetime, silent_after: timedelta) -> OrderProof:
    """Look at every line that was ever fenced: each instruction for it, and each stop."""
    found = refund_proofs(told.after_sales, told.steps, told.stops)
    refunds = tuple(one.but(currency=told.currency) for one in found)
    if told.broken:
        broken = Violation(
            kind=ViolationKind.HISTORY_BROKEN, order=told.order, evidence=told.broken
        )
        return OrderProof(refunds, 0, (), 0, len(told.stops), (broken,), told.unread)
    of_line: dict[LineKey, list[LineStep]] = {}
    for step in told.steps:
        of_line.setdefault(step.key, []).append(step)
    fenced = {key: steps for key, steps in of_line.items() if any(one.closes for one in steps)}
    given = [one for key, steps in fenced.items() for one in _instructions(told, key, steps)]
    wrong = [one.violation for one in given if one.violation]
    return OrderProof(
        refunds=refunds,
        lines=len(fenced),
        instructions=tuple(one.kind for one in given),
        crossings=sum(one.crosses for one in given),
        stops=len(told.stops),
        violations=(
            *wrong,
            *_attempts(told, fenced, {one.parcel_id for one in wrong}),
            *(one for steps in fenced.values() for one in _unstopped(told, steps)),
            *_silent(told, now - silent_after),
        ),
        unread=told.unread,
    )


# --- Instructions ---------------------------------------------------------------------------------


class _Given(NamedTuple):
    """One instruction for one line, and how it stands to the line's fence."""

    kind: InstructionKind
    crosses: bool = False
    violation: Violation | None = None


def _instructions(told: OrderTold, key: LineKey, steps: list[LineStep]) -> Iterator[_Given]:
    for step in steps:
        was = step.before.state if step.before else None
        if step.after.state is LineState.CLAIMED:
            yield from _claim(told, step)
        elif step.after.state is LineState.SHIPPED and was is not LineState.SHIPPED:
            yield _upload(told, step, steps)
    spans = list(_spans(steps))
    for row in told.rows:
        if row.line == key:
            yield _judged(InstructionKind.ROW, row.parcel_id, row.written_at, spans, told)


def _claim(told: OrderTold, step: LineStep) -> Iterator[_Given]:
    """A claim is a write of the line itself: what stood before and after it leaves no doubt."""
    if step.after.fence.is_closed:
        wrong = Violation(
            kind=ViolationKind.INSTRUCTED_BEHIND_FENCE,
            order=told.order,
            line_id=step.key.line_id,
            parcel_id=step.after.parcel_id or "",
            instruction=InstructionKind.CLAIM,
            at=step.at,
            evidence=f"version {step.after.version} is claimed, its fence closed",
        )
        yield _Given(InstructionKind.CLAIM, violation=wrong)
    elif step.before is None or step.before.state is LineState.READY:
        yield _Given(InstructionKind.CLAIM)


def _upload(told: OrderTold, step: LineStep, steps: list[LineStep]) -> _Given:
    """An upload was cleared when it began; that the platform took it is written down later."""
    parcel_id = step.after.parcel_id or ""
    if step.before is None or not step.before.fence.is_closed:
        return _Given(InstructionKind.UPLOAD)
    parcel = told.parcels.get(parcel_id)
    begun = parcel.sent_at if parcel and parcel.sent_at else step.at
    spans = list(_spans(steps))
    return _judged(InstructionKind.UPLOAD, parcel_id, begun, spans, told)


def _attempts(
    told: OrderTold, fenced: Mapping[LineKey, list[LineStep]], known: Container[str]
) -> Iterator[Violation]:
    """Yield the parcels of which the platform was told when every line left in them was fenced.

    Also where it refused: of lines that it took the steps tell. known: parcels told of already.
    """
    for parcel in told.parcels.values():
        at = parcel.sent_at
        if at is None or parcel.parcel_id in known:
            continue
        left = {key for one in parcel.corrections if one.at <= at for key in one.lines}
        keys = [line.key for line in parcel.lines if line.key not in left]
        spans = [one for key in keys for one in _spans(fenced.get(key, ())) if one.covers(at)]
        if keys and len(spans) == len(keys):
            first = max(spans, key=lambda one: one.closing.at)
            if at - first.closing.at > CROSSING[InstructionKind.UPLOAD]:
                yield _behind(told, InstructionKind.UPLOAD, parcel.parcel_id, at, first)


def _behind(
    told: OrderTold, kind: InstructionKind, parcel_id: str, at: datetime, span: _Span
) -> Violation:
    return Violation(
        kind=ViolationKind.INSTRUCTED_BEHIND_FENCE,
        order=told.order,
        line_id=span.closing.key.line_id,
        parcel_id=parcel_id,
        instruction=kind,
        fenced_at=span.closing.at,
        at=at,
    )


def _judged(
    kind: InstructionKind,
    parcel_id: str,
    at: datetime,
    spans: Iterable[_Span],
    told: OrderTold,
) -> _Given:
    span = next((one for one in spans if one.covers(at)), None)
    if span is None:
        return _Given(kind)
    if at - span.closing.at <= CROSSING[kind]:
        return _Given(kind, crosses=True)
    return _Given(kind, violation=_behind(told, kind, parcel_id, at, span))


def _spans(steps: Iterable[LineStep]) -> Iterator[_Span]:
    closing: LineStep | None = None
    for step in steps:
        if step.closes:
            closing = step
        elif step.opens and closing is not None:
            yield _Span(closing, step.at)
            closing = None
    if closing is not None:
        yield _Span(closing, None)


# --- Stops ----------------------------------------------------------------------------------------


def _unstopped(told: OrderTold, steps: Iterable[LineStep]) -> Iterator[Violation]:
    """Yield the closings behind an instruction for which nobody was asked to stop."""
    for step in steps:
        before = step.before
        if not step.closes or before is None or before.state not in INSTRUCTED:
            continue
        if not any(_asks(stop, step.key, before.parcel_id) for stop in told.stops):
            yield Violation(
                kind=ViolationKind.NO_STOP,
                order=told.order,
                line_id=step.key.line_id,
                parcel_id=before.parcel_id or "",
                fenced_at=step.at,
                evidence=f"the line was {before.state.value}",
            )


def _asks(stop: Stop, line: LineKey, parcel_id: str | None) -> bool:
    is_refund = stop.cause is StopCause.REFUND
    return is_refund and stop.parcel_id == parcel_id and any(one.key == line for one in stop.lines)


def _silent(told: OrderTold, since: datetime) -> Iterator[Violation]:
    for stop in told.stops:
        heard = (stop.acknowledged_at, stop.answered_at, stop.withdrawn_at, stop.escalated_at)
        if not any(heard) and stop.fenced_at < since:
            yield Violation(
                kind=ViolationKind.SILENT_STOP,
                order=told.order,
                parcel_id=stop.parcel_id,
                fenced_at=stop.fenced_at,
                evidence=f"stop {stop.stop_id} of {stop.supplier}",
            )
