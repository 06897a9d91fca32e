"""The written workbook, looked at with openpyxl: a reader that shares no code with the writer."""

import hashlib
import io
import re
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.settings.supplying import TemplateColumn, WorkbookTemplate
from hedan.workbooks.cells import (
    key_text,
    shown_text,
    shown_texts,
    unescape,
    xml_text,
    xml_texts,
)
from hedan.workbooks.columns import COLUMN_OF, LETTERS
from hedan.workbooks.layout import USUAL_LAYOUT, Layout, layout_of
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW, TO_DO_ROWS
from hedan.workbooks.stream import LAST_ROW, SHEET
from hedan.workbooks.texts import heading
from hedan.workbooks.writer import ROWS_MAX, write_workbook
from tests.workbooks.samples import HEAD, row, rows, written

ENGLISH = HEAD.but(language="en", predecessor="", carriers=())
HOSTILE = (
    '=HYPERLINK("http://evil.test","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    "</t></is></c><c><f>1+1</f></c>",
    "<![CDATA[=1]]>",
    "&#61;1",
    "_x003D_1",
    "[[number]] 987654 %s %d",
    "a\x00b\x0bc",
)
FILL_INS = {field for field in Field if COLUMN_OF[field].fill_in}
EVERYTHING = layout_of(
    WorkbookTemplate(
        supplier="factory-a", columns=tuple(TemplateColumn(field=field) for field in Field)
    )
)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
ROWS = st.lists(
    st.builds(
        row,
        st.integers(0, 999),
        sku=TEXTS,
        name=TEXTS,
        spec=TEXTS,
        receiver_name=TEXTS,
        receiver_phone=TEXTS,
        address=TEXTS,
        remarks=TEXTS,
        reasons=TEXTS,
        package=TEXTS,
        inserts=TEXTS,
        store_name=TEXTS,
        quantity=st.integers(1, 1_000_000),
        is_gift=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda made: made.row_key,
)


def ship_sheet(data: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def expected(of: WorkbookRow) -> dict[Field, object]:
    """What a row's cells must hold, from the row alone."""
    phone, name = shown_text(of.receiver_phone), shown_text(of.receiver_name)
    texts: dict[Field, object] = {
        field: shown_text(getattr(of, field.value))
        for field in (
            *(Field.PARCEL, Field.PART, Field.SKU, Field.NAME, Field.SPEC, Field.RECEIVER_NAME),
            *(Field.RECEIVER_PHONE, Field.REGION, Field.ADDRESS, Field.STORE, Field.ORDER),
            *(Field.REASONS, Field.PACKAGE, Field.INSERTS),
        )
    }
    return (
        texts
        | dict.fromkeys(FILL_INS, "")
        | {
            Field.REMARKS: shown_text(of.remarks, keep_lines=True),
            Field.QUANTITY: of.quantity,
            Field.GIFT: "赠品" if of.is_gift else "",
            Field.DEADLINE: "2026-11-23 18:00",
            Field.KEY: key_text(of.row_key, of.parcel_id, of.order_id, name, phone),
        }
    )


@settings(max_examples=60)
@given(ROWS, st.sampled_from([USUAL_LAYOUT, EVERYTHING]))
def test_pn35_pn36_pn37_pn39_every_cell_is_its_text_and_never_a_formula(
    made: list[WorkbookRow], layout: Layout
) -> None:
    sheet = ship_sheet(written(made, layout=layout))
    for number, of in enumerate(made, start=FIRST_ROW):
        cells = expected(of)
        for field, letters in layout.letters.items():
            cell, value = sheet[f"{letters}{number}"], cells[field]
            read = cell.value if isinstance(cell.value, int) else unescape(str(cell.value or ""))
            assert (field, read) == (field, value)
            assert cell.data_type in ("n" if field is Field.QUANTITY or not value else "s", "s")
            assert cell.number_format == ("0" if field is Field.QUANTITY else "@")
            assert cell.protection.locked == (field not in FILL_INS)
    assert sheet.max_row == max(FIRST_ROW - 1 + len(made), HEADING_ROW)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_file_holds_a_formula_a_link_or_a_macro(hostile: str) -> None:
    head = HEAD.but(supplier_name=hostile, page_url=hostile, carriers=(hostile,))
    made = row(0, name=hostile, address=hostile, remarks=hostile, receiver_name=hostile)
    with zipfile.ZipFile(io.BytesIO(written([made], head))) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode()
            assert not re.search(r"<f[ >/]|<hyperlink|externalLink|vbaProject", text), name
            assert "http://evil.test" not in text or name.startswith("xl/worksheets/"), name
        assert not [name for name in parts.namelist() if "external" in name or "vba" in name]


def test_the_same_rows_make_the_same_bytes_and_their_hash_is_told() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    told = write_workbook(HEAD, rows(40), first)
    write_workbook(HEAD, iter(rows(40)), second)
    assert first.getvalue() == second.getvalue()
    assert told.sha256 == hashlib.sha256(first.getvalue()).hexdigest()
    assert told.row_count == 40
    assert told.row_numbers["R00000000000"] == FIRST_ROW
    assert told.row_numbers["R00000000039"] == FIRST_ROW + 39


def test_another_time_of_making_is_another_file_but_the_clock_of_the_machine_is_not_in_it() -> None:
    later = HEAD.but(made_at=datetime.fromisoformat("2026-11-22T03:00:00+00:00"))
    assert written(rows(2)) != written(rows(2), later)
    with zipfile.ZipFile(io.BytesIO(written(rows(2)))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "dcterms" not in re.sub(
            "xmlns:dcterms", "", parts.read("docProps/core.xml").decode()
        )


@pytest.mark.parametrize("layout", [USUAL_LAYOUT, EVERYTHING], ids=["usual", "everything"])
@pytest.mark.parametrize("head", [HEAD, ENGLISH], ids=["zh", "en"])
def test_the_sheet_guides_whoever_fills_it_in(head: WorkbookHead, layout: Layout) -> None:
    sheet = ship_sheet(written(rows(6), head, layout=layout))
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    assert headings == [
        heading(column.field, head.language) for column in layout.columns if column.field
    ]
    assert sheet.freeze_panes == f"C{FIRST_ROW}"
    assert sheet.auto_filter.ref == f"A{HEADING_ROW}:{layout.last}{FIRST_ROW + 5}"
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.autoFilter
    assert sheet.row_dimensions[FIRST_ROW].height > 15
    fills = {
        field: sheet[f"{letters}{FIRST_ROW}"].fill.start_color.rgb
        for field, letters in layout.letters.items()
    }
    assert len(set(fills.values())) == 2, "fill-in cells look different from the others"
    assert {field for field in fills if fills[field] == fills[Field.CARRIER]} == FILL_INS & {*fills}
    assert not sheet.merged_cells.ranges


def test_the_carrier_list_covers_every_row_and_no_more() -> None:
    book = load_workbook(io.BytesIO(written(rows(6))))
    ship, read_me = book.worksheets
    letters = LETTERS[Field.CARRIER]
    (validation,) = (one for one in ship.data_validations.dataValidation if one.type == "list")
    assert str(validation.sqref) == f"{letters}{FIRST_ROW}:{letters}{FIRST_ROW + 5}"
    sheet_name, _, cells = validation.formula1.partition("!")
    assert sheet_name.strip("'") == read_me.title
    listed = [cell.value for (cell,) in read_me[cells.replace("$", "")]]
    assert listed == list(HEAD.carriers)
    without = ship_sheet(written(rows(1), ENGLISH)).data_validations.dataValidation
    assert not [one for one in without if one.type == "list"]


@pytest.mark.parametrize("head", [HEAD, ENGLISH], ids=["zh", "en"])
def test_the_column_for_what_is_out_of_stock_says_how_and_takes_anything(
    head: WorkbookHead,
) -> None:
    sheet = ship_sheet(written(rows(6), head))
    (hint,) = (one for one in sheet.data_validations.dataValidation if one.type != "list")
    letters = LETTERS[Field.EXPECTED]
    assert str(hint.sqref) == f"{letters}{FIRST_ROW}:{letters}{FIRST_ROW + 5}"
    assert "2026-11-30" in hint.prompt
    assert (hint.type, hint.formula1) == (None, None)
    # Excel shows no more than this of either.
    assert len(hint.promptTitle) <= 32
    assert len(hint.prompt) <= 255


@pytest.mark.parametrize(
    ("head", "title", "before"),
    [
        (HEAD, "交接表编号 factory-a-000012", "factory-a-000011"),
        (ENGLISH, "Workbook number factory-a-000012", "none (this is the first)"),
    ],
    ids=["zh", "en"],
)
def test_number_predecessor_and_content_hash_stand_in_the_file(
    head: WorkbookHead, title: str, before: str
) -> None:
    data = written(rows(3), head)
    ship, read_me = load_workbook(io.BytesIO(data)).worksheets
    assert ship["A1"].value == title
    assert before in str(ship["A2"].value)
    assert ship["A1"].font.size >= 20
    assert head.page_url in str(ship[f"A{TO_DO_ROWS[-1]}"].value)
    assert read_me["A1"].value == title
    told = {str(left.value): right.value for left, right in read_me["A3:B8"]}
    key = LETTERS[Field.KEY]
    rows_of_keys = range(FIRST_ROW, FIRST_ROW + 3)
    keys = "".join(f"{ship[f'{key}{number}'].value}\n" for number in rows_of_keys)
    content = hashlib.sha256(keys.encode()).hexdigest()[:16]
    assert content in told.values()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        (footer,) = re.findall("<oddFooter>.*</oddFooter>", parts.read(SHEET.format(1)).decode())
    assert title in footer
    assert content in footer
    assert "3" in told.values()
    assert before in told.values()
    assert head.page_url in told.values()


def test_no_place_holder_is_left() -> None:
    for head in (HEAD, ENGLISH):
        with zipfile.ZipFile(io.BytesIO(written(rows(3), head))) as parts:
            for name in parts.namelist():
                text = parts.read(name).decode()
                assert "[[" not in text
                assert str(LAST_ROW) not in text


def test_parcels_alternate_in_shade() -> None:
    sheet = ship_sheet(written(rows(6)))
    shades = [sheet[f"A{FIRST_ROW + i}"].fill.start_color.rgb for i in range(6)]
    assert shades[0] == shades[1] != shades[2] == shades[3] != shades[4]


def test_a_workbook_without_rows_is_whole() -> None:
    sheet = ship_sheet(written([]))
    assert sheet.max_row == HEADING_ROW
    assert sheet.auto_filter.ref == f"A{HEADING_ROW}:{USUAL_LAYOUT.last}{FIRST_ROW}"


def test_a_key_that_comes_twice_and_too_many_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="comes twice"):
        written([row(1), row(1)])
    one = row(0)
    many = (one.but(row_key=f"R{n}") for n in range(ROWS_MAX + 1))
    with pytest.raises(ValueError, match="more than"):
        written(many)


@given(st.lists(TEXTS, min_size=1, max_size=6), st.booleans())
def test_many_texts_at_once_are_what_each_is_alone(texts: list[str], keep_lines: bool) -> None:
    assert [*xml_texts(texts, keep_lines=keep_lines)] == [
        xml_text(text, keep_lines=keep_lines) for text in texts
    ]
    assert [*shown_texts(texts)] == [shown_text(text) for text in texts]


def test_no_character_that_needs_care_is_overlooked_among_many() -> None:
    around = [chr(code) for code in range(0x3100)] + [chr(code) for code in range(0xFE00, 0x10000)]
    odd = [text for sign in around for text in (f"a{sign}b", f"{sign}b", f"a{sign}")]
    for text in odd:
        assert [*xml_texts(["x", text, "y"])] == ["x", xml_text(text), "y"]
