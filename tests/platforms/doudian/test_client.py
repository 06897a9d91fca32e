"""Calls over a real socket: what is tried again, what never, and what a stuck platform costs."""

import socket
import threading
from datetime import timedelta

import pytest

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling import sending
from hedan.platforms.calling.sending import PAUSES
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.outside import Outside
from tests.platforms.doudian.wire import (
    APP,
    HANGS,
    NOW,
    Call,
    Reply,
    StubPlatform,
    TestClock,
    ok,
    refused,
    store_settings,
    token,
)
from tests.platforms.wire import MemoryVault

pytestmark = pytest.mark.loopback
EXPIRED = refused(40003, "isv.access-token-expired")


def api(
    platform: StubPlatform, *, vault: MemoryVault | None = None, clock: TestClock | None = None
) -> DoudianApi:
    return DoudianApi(
        store_settings(platform.url),
        APP,
        vault or MemoryVault(token()),
        Outside(clock=(clock or TestClock()).clock()),
    )


def test_a_call_is_signed_and_carries_the_token(platform: StubPlatform) -> None:
    platform.answers("order.orderDetail", ok({"x": "赠"}))
    answer = api(platform).call("order.orderDetail", {"b": "1", "a": None, "remark": "加急&<>"})
    assert answer.data == {"x": "赠"}
    (call,) = platform.calls
    assert call.params == {"b": "1", "remark": "加急&<>"}
    assert call.query["access_token"] == "a1"
    assert call.query["timestamp"] == str(int(NOW.timestamp()))


@pytest.mark.parametrize(
    "hiccup",
    [
        refused(60000),
        refused(20000, "isp.service-error:20004"),
        refused(90000),
        Reply(b"Bad Gateway", status=502),
        Reply(b"<html>"),
    ],
)
def test_a_hiccup_is_tried_again_with_a_pause(platform: StubPlatform, hiccup: Reply) -> None:
    clock = TestClock()
    platform.answers("m.m", hiccup, hiccup, ok(1))
    assert api(platform, clock=clock).call("m.m", {}).data == 1
    assert clock.slept == list(PAUSES[:2])


def test_an_outage_ends_in_busy_after_the_last_attempt(platform: StubPlatform) -> None:
    platform.answers("m.m", refused(20000, "dop.service-error"))
    with pytest.raises(PlatformBusy, match=r"20000 dop\.service-error.*log L2"):
        api(platform).call("m.m", {})
    assert len(platform.calls) == len(PAUSES) + 1


def test_a_final_no_is_asked_once_and_keeps_its_log_id(platform: StubPlatform) -> None:
    platform.answers("m.m", refused(40004, "isv.parameter-invalid:1", "参数错误"))
    with pytest.raises(PlatformRejected) as told:
        api(platform).call("m.m", {})
    assert (told.value.code, told.value.log_id) == ("40004", "L2")
    assert "参数错误" in told.value.message
    assert len(platform.calls) == 1


def test_what_may_have_been_done_is_not_done_again(platform: StubPlatform) -> None:
    platform.answers("m.m", Reply(b"", status=504), ok())
    with pytest.raises(PlatformBusy):
        api(platform).call("m.m", {}, repeatable=False)
    assert len(platform.calls) == 1


def test_what_was_turned_away_at_the_door_may_be_sent_again(platform: StubPlatform) -> None:
    platform.answers("m.m", refused(60000), Reply(b"", status=429), ok(1))
    assert api(platform).call("m.m", {}, repeatable=False).data == 1


def test_a_platform_that_never_answers(
    platform: StubPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "READ_SECONDS", 0.05)
    platform.answers("m.m", HANGS)
    with pytest.raises(PlatformBusy, match="no answer"):
        api(platform).call("m.m", {}, repeatable=False)
    with pytest.raises(PlatformBusy):
        api(platform).call("m.m", {})
    assert len(platform.calls) == 1 + len(PAUSES) + 1


def test_patience_has_an_end(platform: StubPlatform) -> None:
    clock = TestClock()

    def slow(_: Call) -> Reply:
        clock.moment += timedelta(seconds=7)
        return Reply(b"", status=503)

    platform.answers("m.m", slow)
    with pytest.raises(PlatformBusy):
        api(platform, clock=clock).call("m.m", {})
    assert len(platform.calls) == 2


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Not listening: a connection is refused.
        settings = store_settings(f"http://127.0.0.1:{taken.getsockname()[1]}")
        clock = TestClock()
        calling = DoudianApi(settings, APP, MemoryVault(token()), Outside(clock=clock.clock()))
        with pytest.raises(PlatformBusy, match="no connection") as told:
            calling.call("m.m", {}, repeatable=False)
    # Nothing was sent, so nothing can be done twice.
    assert clock.slept == list(PAUSES)
    assert "a1" not in str(told.value)
    assert told.value.__cause__ is None


def test_an_expired_token_is_renewed_once_and_the_call_repeated(platform: StubPlatform) -> None:
    vault = MemoryVault(token("a1"))
    platform.answers("m.m", EXPIRED, ok(1))
    platform.answers("token.refresh", ok(fresh("a2")))
    calling = api(platform, vault=vault)
    # Also where nothing else would be sent twice: a refused token kept the call from happening.
    assert calling.call("m.m", {}, repeatable=False).data == 1
    assert platform.methods() == ["m.m", "token.refresh", "m.m"]
    assert [c.query.get("access_token") for c in platform.calls] == ["a1", None, "a2"]
    assert vault.token is not None
    assert vault.token.access_token == "a2"
    calling.call("m.m", {})
    assert platform.calls[-1].query["access_token"] == "a2"


def test_a_token_refused_twice_is_a_no(platform: StubPlatform) -> None:
    platform.answers("m.m", EXPIRED)
    platform.answers("token.refresh", ok(fresh("a2")))
    with pytest.raises(PlatformRejected, match="access-token-expired"):
        api(platform).call("m.m", {})
    assert platform.methods() == ["m.m", "token.refresh", "m.m"]


def test_a_closed_authorisation_ends_access_without_another_try(platform: StubPlatform) -> None:
    platform.answers("m.m", refused(30001, "dop.authorization-closed"))
    with pytest.raises(AccessEnded):
        api(platform).call("m.m", {})
    assert platform.methods() == ["m.m"]


def test_two_processes_whose_token_expired_refresh_it_once(platform: StubPlatform) -> None:
    """Both are refused before either may renew; a second refresh would void the first one's."""
    vault = MemoryVault(token("a1"))
    both_refused = threading.Barrier(2, timeout=10)

    def checks(call: Call) -> Reply:
        if call.query["access_token"] == "a1":
            both_refused.wait()
            return EXPIRED
        return ok(call.query["access_token"])

    platform.answers("m.m", checks)
    platform.answers("token.refresh", ok(fresh("a2")), refused(50002, "isv.business-failed:31012"))
    told: list[object] = []

    def process() -> None:
        told.append(
            DoudianApi(store_settings(platform.url), APP, vault, Outside()).call("m.m", {}).data
        )

    both = [threading.Thread(target=process) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert told == ["a2", "a2"]
    assert platform.methods().count("token.refresh") == 1
    assert len(vault.saved) == 1


def fresh(name: str) -> dict[str, object]:
    return {"access_token": name, "refresh_token": f"r-{name}", "expires_in": 604800}
