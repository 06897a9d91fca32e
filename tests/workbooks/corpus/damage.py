"""One damaged file: how it is made, and what a careful person would still take from it."""

import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks.corpus.world import Said, truth, world

type Edit = Callable[[Worksheet, Workbook], object]


@dataclass(frozen=True)
class Outcome:
    """What must become of a file. Everything else that it says stands."""

    lost: frozenset[int] = frozenset()  # Positions whose rows are refused with a cell.
    gone: frozenset[int] = frozenset()  # Positions that say nothing any more.
    said: Mapping[int, Said] = field(default_factory=dict)  # Positions that say something else.
    codes: frozenset[str] = frozenset()  # The codes of all refused cells.
    file: str = ""  # The code by which the whole file is refused.

    def believed(self) -> dict[int, Said]:
        """Return by position what must be believed: all of it, and nothing else."""
        whole = {**truth(), **self.said}
        return {at: said for at, said in whole.items() if at not in self.lost | self.gone}


@dataclass(frozen=True)
class Case:
    """One file of the corpus."""

    name: str
    make: Callable[[], bytes]
    outcome: Outcome
    as_text: Outcome | None = None  # What becomes of it in a text table, where that differs.
    saved_again: bool = True  # Whether a spreadsheet program can make the same damage.
    is_text: bool = False

    def in_text(self) -> Outcome:
        """Return what must become of it once a spreadsheet has saved it as text."""
        return self.as_text or self.outcome


CASES: list[Case] = []


def outcome(
    *,
    lost: Collection[int] = (),
    gone: Collection[int] = (),
    said: Mapping[int, Said] | None = None,
    codes: str = "",
    file: str = "",
) -> Outcome:
    """Make an outcome; codes are parted by spaces."""
    return Outcome(
        frozenset(lost), frozenset(gone), dict(said or {}), frozenset(codes.split()), file
    )


def edit(
    name: str, becomes: Outcome, *, as_text: Outcome | None = None, saved_again: bool = True
) -> Callable[[Edit], Edit]:
    """Add a case: the filled file after somebody changed its Ship sheet in a spreadsheet."""

    def add(change: Edit) -> Edit:
        make = edited(change)
        CASES.append(Case(name, make, becomes, as_text, saved_again))
        return change

    return add


def edits(
    name: str, changes: Mapping[str, Edit], becomes: Outcome, *, as_text: Outcome | None = None
) -> None:
    """Add a case for each of some changes that come out the same."""
    for what, change in changes.items():
        edit(f"{name}: {what}", becomes, as_text=as_text)(change)


def file(name: str, make: Callable[[], bytes], becomes: Outcome, *, is_text: bool = False) -> None:
    """Add a case: a file made byte by byte."""
    CASES.append(Case(name, make, becomes, saved_again=False, is_text=is_text))


def edited(change: Edit) -> Callable[[], bytes]:
    """Return what makes the filled file after a change to its first sheet."""

    def make() -> bytes:
        book = load_workbook(io.BytesIO(world().lean))
        change(book.worksheets[0], book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def put(cells: Mapping[str, Any]) -> Edit:
    """Return a change that sets cells."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        for address, value in cells.items():
            sheet[address] = value

    return change


def saved(case: Case, kind: str, data: bytes) -> Case:
    """Return the case after a spreadsheet program has saved it as another kind of file."""
    text = kind.startswith("csv")
    becomes = case.in_text() if text else case.outcome
    return replace(
        case, name=f"{case.name} [{kind}]", make=lambda: data, outcome=becomes, is_text=text
    )
