"""What a supplier's rows of one parcel say of its boxes: which lines travel under which numbers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hedan.domain.base import LineKey
from hedan.domain.parcels import Tracking
from hedan.usecases.numbers.divide_parcel import Box


class RowSays(NamedTuple):
    """What one row says of its lines. No numbers: they are not sent."""

    lines: tuple[LineKey, ...]
    numbers: tuple[Tracking, ...]


def boxes_of(rows: Sequence[RowSays], all_lines: Iterable[LineKey]) -> tuple[Box, ...]:
    """Return the boxes of one parcel, in the order of the rows, what is not sent at the end.

    rows: those that were filled in; all_lines: of every row of the parcel. Where there is a single
    number it counts for the rows that were left empty as well, for one row is enough; where there
    are several nothing is known of those.
    """
    together = _joined(row for row in rows if row.numbers)
    unsent = dict.fromkeys(key for row in rows if not row.numbers for key in row.lines)
    sent = {key for box in together for key in box.lines}
    empty = [key for key in dict.fromkeys(all_lines) if key not in sent and key not in unsent]
    if len(together) == 1:
        (box,) = together
        together = [Box((*box.lines, *empty), box.numbers)]
        empty = []
    rest = tuple(key for key in (*unsent, *empty) if key not in sent)
    return (*together, Box(rest)) if together and rest else tuple(together)


def _joined(rows: Iterable[RowSays]) -> list[Box]:
    """Bring together what shares a number or a line: a line in two boxes joins them."""
    boxes: list[Box] = []
    for row in rows:
        mine = [
            box
            for box in boxes
            if not set(box.lines).isdisjoint(row.lines)
            or not set(box.numbers).isdisjoint(row.numbers)
        ]
        lines = (*(key for box in mine for key in box.lines), *row.lines)
        numbers = (*(one for box in mine for one in box.numbers), *row.numbers)
        joined = Box(tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(numbers)))
        place = boxes.index(mine[0]) if mine else len(boxes)
        boxes = [box for box in boxes if box not in mine]
        boxes.insert(place, joined)
    return boxes
