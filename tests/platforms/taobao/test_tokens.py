"""A store's token: brought by the seller, renewed where the application may, never invented."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from hedan.errors import AccessEnded, Malformed, PlatformBusy
from hedan.platforms.taobao.tokens import first_token
from tests.platforms.taobao.wire import (
    NOW,
    SELLER,
    Reply,
    StubPlatform,
    ok,
    refused,
    store_settings,
    taobao_api,
    token,
)
from tests.platforms.wire import MemoryVault

M = "taobao.m.get"
REFRESH = "taobao.top.auth.token.refresh"
CREATE = "taobao.top.auth.token.create"
SERVICE = store_settings(app_kind="service")


def fresh(method: str = REFRESH, **changes: object) -> Reply:
    told = {
        "access_token": "s2",
        "refresh_token": "r2",
        "expires_in": 86400,
        "re_expires_in": 172800,
        **changes,
    }
    return ok(method, {"token_result": json.dumps(told)})


def test_a_service_renews_its_token_before_it_ends(platform: StubPlatform) -> None:
    vault = MemoryVault(token("s1", timedelta(minutes=59)))
    platform.answers(REFRESH, fresh())
    platform.answers(M, ok(M))
    taobao_api(platform, vault=vault, settings=SERVICE).call(M, {})
    assert platform.methods() == [REFRESH, M]
    assert platform.asked(REFRESH) == [{"refresh_token": "r-s1"}]
    assert "session" not in platform.calls[0].system
    assert platform.calls[1].system["session"] == "s2"
    (saved,) = vault.saved
    assert saved.refresh_token == "r2"
    assert saved.expires_at == NOW + timedelta(days=1)
    assert saved.refresh_expires_at == NOW + timedelta(days=2)


def test_a_services_token_that_was_revoked_is_renewed_and_the_call_repeated(
    platform: StubPlatform,
) -> None:
    platform.answers(REFRESH, fresh())
    platform.answers(M, refused(27, "session-expired"), ok(M, {"x": 1}))
    assert taobao_api(platform, settings=SERVICE).call(M, {}).data["x"] == 1
    assert platform.methods() == [M, REFRESH, M]


def test_a_refresh_token_that_is_spent_needs_the_seller(platform: StubPlatform) -> None:
    platform.answers(REFRESH, refused(15, "isv.refresh-token-invalid", "过期"))
    vault = MemoryVault(token("s1", timedelta(0)))
    with pytest.raises(AccessEnded, match=f"过期; seller {SELLER} must log in") as told:
        taobao_api(platform, vault=vault, settings=SERVICE).call(M, {})
    assert told.value.log_id == "r2"
    assert vault.saved == []


def test_a_token_desk_that_is_busy_costs_nothing_while_the_token_is_good(
    platform: StubPlatform,
) -> None:
    platform.answers(REFRESH, refused(15, "isp.service-error"))
    platform.answers(M, ok(M, {"x": 1}))
    vault = MemoryVault(token("s1", timedelta(minutes=30)))
    assert taobao_api(platform, vault=vault, settings=SERVICE).call(M, {}).data["x"] == 1
    # A refresh token is spent by its first use: no second attempt.
    assert len(platform.asked(REFRESH)) == 1
    vault = MemoryVault(token("s1", timedelta(seconds=-1)))
    with pytest.raises(PlatformBusy):
        taobao_api(platform, vault=vault, settings=SERVICE).call(M, {})


def test_a_merchants_token_is_used_to_its_end(platform: StubPlatform) -> None:
    platform.answers(M, ok(M))
    taobao_api(platform, vault=MemoryVault(token("s1", timedelta(seconds=1)))).call(M, {})
    with pytest.raises(AccessEnded, match="renews none; seller"):
        taobao_api(platform, vault=MemoryVault(token("s1", timedelta(seconds=-1)))).call(M, {})
    assert platform.methods() == [M]


def test_before_the_first_token_only_the_seller_can_help(platform: StubPlatform) -> None:
    for settings in (SERVICE, store_settings()):
        with pytest.raises(AccessEnded, match=f"no token yet; seller {SELLER}"):
            taobao_api(platform, vault=MemoryVault(None), settings=settings).call(M, {})
    assert platform.calls == []


def test_a_service_without_refresh_token(platform: StubPlatform) -> None:
    vault = MemoryVault(token("s1", timedelta(0)).but(refresh_token=""))
    with pytest.raises(AccessEnded, match="without a refresh token"):
        taobao_api(platform, vault=vault, settings=SERVICE).call(M, {})


def test_a_first_token_is_given_for_the_sellers_code(platform: StubPlatform) -> None:
    platform.answers(CREATE, fresh(CREATE, re_expires_in=None, refresh_token=None))
    told = first_token(taobao_api(platform, vault=MemoryVault(None)), "c0de", NOW)
    assert platform.asked(CREATE) == [{"code": "c0de"}]
    assert (told.access_token, told.refresh_token) == ("s2", "")
    assert told.refresh_expires_at is None


def test_an_end_may_be_an_instant_in_milliseconds(platform: StubPlatform) -> None:
    platform.answers(CREATE, fresh(CREATE, expires_in=None, expire_time=1800000000000))
    told = first_token(taobao_api(platform), "c", NOW)
    assert told.expires_at == datetime.fromtimestamp(1800000000, UTC)


@pytest.mark.parametrize(
    "answer",
    [
        ok(CREATE),
        ok(CREATE, {"token_result": "secret no JSON"}),
        ok(CREATE, {"token_result": "[]"}),
        ok(CREATE, {"token_result": json.dumps({"access_token": "secret"})}),
        fresh(CREATE, access_token=""),
        fresh(CREATE, expires_in="secret"),
        fresh(CREATE, expires_in=10**30),
    ],
)
def test_a_token_that_cannot_be_read_is_not_quoted(platform: StubPlatform, answer: Reply) -> None:
    platform.answers(CREATE, answer)
    with pytest.raises(Malformed, match="token answer") as told:
        first_token(taobao_api(platform), "c", NOW)
    assert "secret" not in str(told.value)
