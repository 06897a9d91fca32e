"""The further sheets of a supplier workbook: each drawn once, its rows streamed in every time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.rows import Language
from hedan.workbooks.stream import Cut, Filling


class SampleRows(NamedTuple):
    """Where a design's sample rows stand: the last rows of their sheet."""

    first: int
    samples: int


class Draw(Protocol):
    """Draws an empty sheet and returns its sample rows.

    A design is drawn once and kept by this function, so it must be a function of a module: the
    same one each time. What differs from file to file goes into words, as stream.place(name).
    """

    def __call__(self, sheet: Worksheet, language: Language, /) -> SampleRows:
        """Draw the sheet; a row number that means its last row is stream.LAST_ROW."""
        ...


@dataclass(frozen=True, slots=True)
class SheetBeside:
    """One further sheet: what it is called, how it looks, and what stands in it.

    rows are asked for once, after all rows of the sheets before it, and give one finished
    <row> element each, numbered from the first sample's row on, without a gap.
    """

    title: str
    draw: Draw
    rows: Callable[[Cut], Iterable[str]]
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


type Look = tuple[str, Draw]
"""What of a sheet a design is made of, and kept by."""


def looks_of(beside: Sequence[SheetBeside]) -> tuple[Look, ...]:
    """Return what the designs of these sheets depend on."""
    return tuple((sheet.title, sheet.draw) for sheet in beside)


def draw_beside(book: Workbook, looks: Iterable[Look], language: Language) -> list[SampleRows]:
    """Add the sheets to a design, in this order; return where the samples of each stand."""
    return [draw(book.create_sheet(title), language) for title, draw in looks]


def fillings(beside: Sequence[SheetBeside], cuts: Sequence[Cut]) -> Iterator[Filling]:
    """Yield what goes into each of these sheets, whose rows are made as they are written."""
    for sheet, its_cut in zip(beside, cuts, strict=True):
        yield Filling(sheet.rows(its_cut), sheet.words)
