"""Every word exists in both languages and every code has its words."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from hedan import workbooks
from hedan.domain.workbook_columns import Field
from hedan.workbooks import refusal_texts, texts
from hedan.workbooks.columns import COLUMN_OF
from hedan.workbooks.headings import _FIELDS, plain

TABLES: Mapping[str, Mapping[Any, Mapping[str, str]]] = {
    "headings": texts.HEADINGS,
    "labels": texts.LABELS,
    "refusals": refusal_texts.REFUSALS,
    "files": refusal_texts.FILE_REFUSALS,
    "remarks": refusal_texts.FILE_REMARKS,
    "numberings": texts.NUMBERINGS,
}
SOURCES = [
    path.read_text(encoding="utf-8") for path in Path(workbooks.__file__).parent.glob("*.py")
]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_both_languages_say_the_same_things(table: Mapping[Any, Mapping[str, str]]) -> None:
    for name, words in table.items():
        assert set(words) == {"zh", "en"}, name
        assert all(words.values()), name
        places = [{place for _, place, _, _ in Formatter().parse(text)} for text in words.values()]
        assert places[0] - {None} == places[1] - {None}, name
        # Latin letters alone are no Chinese, Chinese signs no English.
        assert re.search(r"[\u4e00-\u9fff]", words["zh"]), name
        assert not re.search(r"[\u4e00-\u9fff]", words["en"]), name


def test_every_column_has_a_heading_that_is_found_again() -> None:
    assert set(COLUMN_OF) == set(Field) == set(texts.HEADINGS)
    for field, words in texts.HEADINGS.items():
        for heading in words.values():
            assert _FIELDS[plain(heading)] is field


def test_no_heading_means_two_columns() -> None:
    seen: dict[str, Field] = {}
    for field, others in texts.OTHER_HEADINGS.items():
        for other in (*others, *texts.HEADINGS[field].values()):
            assert seen.setdefault(plain(other), field) is field, other


def test_every_code_that_refuses_a_file_or_cell_has_words() -> None:
    source = "\n".join(SOURCES)
    files = set(re.findall(r'refused\(\s*"([A-Z_]+)"', source))
    cells = set(re.findall(r'(?:CellRefused|Unrecognised)\(\s*"([A-Z_]+)"', source))
    cells |= set(re.findall(r'_refuse\([^"]*"([A-Z_]+)"', source))
    assert files
    assert cells
    assert files <= set(refusal_texts.FILE_REFUSALS)
    assert cells <= set(refusal_texts.REFUSALS)
