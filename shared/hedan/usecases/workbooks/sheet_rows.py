"""Which rows a Ship sheet has, and in what order: as the supplier's template groups and sorts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple

from hedan.domain.base import LineKey, short_id
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Part
from hedan.domain.workbook_columns import RowPer, SortBy
from hedan.settings import Settings
from hedan.settings.supplying import WorkbookTemplate

type SortKey = tuple[bool, str]

NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Piece(NamedTuple):
    """A part of a line of a parcel. A combo has a piece for each of its SKUs."""

    parcel: Parcel
    line: ParcelLine
    part: Part
    place: int  # Which part of its line.


class SheetRow(NamedTuple):
    """What one row stands for: pieces of one parcel, at least one."""

    row_key: str  # The same pieces in another file have another key.
    pieces: tuple[Piece, ...]

    @property
    def parcel(self) -> Parcel:
        """The parcel that the row is of."""
        return self.pieces[0].parcel

    @property
    def lines(self) -> tuple[LineKey, ...]:
        """The lines that the row stands for, each once."""
        return tuple(dict.fromkeys(piece.line.key for piece in self.pieces))

    @property
    def order_ids(self) -> tuple[str, ...]:
        """The orders that the row has something of, each once."""
        return tuple(dict.fromkeys(piece.line.key.order.order_id for piece in self.pieces))


def sheet_rows(
    workbook: str, live: Iterable[Piece], template: WorkbookTemplate, settings: Settings
) -> list[SheetRow]:
    """Return the rows of a workbook in their order; a parcel's rows stay together."""
    pieces = _sorted(list(live), template.sort, settings)
    rows = (row for _, parcel in groupby(pieces, _parcel_id) for row in _grouped(parcel, template))
    return [SheetRow(_row_key(workbook, row, template.row_per), row) for row in rows]


def _parcel_id(piece: Piece) -> str:
    return piece.parcel.parcel_id


def _sorted(pieces: list[Piece], sort: SortBy, settings: Settings) -> list[Piece]:
    """Sort parcels by the first of their pieces, and the pieces of each alike."""
    key = _sort_key(sort, settings)
    if key is None:
        return pieces
    first: dict[str, SortKey] = {}
    for piece in pieces:
        of_piece, parcel_id = key(piece), piece.parcel.parcel_id
        first[parcel_id] = min(first.get(parcel_id, of_piece), of_piece)
    planned = {parcel_id: place for place, parcel_id in enumerate(first)}
    return sorted(
        pieces,
        key=lambda one: (first[_parcel_id(one)], planned[_parcel_id(one)], key(one)),
    )


def _sort_key(sort: SortBy, settings: Settings) -> Callable[[Piece], SortKey] | None:
    """Return by what the pieces are sorted, what says nothing of it last; None: as planned."""
    shelves = {sku.sku: sku.shelf for sku in settings.skus}
    texts: dict[SortBy, Callable[[Piece], str]] = {
        SortBy.DEADLINE: lambda piece: (piece.parcel.deadline or NEVER).astimezone(UTC).isoformat(),
        SortBy.STORE: lambda piece: piece.line.key.order.store,
        SortBy.SKU: lambda piece: piece.part.sku,
        SortBy.SHELF: lambda piece: shelves.get(piece.part.sku, ""),
        SortBy.REGION: lambda piece: piece.parcel.receiver.region,
    }
    text = texts.get(sort)
    if text is None:
        return None
    return lambda piece: (not text(piece), text(piece))


def _grouped(parcel: Iterable[Piece], template: WorkbookTemplate) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of one parcel, row by row."""
    if template.row_per is RowPer.LINE:
        yield from ((piece,) for piece in parcel)
    elif template.row_per is RowPer.PARCEL:
        yield tuple(parcel)
    else:
        by_order: dict[str, list[Piece]] = {}
        for piece in parcel:
            by_order.setdefault(str(piece.line.key.order), []).append(piece)
        yield from map(tuple, by_order.values())


def _row_key(workbook: str, pieces: Sequence[Piece], row_per: RowPer) -> str:
    parcel_id, line, place = pieces[0].parcel.parcel_id, pieces[0].line, pieces[0].place
    if row_per is RowPer.PARCEL:
        return short_id("R", workbook, parcel_id)
    if row_per is RowPer.ORDER:
        return short_id("R", workbook, parcel_id, str(line.key.order))
    piece = (str(line.key), str(place)) if place else (str(line.key),)
    return short_id("R", workbook, parcel_id, *piece)
