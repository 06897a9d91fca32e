"""The simulated platform that its tests knock at: one shop, a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from infra.local.doudian import DoudianPlatform
from infra.local.doudian.caller import Caller
from infra.local.simulated.clock import SetClock

APP_KEY, APP_SECRET, SHOP = "6800000000000000001", "demo-secret", "4463798"
START = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[DoudianPlatform]:
    with DoudianPlatform(seed=1, clock=clock) as platform:
        platform.register_app(APP_KEY, APP_SECRET)
        platform.register_shop(SHOP, "示例小店")
        yield platform
        assert platform.crashes == []


@pytest.fixture
def caller(platform: DoudianPlatform) -> Caller:
    caller = Caller(platform, APP_KEY, APP_SECRET)
    caller.log_in(SHOP)
    return caller
