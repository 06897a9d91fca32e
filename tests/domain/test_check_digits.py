"""Check digits: worked examples of the standards, and what a slip of the finger does to each."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hedan.domain.check_digits import proves_itself
from hedan.domain.tracking_numbers import CheckDigit

# The example of each standard, which anybody can work out on paper.
RIGHT = [
    (CheckDigit.S10, "RR473124829FI"),  # 200 = 18 * 11 + 2, and 11 - 2 is 9.
    (CheckDigit.MOD10_3_1, "4006381333931"),  # 89, and 1 more is 90.
    (CheckDigit.LUHN, "79927398713"),  # 67, and 3 more is 70.
    (CheckDigit.MOD7, "176-12345675"[4:]),  # 1234567 = 176366 * 7 + 5.
    (CheckDigit.NONE, "anything at all"),
]
DIGITS = st.text("0123456789", min_size=2, max_size=30)


@pytest.mark.parametrize(("way", "number"), RIGHT)
def test_the_example_of_the_standard_is_right(way: CheckDigit, number: str) -> None:
    assert proves_itself(number, way)


@pytest.mark.parametrize(("way", "number"), RIGHT[:-1])
def test_one_wrong_digit_is_seen(way: CheckDigit, number: str) -> None:
    place = number.index("3")
    wrong = number[:place] + "4" + number[place + 1 :]
    assert not proves_itself(wrong, way)


@pytest.mark.parametrize("way", [CheckDigit.MOD10_3_1, CheckDigit.LUHN, CheckDigit.MOD7])
@given(payload=DIGITS)
def test_exactly_one_last_digit_is_right(way: CheckDigit, payload: str) -> None:
    assert sum(proves_itself(f"{payload}{last}", way) for last in range(10)) == 1


@given(
    payload=st.text("0123456789", min_size=8, max_size=8),
    place=st.integers(0, 8),
    digit=st.sampled_from("0123456789"),
)
def test_s10_sees_every_single_wrong_digit(payload: str, place: int, digit: str) -> None:
    right = [f"{payload}{last}" for last in range(10) if _is_s10(f"{payload}{last}")]
    assert len(right) == 1
    wrong = right[0][:place] + digit + right[0][place + 1 :]
    # Modulus 11 has two remainders too many: 10 is written 0 and 11 is written 5.
    assume(wrong != right[0] and place < 8 and right[0][8] not in "05")
    assert not _is_s10(wrong)


def _is_s10(nine: str) -> bool:
    return proves_itself(f"RR{nine}CN", CheckDigit.S10)


@pytest.mark.parametrize("number", ["", "7", "RR473124829", "RR47312482９FI", "AB"])
def test_what_has_no_digits_to_check_is_not_right(number: str) -> None:
    for way in set(CheckDigit) - {CheckDigit.NONE}:
        assert not proves_itself(number, way) or len([c for c in number if c in "0123456789"]) > 1
