"""How complaints and disputes ended, by what caused them: which cause costs, which evidence won."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pydantic import NonNegativeInt

from hedan.domain.base import Frozen, OrderKey
from hedan.domain.cases import Case, CaseKind, CaseOutcome
from hedan.domain.orders import Order


class EndingRow(Frozen):
    """Complaints or disputes with one cause; the parts sum to those opened."""

    kind: CaseKind
    cause: str  # A code of the settings; empty: nobody has named one.
    opened: NonNegativeInt
    settled: NonNegativeInt
    won: NonNegativeInt
    lost: NonNegativeInt
    dropped: NonNegativeInt
    waiting: NonNegativeInt
    cost_minor: Mapping[str, int]  # By currency.


def endings(orders: Mapping[OrderKey, Order], cases: Iterable[Case]) -> tuple[EndingRow, ...]:
    """Count the complaints and disputes on these orders by kind and cause, the most first."""
    groups: defaultdict[tuple[CaseKind, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.kind is not CaseKind.AFTER_SALE and case.order in orders:
            groups[case.kind, case.cause].append(case)
    rows = (_row(kind, cause, own, orders) for (kind, cause), own in groups.items())
    return tuple(sorted(rows, key=lambda row: (-row.opened, row.kind, row.cause)))


def _row(
    kind: CaseKind, cause: str, cases: list[Case], orders: Mapping[OrderKey, Order]
) -> EndingRow:
    cost: defaultdict[str, int] = defaultdict(int)
    for case in cases:
        if case.outcome_minor:
            cost[orders[case.order].currency] += case.outcome_minor
    ended = [case.outcome for case in cases]
    return EndingRow(
        kind=kind,
        cause=cause,
        opened=len(cases),
        settled=ended.count(CaseOutcome.SETTLED),
        won=ended.count(CaseOutcome.WON),
        lost=ended.count(CaseOutcome.LOST),
        dropped=ended.count(CaseOutcome.DROPPED),
        waiting=ended.count(None),
        cost_minor=dict(cost),
    )
