"""The client: what it sends, how often, and with which token."""

from datetime import timedelta

import pytest
import urllib3

from hedan.errors import AccessEnded, Malformed, PlatformBusy, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.pinduoduo.client import router_url
from tests.platforms.pinduoduo.wire import (
    APP,
    NOW,
    SHOP,
    URL,
    Gateway,
    Reply,
    TestClock,
    api,
    ok,
    refused,
    silent,
    token,
)
from tests.platforms.wire import MemoryVault

TIME = "pdd.time.get"
CREATE = "pdd.pop.auth.token.create"
REFRESH = "pdd.pop.auth.token.refresh"
FINE = ok("time_get_response", time="2026-09-28 12:00:00")


def granted(name: str = "b2", **changes: object) -> Reply:
    data = {
        "access_token": name,
        "refresh_token": f"r-{name}",
        "expires_in": 86_400,
        "refresh_token_expires_in": 2_592_000,
        "owner_id": SHOP,
        **changes,
    }
    return ok("pop_auth_token_refresh_response", **data)


def test_a_call_is_signed_with_the_common_parameters(gateway: Gateway) -> None:
    gateway.answers(TIME, FINE)
    assert api(gateway).call(TIME, {"note": "加急&=+"}).data == {"time": "2026-09-28 12:00:00"}
    (call,) = gateway.calls  # The gateway has checked the signature.
    assert call.form.items() >= {
        ("type", TIME),
        ("client_id", APP.app_key),
        ("access_token", "a1"),
        ("timestamp", str(int(NOW.timestamp()))),
        ("data_type", "JSON"),
        ("note", "加急&=+"),
    }


@pytest.mark.parametrize(
    "told", ["https://gateway.invalid", "https://gateway.invalid/", URL, URL + "/"]
)
def test_the_address_may_be_the_host_alone(told: str) -> None:
    assert router_url(told) == URL


@pytest.mark.parametrize("hiccup", [refused(52101), refused(50000), silent(), Reply(status=502)])
def test_a_hiccup_is_waited_out(gateway: Gateway, hiccup: Reply) -> None:
    gateway.answers(TIME, hiccup, hiccup, FINE)
    clock = TestClock()
    api(gateway, clock=clock).call(TIME, {})
    assert clock.slept == [0.3, 1.0]


def test_an_outage_ends_in_a_typed_error(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(52002))
    with pytest.raises(PlatformBusy):
        api(gateway).call(TIME, {})


def test_what_may_have_had_an_effect_is_not_sent_again(gateway: Gateway) -> None:
    gateway.answers(TIME, silent(), FINE)
    with pytest.raises(PlatformBusy):
        api(gateway).call(TIME, {}, repeatable=False)
    assert gateway.methods() == [TIME]


def test_what_surely_had_none_is(gateway: Gateway) -> None:
    refusing = urllib3.exceptions.ConnectTimeoutError("no way")
    gateway.answers(TIME, refused(52101), Reply(raises=refusing), FINE)
    api(gateway).call(TIME, {}, repeatable=False)
    assert gateway.methods() == [TIME] * 3


def test_an_error_names_neither_address_nor_token(gateway: Gateway) -> None:
    gateway.answers(TIME, silent())
    with pytest.raises(PlatformBusy) as raised:
        api(gateway).call(TIME, {})
    assert "gateway.invalid" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_refused_token_is_renewed_once(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(10019), FINE)
    gateway.answers(REFRESH, granted())
    vault = MemoryVault(token())
    api(gateway, vault=vault).call(TIME, {})
    assert gateway.methods() == [TIME, REFRESH, TIME]
    assert "access_token" not in gateway.calls[1].form
    assert gateway.calls[1].form["refresh_token"] == "r-a1"
    assert gateway.calls[2].form["access_token"] == "b2"
    assert vault.token == Token(
        access_token="b2",
        refresh_token="r-b2",
        expires_at=NOW + timedelta(days=1),
        refresh_expires_at=NOW + timedelta(days=30),
    )


def test_a_fresh_token_that_is_refused_too_ends_access(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(20032))
    gateway.answers(REFRESH, granted())
    with pytest.raises(AccessEnded):
        api(gateway).call(TIME, {})
    assert gateway.methods() == [TIME, REFRESH, TIME]


def test_a_token_near_its_end_is_renewed_before_the_call(gateway: Gateway) -> None:
    gateway.answers(TIME, FINE)
    gateway.answers(REFRESH, granted())
    api(gateway, vault=MemoryVault(token(left=timedelta(minutes=59)))).call(TIME, {})
    assert gateway.methods() == [REFRESH, TIME]


def test_a_token_lasts_as_long_as_its_shortest_right(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(10019), FINE)
    gateway.answers(REFRESH, granted(w1_expires_in=10_800, w2_expires_in=0, r1_expires_in=50_000))
    vault = MemoryVault(token())
    api(gateway, vault=vault).call(TIME, {})
    assert vault.token is not None
    assert vault.token.expires_at == NOW + timedelta(hours=3)


def test_a_right_that_is_over_does_not_make_every_call_a_renewal(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(10019), FINE)
    gateway.answers(REFRESH, granted(w1_expires_in=60))
    client = api(gateway)
    client.call(TIME, {})
    client.call(TIME, {})
    assert gateway.methods() == [TIME, REFRESH, TIME, TIME]


@pytest.mark.parametrize(
    "reply", [refused(10001), refused(50001, 9), granted(owner_id="600000002")]
)
def test_only_the_seller_can_authorise_again(gateway: Gateway, reply: Reply) -> None:
    gateway.answers(TIME, refused(10019))
    gateway.answers(REFRESH, reply)
    vault = MemoryVault(token())
    with pytest.raises(AccessEnded, match="main account"):
        api(gateway, vault=vault).call(TIME, {})
    assert vault.token == token()


def test_a_store_without_a_token_says_who_must_act(gateway: Gateway) -> None:
    with pytest.raises(AccessEnded, match="main account"):
        api(gateway, vault=MemoryVault()).call(TIME, {})
    assert gateway.calls == []


def test_a_renewal_that_cannot_be_had_now_is_no_end(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(10019))
    gateway.answers(REFRESH, refused(50000))
    with pytest.raises(PlatformBusy):
        api(gateway).call(TIME, {})


@pytest.mark.parametrize("changes", [{"expires_in": 0}, {"access_token": None}])
def test_half_a_token_is_none(gateway: Gateway, changes: dict[str, object]) -> None:
    gateway.answers(TIME, refused(10019))
    gateway.answers(REFRESH, granted("b2", **changes))
    with pytest.raises(Malformed):
        api(gateway).call(TIME, {})


def test_a_final_no_is_asked_once(gateway: Gateway) -> None:
    gateway.answers(TIME, refused(50001, "77"))
    with pytest.raises(PlatformRejected):
        api(gateway).call(TIME, {})
    assert gateway.methods() == [TIME]


def test_the_sellers_code_gives_the_first_token(gateway: Gateway) -> None:
    gateway.answers(CREATE, granted("c3"))
    told = api(gateway, vault=MemoryVault()).first_token("code-1")
    assert (told.access_token, told.expires_at) == ("c3", NOW + timedelta(days=1))
    assert gateway.asked(CREATE) == [{"code": "code-1"}]
    assert "access_token" not in gateway.calls[0].form


@pytest.mark.parametrize("reply", [refused(10001), granted("c3", owner_id="600000002")])
def test_a_code_that_is_no_good_is_for_the_seller(gateway: Gateway, reply: Reply) -> None:
    gateway.answers(CREATE, reply)
    with pytest.raises(AccessEnded, match="main account"):
        api(gateway, vault=MemoryVault()).first_token("code-1")
