"""Files made to do harm: refused by their sizes and structure, before they are unpacked."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from hedan.domain.workbook_columns import Field
from hedan.errors import WorkbookRefused
from hedan.workbooks.tables import LAST_COLUMN_READ, LAST_ROW_READ
from tests.workbooks.samples import at, codes, filled, read, rows, written

SHEET = "xl/worksheets/sheet1.xml"
ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    '<office:spreadsheet><table:table table:name="s">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)


def replaced(changes: Mapping[str, bytes], data: bytes | None = None) -> bytes:
    """Return a workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or written(rows(1)))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {name: source.read(name) for name in source.namelist()}
        for name, content in {**parts, **changes}.items():
            target.writestr(name, content)
    return out.getvalue()


def sheet_with(more: str, data: bytes | None = None) -> bytes:
    """Return a workbook with some XML before the end of its rows."""
    with zipfile.ZipFile(io.BytesIO(data or written(rows(1)))) as parts:
        xml = parts.read(SHEET).decode().replace("</sheetData>", f"{more}</sheetData>")
    return replaced({SHEET: xml.encode()})


def ods(rows_xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", ODS.format(rows_xml))
    return out.getvalue()


def cell(address: str, text: str = "x") -> str:
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{digits}"><c r="{address}" t="inlineStr"><is><t>{text}</t></is></c></row>'


BOMB = b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
ROW = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
CELL = '<table:table-cell table:number-columns-repeated="{}"><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (replaced({SHEET: BOMB}), "UNSAFE"),
        (replaced({f"x{n}": b"" for n in range(1_100)}), "UNSAFE"),
        (replaced({SHEET: LAUGHS}), "UNSAFE"),
        (replaced({"xl/styles.xml": LAUGHS}), "UNSAFE"),
        (replaced({"xl/workbook.xml": LAUGHS}), "UNSAFE"),
        (sheet_with(cell("A900", "y" * 50_000)), "UNSAFE"),
        (sheet_with(cell("A1048576")), "TOO_MANY_CELLS"),
        (sheet_with(cell("XFD5")), "TOO_MANY_CELLS"),
        (sheet_with(cell(f"A{'9' * 5000}")), "NOT_READABLE"),
        (sheet_with('<row r="5"><c r="A5" t="s"><v>99</v></c></row>'), "NOT_READABLE"),
        (sheet_with('<row r="x"/>'), "NOT_READABLE"),
        (sheet_with("<row>"), "NOT_READABLE"),
        (ods(ROW.format(1_048_576, CELL.format(1))), "TOO_MANY_CELLS"),
        (ods(ROW.format(1, CELL.format(16_384))), "TOO_MANY_CELLS"),
        (ods(ROW.format(100_000, CELL.format(100))), "TOO_MANY_CELLS"),
        (ods("<!-- --><!DOCTYPE x []>"), "NOT_READABLE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_refused(data: bytes, code: str) -> None:
    assert len(data) < 1_000_000
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    assert refused.value.code == code
    assert len(str(refused.value)) < 500


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(written(rows(1)))
    with zipfile.ZipFile(out, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(SHEET, "<worksheet/>")
    with pytest.raises(WorkbookRefused, match="one name"):
        read(out.getvalue())


def test_a_size_that_lies_is_seen() -> None:
    data = written(rows(1))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        size = parts.getinfo(SHEET).file_size
    assert data.count(size.to_bytes(4, "little")) == 2, "the descriptor and the directory tell it"
    smaller = data.replace(size.to_bytes(4, "little"), (size - 100).to_bytes(4, "little"))
    with pytest.raises(WorkbookRefused) as refused:
        read(smaller)
    assert refused.value.code == "NOT_READABLE"


def test_styled_blank_rows_to_the_end_of_the_sheet_are_nothing() -> None:
    blank = '<row r="1048576"><c r="XFD1048576" s="3"/></row>'
    returned = read(sheet_with(blank))
    assert len(returned.rows) == 1
    assert max(returned.table.rows) <= LAST_ROW_READ
    assert max(map(len, returned.table.rows.values())) <= LAST_COLUMN_READ


def test_macros_are_not_even_looked_at() -> None:
    returned = read(replaced({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"A" * 100}))
    assert len(returned.rows) == 1


def test_other_prefixes_cdata_and_comments_change_nothing() -> None:
    number = at(Field.NUMBER)
    data = filled(written(rows(1)), {number: "SF1234567890123", at(Field.CARRIER): "顺丰"})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = parts.read(SHEET).decode()
    xml = xml.replace("SF1234567890123", "SF12345<!-- x --><![CDATA[67890123]]>")
    xml = (
        xml.replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:!", "<!")
        .replace('xmlns="', 'xmlns:x="')
    )
    returned = read(replaced({SHEET: xml.encode()}, data))
    assert [one.number_text for one in returned.rows] == ["SF1234567890123"]


def test_a_formula_hidden_behind_a_shared_one_is_seen() -> None:
    data = filled(written(rows(1)), {at(Field.NUMBER): "=A1", at(Field.CARRIER): "顺丰"})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = parts.read(SHEET).decode()
    assert "<f>A1</f>" in xml
    shared = xml.replace("<f>A1</f><v />", '<f t="shared" si="0"/><v>73123456789012</v>')
    assert shared != xml
    assert codes(read(replaced({SHEET: shared.encode()}, data))) == [(at(Field.NUMBER), "FORMULA")]
