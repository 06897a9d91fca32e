"""The score of a supplier: what each kind of mistake costs, and when there is none."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.scorecards import (
    PARCELS_MIN,
    PENALTIES,
    WHOLE,
    Scorecard,
    deductions,
    percentile,
    scored,
)
from hedan.texts.scorecards import TEXTS, score_in_words

NOW = datetime(2026, 11, 1, 18, tzinfo=UTC)


def card(**counts: int) -> Scorecard:
    return Scorecard(supplier="factory-a", made_at=NOW, days=30).but(**counts)


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        ({}, 100),
        ({"late": 10}, 80),  # A tenth: half of what costs all 40.
        ({"late": 20}, 60),
        ({"late": 90}, 60),
        ({"late": 10, "overdue": 15}, 60),  # 25 of 115.
        ({"wrong_numbers": 1}, 95),
        ({"wrong_numbers": 5}, 75),
        ({"stops": 8, "stops_unanswered": 1, "stops_obeyed": 7}, 90),
        ({"stops": 8, "stops_unanswered": 2, "stops_obeyed": 6}, 80),
        ({"stops": 4, "stops_obeyed": 2}, 95),
        ({"returned": 10}, 95),
        (
            {
                "late": 50,
                "wrong_numbers": 50,
                "returned": 50,
                "stops": 4,
                "stops_unanswered": 2,
            },
            0,
        ),
    ],
)
def test_the_score_of_a_hundred_parcels(counts: dict[str, int], score: int) -> None:
    assert scored(card(parcels=100, **counts)).score == score


@pytest.mark.parametrize(
    ("parcels", "overdue", "has_one"), [(19, 0, False), (20, 0, True), (5, 15, True)]
)
def test_too_few_parcels_give_no_score(parcels: int, overdue: int, has_one: bool) -> None:
    """Who ships nothing at all gets its score from what is overdue."""
    made = scored(card(parcels=parcels, overdue=overdue))
    assert (made.score is not None) is has_one


def test_the_points_of_all_penalties_are_the_whole() -> None:
    assert sum(one.points for one in PENALTIES) == WHOLE
    assert {f"score.{one.name}" for one in PENALTIES} <= set(TEXTS)


@given(
    parcels=st.integers(0, 500),
    late=st.integers(0, 500),
    overdue=st.integers(0, 100),
    wrong=st.integers(0, 500),
    returned=st.integers(0, 500),
    stops=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)),
)
def test_every_card_has_a_score_between_nothing_and_all_and_words_for_it(
    parcels: int, late: int, overdue: int, wrong: int, returned: int, stops: tuple[int, int, int]
) -> None:
    made = scored(
        card(
            parcels=parcels,
            late=min(late, parcels),
            overdue=overdue,
            wrong_numbers=min(wrong, parcels),
            returned=min(returned, parcels),
            stops=sum(stops),
            stops_obeyed=stops[0],
            stops_unanswered=stops[1],
        )
    )
    if parcels + overdue < PARCELS_MIN:
        assert made.score is None
        return
    assert made.score is not None
    assert 0 <= made.score <= WHOLE
    lost = sum((one.points for one in deductions(made)), Fraction(0))
    assert abs(made.score - WHOLE + lost) <= Fraction(1, 2)
    for language in ("zh", "en"):
        assert len(score_in_words(language, made)) == max(1, len(deductions(made)))


@given(st.lists(st.floats(0, 1000), min_size=1), st.integers(1, 100))
def test_so_many_percent_do_not_exceed_the_percentile(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert found is not None
    assert sum(one <= found for one in values) * 100 >= percent * len(values)
    below = [one for one in values if one < found]
    assert len(below) * 100 < percent * len(values)


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile([], 50) is None


def test_the_dearest_reason_comes_first() -> None:
    made = scored(card(parcels=100, late=2, wrong_numbers=3, one_in=4))
    assert score_in_words("en", made) == [
        "numbers doubted, refused or replaced, 3 of 100: 15.0 points off",
        "parcels not shipped by their deadline, 2 of 100: 4.0 points off",
        "very many parcels: one in 4 was looked at",
    ]
    assert score_in_words("zh", scored(card(parcels=100))) == ["没有扣分"]
    assert score_in_words("zh", scored(card(parcels=3))) == ["30 天内不到 20 个包裹，不评分"]
