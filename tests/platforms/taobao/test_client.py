"""Calls: how they are signed, what is tried again, what never, and what each refusal means."""

import pytest
import urllib3

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import PAUSES
from hedan.platforms.taobao.answers import root_of
from tests.platforms.taobao.wire import (
    APP,
    HANGS,
    URL,
    Call,
    Reply,
    StubPlatform,
    TestClock,
    ok,
    refused,
    store_settings,
    taobao_api,
    token,
)
from tests.platforms.wire import MemoryVault

M = "taobao.m.get"


def test_a_call_is_signed_and_carries_the_session(platform: StubPlatform) -> None:
    platform.answers(M, ok(M, {"x": "赠"}))
    answer = taobao_api(platform).call(M, {"b": "1", "empty": "", "memo": "加急&<> +"})
    assert answer.data["x"] == "赠"
    assert '"x"' in answer.text
    (call,) = platform.calls
    assert call.params == {"b": "1", "memo": "加急&<> +"}
    assert call.system == {
        "method": M,
        "app_key": APP.app_key,
        "session": "s1",
        # In China's time, whatever ours.
        "timestamp": "2026-10-01 12:00:00",
        "format": "json",
        "v": "2.0",
        "sign_method": "hmac-sha256",
        "sign": call.system["sign"],
    }


def test_a_call_for_the_application_names_no_seller(platform: StubPlatform) -> None:
    platform.answers(M, ok(M))
    taobao_api(platform, vault=MemoryVault(None)).call_for_app(M, {})
    assert "session" not in platform.calls[0].system


@pytest.mark.parametrize("base", [URL, "https://eco.example", "https://eco.example/"])
def test_the_gateway_may_be_named_whole_or_by_its_host(platform: StubPlatform, base: str) -> None:
    platform.answers(M, ok(M))
    taobao_api(platform, settings=store_settings(base)).call(M, {})
    assert platform.urls == [URL]


def test_the_root_of_an_answer() -> None:
    assert root_of("taobao.trade.fullinfo.get") == "trade_fullinfo_get_response"
    assert root_of("alibaba.ascp.a.send") == "alibaba_ascp_a_send_response"
    assert root_of("tmall.item.update") == "tmall_item_update_response"


@pytest.mark.parametrize(
    "hiccup",
    [
        refused(7, "accesscontrol.limited-by-app-access-count"),
        refused(15, "isp.top-remote-connection-timeout"),
        refused(15, "isp.remote-connection-error-tmall"),
        refused(15, "isp.item-update-service-error:GENERIC_FAILURE"),
        refused(15, "ism.json-decode-error"),
        refused(10),
        Reply(b"Bad Gateway", status=502),
        Reply(b"", status=429),
        Reply(b"<html>"),
        Reply(b"\xff\xfe"),
        Reply(b"[]"),
        Reply(b"[" * 100_000),
        Reply({"another_response": {}}),
        Reply({"m_get_response": "x"}),
        HANGS,
    ],
)
def test_a_hiccup_is_tried_again_with_a_pause(platform: StubPlatform, hiccup: Reply) -> None:
    clock = TestClock()
    platform.answers(M, hiccup, hiccup, ok(M, {"x": 1}))
    assert taobao_api(platform, clock=clock).call(M, {}).data["x"] == 1
    assert clock.slept == list(PAUSES[:2])
    # Signed anew each time: the last attempt is not older than the platform allows.
    assert [call.system["timestamp"][-2:] for call in platform.calls] == ["00", "00", "01"]


def test_an_outage_ends_in_busy_after_the_last_attempt(platform: StubPlatform) -> None:
    platform.answers(M, refused(15, "isp.service-error"))
    with pytest.raises(PlatformBusy, match=r"15 isp\.service-error.*log r2"):
        taobao_api(platform).call(M, {})
    assert len(platform.calls) == len(PAUSES) + 1


@pytest.mark.parametrize("reply", [HANGS, Reply(b"", status=504), refused(15, "isp.x")])
def test_what_may_have_been_done_is_not_done_again(platform: StubPlatform, reply: Reply) -> None:
    platform.answers(M, reply, ok(M))
    with pytest.raises(PlatformBusy):
        taobao_api(platform).call(M, {}, repeatable=False)
    assert len(platform.calls) == 1


@pytest.mark.parametrize(
    "reply",
    [
        *(refused(code) for code in (4, 5, 6, 7, 8)),
        refused(15, "accesscontrol.limited-by-api-access-count"),
        Reply(error=urllib3.exceptions.ConnectTimeoutError("no answer to SYN")),
    ],
)
def test_what_was_turned_away_at_the_door_may_be_sent_again(
    platform: StubPlatform, reply: Reply
) -> None:
    platform.answers(M, reply, ok(M))
    taobao_api(platform).call(M, {}, repeatable=False)
    assert len(platform.calls) == 2


def test_throttled_to_the_end_had_no_effect(platform: StubPlatform) -> None:
    platform.answers(M, refused(7))
    with pytest.raises(NotTaken):
        taobao_api(platform).call(M, {}, repeatable=False)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refused(15, "isv.logistics-offline-service-error:B04", "已发货"), "15"),
        (refused(22), "22"),
        (refused(25), "25"),
        (refused(30), "30"),
        (refused(41), "41"),
        (Reply({"error_response": "no object"}), "-1"),
        (Reply({"error_response": {"code": "odd"}}), "-1"),
        (Reply(b"", status=403), "403"),
    ],
)
def test_a_final_no_is_asked_once(platform: StubPlatform, reply: Reply, code: str) -> None:
    platform.answers(M, reply)
    with pytest.raises(PlatformRejected) as told:
        taobao_api(platform).call(M, {})
    assert told.value.code == code
    assert not isinstance(told.value, AccessEnded | TokenRefused)
    assert len(platform.calls) == 1


def test_a_no_keeps_the_platforms_words_and_its_log_id(platform: StubPlatform) -> None:
    platform.answers(M, refused(15, "isv.x:Y", "参数错误"))
    with pytest.raises(PlatformRejected, match="参数错误") as told:
        taobao_api(platform).call(M, {})
    assert (told.value.sub_code, told.value.log_id) == ("isv.x:Y", "r2")


@pytest.mark.parametrize("code", [11, 12, 13])
def test_a_permission_that_ended_needs_the_seller(platform: StubPlatform, code: int) -> None:
    platform.answers(M, refused(code, "isv.permission-api-package-limit"))
    with pytest.raises(AccessEnded):
        taobao_api(platform).call(M, {})


@pytest.mark.parametrize(
    "over",
    [refused(26), refused(27, "invalid-sessionkey"), refused(53), refused(15, "session-expired")],
)
def test_a_refused_token_is_replaced_by_the_one_that_lies_there(
    platform: StubPlatform, over: Reply
) -> None:
    """The seller has just authorised anew, and another process keeps the new token."""
    vault = MemoryVault(token("old"))
    api = taobao_api(platform, vault=vault)

    def refuse_old(call: Call) -> Reply:
        vault.token = token("new")
        return over if call.system["session"] == "old" else ok(M, {"x": 1})

    platform.answers(M, refuse_old)
    assert api.call(M, {}).data["x"] == 1
    assert [call.system["session"] for call in platform.calls] == ["old", "new"]


def test_a_refused_token_that_nobody_can_renew_needs_the_seller(platform: StubPlatform) -> None:
    platform.answers(M, refused(27, "invalid-sessionkey"))
    with pytest.raises(AccessEnded, match="log in at https://oauth"):
        taobao_api(platform).call(M, {})


def test_a_connection_that_never_was_names_no_secret(platform: StubPlatform) -> None:
    error = urllib3.exceptions.ConnectTimeoutError(f"{URL}?session=s1")
    platform.answers(M, Reply(error=error))
    with pytest.raises(PlatformBusy, match="no connection") as told:
        taobao_api(platform).call(M, {})
    assert "s1" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_store_stays_below_its_rate(platform: StubPlatform) -> None:
    clock = TestClock()
    platform.answers(M, ok(M))
    slow = store_settings().but(calls_per_second=1.0)
    api = taobao_api(platform, clock=clock, settings=slow)
    for _ in range(3):
        api.call(M, {})
    assert clock.slept == [1.0, 1.0]
