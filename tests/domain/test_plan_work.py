"""The plan's work grows with the lines and no faster: counted, not timed."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from hedan.domain.plan import plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from tests.domain.builders import NOW, make_ready

# Calls per line, several times what is needed now; work that grows with the square passes it soon.
CALLS_PER_LINE_MAX = 150


def _calls(work: Callable[[], object]) -> int:
    """Count every call of a Python or C function while the work is done."""
    count = 0

    def note(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def _pairs(number: int) -> ReadyLine:
    return make_ready(str(number), "a", merge_group=f"group-{number // 2}")


def _one_buyer(number: int) -> ReadyLine:
    return make_ready(str(number), "a")


def _one_order(number: int) -> ReadyLine:
    return make_ready("1", str(number), fixed_packing=number % 2 == 0)


@pytest.mark.parametrize("shape", [_pairs, _one_buyer, _one_order])
def test_twice_the_lines_are_twice_the_work(shape: Callable[[int], ReadyLine]) -> None:
    few, many = ([shape(number) for number in range(count)] for count in (1_000, 2_000))
    rules = PlanRules()
    once = _calls(lambda: plan_parcels(few, rules, NOW, "wave-1"))
    twice = _calls(lambda: plan_parcels(many, rules, NOW, "wave-1"))
    assert once <= CALLS_PER_LINE_MAX * len(few)
    assert twice <= 2.1 * once
