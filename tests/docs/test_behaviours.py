"""Behaviours and pains of merchants: each of these has a test, or a reason why not."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBERS = (
    *(f"EB{number}" for number in (*range(1, 20), *range(30, 43), 46, 47, 48, 52, 53, 54)),
    *(f"PN{number}" for number in range(10, 60)),
)
NAMED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
REASON = re.compile(r"\b((?:EB|PN)\d+): not tested because ")


def _names() -> set[str]:
    """Return the names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    indented = (path.read_text(encoding="utf-8").replace("\n    def ", "\ndef ") for path in files)
    return {name for text in indented for name in NAMED.findall(text)}


def _carried(names: set[str]) -> set[str]:
    """Return the numbers that stand in names, as a word of their own: eb1 is not in eb16."""
    words = {word for name in names for word in name.split("_")}
    return {word.upper() for word in words if re.fullmatch(r"(?:eb|pn)\d+", word)}


TESTED = _carried(_names())
EXCUSED = set(REASON.findall((ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("number", NUMBERS)
def test_number_has_a_test_or_a_reason(number: str) -> None:
    assert number in TESTED | EXCUSED, f"no test's name carries {number.lower()}"


def test_no_reason_for_what_is_tested() -> None:
    assert EXCUSED.isdisjoint(TESTED)
