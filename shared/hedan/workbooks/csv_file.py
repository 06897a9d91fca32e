"""Reading .csv in the encodings that spreadsheets in China save it in."""

import csv
import io

from hedan.workbooks.cells import Formula, Number
from hedan.workbooks.tables import Table, refused

ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",\t;"
HEAD_CHARACTERS = 4_096
NAME = "CSV"
# Programs keep 15 digits of a number and write zeros for the rest.
SUSPECT_DIGITS = 17


def read_csv(data: bytes) -> Table:
    """Read a text table. Raises WorkbookRefused when it is no text or no table."""
    text = _decoded(data)
    head = text[:HEAD_CHARACTERS]
    if "\x00" in text or head.lstrip().startswith("<"):
        raise refused("NOT_READABLE", "?")
    separator = max(SEPARATORS, key=head.count)
    table = Table(NAME)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
            for position, value in enumerate(cells, start=1):
                if value:
                    table.put(number, position, _typed(value))
    except csv.Error as exc:
        raise refused("NOT_READABLE", str(exc)) from exc
    return table


def _typed(value: str) -> str:
    if value.startswith("="):
        return Formula(value)  # Whatever program opens this file would compute it.
    if len(value) >= SUSPECT_DIGITS and value.isdecimal() and not value[15:].strip("0"):
        return Number(value)  # Nothing but the loss of digits makes so many zeros likely.
    return value


def _decoded(data: bytes) -> str:
    encodings = (BYTE_ORDER_MARKS.get(data[:2], ""), *ENCODINGS)
    for encoding in filter(None, encodings):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("NOT_READABLE", "?")
