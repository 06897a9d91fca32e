"""Damage that no spreadsheet makes: files cut, packed, encoded and armed byte by byte."""

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

from hedan.workbooks.files import read_tables
from hedan.workbooks.reader import UPLOAD_BYTES_MAX
from tests.workbooks.corpus.damage import file, outcome
from tests.workbooks.corpus.damaged import numbers_export
from tests.workbooks.corpus.world import SF, ZTO, Said, world

SHEET = "xl/worksheets/sheet1.xml"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
FINE = outcome()


def replaced(changes: Mapping[str, bytes]) -> bytes:
    """Return the filled file with some of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(world().filled)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {name: source.read(name) for name in source.namelist()}
        for name, content in {**parts, **changes}.items():
            target.writestr(name, content)
    return out.getvalue()


def sheet_changed(change: Callable[[str], str]) -> bytes:
    """Return the filled file after a change to the XML of its Ship sheet."""
    with zipfile.ZipFile(io.BytesIO(world().filled)) as parts:
        before = parts.read(SHEET).decode()
    after = change(before)
    assert after != before
    return replaced({SHEET: after.encode()})


def more_rows(xml: str) -> bytes:
    """Return the filled file with more rows of XML."""
    return sheet_changed(lambda sheet: sheet.replace("</sheetData>", f"{xml}</sheetData>"))


# --- Armed --------------------------------------------------------------------------------------

LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
BILLION = b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"
MACRO = {"xl/vbaProject.bin": OLE_MAGIC + b"Sub AutoOpen" * 20}
LINK = {"xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="x"/>'}

file("as it was filled in, with all its sheets", lambda: world().filled, FINE)
file("macros", partial(replaced, MACRO), FINE)
file("links to other files", partial(replaced, LINK), FINE)
file("macros and links", partial(replaced, {**MACRO, **LINK}), FINE)
for _part in (SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"):
    file(f"XML bomb: {_part}", partial(replaced, {_part: LAUGHS}), outcome(file="UNSAFE"))
file("zip bomb", lambda: replaced({SHEET: BILLION}), outcome(file="UNSAFE"))
file(
    "zip bomb beside the sheets",
    lambda: replaced({"xl/media/image1.png": b"\x00" * 60_000_000}),
    outcome(file="UNSAFE"),
)
file(
    "a thousand parts",
    lambda: replaced({f"x/{n}": b"" for n in range(1_100)}),
    outcome(file="UNSAFE"),
)
file(
    "one endless cell",
    lambda: more_rows(
        f'<row r="99"><c r="A99" t="inlineStr"><is><t>{"y" * 50_000}</t></is></c></row>'
    ),
    outcome(file="UNSAFE"),
)
for _address in ("A1048576", "XFD8"):
    _row = _address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    file(
        f"something at {_address}",
        partial(more_rows, f'<row r="{_row}"><c r="{_address}"><v>1</v></c></row>'),
        outcome(file="TOO_MANY_CELLS"),
    )
file(
    "a styled blank cell at the end of the sheet",
    partial(more_rows, '<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    FINE,
)
file(
    "a thousand styled blank rows",
    lambda: more_rows(
        "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 1_100))
    ),
    FINE,
)

# --- Formulas that only the file shows ----------------------------------------------------------


def _formula(xml: str) -> bytes:
    """Return the filled file with a computed number in the row of position 1."""
    typed = f"<is><t>{ZTO.format(1)}</t></is>"
    return sheet_changed(lambda sheet: sheet.replace(typed, xml))


for _what, _xml in {
    "with its last value": f"<f>1+1</f><v>{ZTO.format(1)}</v>",
    "without a value": "<f>1+1</f>",
    "shared": f'<f t="shared" si="0"/><v>{ZTO.format(1)}</v>',
    "of an array": f'<f t="array" ref="A1">1</f><v>{ZTO.format(1)}</v>',
    "that calls a program": f"<f>cmd|'/C calc'!A0</f><v>{ZTO.format(1)}</v>",
}.items():
    file(f"formula {_what}", partial(_formula, _xml), outcome(lost={1}, codes="FORMULA"))

# --- Cut and broken -----------------------------------------------------------------------------


def _cut(tenths: int) -> bytes:
    return world().filled[: len(world().filled) * tenths // 10]


for _tenths in range(1, 10):
    file(
        f"cut after {_tenths} tenths",
        partial(_cut, _tenths),
        outcome(file="NOT_READABLE"),
    )
file("nothing in it", lambda: b"", outcome(file="EMPTY_FILE"))
file("larger than any", lambda: b"PK\x03\x04" + bytes(UPLOAD_BYTES_MAX), outcome(file="TOO_LARGE"))
file("fifty megabytes", lambda: bytes(50_000_000), outcome(file="TOO_LARGE"))
for _what, _data in {
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00",
    "a page saved as .xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "a zip of something else": b"PK\x03\x04" + bytes(60),
}.items():
    file(_what, partial(bytes, _data), outcome(file="NOT_READABLE"))


def compound(*streams: str) -> bytes:
    """Return a compound file (as .xls, .et and encrypted files are) with empty streams."""
    header = bytearray(OLE_MAGIC + bytes(SECTOR - 8))
    struct.pack_into("<H", header, 30, 9)  # Sectors of 512 bytes,
    struct.pack_into("<II", header, 44, 1, 1)  # one for their table, the directory after it.
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b"".join(_entry(name) for name in ("Root Entry", *streams))
    return bytes(header) + table + directory.ljust(SECTOR, b"\x00")


def _entry(name: str) -> bytes:
    wide = name.encode("utf-16-le")
    entry = bytearray(wide.ljust(128, b"\x00"))
    struct.pack_into("<H", entry, 64, len(wide) + 2)
    struct.pack_into("<II", entry, 116, 0xFFFFFFFE, 0)
    return bytes(entry)


file(
    "a password",
    partial(compound, "EncryptionInfo", "EncryptedPackage"),
    outcome(file="PASSWORD"),
)
file("another program's compound file", partial(compound, "ET_Book"), outcome(file="NOT_READABLE"))
file("a text document", partial(compound, "WordDocument"), outcome(file="NOT_READABLE"))


def _encrypted_zip() -> bytes:
    data = bytearray(world().filled)
    at = data.index(b"PK\x01\x02")
    while at >= 0:  # In the directory of the zip, each part says that it is encrypted.
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


file("a zip with a password", _encrypted_zip, outcome(file="PASSWORD"))

# --- Text tables --------------------------------------------------------------------------------


def as_csv(encoding: str, separator: str = ",", change: Callable[[str], str] = str) -> bytes:
    """Return the Ship sheet as a text table."""
    ship = read_tables(world().filled)[0]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    for number in range(1, max(ship.rows) + 1):
        writer.writerow(ship.rows.get(number, []))
    return change(out.getvalue()).encode(encoding)


for _encoding in ("gb18030", "utf-8", "utf-8-sig", "utf-16"):
    for _separator in (",", "\t", ";"):
        file(
            f"text in {_encoding} with {_separator!r}",
            partial(as_csv, _encoding, _separator),
            FINE,
            is_text=True,
        )


def _typed_as(text: str) -> bytes:
    return as_csv("utf-8", change=lambda table: table.replace(ZTO.format(1), text))


TYPED: Mapping[str, tuple[str, str]] = {
    "powers": ("7.8E+13", "DIGITS_LOST"),
    "zeros at its end": ("780000000000010000", "DIGITS_LOST"),
    "one zero at its end": ("7800000000000120", "DIGITS_LOST"),
    "guarded by a formula": (f'"=""{ZTO.format(1)}"""', "FORMULA"),
    "a date": ("2026-03-04", "ODD_VALUE"),
    "an error": ("#VALUE!", "ODD_VALUE"),
    "a truth value": ("TRUE", "NUMBER_UNCLEAR"),
}
for _what, (_typed, _code) in TYPED.items():
    file(
        f"text table, number: {_what}",
        partial(_typed_as, _typed),
        outcome(lost={1}, codes=_code),
        is_text=True,
    )
file(
    "text table with orders in powers",
    partial(as_csv, "gb18030", change=lambda t: t.replace("4711000000000000017", "4.711E+18")),
    FINE,
    is_text=True,
)
file(
    "text that is no table of ours",
    "订单,数量\n1,2\n".encode,
    outcome(file="HEADINGS_MISSING"),
    is_text=True,
)

# --- Other programs -----------------------------------------------------------------------------


def _other_prefixes(sheet: str) -> str:
    tagged = sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    return tagged.replace('xmlns="', 'xmlns:x="')


file("an export of Numbers", numbers_export, FINE)
file("other prefixes", lambda: sheet_changed(_other_prefixes), FINE)
file(
    "two numbers by a line end that XML writes as a reference",
    lambda: sheet_changed(
        lambda sheet: sheet.replace(f">{SF.format(0)}<", f">{SF.format(0)}&#10;{SF.format(20)}<")
    ),
    outcome(said={0: Said((SF.format(0), SF.format(20)))}),
)
