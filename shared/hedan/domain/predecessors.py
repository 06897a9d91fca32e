"""What an order inherits from the order that it was made of: its goods must not leave twice."""

from collections.abc import Iterable

from hedan.domain.line_work import WAITING, LineState, LineWork

UNTOUCHED = WAITING | {LineState.NEW}


def begun_to_leave(predecessors: Iterable[LineWork]) -> list[str]:
    """Return the lines that a supplier may have begun to ship, by their keys."""
    return sorted(str(work.key) for work in predecessors if work.state not in UNTOUCHED)
