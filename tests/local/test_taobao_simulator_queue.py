"""The queue of the simulated Taobao: messages that come again, twice, late, or never."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Faults, Goods, Person
from infra.local.taobao import TaobaoPlatform
from infra.local.taobao.caller import Caller

APP, SECRET, SHOP, OTHER_SHOP = "12345678", "helloworld", "2200123456789", "2200123456790"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, discount_minor=550, spec="规格:250g")
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[TaobaoPlatform]:
    platform = TaobaoPlatform(seed=1, clock=clock)
    platform.register_app(APP, SECRET)
    platform.register_shop(SHOP, "示例旗舰店")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: TaobaoPlatform) -> Caller:
    session = platform.session_of(SHOP)
    assert session
    return Caller(platform, APP, SECRET, session.token)


# --- the queue ----------------------------------------------------------------------------


def consume(caller: Caller, **params: Any) -> list[dict[str, Any]]:
    answer = caller.call("taobao.tmc.messages.consume", params, session=None)
    told = answer["tmc_messages_consume_response"]
    if "messages" not in told:
        return []
    found: list[dict[str, Any]] = told["messages"]["tmc_message"]
    return found


def confirm(caller: Caller, *ids: int) -> Any:
    params = {"s_message_ids": ",".join(map(str, ids))}
    return caller.call("taobao.tmc.messages.confirm", params, session=None)


def test_message_comes_again_until_it_is_confirmed(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    assert consume(caller) == []
    tid = platform.place_order(SHOP, [TEA], ANNA, paid_at=START)
    (message,) = consume(caller)
    assert message["topic"] == "taobao_trade_TradeBuyerPay"
    assert message["user_id"] == int(SHOP)
    assert message["id"] > 2**53
    content = json.loads(message["content"])
    assert (content["tid"], content["payment"]) == (int(tid), "73.50")
    assert "status" not in content
    assert consume(caller) == []
    clock.advance(timedelta(minutes=7))
    assert consume(caller) == [message]
    assert confirm(caller, message["id"], 1)["tmc_messages_confirm_response"]["is_success"]
    clock.advance(timedelta(minutes=7))
    assert consume(caller) == []
    assert platform.waiting_messages == []


def test_quantities_groups_and_ids_are_checked(caller: Caller) -> None:
    for wrong in ({"quantity": 9}, {"quantity": 201}, {"group_name": "mine"}):
        answer = caller.call("taobao.tmc.messages.consume", wrong, session=None)
        assert "error_response" in answer
    assert "error_response" in confirm(caller, *range(1, 202))
    assert "error_response" in confirm(caller)


def test_message_of_another_app_is_not_seen(platform: TaobaoPlatform, caller: Caller) -> None:
    platform.register_app("87654321", "other")
    platform.register_shop(OTHER_SHOP, "另一店", app_key="87654321")
    platform.place_order(OTHER_SHOP, [TEA], ANNA, paid_at=START)
    assert consume(caller) == []
    (message,) = consume(Caller(platform, "87654321", "other"))
    confirm(caller, message["id"])
    assert len(platform.waiting_messages) == 1


def test_messages_are_forgotten_after_three_days(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    platform.place_order(SHOP, [TEA], ANNA, paid_at=START)
    clock.advance(timedelta(days=3, seconds=1))
    assert consume(caller) == []
    assert len(platform.lost_messages) == 1


def test_dropped_doubled_and_late_messages(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    tid = platform.place_order(SHOP, [TEA], ANNA, paid_at=START)
    consume(caller)
    platform.drop_next_message(tid)
    platform.request_refund(tid)
    assert [lost.topic for lost in platform.lost_messages] == ["taobao_refund_RefundCreated"]
    platform.faults = Faults(reorder_probability=1.0, reorder_seconds_max=60)
    platform.withdraw_refund(tid)
    assert consume(caller) == []
    clock.advance(timedelta(minutes=1))
    assert len(consume(caller)) == 1
    platform.faults = Faults(duplicate_probability=1.0)
    for _ in range(10):
        platform.place_order(SHOP, [TEA], ANNA, paid_at=clock())
    told = [*consume(caller), *consume(caller)]
    trades = {json.loads(message["content"])["tid"] for message in told}
    ids = {message["id"] for message in told}
    assert (len(told), len(trades)) == (20, 10)
    assert 10 < len(ids) < 20
