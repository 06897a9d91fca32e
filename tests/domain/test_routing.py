"""Whose turn it is among the sources of a SKU: shares are kept at every single line."""

from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.routing import drawn_by_lot, member_of, whose_turn

LINES = 1000


class Source(NamedTuple):
    """A supplier and its share."""

    supplier: str
    share: int


def sources(*shares: int) -> tuple[Source, ...]:
    return tuple(Source(f"s{number}", share) for number, share in enumerate(shares))


def furthest_off(of: tuple[Source, ...], lines: int, start: Counter[str] | None = None) -> Fraction:
    """Share out so many lines one after the other; return how far off any was at any time."""
    counts, whole, worst = Counter(start or {}), sum(one.share for one in of), Fraction(0)
    for number in range(1, lines + 1):
        counts[member_of(whose_turn(of, counts)[0], of)] += 1
        for one in of:
            due = Fraction(number * one.share, whole)
            worst = max(worst, abs(counts[member_of(one.supplier, of)] - due))
    return worst


def test_c73_seventy_to_thirty_is_never_a_whole_line_off() -> None:
    assert furthest_off(sources(70, 30), LINES) < 1


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=7))
def test_c73_any_shares_are_never_a_whole_line_off(shares: list[int]) -> None:
    assert furthest_off(sources(*shares), 200) < 1


def test_equals_come_in_the_order_of_the_settings() -> None:
    assert whose_turn(sources(1, 1, 1), {}) == ["s0", "s1", "s2"]


def test_who_is_behind_comes_first_until_it_has_caught_up() -> None:
    of = sources(1, 1)
    counts = Counter({member_of("s0", of): 5})
    turns = []
    for _ in range(7):
        turns.append(whose_turn(of, counts)[0])
        counts[member_of(turns[-1], of)] += 1
    assert turns == ["s1"] * 5 + ["s0", "s1"]


def test_new_shares_count_anew() -> None:
    before, after = sources(7, 3), (*sources(7, 3), Source("new", 10))
    counts = Counter({member_of("s0", before): 700, member_of("s1", before): 300})
    turns = []
    for _ in range(20):
        turns.append(whose_turn(after, counts)[0])
        counts[member_of(turns[-1], after)] += 1
    assert Counter(turns) == {"s0": 7, "s1": 3, "new": 10}


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_lots_fall_by_the_shares(shares: list[int]) -> None:
    of = sources(*shares)
    drawn = Counter(drawn_by_lot(of, lot)[0] for lot in range(sum(shares) * 3))
    assert drawn == {one.supplier: one.share * 3 for one in of}
    assert sorted(drawn_by_lot(of, 17)) == sorted(one.supplier for one in of)
