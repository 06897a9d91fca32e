"""Calls: how they are signed, what is tried again, what never, and when a token is renewed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hedan.errors import AccessEnded, Malformed, PlatformBusy, PlatformRejected
from hedan.platforms.aliexpress.client import AliexpressApi, long_number
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import PAUSES
from tests.platforms.aliexpress.wire import (
    APP,
    NO_ANSWER,
    NO_CONNECTION,
    NOW,
    Reply,
    ScriptedGateway,
    TestClock,
    ok,
    outside,
    refused,
    store_settings,
    system_refused,
    token,
)
from tests.platforms.wire import MemoryVault

M = "aliexpress.some.method"
REFRESH = "/auth/token/refresh"
EXPIRED = refused("IllegalAccessToken")


def api(
    gateway: ScriptedGateway, *, vault: MemoryVault | None = None, clock: TestClock | None = None
) -> AliexpressApi:
    return AliexpressApi(
        store_settings(), APP, vault or MemoryVault(token()), outside(gateway, clock)
    )


def fresh(name: str, **changes: Any) -> Reply:
    """Answer a pair of tokens as the system gateway does."""
    return Reply(
        {
            "access_token": name,
            "refresh_token": f"r-{name}",
            "expires_in": 2_592_000,
            "refresh_expires_in": "5184000",
            "code": "0",
            "request_id": "R4",
            **changes,
        }
    )


def test_a_call_is_signed_and_carries_the_token(gateway: ScriptedGateway) -> None:
    gateway.answers(M, ok(M, {"price": 1.10, "text": "杯"}))
    answer = api(gateway).call(M, {"a": {"b": [1]}, "text": "马克杯&=", "blank": ""})
    assert answer.data == {"price": Decimal("1.1"), "text": "杯", "request_id": "R1"}
    (call,) = gateway.calls
    assert call.params == {"a": {"b": [1]}, "text": "马克杯&=", "blank": ""}
    assert call.fields["access_token"] == "a1"
    assert call.fields["timestamp"] == str(int(NOW.timestamp() * 1000))


def test_an_answer_without_its_root_is_the_same(gateway: ScriptedGateway) -> None:
    gateway.answers(M, Reply({"result": {"success": True}, "request_id": "R9"}))
    answer = api(gateway).call(M, {})
    assert (answer.data["result"], answer.request_id) == ({"success": True}, "R9")


@pytest.mark.parametrize(
    "hiccup",
    [
        refused("ApiCallLimit"),
        refused("AppCallLimit", "SYSTEM"),
        refused("ServiceTimeout", "ISP"),
        refused("15", "", "isp.top-remote-connection-timeout"),
        refused("E999", "SYSTEM"),
        Reply(b"Bad Gateway", status=502),
        Reply(b"<html>"),
        Reply(b"[]"),
        Reply(b"\xff"),
        Reply(b"{" * 100_000),
        Reply(b"", status=429),
        NO_ANSWER,
        NO_CONNECTION,
        ok(M, {"result": {"success": False, "error_code": "SYSTEM_ERROR"}}),
    ],
)
def test_a_hiccup_is_tried_again_with_a_pause(gateway: ScriptedGateway, hiccup: Reply) -> None:
    clock = TestClock()
    gateway.answers(M, hiccup, hiccup, ok(M, {"told": 1}))
    assert api(gateway, clock=clock).call(M, {}).data["told"] == 1
    assert clock.slept == list(PAUSES[:2])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refused("IncompleteSignature", "SYSTEM"), "IncompleteSignature"),
        (refused("MissingParameter", "ISP"), "MissingParameter"),
        (refused("InvalidParameter"), "InvalidParameter"),
        (refused("25", "", "isv.sign"), "25"),
        (refused("15", "ISP", "isv.order-status"), "15"),
        (Reply(b"gone", status=404), "404"),
        (Reply({"a": 1}, status=403), "403"),
        (ok(M, {"result": {"success": False, "error_code": "B_1", "error_message": "x"}}), "B_1"),
        (ok(M, {"result_success": False, "result_error_code": "L_2"}), "L_2"),
        (ok(M, {"result": {"result_success": "false", "error_code": "L_3"}}), "L_3"),
        (ok(M, {"is_success": False, "code_of_error": "L_4"}), "L_4"),
    ],
)
def test_a_final_no_is_asked_once(gateway: ScriptedGateway, reply: Reply, code: str) -> None:
    gateway.answers(M, reply)
    with pytest.raises(PlatformRejected) as told:
        api(gateway).call(M, {})
    assert told.value.code == code
    assert not isinstance(told.value, AccessEnded | TokenRefused)
    assert len(gateway.calls) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [("InsufficientPermission", "permission group"), ("AppWhiteIpLimit", "white list")],
)
def test_what_only_the_owner_can_mend_ends_access(
    gateway: ScriptedGateway, code: str, words: str
) -> None:
    gateway.answers(M, refused(code, "SYSTEM"))
    with pytest.raises(AccessEnded, match=words) as told:
        api(gateway).call(M, {})
    assert told.value.log_id == "R2"


def test_what_may_have_been_done_is_not_done_again(gateway: ScriptedGateway) -> None:
    for lost in (NO_ANSWER, Reply(b"", status=504), refused("ServiceTimeout", "ISP")):
        gateway.calls.clear()
        gateway.answers(M, lost, ok(M, {}))
        with pytest.raises(PlatformBusy):
            api(gateway).call(M, {}, repeatable=False)
        assert len(gateway.calls) == 1


def test_what_was_turned_away_at_the_door_may_be_sent_again(gateway: ScriptedGateway) -> None:
    gateway.answers(M, refused("ApiCallLimit"), NO_CONNECTION, ok(M, {"told": 1}))
    assert api(gateway).call(M, {}, repeatable=False).data["told"] == 1


def test_an_outage_ends_in_busy(gateway: ScriptedGateway) -> None:
    gateway.answers(M, refused("AppCallLimit"))
    with pytest.raises(NotTaken, match="AppCallLimit"):
        api(gateway).call(M, {})
    assert len(gateway.calls) == len(PAUSES) + 1


@pytest.mark.parametrize(
    "expired", [EXPIRED, refused("27"), refused("IllegalAccessToken", "SYSTEM")]
)
def test_a_refused_token_is_renewed_once_and_the_call_repeated(
    gateway: ScriptedGateway, expired: Reply
) -> None:
    vault = MemoryVault(token("a1"))
    gateway.answers(M, expired, ok(M, {"told": 1}))
    gateway.answers(REFRESH, fresh("a2"))
    assert api(gateway, vault=vault).call(M, {}, repeatable=False).data["told"] == 1
    assert gateway.methods() == [M, REFRESH, M]
    assert [call.fields.get("access_token") for call in gateway.calls] == ["a1", None, "a2"]
    assert gateway.asked(REFRESH) == [{"refresh_token": "r-a1"}]
    assert vault.token is not None
    assert (vault.token.access_token, vault.token.refresh_token) == ("a2", "r-a2")
    assert vault.token.expires_at == NOW + timedelta(days=30)
    assert vault.token.refresh_expires_at == NOW + timedelta(days=60)


def test_ends_are_told_in_milliseconds_first(gateway: ScriptedGateway) -> None:
    vault = MemoryVault(token(left=timedelta(hours=1)))
    end = NOW + timedelta(days=1)
    gateway.answers(REFRESH, fresh("a2", expire_time=int(end.timestamp() * 1000)))
    gateway.answers(M, ok(M, {}))
    api(gateway, vault=vault).call(M, {})
    assert vault.token is not None
    assert vault.token.expires_at == end
    assert gateway.calls[-1].fields["access_token"] == "a2"


def test_a_token_refused_twice_needs_the_seller(gateway: ScriptedGateway) -> None:
    gateway.answers(M, EXPIRED)
    gateway.answers(REFRESH, fresh("a2"))
    with pytest.raises(AccessEnded):
        api(gateway).call(M, {})


@pytest.mark.parametrize("code", ["IllegalRefreshToken", "InvalidParameter", "IllegalAccessToken"])
def test_a_refresh_token_that_is_over_needs_the_seller(gateway: ScriptedGateway, code: str) -> None:
    gateway.answers(M, EXPIRED)
    gateway.answers(REFRESH, system_refused(code, "SYSTEM"))
    with pytest.raises(AccessEnded, match="authorise the application again"):
        api(gateway).call(M, {})


def test_a_refresh_from_a_wrong_address_is_not_the_sellers_fault(gateway: ScriptedGateway) -> None:
    gateway.answers(M, EXPIRED)
    gateway.answers(REFRESH, system_refused("AppWhiteIpLimit"))
    with pytest.raises(AccessEnded, match="white list") as told:
        api(gateway).call(M, {})
    assert "authorise" not in str(told.value)


def test_without_a_first_token_the_seller_is_asked_for_one(gateway: ScriptedGateway) -> None:
    with pytest.raises(AccessEnded, match="store mugs: the seller must authorise"):
        api(gateway, vault=MemoryVault()).call(M, {})
    assert gateway.calls == []


def test_a_busy_platform_keeps_a_token_that_is_still_good(gateway: ScriptedGateway) -> None:
    gateway.answers(REFRESH, system_refused("ServiceTimeout", "ISP"))
    gateway.answers(M, ok(M, {"told": 1}))
    calling = api(gateway, vault=MemoryVault(token(left=timedelta(hours=1))))
    assert calling.call(M, {}).data["told"] == 1
    # It may have been taken: a pair that nobody heard of is not asked for twice in a row.
    assert gateway.methods() == [REFRESH, M]


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": None},
        {"refresh_token": ""},
        {"expires_in": None},
        {"expires_in": "soon"},
        {"expire_time": 10**30},
    ],
)
def test_a_broken_token_answer_is_malformed_and_never_quoted(
    gateway: ScriptedGateway, changes: dict[str, Any]
) -> None:
    gateway.answers(M, EXPIRED)
    gateway.answers(REFRESH, fresh("top-secret", **changes))
    with pytest.raises(Malformed) as told:
        api(gateway).call(M, {})
    assert "secret" not in str(told.value)


def test_an_order_id_of_another_platform() -> None:
    assert long_number("8190000000001234") == 8190000000001234
    for wrong in ("A1", "", "1.5", "١٢٣", "-1"):
        with pytest.raises(Malformed):
            long_number(wrong)
