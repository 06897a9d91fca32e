"""Reading .ods, as LibreOffice saves it (facts: OpenDocument 1.2 part 1, chapters 9 and 19)."""

from collections.abc import Mapping
from xml.parsers import expat

from hedan.workbooks.cells import Formula, Number, Odd
from hedan.workbooks.tables import LAST_ROW_READ, SHEETS_READ_MAX, Merge, Table, refused
from hedan.workbooks.zipped import CELL_CHARACTERS_MAX, Parts

CONTENT = "content.xml"
TYPE = "mimetype"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "META-INF/manifest.xml"
MANIFEST_BYTES_MAX = 1_000_000
NUMBERS = frozenset({"float", "percentage", "currency"})
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
# Comments, drawn shapes and remembered changes hold texts and cells that the sheet does not show.
ASIDE = frozenset({"office:annotation", "table:shapes", "table:tracked-changes", "draw:frame"})


def is_ods(parts: Parts) -> bool:
    """Whether these are the parts of an .ods."""
    return TYPE in parts.names and parts.read(TYPE, len(ODS) + 2).strip() == ODS


def read_ods(parts: Parts) -> list[Table]:
    """Read every sheet. Raises WorkbookRefused."""
    if CONTENT not in parts.names:
        raise refused("NOT_READABLE", CONTENT)
    manifest = parts.read(MANIFEST, MANIFEST_BYTES_MAX) if MANIFEST in parts.names else b""
    if b"encryption-data" in manifest:
        raise refused("PASSWORD")
    reading = _Reading()
    parts.parse(CONTENT, reading.prepare)
    return reading.tables


class _Reading:
    """One pass over the document."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._aside = 0
        self._row = self._row_repeats = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._paragraphs: list[str] = []
        self._inside = False

    def prepare(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ASIDE:
            self._aside += 1
        if self._aside:
            return
        if name in CELLS:
            self._cell = attributes
            self._paragraphs = []
        elif name == "text:p":
            self._inside = True
            self._paragraphs.append("")
        elif name == "text:s" and self._inside:
            self._characters(" " * min(int(attributes.get("text:c", "1")), CELL_CHARACTERS_MAX))
        elif name in ("text:tab", "text:line-break") and self._inside:
            self._characters("\t" if name == "text:tab" else "\n")
        elif name == "table:table-row":
            self._row += 1
            self._column = 0
            self._row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
        elif name == "table:table":
            self._start_table(attributes.get("table:name", ""))

    def _end(self, name: str) -> None:
        if name in ASIDE:
            self._aside -= 1
        elif self._aside:
            return
        elif name == "text:p":
            self._inside = False
        elif name in CELLS:
            self._finish_cell()
        elif name == "table:table-row":
            self._row += self._row_repeats - 1

    def _characters(self, text: str) -> None:
        if self._inside and not self._aside:
            self._paragraphs[-1] += text
            if len(self._paragraphs[-1]) > CELL_CHARACTERS_MAX:
                raise refused("UNSAFE", self.tables[-1].place(self._row, self._column + 1))

    def _start_table(self, name: str) -> None:
        if len(self.tables) == SHEETS_READ_MAX:
            raise refused("UNSAFE", f"more than {SHEETS_READ_MAX} sheets")
        self.tables.append(Table(name))
        self._row = self._column = 0

    def _finish_cell(self) -> None:
        table, cell = self.tables[-1], self._cell
        first = self._column + 1
        self._column += int(cell.get("table:number-columns-repeated", "1"))
        value = _value(cell, "\n".join(self._paragraphs))
        if not value and not isinstance(value, Formula):
            return
        # The outermost first: what is out of range is refused before it is repeated.
        for row in range(self._row + self._row_repeats - 1, self._row - 1, -1):
            for column in range(self._column, first - 1, -1):
                table.put(min(row, LAST_ROW_READ + 1), column, value)
        _merge(table, cell, self._row, first)


def _value(cell: Mapping[str, str], shown: str) -> str:
    kind = cell.get("office:value-type", "string")
    value: str
    if cell.get("calcext:value-type") == "error":
        value = Odd(shown)
    elif kind in NUMBERS:
        value = Number(cell.get("office:value", shown))
    elif kind == "date":
        # As it is kept: what is shown depends on the country of the program.
        value = Odd(cell.get("office:date-value", shown))
    elif kind == "string":
        value = cell.get("office:string-value", "") or shown
    else:
        value = Odd(shown)
    return Formula(value) if "table:formula" in cell else value


def _merge(table: Table, cell: Mapping[str, str], row: int, column: int) -> None:
    rows = int(cell.get("table:number-rows-spanned", "1"))
    columns = int(cell.get("table:number-columns-spanned", "1"))
    if rows > 1 or columns > 1:
        table.merges.append(Merge(row, column, row + rows - 1, column + columns - 1))
