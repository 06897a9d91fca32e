"""What is counted across orders: counted in the transaction that reserves the lines, or not."""

from collections.abc import Collection, Sequence

from hedan.domain.decisions import Decision
from hedan.domain.line_work import LineWork
from hedan.domain.tallies import Counted, Tally, counted_up, seen_by
from hedan.errors import VersionConflict
from hedan.ports import Desk
from hedan.usecases.orders.stock_need import fitting

# With so many tallies beside its lines a transaction stays within its limit.
TALLIES_BESIDE = 14


def counted(decision: Decision, line_ids: Collection[str], desk: Desk) -> tuple[Tally, ...]:
    """Return the tallies with the steps that are due when these lines of a decision are reserved.

    Raises VersionConflict when others have counted since it was made: it must be made again.
    """
    steps = steps_of(decision, line_ids)
    known = desk.tallies({step.tally for step in steps}) if steps else {}
    for name, tally in known.items():
        told = dict(decision.facts.tallies.get(name, {}))
        if told not in (dict(tally.counts), seen_by(str(decision.order), tally)):
            raise VersionConflict(f"tally {name} is not as it was read")
    for step in steps:
        known[step.tally] = counted_up(known[step.tally], step.member)
    return tuple(known.values())


def steps_of(decision: Decision, line_ids: Collection[str]) -> list[Counted]:
    """Return the steps that are due with these lines; those of the order with any of them."""
    return [
        step
        for step in decision.counted
        if (step.line_id in line_ids if step.line_id else line_ids)
    ]


def fitting_with_tallies(lines: Sequence[LineWork], decision: Decision) -> int:
    """Return how many of these lines fit into one transaction, with what is counted of them."""
    fit = fitting([line.parts for line in lines])
    while fit > 1:
        ids = {line.key.line_id for line in lines[:fit]}
        if len({step.tally for step in steps_of(decision, ids)}) <= TALLIES_BESIDE:
            break
        fit -= 1
    return fit
