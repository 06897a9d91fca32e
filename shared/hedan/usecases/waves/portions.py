"""A change of many lines in several transactions: each within the limit, none torn where it hurts.

What must be true at once (the lines of one parcel and their stop) is one piece; a transaction
takes as many pieces as fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.events import Event
from hedan.domain.line_work import LineWork, stock_moves
from hedan.domain.stock import StockMove
from hedan.ports import Aggregate

type Step = tuple[LineWork, LineWork]
"""A line before and after."""

# One transaction takes 100 actions; the rest is for what the lines are changed for.
ACTIONS_OF_PIECES_MAX = 92


class Piece(NamedTuple):
    """What goes into one transaction together, whatever else does."""

    steps: Sequence[Step] = ()
    told: Sequence[tuple[Aggregate, Event]] = ()  # Written too, each with what happened to it.
    unchanged: Sequence[Aggregate] = ()

    def stock(self, now: datetime) -> tuple[StockMove, ...]:
        """Return what its lines do to the stock."""
        return tuple(
            move for before, after in self.steps for move in stock_moves(before, after, now)
        )


def portions(pieces: Iterable[Piece], now: datetime) -> Iterator[tuple[Piece, ...]]:
    """Yield what goes into each transaction, in the order of the pieces; at least one portion.

    A piece that is too big by itself has a portion of its own: its maker keeps it small.
    """
    portion: list[Piece] = []
    count, skus = 0, frozenset[str]()
    for piece in pieces:
        more, moved = _actions(piece, now)
        if portion and count + more + len(skus | moved) > ACTIONS_OF_PIECES_MAX:
            yield tuple(portion)
            portion, count, skus = [], 0, frozenset()
        portion.append(piece)
        count, skus = count + more, skus | moved
    yield tuple(portion)


def _actions(piece: Piece, now: datetime) -> tuple[int, frozenset[str]]:
    """Count as the desk does; a balance is touched once for all that move it, hence the SKUs."""
    moves = piece.stock(now)
    entries = sum(1 for move in moves if move.on_hand)
    count = len(piece.steps) + 2 * len(piece.told) + len(piece.unchanged) + entries
    return count, frozenset(move.sku for move in moves)
