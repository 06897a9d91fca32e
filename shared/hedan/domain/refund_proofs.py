"""What became of each refund: its instants, and how it ended for the parcel."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey
from hedan.domain.line_steps import LineStep
from hedan.domain.proofs import Hop, HopTimes, RefundEnd, RefundProof
from hedan.domain.scorecards import percentile
from hedan.domain.stops import Stop, StopAnswer


def refund_proofs(
    after_sales: Iterable[AfterSale], steps: Sequence[LineStep], stops: Sequence[Stop]
) -> Iterator[RefundProof]:
    """Yield those of an order's after-sales that forbade shipping at some time."""
    for case in after_sales:
        fenced_at = _fenced_at(case, steps)
        if fenced_at is None and not case.closes:
            continue  # It never forbade anything: a price difference, a repair.
        yield _refund(case, fenced_at, _stops_of(case, stops))


def _fenced_at(case: AfterSale, steps: Iterable[LineStep]) -> datetime | None:
    by_steps = (step.at for step in steps if _is_closed_by(case, step))
    return min(by_steps, default=case.fenced_at)


def _is_closed_by(case: AfterSale, step: LineStep) -> bool:
    return any(
        one.after_sale_id == case.after_sale_id and one.closes for one in step.after.fence.cases
    )


def _stops_of(case: AfterSale, stops: Sequence[Stop]) -> list[Stop]:
    """Return its stops; of a second refund of the same lines those that ask for them already."""
    own = [stop for stop in stops if stop.after_sale_id == case.after_sale_id]
    named = {LineKey(order=case.order, line_id=line_id) for line_id in case.line_ids}
    return own or [stop for stop in stops if any(line.key in named for line in stop.lines)]


def _refund(case: AfterSale, fenced_at: datetime | None, stops: list[Stop]) -> RefundProof:
    seen = [case.seen_at] if case.seen_at else [stop.seen_at for stop in stops]
    return RefundProof(
        order=case.order,
        after_sale_id=case.after_sale_id,
        kind=case.kind,
        status=case.status,
        refund_minor=case.refund_minor,
        line_ids=case.line_ids,
        asked_at=case.asked_at,
        seen_at=min(seen, default=None),
        fenced_at=fenced_at,
        told_at=_last(stop.told[0].at if stop.told else None for stop in stops),
        acknowledged_at=_last(stop.acknowledged_at for stop in stops),
        settled_at=_last(stop.answered_at or stop.withdrawn_at for stop in stops),
        escalated_at=min((s.escalated_at for s in stops if s.escalated_at), default=None),
        stops=tuple(stop.stop_id for stop in stops),
        end=_end(case, stops),
    )


def _last(instants: Iterable[datetime | None]) -> datetime | None:
    """Return the last of them, None unless all have come."""
    known = list(instants)
    come = [one for one in known if one is not None]
    return max(come) if come and len(come) == len(known) else None


def _end(case: AfterSale, stops: list[Stop]) -> RefundEnd:
    if not stops:
        return RefundEnd.NEVER_CLAIMED if case.closes else RefundEnd.WITHDRAWN
    if any(not stop.is_settled for stop in stops):
        return RefundEnd.OPEN
    answered = [stop for stop in stops if stop.answer is not None]
    if not answered:
        return RefundEnd.WITHDRAWN
    late = any(
        s.escalated_at and s.answered_at and s.answered_at > s.escalated_at for s in answered
    )
    if any(stop.answer is StopAnswer.GONE for stop in answered):
        return RefundEnd.GONE_LATE if late else RefundEnd.GONE
    return RefundEnd.STOPPED_LATE if late else RefundEnd.STOPPED


def hop_times(refunds: Iterable[RefundProof]) -> dict[Hop, HopTimes]:
    """Return how long each hop took, of the refunds that have both of its ends."""
    spans: dict[Hop, list[float]] = {}
    for refund in refunds:
        for hop, since, until in (
            (Hop.SEEN, refund.asked_at, refund.seen_at),
            (Hop.FENCED, refund.seen_at, refund.fenced_at),
            (Hop.TOLD, refund.seen_at, refund.told_at),
            (Hop.ACKNOWLEDGED, refund.told_at, refund.acknowledged_at),
            (Hop.SETTLED, refund.told_at, refund.settled_at),
        ):
            if since and until:  # Clocks differ by a little: nothing takes less than no time.
                spans.setdefault(hop, []).append(max(0.0, (until - since).total_seconds()))
    return {hop: _times(seconds) for hop, seconds in spans.items()}


def _times(seconds: list[float]) -> HopTimes:
    p50, p95, p99 = (percentile(seconds, percent) or 0.0 for percent in (50, 95, 99))
    return HopTimes(count=len(seconds), p50=p50, p95=p95, p99=p99)
