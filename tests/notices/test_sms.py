"""How long a short message is, by the counts of 3GPP TS 23.038."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.notices.sms import SENDER_CHARACTERS, first_that_fits, is_one_message


@pytest.mark.parametrize(
    ("character", "room"),
    [
        ("a", 160),  # One septet.
        ("@", 160),
        ("_", 160),
        ("é", 160),
        ("[", 80),  # An escape and a septet.
        ("€", 80),
        ("停", 70),  # One UTF-16 unit.
        ("`", 70),  # ASCII, and yet not in the alphabet.
        ("…", 70),
        ("𠮷", 35),  # A surrogate pair.
    ],
)
def test_room_for_a_character(character: str, room: int) -> None:
    width = 160 // room if room in (160, 80) else 70 // room
    kept = -(-SENDER_CHARACTERS // width)
    assert is_one_message(character * (room - kept))
    assert not is_one_message(character * (room - kept + 1))


def test_one_foreign_character_makes_the_whole_message_a_short_one() -> None:
    assert is_one_message("a" * 100)
    assert not is_one_message("a" * 100 + "停")


@given(texts=st.lists(st.text(max_size=300)))
def test_the_fullest_text_that_fits_is_taken(texts: list[str]) -> None:
    taken = first_that_fits([*texts, "short"])
    assert is_one_message(taken)
    assert not any(is_one_message(text) for text in texts[: [*texts, "short"].index(taken)])


def test_that_nothing_fits_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="too long"):
        first_that_fits(["停" * 71])
