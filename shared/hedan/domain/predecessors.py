"""What an order inherits: from the order it was made of, and from refunds nobody could read."""

from collections.abc import Iterable

from hedan.domain.after_sales import AfterSale
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import WAITING, LineState, LineWork

UNTOUCHED = WAITING | {LineState.NEW}


def handed_over_before(predecessors: Iterable[LineWork]) -> tuple[Finding, ...]:
    """Return a finding when an order that this one replaces has begun to leave: never twice."""
    begun = sorted(str(work.key) for work in predecessors if work.state not in UNTOUCHED)
    if not begun:
        return ()
    return (
        Finding(
            code="REPLACES_HANDED_OVER",
            severity=Severity.STOP,
            evidence=f"already handed over: {', '.join(begun)}",
            fix="The mall made this order of one that is on its way: ship only what is missing.",
            ends=Ends.PERSON,
        ),
    )


def unreadable_refunds(after_sales: Iterable[AfterSale]) -> tuple[Finding, ...]:
    """Return a finding for each refund that came before its order and could not be read."""
    return tuple(
        Finding(
            code="AFTER_SALE_UNREADABLE",
            severity=Severity.STOP,
            evidence=f"after-sale {one.after_sale_id}",
            fix="Look at the refund on the platform; the order goes on when it can be read.",
            ends=Ends.FACT,
        )
        for one in after_sales
        if one.closes and not one.lines
    )
