"""What keeps an order back, or some of its lines, when there is too little stock."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Holds, Post, Severity
from hedan.ports import OrderFile

FIX = "Book goods in: the order goes on by itself. Or talk to the buyer."


def short_of(missing: Counter[str], now: datetime) -> tuple[Finding, ...]:
    """Return a finding of the whole order for each SKU of which there is too little."""
    return tuple(
        _stock_short(f"SKU '{sku}': {count} too few on hand", (), now)
        for sku, count in sorted(missing.items())
    )


def lines_short(lacks: Mapping[str, Counter[str]], now: datetime) -> tuple[Finding, ...]:
    """Return a finding of its own for each line that waits while the others go."""
    return tuple(
        _stock_short(f"line {line_id}: {_missing(short)}; the others go", (line_id,), now)
        for line_id, short in lacks.items()
    )


def held_event(file: OrderFile, holds: Holds, now: datetime) -> Event:
    """Tell which holds were opened."""
    known = {hold.hold_id for hold in file.holds.open}
    fresh = [hold.finding.code for hold in holds.open if hold.hold_id not in known]
    return Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(file.key),
            "opened": ",".join(fresh),
            "open": ",".join(hold.finding.code for hold in holds.open),
        },
    )


def _missing(short: Counter[str]) -> str:
    return ", ".join(
        f"SKU '{sku}': {count} too few on hand" for sku, count in sorted(short.items())
    )


def _stock_short(evidence: str, line_ids: tuple[str, ...], now: datetime) -> Finding:
    return Finding(
        code="STOCK_SHORT",
        severity=Severity.STOP,
        # With its time: a release means "try again", and what is found again is a new finding.
        evidence=f"{evidence}, {now.isoformat()}",
        fix=FIX,
        ends=Ends.FACT,
        post=Post.WAREHOUSE,
        line_ids=line_ids,
    )
