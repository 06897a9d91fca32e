"""A supplier's own columns: found again under any heading, printed whole, told apart in greys."""

import io
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.settings.supplying import TemplateColumn, WorkbookTemplate
from hedan.workbooks.cells import shown_text, unescape
from hedan.workbooks.columns import ALWAYS, COLUMNS, USUAL
from hedan.workbooks.heights import lines_of, room_in
from hedan.workbooks.layout import READ_BACK, USUAL_LAYOUT, Layout, layout_of, shown_heading
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.rows import WorkbookHead
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW
from hedan.workbooks.texts import HEADINGS, OTHER_HEADINGS, heading
from tests.workbooks.samples import HEAD, rows, written
from tests.workbooks.test_writer import ENGLISH, EVERYTHING, HOSTILE

OWN = (
    TemplateColumn(field=None, heading="业务员", fixed="老王 100%"),
    TemplateColumn(field=Field.NUMBER, heading="快递编码", width=30),
    TemplateColumn(field=Field.CARRIER, heading="承运方"),
    TemplateColumn(field=Field.SKU, heading="货号"),
    TemplateColumn(field=Field.QUANTITY),
)
HEADING_WORDS = [
    *(word for words in HEADINGS.values() for word in words.values()),
    *(word for words in OTHER_HEADINGS.values() for word in words),
]
ANY_HEADING = st.one_of(
    st.just(""),
    st.sampled_from(HEADING_WORDS),
    st.sampled_from(HOSTILE),
    st.sampled_from(["备注", "(", ")（", "【】", "a）运单号（"]),
    st.text(max_size=12),
)
FIELDS = st.lists(
    st.sampled_from([field for field in Field if field not in (Field.CARRIER, Field.NUMBER)]),
    unique=True,
)


@st.composite
def templates(draw: st.DrawFn) -> WorkbookTemplate:
    fields: list[Field | None] = [
        *draw(FIELDS),
        *(Field.CARRIER, Field.NUMBER),
        *draw(st.lists(st.none(), max_size=2)),
    ]
    columns = tuple(
        TemplateColumn(field=field, heading=draw(ANY_HEADING), fixed="" if field else "x")
        for field in draw(st.permutations(fields))
    )
    return WorkbookTemplate(supplier="factory-a", columns=columns)


def own(*columns: TemplateColumn, **wishes: Any) -> Layout:
    template = WorkbookTemplate.model_validate({"supplier": "factory-a", **wishes})
    return layout_of(template.but(columns=columns))


def ship_sheet(layout: Layout, head: WorkbookHead = HEAD) -> Worksheet:
    data = written(rows(6), head, layout=layout)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def footer(sheet: Worksheet) -> tuple[str, str, str]:
    assert sheet.oddFooter
    items = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
    left, centre, right = (str(item.text or "") if item else "" for item in items)
    return left, centre, right


def test_the_usual_columns_are_what_a_supplier_needs_and_three_it_does_not_see() -> None:
    assert [column.field for column in COLUMNS] == [*USUAL, Field.ORDER, Field.KEY]
    assert USUAL_LAYOUT.columns == COLUMNS
    assert [column.field for column in COLUMNS if column.hidden] == [Field.ORDER, Field.KEY]
    assert not {Field.STORE, Field.REASONS, Field.PRICE, Field.GIFT} & {*USUAL}
    template = WorkbookTemplate(supplier="factory-a")
    bare = layout_of(template, packages=False, inserts=False)
    assert {*USUAL_LAYOUT.letters} - {*bare.letters} == {Field.PACKAGE, Field.INSERTS}


def test_a_template_s_columns_stand_in_its_order_under_its_headings() -> None:
    layout = own(*OWN)
    sheet = ship_sheet(layout)
    headings = [str(cell.value) for cell in sheet[HEADING_ROW]]
    assert headings[:5] == [
        *("业务员", "运单号 （快递编码）", "快递公司 （承运方）", "货号", "数量"),
    ]
    assert sheet.column_dimensions["B"].width == 30
    assert {sheet[f"A{FIRST_ROW + n}"].value for n in range(6)} == {"老王 100%"}
    hidden = [column.field for column in layout.columns if column.hidden]
    assert tuple(hidden) == ALWAYS
    for field in ALWAYS:
        assert sheet.column_dimensions[layout.letters[field]].hidden
        assert sheet[f"{layout.letters[field]}{FIRST_ROW}"].value
    returned = read_workbook(written(rows(6), layout=layout), "back.xlsx")
    assert (len(returned.rows), returned.refusals) == (6, ())
    assert {row.row_key for row in returned.rows} == {row.row_key for row in rows(6)}


def test_what_the_template_names_itself_is_not_hidden_and_comes_once() -> None:
    layout = own(*OWN, TemplateColumn(field=Field.ORDER), TemplateColumn(field=Field.PARCEL))
    assert [column.field for column in layout.columns if column.hidden] == [Field.KEY]
    assert layout.last_seen == "G"


def test_a_store_that_shall_not_be_named_has_no_column() -> None:
    columns = (*OWN, TemplateColumn(field=Field.STORE))
    assert Field.STORE in own(*columns).letters
    assert Field.STORE not in own(*columns, store_as="none").letters


@settings(max_examples=80)
@given(templates())
def test_pn42_whatever_the_columns_are_called_each_is_found_as_what_it_is(
    template: WorkbookTemplate,
) -> None:
    layout = layout_of(template)
    returned = read_workbook(written(rows(4), layout=layout), "back.xlsx")
    expected = {
        column.field: position
        for position, column in enumerate(layout.columns, start=1)
        if column.field in READ_BACK
    }
    assert {field: at for field, at in returned.columns.items() if field in READ_BACK} == expected
    assert (len(returned.rows), returned.refusals) == (4, ())


@settings(max_examples=30)
@given(templates(), st.sampled_from(["zh", "en"]))
def test_pn39_no_heading_and_no_fixed_text_can_be_executed(
    template: WorkbookTemplate, language: Any
) -> None:
    columns = tuple(
        column.but(fixed=HOSTILE[at % len(HOSTILE)]) if column.field is None else column
        for at, column in enumerate(template.columns)
    )
    layout = layout_of(template.but(columns=columns))
    sheet = ship_sheet(layout, HEAD.but(language=language))
    for position, column in enumerate(layout.columns, start=1):
        top, cell = sheet.cell(HEADING_ROW, position), sheet.cell(FIRST_ROW, position)
        assert unescape(str(top.value or "")) == shown_text(shown_heading(column, language))
        if column.field is None:
            assert unescape(str(cell.value or "")) == shown_text(column.fixed)
            assert cell.number_format == "@"
        assert "f" not in (top.data_type, cell.data_type)
        assert cell.hyperlink is None


@pytest.mark.parametrize("layout", [USUAL_LAYOUT, EVERYTHING, own(*OWN)], ids=["u", "all", "own"])
def test_it_prints_what_is_seen_on_a4_with_headings_and_number_on_every_page(
    layout: Layout,
) -> None:
    sheet = ship_sheet(layout)
    assert sheet.print_area == f"'发货'!$A$1:${layout.last_seen}${FIRST_ROW + 5}"
    assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    left, centre, right = footer(sheet)
    assert (HEAD.number in left, centre) == (True, "&A  &P / &N")
    assert len(right.split()[-1]) == 16


@pytest.mark.parametrize("head", [HEAD, ENGLISH], ids=["zh", "en"])
def test_every_heading_of_ours_fits_into_two_lines_of_its_column(head: WorkbookHead) -> None:
    for column in EVERYTHING.columns:
        assert column.field
        text = heading(column.field, head.language)
        assert lines_of(text, room_in(column.width) + 1) <= 2, (text, column.width)


def test_a_page_across_prints_the_usual_columns_in_letters_that_one_can_read() -> None:
    inches = sum(column.width * 7 + 5 for column in COLUMNS if not column.hidden) / 96
    page = 11.69 - 2 * 0.4
    points = 10 * min(1, page / inches)
    assert points >= 5.5


def test_black_and_white_paper_tells_apart_what_the_screen_does() -> None:
    sheet = ship_sheet(USUAL_LAYOUT)
    carrier, sku = USUAL_LAYOUT.letters[Field.CARRIER], USUAL_LAYOUT.letters[Field.SKU]
    greys = [
        _grey(sheet[f"{sku}{FIRST_ROW}"]),
        _grey(sheet[f"{sku}{FIRST_ROW + 2}"]),
        _grey(sheet[f"{carrier}{FIRST_ROW}"]),
        _grey(sheet[f"{carrier}{HEADING_ROW}"]),
        _grey(sheet[f"{sku}{HEADING_ROW}"]),
    ]
    greys.sort()
    assert all(b - a >= 0.05 for a, b in pairwise(greys)), greys
    for position in range(1, len(COLUMNS) + 1):
        for row in (HEADING_ROW, FIRST_ROW, FIRST_ROW + 2):
            cell = sheet.cell(row, position)
            assert isinstance(cell, Cell)
            # 4.5 to 1 is what WCAG 2.2 (1.4.3) asks of text.
            assert _contrast(cell) >= 4.5, cell.coordinate


def _grey(cell: Cell) -> float:
    """The brightness of the fill as a printer without colours has it (ITU-R BT.601)."""
    red, green, blue = _rgb(str(cell.fill.start_color.rgb))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _contrast(cell: Cell) -> float:
    """The contrast of text and fill, by WCAG 2.2."""
    fill, text = str(cell.fill.start_color.rgb), str(cell.font.color.rgb if cell.font.color else "")
    low, high = sorted((_luminance(fill), _luminance(text or "00000000")))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6))
    return red, green, blue
