"""Numbers for lines of a workbook's parcel, wherever these lines travel by now."""

from collections.abc import Iterable
from datetime import datetime

from hedan.domain.base import LineKey
from hedan.domain.divided import divided_into
from hedan.ports import Desk
from hedan.usecases.again import until_settled
from hedan.usecases.numbers.divide_parcel import Box
from hedan.usecases.numbers.number_parcel import Numbering, number_parcel


def number_lines(
    parcel_id: str,
    box: Box,
    notes: tuple[str, ...],
    *,
    of_part: bool,
    desk: Desk,
    now: datetime,
) -> dict[LineKey, Numbering]:
    """Say of each line of a box what became of its number.

    parcel_id: the parcel of its rows; it may have been divided since, also more than once. of_part:
    whether the parcel has other boxes. Raises TryAgain when others keep writing to it.
    """
    tracking, *more = box.numbers

    def attempt() -> dict[LineKey, Numbering]:
        return number_parcel(
            parcel_id,
            tracking,
            box.lines,
            notes,
            desk=desk,
            now=now,
            more=tuple(more),
            of_part=of_part,
        )

    verdicts = until_settled(attempt)
    moved = [key for key, verdict in verdicts.items() if verdict is Numbering.MOVED]
    for part, lines in _parts(parcel_id, moved, desk):
        own = box._replace(lines=lines)
        verdicts |= number_lines(part, own, notes, of_part=of_part, desk=desk, now=now)
    return verdicts


def _parts(
    parcel_id: str, moved: Iterable[LineKey], desk: Desk
) -> Iterable[tuple[str, tuple[LineKey, ...]]]:
    wanted = set(moved)
    if not wanted:
        return
    parcel = desk.parcels([parcel_id])[parcel_id]
    for part, lines in divided_into(parcel).items():
        own = tuple(key for key in lines if key in wanted)
        if own:
            yield part, own
