"""What remarks and memos ask for: read, quoted, proposed, and ended by a day or a person."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hedan.domain.checks import CheckRules, asking_words, find
from hedan.domain.findings import Ends, Proposal
from tests.domain.builders import NOW, RECEIVER, hours, make_line, make_order
from tests.domain.checks.builders import codes, evidence, found, plan, see

RULES = CheckRules()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请加急", ("加急",)),
        ("麻烦改地址,换颜色", ("换", "改")),
        ("PLEASE HOLD", ("hold",)),
        ("\uff28\uff2f\uff2c\uff24 please", ("hold",)),  # Full-width letters.
        ("加\u200b急", ("加急",)),  # A blank of no width in between.
        ("请hold一下", ("hold",)),
        ("Change, please", ("change",)),
        ("household goods", ()),
        ("exchange unchanged", ()),
        ("the holder holds, changes", ()),
        ("谢谢老板", ()),
        ("", ()),
    ],
)
def test_words_that_ask_for_a_person(text: str, words: tuple[str, ...]) -> None:
    assert asking_words(text, RULES.words_for_a_person) == words


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["加急", "换"]))
def test_a_word_is_found_wherever_it_stands(before: str, after: str, word: str) -> None:
    # A combining mark makes another letter of the one before it.
    assert word in asking_words(f"{before} {word} {after}", RULES.words_for_a_person)


@given(st.text(min_size=1, max_size=8), st.text(max_size=30))
def test_any_word_and_any_text_can_be_compared(word: str, text: str) -> None:
    assert set(asking_words(text, [word])) <= {word}


def test_remark_and_memo_are_told_apart_and_quoted_whole() -> None:
    seen = see(make_order(buyer_remark="换大号, 下周再说", seller_memo="要加急"))
    assert codes(seen) == ["REMARK", "MEMO"]
    assert [finding.evidence for finding in find(seen)] == [
        "remark: '换大号, 下周再说' (换)",
        "memo: '要加急' (加急)",
    ]


def test_a_remark_is_quoted_without_who_receives_the_parcel() -> None:
    receiver = RECEIVER.but(name="张三丰", phone="13900000000", detail="江南大道1号")
    order = make_order(receiver=receiver, buyer_remark="改成张三丰 13900000000 江南大道1号")
    assert evidence(see(order), "REMARK") == ["remark: '改成*** *** ***' (改)"]


@pytest.mark.parametrize("word", ["", "  "])
def test_an_empty_word_would_hold_every_order_and_is_refused(word: str) -> None:
    with pytest.raises(ValidationError):
        CheckRules(words_for_a_person=(word,))


def test_a_wished_day_before_the_deadline_is_waited_for() -> None:
    order = make_order(make_line("1"), buyer_remark="3号再发")
    (finding,) = find(see(order))
    assert finding.evidence == "remark: '3号再发' (from 2026-10-03)"
    assert (finding.ends, finding.until) == (Ends.TIME, datetime(2026, 10, 2, 16, tzinfo=UTC))
    assert codes(see(order, now=datetime(2026, 10, 2, 16, tzinfo=UTC))) == []


def test_a_wished_day_after_the_deadline_is_for_a_person() -> None:
    (finding,) = find(see(make_order(make_line("1"), buyer_remark="5号后发")))
    assert (finding.ends, finding.until) == (Ends.PERSON, None)
    assert finding.proposals == (
        Proposal(value="2026-10-06", why="asked for, but after the deadline"),
    )


def test_a_day_is_the_stores_day() -> None:
    order = make_order(make_line("1"), buyer_remark="明天发", created_at=NOW + hours(5))
    days = [
        found(see(order, zone=ZoneInfo(zone)), "WISH_DATE")[0].evidence[-11:-1]
        for zone in ("Asia/Shanghai", "America/New_York")
    ]
    assert days == ["2026-10-03", "2026-10-02"]


def test_a_wished_carrier_is_proposed_by_its_code() -> None:
    (finding,) = find(see(make_order(buyer_remark="走顺丰到付")))
    assert finding.evidence == "remark: '走顺丰到付' (顺丰)"
    assert [one.value for one in finding.proposals] == ["SF"]
    (unknown,) = find(see(make_order(carrier_wished="UPS")))
    assert unknown.proposals == ()


def test_a_carrier_that_the_buyer_does_not_want_is_not_proposed() -> None:
    (finding,) = find(see(make_order(buyer_remark="千万不要发圆通")))
    assert (finding.code, finding.proposals) == ("WISH_CARRIER", ())
    assert finding.evidence.endswith("(not 圆通)")


def test_a_wish_is_followed_when_every_line_follows_it() -> None:
    order = make_order(make_line("1"), make_line("2"), carrier_wished="顺丰")
    one = {"1": plan("1", carrier="SF"), "2": plan("2")}
    assert codes(see(order, plans=one)) == ["WISH_CARRIER"]
    assert codes(see(order, plans=one | {"2": plan("2", carrier="SF")})) == []
