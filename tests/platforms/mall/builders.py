"""What the tests of the store have in common."""

from datetime import UTC, datetime, timedelta

from hedan.platforms.access import AppSecret
from hedan.platforms.mall.store import MallStore
from hedan.platforms.platform import (
    Platform,
)
from tests.platforms.mall.test_mapping import ORDER_ID, STORE
from tests.platforms.mall.wire import CARRIERS, FakePool, Reply, TestClock, outside
from tests.platforms.wire import MemoryVault

ORDER = f"GET /api/orders/{ORDER_ID}"
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)


def store(pool: FakePool, clock: TestClock | None = None) -> Platform:
    app = AppSecret(app_key="", app_secret="tok-1")
    settings = STORE.but(calls_per_second=1000.0)
    return MallStore(settings, app, MemoryVault(), CARRIERS, outside(pool, clock))


def no(status: int, code: str, words: str = "nope") -> Reply:
    return Reply(
        {"error": {"code": code, "message": words}}, status, headers={"X-Request-Id": "req-7"}
    )
