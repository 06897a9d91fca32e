"""The message queue over HTTP: every message becomes something, and none hides another."""

import json
from typing import Any

import pytest

from hedan.errors import Malformed, PlatformBusy, PlatformRejected
from hedan.platforms.callbacks import DATA_BYTES_MAX
from hedan.platforms.platform import PulledMessage
from hedan.platforms.taobao.topics import KINDS
from tests.platforms.taobao import sample
from tests.platforms.taobao.wire import SELLER, Reply, StubPlatform, ok, refused, taobao_store
from tests.platforms.wire import MemoryVault

CONSUME = "taobao.tmc.messages.consume"
CONFIRM = "taobao.tmc.messages.confirm"
PAID = "taobao_trade_TradeBuyerPay"
REFUND = "taobao_refund_RefundCreated"


def message(topic: str = PAID, content: object = None, **changes: Any) -> dict[str, object]:
    told = {"tid": 4012345678901234567} if content is None else content
    return {
        "id": 7160800049180218391,
        "topic": topic,
        "pub_time": "2026-10-01 10:02:11",
        "user_id": int(SELLER),
        "user_nick": "示例旗舰店",
        "content": told if isinstance(told, str) else json.dumps(told),
        **changes,
    }


def pulled(platform: StubPlatform, *messages: object) -> list[PulledMessage]:
    platform.answers(CONSUME, ok(CONSUME, {"messages": {"tmc_message": list(messages)}}))
    return taobao_store(platform).pull_messages(100)


def one(platform: StubPlatform, *args: Any, **changes: Any) -> PulledMessage:
    (told,) = pulled(platform, message(*args, **changes))
    return told


def test_the_documented_messages(platform: StubPlatform) -> None:
    platform.answers(CONSUME, ok(CONSUME, sample("messages")))
    paid, refund = taobao_store(platform).pull_messages(100)
    assert (paid.message_id, paid.topic, paid.kind) == ("7160800049180218391", PAID, "order")
    assert (paid.shop_id, paid.order_id) == (SELLER, "4012345678901234567")
    assert (refund.kind, refund.after_sale_id) == ("after_sale", "181784773340360001")
    assert refund.order_id == "4012345678901234567"
    assert (paid.problem, refund.problem) == (None, None)


def test_nothing_of_the_buyer_is_kept(platform: StubPlatform) -> None:
    platform.answers(CONSUME, ok(CONSUME, sample("messages")))
    _, refund = taobao_store(platform).pull_messages(100)
    assert refund.data is not None
    assert json.loads(refund.data) == {
        "tid": 4012345678901234567,
        "oid": 4012345678901234569,
        "refund_id": 181784773340360001,
        "bill_type": "refund_bill",
        "refund_phase": "onsale",
        "modified": "2026-10-01 10:20:39",
    }


@pytest.mark.parametrize(
    ("limit", "asked"), [(1, "10"), (10, "10"), (100, "100"), (200, "200"), (500, "200")]
)
def test_how_messages_are_asked_for(platform: StubPlatform, limit: int, asked: str) -> None:
    platform.answers(CONSUME, ok(CONSUME))
    store = taobao_store(platform, vault=MemoryVault(None), tmc_group="hedan")
    assert store.pull_messages(limit) == []
    (call,) = platform.calls
    assert call.params == {"group_name": "hedan", "quantity": asked}
    assert "session" not in call.system


@pytest.mark.parametrize("empty", [{}, {"messages": {}}, {"messages": {"tmc_message": []}}])
def test_an_empty_queue(platform: StubPlatform, empty: dict[str, object]) -> None:
    platform.answers(CONSUME, ok(CONSUME, empty))
    assert taobao_store(platform).pull_messages(100) == []
    assert platform.calls[0].params == {"quantity": "100"}


@pytest.mark.parametrize(("topic", "kind"), KINDS.items())
def test_every_topic(platform: StubPlatform, topic: str, kind: str) -> None:
    told = one(platform, topic, {"tid": 1, "refund_id": "2", "biz_order_id": 3})
    assert (told.kind, told.problem) == (kind, None)


def test_the_topics_that_matter_most() -> None:
    assert KINDS["taobao_trade_TradeLogisticsAddressChanged"] == "order"
    assert KINDS["taobao_modifyaddress_ResultNotify"] == "order"
    assert KINDS["taobao_refund_RefundCreated"] == "after_sale"
    assert KINDS["taobao_dispute_RefundCreated"] == "after_sale"
    assert KINDS["taobao_logistics_LogsticDetailTrace"] == "other"
    assert len(KINDS) == 22 + 2 + 12 + 16 + 14


def test_topics_of_which_only_the_beginning_is_documented(platform: StubPlatform) -> None:
    told = one(platform, "taobao_dispute_ReshippingAgreed", {"refund_id": "18", "tid": "40"})
    assert (told.kind, told.after_sale_id, told.order_id) == ("after_sale", "18", "40")


@pytest.mark.parametrize(
    ("told", "order_id"),
    [
        ({"tid": 4012345678901234567}, "4012345678901234567"),
        ({"tid": "4012345678901234567"}, "4012345678901234567"),
        ({"biz_order_id": 5}, "5"),
    ],
)
def test_ids_are_numbers_or_text(
    platform: StubPlatform, told: dict[str, object], order_id: str
) -> None:
    assert one(platform, PAID, told).order_id == order_id


@pytest.mark.parametrize(
    ("topic", "content", "problem"),
    [
        ("taobao_trade_New", {"tid": 1}, "topic 'taobao_trade_New' is unknown"),
        ("", {"tid": 1}, "topic '' is unknown"),
        (PAID, "no JSON", "content: not a JSON object"),
        (PAID, "[1]", "content: not a JSON object"),
        (PAID, "[" * 100_000, "content: not a JSON object"),
        (PAID, "", "content: not a JSON object"),
        (PAID, {"oid": 1}, "content: names no order"),
        (PAID, {"tid": 4.5e18}, "content: names no order"),
        (PAID, {"tid": True}, "content: names no order"),
        (PAID, {"tid": "a b"}, "content: names no order"),
        (PAID, {"tid": 0}, "content: names no order"),
        (REFUND, {"tid": 1}, "content: names no refund_id"),
        (REFUND, {"tid": 1, "refund_id": "#"}, "content: names no refund_id"),
    ],
)
def test_what_nobody_can_follow_is_kept_and_says_why(
    platform: StubPlatform, topic: str, content: object, problem: str
) -> None:
    bad, good = pulled(platform, message(topic, content), message(id=2))
    assert (bad.kind, bad.problem) == ("other", problem)
    assert bad.message_id == "7160800049180218391"
    assert (good.kind, good.message_id, good.problem) == ("order", "2", None)


@pytest.mark.parametrize("told", ["text", 7, None, {}, {"id": "x y", "topic": 7}])
def test_a_message_that_is_none_is_kept_under_a_name_of_ours(
    platform: StubPlatform, told: object
) -> None:
    first, other = pulled(platform, told, message())
    assert first.kind == "other"
    assert first.message_id.startswith("M")
    assert first.message_id == pulled(platform, told)[0].message_id
    assert other.kind == "order"


def test_bytes_that_are_no_text_spoil_no_other_message(platform: StubPlatform) -> None:
    bad = message(content='{"tid": 3, "buyer_nick": "BAD"}')
    body = json.dumps(
        {"tmc_messages_consume_response": {"messages": {"tmc_message": [bad, message(id=2)]}}}
    )
    platform.answers(CONSUME, Reply(body.encode().replace(b"BAD", b"\xff\xfe")))
    told = taobao_store(platform).pull_messages(100)
    assert [(each.order_id, each.kind) for each in told] == [
        ("3", "order"),
        ("4012345678901234567", "order"),
    ]


def test_a_message_of_a_megabyte_stays_small(platform: StubPlatform) -> None:
    told = one(platform, PAID, {"tid": 1, "status": "x" * 1_000_000, "long": "y" * 1_000_000})
    assert (told.kind, told.order_id, told.data) == ("order", "1", None)
    fits = one(platform, PAID, {"tid": 1, "status": "x" * 1000})
    assert fits.data is not None
    assert len(fits.data) <= DATA_BYTES_MAX


@pytest.mark.parametrize(
    ("changes", "shop"),
    [
        ({}, SELLER),
        ({"user_id": SELLER}, SELLER),
        ({"user_id": None}, "示例旗舰店"),
        ({"user_id": 0}, "示例旗舰店"),
        ({"user_id": None, "user_nick": None}, None),
    ],
)
def test_whose_message_it_is(
    platform: StubPlatform, changes: dict[str, Any], shop: str | None
) -> None:
    assert one(platform, **changes).shop_id == shop


def test_messages_that_are_no_list(platform: StubPlatform) -> None:
    platform.answers(CONSUME, ok(CONSUME, {"messages": {"tmc_message": "x"}}))
    with pytest.raises(Malformed, match="messages"):
        taobao_store(platform).pull_messages(100)


def test_a_group_that_was_never_made_is_a_final_no(platform: StubPlatform) -> None:
    platform.answers(CONSUME, refused(15, "isv.group-not-exist"))
    with pytest.raises(PlatformRejected, match="group-not-exist"):
        taobao_store(platform).pull_messages(100)


def test_messages_are_confirmed_by_two_hundred(platform: StubPlatform) -> None:
    platform.answers(CONFIRM, ok(CONFIRM, {"is_success": True}))
    ids = [str(n) for n in range(1, 402)]
    taobao_store(platform, tmc_group="hedan").confirm_messages([*ids, "1", "MABC", "x y"])
    asked = platform.asked(CONFIRM)
    assert [call["group_name"] for call in asked] == ["hedan"] * 3
    assert [len(call["s_message_ids"].split(",")) for call in asked] == [200, 200, 1]
    assert ",".join(call["s_message_ids"] for call in asked).split(",") == ids


def test_nothing_to_confirm_is_no_call(platform: StubPlatform) -> None:
    taobao_store(platform).confirm_messages(["MABCDEF"])
    assert platform.calls == []


@pytest.mark.parametrize("data", [{"is_success": False}, {}])
def test_a_confirmation_that_did_not_happen_is_tried_later(
    platform: StubPlatform, data: dict[str, object]
) -> None:
    platform.answers(CONFIRM, ok(CONFIRM, data))
    with pytest.raises(PlatformBusy, match="not confirmed"):
        taobao_store(platform).confirm_messages(["1"])
