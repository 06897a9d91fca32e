"""What a supplier learns of a receiver: masked as the platform told it, and not where unasked."""

import io
import zipfile
from typing import Any

from hedan.domain.workbook_columns import Field
from hedan.settings.supplying import TemplateColumn, WorkbookTemplate
from hedan.workbooks.columns import USUAL
from tests.domain.builders import RECEIVER
from tests.usecases.stage import SUPPLIER
from tests.usecases.test_workbook_rows import PACKED, Book, book, merged

OF_THE_RECEIVER = frozenset(
    {Field.RECEIVER_NAME, Field.RECEIVER_PHONE, Field.REGION, Field.ADDRESS}
)
TOLD = (RECEIVER.name, RECEIVER.phone, RECEIVER.detail)


def _sheets_that_say(shown: Book, words: str) -> list[str]:
    """Return the parts of the file that hold these words anywhere: in a cell, a list, a comment."""
    with zipfile.ZipFile(io.BytesIO(shown.data)) as parts:
        return [name for name in parts.namelist() if words in parts.read(name).decode()]


def test_eb42_the_receiver_is_as_masked_as_the_platform_told_it_and_on_one_sheet_only() -> None:
    shown = book(merged())
    assert set(shown.column(Field.RECEIVER_NAME)) == {RECEIVER.name}
    assert set(shown.column(Field.RECEIVER_PHONE)) == {RECEIVER.phone}
    for words in TOLD:
        assert _sheets_that_say(shown, words) == ["xl/worksheets/sheet1.xml"]


def test_eb42_a_supplier_that_need_not_know_the_receiver_gets_no_word_of_it() -> None:
    columns = tuple(TemplateColumn(field=one) for one in USUAL if one not in OF_THE_RECEIVER)
    wishes: dict[str, Any] = {"supplier": SUPPLIER, "columns": columns}
    shown = book(merged(), PACKED.but(workbooks=(WorkbookTemplate.model_validate(wishes),)))
    assert shown.column(Field.SKU) == ["CUP", "MUG"]
    for words in (*TOLD, RECEIVER.address_id):
        assert _sheets_that_say(shown, words) == []
