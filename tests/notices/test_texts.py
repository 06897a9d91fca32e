"""The string table: both languages say the same, and every text that the code asks for exists."""

import re
import string
from pathlib import Path

import pytest

import hedan
from hedan.domain.checks import CHECKS
from hedan.texts import TEXTS, finding_fix, finding_title, say

PACKAGE = Path(hedan.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Texts that only put values together.
NOTHING_TO_TRANSLATE = {
    *("goods", "hold.item", "settings.changed", "settings.problem.OTHER"),
    *("saw.words", "saw.with_words"),
}


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_are_there(key: str) -> None:
    text = TEXTS[key]
    assert text.zh.strip()
    assert text.en.strip()
    assert not CHINESE.search(text.en)
    if key not in NOTHING_TO_TRANSLATE:
        assert CHINESE.search(text.zh)


@pytest.mark.parametrize("key", sorted(set(TEXTS) - {"sms.place.rows"}))
def test_both_languages_tell_the_same_values(key: str) -> None:
    assert _values(TEXTS[key].zh) == _values(TEXTS[key].en)


def _asked_for() -> set[str]:
    """Every text named literally in the sources."""
    sources = [
        path.read_text() for part in ("notices", "pages") for path in PACKAGE.glob(f"{part}/*.py")
    ]
    sources += [(PACKAGE / "texts/stop_words.py").read_text()]
    named = re.compile(r'"([a-z]+(?:\.[a-z_]+)+)"')
    return {name for source in sources for name in named.findall(source)}


def test_every_text_named_in_the_code_exists() -> None:
    asked_for = _asked_for()
    assert len(asked_for) > 50
    assert asked_for <= set(TEXTS)


@pytest.mark.parametrize(
    "code", [check.code for check in CHECKS] + ["ROUTE_MISSING", "STOCK_SHORT"]
)
def test_every_finding_has_a_name_and_a_next_step(code: str) -> None:
    assert CHINESE.search(finding_title("zh", code))
    assert CHINESE.search(finding_fix("zh", code, otherwise="Do it."))
    assert finding_title("en", code) != code


def test_a_finding_of_the_sellers_own_keeps_its_own_words() -> None:
    assert finding_title("zh", "VIP") == "VIP"
    assert finding_fix("zh", "VIP", otherwise="打电话") == "打电话"


def test_a_missing_value_or_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("zh", "goods", name="杯子")
    with pytest.raises(KeyError):
        say("zh", "no.such.text")


def test_values_are_not_templates() -> None:
    assert say("en", "goods", name="{quantity}", quantity=1) == "{quantity} x 1"
