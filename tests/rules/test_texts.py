"""Every sentence that the rules name stands in the texts, in both languages, and no other."""

import re

import pytest

from hedan.rules.failures import Failure
from hedan.rules.mistakes import Hint, Wrong
from hedan.texts import Language
from hedan.texts.rule_mistakes import TEXTS, failure_in_words, mistake_in_words

PLACES = re.compile(r"{(\w+)}")


@pytest.mark.parametrize(
    ("group", "wanted"),
    [
        ("wrong", {*map(str, Wrong), "nearest"}),
        ("hint", {str(hint) for hint in Hint if hint}),
        ("failed", {failure.name for failure in Failure}),
    ],
)
def test_every_sentence_has_a_text_and_every_text_a_sentence(group: str, wanted: set[str]) -> None:
    front = f"rule.{group}."
    assert {key.removeprefix(front) for key in TEXTS if key.startswith(front)} == wanted


def test_both_languages_say_the_same_values() -> None:
    for text in TEXTS.values():
        assert set(PLACES.findall(text.zh)) == set(PLACES.findall(text.en))


@pytest.mark.parametrize("failure", Failure, ids=lambda failure: failure.name)
def test_the_english_of_a_failure_is_what_evidence_keeps(failure: Failure) -> None:
    assert TEXTS[f"rule.failed.{failure.name}"].en == failure
    kept = f'order.tags[9] == "a: b": {failure}'
    assert failure_in_words("en", kept) == kept
    assert (
        failure_in_words("zh", kept)
        == f'order.tags[9] == "a: b"：{failure_in_words("zh", failure)}'
    )
    assert re.search(r"[\u4e00-\u9fff]", failure_in_words("zh", failure))


def test_what_is_no_failure_of_ours_stands_as_it_is() -> None:
    for kept in ("", "25", "rule a: no SKU 'X' in the settings to give"):
        assert failure_in_words("zh", kept) == kept


def test_a_mistake_is_one_short_line() -> None:
    values = {"text": 'r"' + "\n" * 9 + "x" * 500 + '"'}
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        said = mistake_in_words(language, Wrong.NOT_A_PATTERN, values)
        assert "\n" not in said
        assert len(said) < 100


def test_the_librarys_own_words_are_said_to_be_its_own() -> None:
    values = {"why": "no such thing"}
    assert "英文原话" in mistake_in_words("zh", Wrong.COMPILER, values)
    assert mistake_in_words("en", Wrong.COMPILER, values).endswith("no such thing")
