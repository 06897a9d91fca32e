"""JSON of a platform: no digit is lost, and what is none is an error of one kind."""

from decimal import Decimal

import pytest

from hedan.platforms.calling.exact_json import exact_json


def test_no_digit_is_lost() -> None:
    told = exact_json('{"id": 6920000000000000123, "sum": 0.1}')
    assert told == {"id": 6920000000000000123, "sum": Decimal("0.1")}


def test_half_a_character_can_be_stored_and_a_whole_one_stays() -> None:
    assert exact_json(r'{"\ud800": ["\udc00", "\ud83d\ude00"]}') == {"?": ["?", "😀"]}
    assert exact_json(r'"\\ud800"') == r"\ud800"


@pytest.mark.parametrize(
    "text", ["", "NaN", "1e99999999999999999999999", "[" * 100_000, "9" * 5000]
)
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any: its text is nowhere shown.
        exact_json(text)
