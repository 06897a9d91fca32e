"""The bucket: bursts, the steady rate, and who comes later waits longer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.calling.limiter import TokenBucket
from tests.platforms.doudian.wire import TestClock


def test_a_seconds_worth_at_once_and_then_the_rate() -> None:
    clock = TestClock()
    bucket = TokenBucket(5, clock.clock())
    for _ in range(5):
        bucket.take()
    assert clock.slept == []
    for _ in range(3):
        bucket.take()
    assert clock.slept == pytest.approx([0.2, 0.2, 0.2], abs=1e-5)


def test_a_long_pause_saves_up_no_more_than_a_second() -> None:
    clock = TestClock()
    bucket = TokenBucket(5, clock.clock())
    clock.moment += timedelta(hours=1)
    for _ in range(6):
        bucket.take()
    assert clock.slept == pytest.approx([0.2], abs=1e-5)


def test_less_than_one_call_a_second() -> None:
    clock = TestClock()
    bucket = TokenBucket(0.5, clock.clock())
    bucket.take()
    bucket.take()
    assert clock.slept == pytest.approx([2.0], abs=1e-5)


@given(
    st.floats(min_value=0.2, max_value=50),
    st.lists(st.floats(min_value=0, max_value=3), min_size=1, max_size=40),
)
def test_never_more_than_the_rate(rate: float, pauses: list[float]) -> None:
    clock = TestClock()
    began = clock.moment
    bucket = TokenBucket(rate, clock.clock())
    for count, pause in enumerate(pauses, start=1):
        bucket.take()
        passed = (clock.moment - began).total_seconds()
        assert count <= max(1.0, rate) + rate * passed + 0.01
        clock.sleep(pause)
