"""What a finding saw is kept in English and told in either language, by its sentence's shape."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.deciding.decide import decide
from hedan.domain.rules import HoldIt
from hedan.texts import TEXTS
from hedan.texts.evidence import evidence_in_words
from tests.deciding.builders import book, case, line, rule

# Values as the sentences hold them, by the names of their places; a word otherwise.
NUMBERS = {
    *("count", "most", "all", "paid", "unit", "least", "left", "lines", "postage"),
    *("list", "off", "pay"),
}
SPECIAL = {"day": "2026-10-02", "at": "2026-10-01T12:00:00Z", "how": "(none)", "fields": "city"}
SENTENCES = sorted(key for key in TEXTS if key.startswith("saw.") and ".at." not in key)
PLACES = sorted(key.removeprefix("saw.at.") for key in TEXTS if key.startswith("saw.at."))


def values_of(text: str) -> dict[str, str]:
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return {
        name: str(at + 11) if name in NUMBERS else SPECIAL.get(name, f"v{at}")
        for at, name in enumerate(names)
    }


@pytest.mark.parametrize("key", SENTENCES)
def test_each_shape_is_told_by_its_own_text(key: str) -> None:
    text = TEXTS[key]
    values = values_of(text.en)
    zh, en = text.zh.format(**values), text.en.format(**values)
    if key.startswith("saw.by_rule."):
        zh, en = f"规则 r1：{zh}", f"rule r1: {en}"
    elif not key.startswith(("saw.whole.", "saw.rule")):
        zh, en = f"商品行 7：{zh}", f"line 7: {en}"
    assert evidence_in_words("en", en) == en
    assert evidence_in_words("zh", en) == zh


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_told(place: str) -> None:
    ids = " 7, 8" if place.startswith("line") else ""
    kept = f"{place}{ids}: 'a: b'"
    assert evidence_in_words("en", kept) == kept
    assert evidence_in_words("zh", kept).endswith("：“a: b”")
    assert ids.strip() in evidence_in_words("zh", kept)


@given(st.text() | st.sampled_from(["line", "memo", "rule r"]).flatmap(
    lambda place: st.text().map(lambda words: f"{place}: {words}")
))  # fmt: skip
def test_no_words_are_lost(evidence: str) -> None:
    """The English of every shape is the evidence itself, whatever somebody wrote in it."""
    assert evidence_in_words("en", evidence) == evidence
    evidence_in_words("zh", evidence)


@pytest.mark.parametrize("kept", ["", "flag=77", "refund_status=odd", "Li: because", "line 7: ?"])
def test_what_has_no_shape_stands_as_it_is(kept: str) -> None:
    assert evidence_in_words("zh", kept) == kept


def test_a_rules_own_words_stay_its_own() -> None:
    held = decide(case(line()), book(rule("r", HoldIt(reason="gift wrap")))).findings[0].evidence
    assert evidence_in_words("zh", held) == "规则 r：gift wrap"


def test_a_failed_rule_is_told_with_its_part() -> None:
    kept = "rule r: order.lines[3].quantity > 1: no such place in the list"
    said = "规则 r：order.lines[3].quantity > 1：列表里没有这一项"
    assert evidence_in_words("zh", kept) == said
