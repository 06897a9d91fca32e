"""Reading .xlsx: one pass over each sheet, a cell at a time, as the file has it.

Our own pass because of what it must see: formulas, errors, dates, merged cells, the number as
written, and nothing unpacked beyond a bound (facts: ECMA-376 part 1, 18.3 and 18.4).
"""

import re
from collections.abc import Sequence
from xml.parsers import expat

from hedan.workbooks.cells import Formula, Number, Odd, unescape
from hedan.workbooks.tables import LAST_COLUMN_READ, SHEETS_READ_MAX, Merge, Table, refused
from hedan.workbooks.xlsx_shared import (
    BOOK,
    Attributes,
    date_styles,
    local_name,
    shared_strings,
    sheet_parts,
)
from hedan.workbooks.zipped import CELL_CHARACTERS_MAX, Parts

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def is_xlsx(parts: Parts) -> bool:
    """Whether these are the parts of an .xlsx (or .xlsm: its macros are not looked at)."""
    return BOOK in parts.names


def read_xlsx(parts: Parts) -> list[Table]:
    """Read every worksheet, hidden ones too. Raises WorkbookRefused."""
    names = sheet_parts(parts)
    if len(names) > SHEETS_READ_MAX:
        raise refused("UNSAFE", f"{len(names)} sheets")
    strings, dates = shared_strings(parts), date_styles(parts)
    tables = []
    for name, part in names:
        table = Table(name)
        reading = _SheetPass(table, strings, dates)
        parts.parse(part, reading.prepare)
        reading.finish_row()
        tables.append(table)
    return tables


class _SheetPass:
    """One pass over a sheet's XML, filling its table.

    No handler for closing tags: calls are what time goes into here. A cell is finished by the
    next one that opens, a row by the next row.
    """

    __slots__ = (
        *("_aside", "_cell_tag", "_cells", "_column", "_columns", "_dates", "_formula"),
        *("_inside", "_kind", "_plain_tags", "_row", "_row_tag", "_strings", "_style"),
        *("_table", "_text", "_text_tags"),
    )

    def __init__(self, table: Table, strings: Sequence[str], dates: frozenset[str]) -> None:
        self._table, self._strings, self._dates = table, strings, dates
        self._columns: dict[str, int] = {}
        self._plain_tags: set[str] = set()  # Those that mean nothing to us.
        self._name_tags("")
        self._row = self._column = 0
        self._cells: list[str] = []
        self._kind = self._style = self._text = ""
        self._formula = self._inside = self._aside = False

    def prepare(self, parser: expat.XMLParserType) -> None:
        """Take the parser's calls."""
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._characters

    def finish_row(self) -> None:
        """Put the row read so far into the table."""
        self._finish_cell()
        if self._cells:
            self._table.put_row(self._row, self._cells)
            self._cells = []

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == self._cell_tag:
            if self._text or self._formula or self._kind == "e":
                self._finish_cell()
            self._inside = self._aside = False
            letters = attributes["r"].rstrip("0123456789") if "r" in attributes else ""
            if letters in self._columns:
                self._column = self._columns[letters]
            elif letters:
                self._column = self._columns[letters] = _column(letters)
            else:
                self._column += 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
        elif name in self._text_tags:
            self._inside = not self._aside
        else:
            self._inside = False
            if name not in self._plain_tags:
                self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if name == self._row_tag:
            self.finish_row()
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif local == "f":
            self._formula = True
        elif local == "rPh":
            self._aside = True  # A reading aid; what follows it in a cell is none of its text.
        elif local == "mergeCell":
            self._table.merges.append(_merge(attributes["ref"]))
        elif local == "worksheet":
            self._name_tags(name.removesuffix(local))
        else:
            self._plain_tags.add(name)

    def _name_tags(self, prefix: str) -> None:
        self._cell_tag, self._row_tag = f"{prefix}c", f"{prefix}row"
        self._text_tags = frozenset({f"{prefix}v", f"{prefix}t"})

    def _characters(self, more: str) -> None:
        if self._inside:
            self._text += more
            if len(self._text) > CELL_CHARACTERS_MAX:
                raise refused("UNSAFE", self._table.place(self._row, self._column))

    def _finish_cell(self) -> None:
        kind, text, formula, column = self._kind, self._text, self._formula, self._column
        self._kind, self._text, self._formula = "", "", False
        if not (text or formula or kind == "e"):
            return
        value: str
        if kind == "inlineStr":
            value = unescape(text) if "_x" in text else text
        elif kind == "s":
            value = self._shared(text)
        else:
            value = _other_value(kind, text, is_date=self._style in self._dates)
        if formula:
            value = Formula(value)
        if column > LAST_COLUMN_READ:
            raise refused("TOO_MANY_CELLS", self._table.place(self._row, column))
        cells = self._cells
        if len(cells) == column - 1:  # As nearly always: the cells come in order.
            cells.append(value)
            return
        if len(cells) < column:
            cells.extend([""] * (column - len(cells)))
        cells[column - 1] = value

    def _shared(self, position: str) -> str:
        try:
            return self._strings[int(position)]
        except (ValueError, IndexError) as exc:
            place = self._table.place(self._row, self._column)
            raise refused("NOT_READABLE", place) from exc


def _other_value(kind: str, text: str, *, is_date: bool) -> str:
    """Return what stands in a cell that holds no text of its own."""
    if kind == "str":
        return unescape(text)
    if kind == "n" and not is_date:
        return Number(text.strip())
    if kind == "b":
        return Odd("TRUE" if text.strip() == "1" else "FALSE")
    return Odd(text)


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    (first_row, first_column), (last_row, last_column) = _address(first), _address(last or first)
    return Merge(first_row, first_column, last_row, last_column)


def _address(text: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise refused("NOT_READABLE", text[:20])
    return int(found[2]), _column(found[1])


def _column(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise refused("NOT_READABLE", letters[:20])
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position
