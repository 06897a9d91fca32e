"""Signed links: nobody but us can write one, and each opens only what it was made for."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature
from hedan.links import LinkExpired, make_link_token, read_link_token
from tests.notices.builders import NOW

SECRET = b"the newest secret, 32 bytes long"
OLD_SECRET = b"the secret before it, still good"
WEEK = timedelta(days=7)
SUBJECTS = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)


@given(subject=SUBJECTS, generation=st.integers(0, 36**7 - 1), hours=st.integers(1, 20_000))
def test_what_was_signed_is_what_is_read(subject: str, generation: int, hours: int) -> None:
    expires_at = NOW + timedelta(hours=hours)
    token = make_link_token(SECRET, "supplier", subject, expires_at, generation)
    read = read_link_token([SECRET], token, "supplier", NOW)
    assert (read.subject, read.generation, read.purpose) == (subject, generation, "supplier")
    assert expires_at <= read.expires_at < expires_at + timedelta(hours=1)


def test_the_token_of_a_stop_is_short_and_survives_programs_that_guess_where_links_end() -> None:
    token = make_link_token(SECRET, "stop", "SQ84952M3DP3E", NOW + WEEK)
    assert len(token) == 41
    assert re.fullmatch(r"[A-Za-z0-9._-]+[a-z0-9]", token)


def test_the_signature_is_pinned() -> None:
    """A change of the format would void every link that suppliers hold."""
    token = make_link_token(SECRET, "stop", "SQ84952M3DP3E", NOW + WEEK)
    assert token == "SQ84952M3DP3E.nw0taue1d07-AzleYMTXEgaoq31"


@given(data=st.data())
def test_a_token_with_any_character_changed_is_refused(data: st.DataObject) -> None:
    token = make_link_token(SECRET, "stop", "SQ84952M3DP3E", NOW + WEEK, 3)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda character: character != token[place]))
    with pytest.raises(BadSignature):
        read_link_token(
            [SECRET], token[:place] + other + token[place + 1 :], "stop", NOW - timedelta(365)
        )


@given(text=st.text(max_size=200))
def test_no_other_text_is_a_token(text: str) -> None:
    with pytest.raises(BadSignature):
        read_link_token([SECRET], text, "supplier", NOW)


@pytest.mark.parametrize("cut", [-30, -5, -1])
def test_a_cut_token_is_refused(cut: int) -> None:
    token = make_link_token(SECRET, "stop", "SQ84952M3DP3E", NOW + WEEK)
    with pytest.raises(BadSignature):
        read_link_token([SECRET], token[:cut], "stop", NOW)


def test_a_token_for_another_purpose_is_refused() -> None:
    token = make_link_token(SECRET, "stop", "factory-a", NOW + WEEK)
    with pytest.raises(BadSignature):
        read_link_token([SECRET], token, "supplier", NOW)


def test_a_token_signed_by_nobody_we_know_is_refused() -> None:
    token = make_link_token(b"somebody else's secret", "stop", "SQ84952M3DP3E", NOW + WEEK)
    with pytest.raises(BadSignature):
        read_link_token([SECRET, OLD_SECRET], token, "stop", NOW)


def test_a_token_of_the_old_secret_works_during_rotation() -> None:
    token = make_link_token(OLD_SECRET, "supplier", "factory-a", NOW + WEEK)
    assert read_link_token([SECRET, OLD_SECRET], token, "supplier", NOW).subject == "factory-a"


def test_a_token_works_until_its_hour_and_no_longer() -> None:
    on_the_hour = NOW.replace(minute=0) + WEEK
    token = make_link_token(SECRET, "supplier", "factory-a", on_the_hour)
    just_before = on_the_hour - timedelta(microseconds=1)
    assert read_link_token([SECRET], token, "supplier", just_before).expires_at == on_the_hour
    with pytest.raises(LinkExpired):
        read_link_token([SECRET], token, "supplier", on_the_hour)


def test_a_forged_token_is_never_called_expired() -> None:
    """Only our own old links may be offered a new one."""
    token = make_link_token(b"somebody else's secret", "stop", "SQ84952M3DP3E", NOW - WEEK)
    with pytest.raises(BadSignature) as refused:
        read_link_token([SECRET], token, "stop", NOW)
    assert not isinstance(refused.value, LinkExpired)


@pytest.mark.parametrize("subject", ["", "a b", "a/b", "供应商", "x" * 65, "a\n"])
def test_a_subject_that_no_address_can_carry_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        make_link_token(SECRET, "stop", subject, NOW)


def test_a_short_secret_is_refused_on_both_sides() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        make_link_token(b"short", "stop", "S1", NOW)
    token = make_link_token(SECRET, "stop", "S1", NOW + WEEK)
    with pytest.raises(ValueError, match="16 bytes"):
        read_link_token([SECRET, b""], token, "stop", NOW)
    with pytest.raises(ValueError, match="no secret"):
        read_link_token([], token, "stop", NOW)
