"""Differences lead exactly where they say, and only from where they begin."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.differences import NOTHING, DoesNotFit, applied, difference

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    # The marks of a difference are values too.
    st.sampled_from(["", "=", "-", "[", "a", "杯"]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["a", "b", "=", "-", "0"]), inner, max_size=4),
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    """Compare as JSON does: true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(start=TREES, end=TREES)
def test_leads_to_the_end_and_survives_json(start: Any, end: Any) -> None:
    before = json.dumps(start)
    stored = json.loads(json.dumps(difference(start, end)))
    assert same(applied(stored, start), end)
    assert json.dumps(start) == before


@given(start=TREES, end=TREES)
def test_is_empty_exactly_when_nothing_changed(start: Any, end: Any) -> None:
    assert (difference(start, end) == {}) == same(start, end)
    assert difference(start, json.loads(json.dumps(start))) == {}


def test_says_only_what_changed() -> None:
    start = {"lines": [{"id": "1", "status": "to_ship"}, {"id": "2", "status": "to_ship"}], "n": 1}
    end = {"lines": [{"id": "1", "status": "to_ship"}, {"id": "2", "status": "done"}], "n": 1}
    assert difference(start, end) == {"lines": ["[", 2, {"1": {"status": ["=", "done"]}}, []]}


def test_a_longer_list_says_what_came_and_a_shorter_how_much_stays() -> None:
    assert difference([1], [1, 2]) == ["[", 1, {}, [2]]
    assert difference([1, 2], [1]) == ["[", 1, {}, []]


def test_nothing_leads_to_nothing() -> None:
    assert applied(NOTHING, {"a": 1}) is None


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"a": {"b": ["=", 1]}}, {}),
        ({"a": ["-"]}, {}),
        ({"a": ["=", 1]}, [1]),
        (["[", 2, {}, []], [1]),
        (["[", 1, {"1": ["=", 1]}, []], [1]),
        (["?"], 1),
        ("=", 1),
        (7, 1),
    ],
)
def test_what_does_not_begin_there_is_refused(change: Any, start: Any) -> None:
    with pytest.raises(DoesNotFit):
        applied(change, start)
