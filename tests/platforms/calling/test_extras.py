"""What serves a second look only never costs an order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.calling.extras import (
    EXTRA_MAX,
    ExtraNumber,
    ExtraRows,
    ExtraText,
    or_none,
    readable,
)
from hedan.platforms.calling.theirs import Theirs

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


class Told(Theirs):
    number: ExtraNumber = None
    text: ExtraText = ""
    rows: ExtraRows = ()


class Row(Theirs):
    count: int


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (-7, -7),
        ("7", 7),
        ("-7", None),
        ("7.5", None),
        ("", None),
        (True, None),
        (Decimal("7.5"), None),
        (EXTRA_MAX, EXTRA_MAX),
        (EXTRA_MAX + 1, None),
        ("9" * 5000, None),
        ("²", None),
        (None, None),
    ],
)
def test_a_number_or_none(value: object, number: int | None) -> None:
    assert Told.read({"number": value}, "here").number == number


@pytest.mark.parametrize(("value", "text"), [(" SF ", "SF"), (7, "7"), (True, ""), ([], "")])
def test_a_text_or_nothing(value: object, text: str) -> None:
    assert Told.read({"text": value}, "here").text == text


@given(JSON)
def test_nothing_refuses(value: object) -> None:
    told = Told.read({"number": value, "text": value, "rows": value}, "here")
    assert len(told.rows) == (len(value) if isinstance(value, list) else 0)
    assert len(readable(Row, told.rows) or ()) <= len(told.rows)


def test_rows_are_read_all_or_not_at_all() -> None:
    assert readable(Row, ({"count": 1}, {"count": "2"})) == (Row(count=1), Row(count=2))
    assert readable(Row, ({"count": 1}, {"count": "two"})) is None
    assert readable(Row, ()) == ()


def test_a_strict_reader_made_lenient() -> None:
    assert or_none(lambda value: int(str(value)))("7") == 7
    assert or_none(lambda value: int(str(value)))("seven") is None
