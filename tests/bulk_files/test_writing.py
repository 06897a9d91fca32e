"""The files themselves, read back by programs that are not ours."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from hedan.bulk_files.writing import TYPES, write_bulk
from hedan.platforms.filed.formats import FORMATS, BulkFormat

LONG = "6920000000000000123"  # More digits than a spreadsheet keeps of a number.
ROWS = [(LONG, "圆通快递", "YT0000000000001"), ("260928-123456789012345", "顺丰", "SF1")]
EXCEL = FORMATS["pinduoduo"]
GBK = replace(EXCEL, kind="csv", encoding="gb18030")
ATTACKS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1", "\t=1"]


def cells(content: bytes) -> list[tuple[object, ...]]:
    """Return what a spreadsheet program sees."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def texts(content: bytes, encoding: str) -> list[list[str]]:
    """Return the rows of a .csv."""
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def headings(bulk: BulkFormat) -> tuple[str, ...]:
    return tuple(column.heading for column in bulk.columns)


def test_workbook_has_the_platforms_headings_and_every_digit() -> None:
    assert cells(write_bulk(ROWS, EXCEL)) == [headings(EXCEL), *ROWS]


def test_every_cell_below_the_headings_is_text() -> None:
    sheet = load_workbook(io.BytesIO(write_bulk(ROWS, EXCEL))).worksheets[0]
    below = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {(cell.data_type, cell.number_format) for cell in below} == {("s", "@")}
    assert sheet.title == EXCEL.sheet


def test_same_rows_have_the_same_bytes() -> None:
    assert write_bulk(ROWS, EXCEL) == write_bulk(ROWS, EXCEL)


def test_csv_is_what_a_chinese_back_office_reads() -> None:
    content = write_bulk(ROWS, GBK)
    assert texts(content, "gbk") == [list(headings(EXCEL)), *map(list, ROWS)]
    assert content.count(b"\r\n") == 1 + len(ROWS)


def test_csv_of_others_is_utf_8_without_a_mark() -> None:
    bulk = FORMATS["woocommerce"]
    content = write_bulk([("1", "UPS", "1Z", "", "1")], bulk)
    assert content.splitlines()[0] == (
        b"order_id,tracking_provider,tracking_number,date_shipped,status_shipped"
    )
    assert texts(content, "utf-8")[1] == ["1", "UPS", "1Z", "", "1"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_foreign_is_ever_computed(attack: str) -> None:
    (_, _, number) = cells(write_bulk([("1", "x", attack)], EXCEL))[1]
    assert isinstance(number, str)
    assert number.startswith("·")
    assert texts(write_bulk([("1", "x", attack)], GBK), "gbk")[1][2].startswith("·")


def test_heading_of_the_sellers_stands_as_it_is() -> None:
    first, *rest = EXCEL.columns
    bulk = replace(EXCEL, columns=(first._replace(heading="[[title]] <单号> & 1"), *rest))
    assert cells(write_bulk(ROWS, bulk))[0][0] == "[[title]] <单号> & 1"


@pytest.mark.parametrize("platform", FORMATS)
def test_every_platforms_file_can_be_written(platform: str) -> None:
    bulk = FORMATS[platform]
    row = tuple(f"值{n}" for n, _ in enumerate(bulk.columns))
    content = write_bulk([row], bulk)
    read = texts(content, bulk.encoding) if bulk.kind == "csv" else cells(content)
    assert [tuple(one) for one in read] == [headings(bulk), row]
    assert bulk.kind in TYPES
