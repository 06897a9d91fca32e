"""`make connect`: asks what a platform needs, keeps all of it or nothing, shows no secret."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

import boto3
import pytest
import urllib3
from moto import mock_aws

from hedan.adapters.secrets import Secrets
from hedan.adapters.settings_table import SettingsTable
from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret, Token
from hedan.platforms.mall import signature as mall_signature
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.registry import CAPABILITIES
from hedan.settings import Settings, StoreSettings, SupplierSettings
from infra import connect_store
from infra.connect_store import (
    NO_END,
    CannotConnect,
    Prompts,
    connect,
    keep_app_secret,
    keep_token,
)
from infra.first_token import first_token
from infra.stack import Stack
from infra.store_needs import NEEDS
from tests.platforms.aliexpress import wire as aliexpress
from tests.platforms.pinduoduo import wire as pinduoduo
from tests.platforms.taobao import wire as taobao

REGION = "us-east-1"
TABLE = "settings"
NOW = datetime(2026, 10, 1, 4, tzinfo=UTC)
MALL_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk"
OLD_MALL_SECRET = "whsec_" + "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0"


@dataclass
class Scripted:
    """A seller at the prompt: the answers in their turn, and what was asked how."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def prompts(self) -> Prompts:
        return Prompts(plain=self._plain, unseen=self._unseen)

    def _plain(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.answers.pop(0)

    def _unseen(self, prompt: str) -> str:
        self.unseen.append(prompt)
        return self.answers.pop(0)


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack with a settings table and nothing in it."""
    with mock_aws():
        session = boto3.Session(region_name=REGION)
        names = ("pk", "sk")
        session.client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield Stack(name="hedan", session=session, outputs={"SettingsTable": TABLE})


def store(platform: str, **changes: object) -> StoreSettings:
    return StoreSettings(
        id="my-store",
        platform=platform,
        name="我的小店",
        shop_id="600000001",
        api_url=NEEDS[platform].api_url,
    ).but(**changes)


def outside(gateway: object | None = None) -> Outside:
    """Return an outside that leads to a scripted gateway, or nowhere."""
    clock = Clock(now=lambda: NOW, monotonic=NOW.timestamp, sleep=lambda _: None)
    return Outside(http=cast(urllib3.PoolManager, gateway), clock=clock)


def answered(
    stack: Stack, of: StoreSettings, *answers: str, gateway: object | None = None
) -> Scripted:
    """Connect with these answers; every one of them is asked for."""
    seller = Scripted(list(answers))
    connect(of, stack, seller.prompts(), outside(gateway))
    assert seller.answers == []
    return seller


def secrets(stack: Stack) -> Secrets:
    return Secrets(stack.session.client("secretsmanager"), stack.name)


def kept(stack: Stack) -> dict[str, Any]:
    """Return what the store's application secret holds, as it lies there."""
    client = stack.session.client("secretsmanager")
    found = client.get_secret_value(SecretId="hedan/stores/my-store/app")["SecretString"]
    told: dict[str, Any] = json.loads(found)
    return told


def nothing_is_kept(stack: Stack) -> bool:
    return stack.session.client("secretsmanager").list_secrets()["SecretList"] == []


# --- Each platform ------------------------------------------------------------------------------


def test_every_platform_that_has_an_adapter_can_be_connected() -> None:
    assert set(NEEDS) >= set(CAPABILITIES)


@pytest.mark.parametrize(
    ("said", "method"), [("md5", "md5"), ("hmac", "hmac-sha256"), ("", "hmac-sha256")]
)
def test_doudian_pins_how_callbacks_are_signed(
    stack: Stack, said: str, method: Literal["md5", "hmac-sha256"]
) -> None:
    seller = answered(stack, store("doudian"), "key", "secret", said)
    app = secrets(stack).app("my-store")
    assert app == AppSecret(app_key="key", app_secret="secret", sign_method=method)
    assert kept(stack)["platform"] == "doudian"
    assert secrets(stack).shops("my-store") == {"600000001": "my-store"}
    assert secrets(stack).token("my-store") is None  # It asks for its own.
    assert seller.unseen == ["app secret: "]


def test_pinduoduo_gives_a_token_for_the_code(stack: Stack) -> None:
    gateway = pinduoduo.Gateway()
    told = {"access_token": "t1", "refresh_token": "r1", "expires_in": 86400}
    gateway.answers(
        "pdd.pop.auth.token.create",
        pinduoduo.ok("pop_auth_token_create_response", **told, owner_id="600000001"),
    )
    app = pinduoduo.APP
    of = store("pinduoduo", api_url=pinduoduo.URL)
    seller = answered(stack, of, app.app_key, app.app_secret, "code-1", gateway=gateway)
    assert gateway.asked("pdd.pop.auth.token.create") == [{"code": "code-1"}]
    token = secrets(stack).token("my-store")
    assert token
    assert (token.access_token, token.refresh_token) == ("t1", "r1")
    assert token.expires_at == NOW + timedelta(days=1)
    assert len(seller.unseen) == 1


def test_taobao_gives_a_token_for_the_code(stack: Stack) -> None:
    platform = taobao.StubPlatform()
    told = {"access_token": "t1", "refresh_token": "r1", "expires_in": 3600}
    method = "taobao.top.auth.token.create"
    platform.answers(method, taobao.ok(method, {"token_result": json.dumps(told)}))
    app = taobao.APP
    answered(stack, store("taobao"), app.app_key, app.app_secret, "code-1", gateway=platform)
    assert platform.asked(method) == [{"code": "code-1"}]
    token = secrets(stack).token("my-store")
    assert token
    assert (token.access_token, token.expires_at) == ("t1", NOW + timedelta(hours=1))


def test_taobao_takes_a_fixed_token_with_its_end(stack: Stack) -> None:
    seller = answered(
        stack, store("taobao"), "key", "secret", "", "session-1", "2026-12-31 23:59:59"
    )
    token = secrets(stack).token("my-store")
    assert token == Token(
        access_token="session-1",
        refresh_token="",
        expires_at=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
    )
    assert len(seller.unseen) == 2  # Secret and token; code and end are read as they are typed.


@pytest.mark.parametrize("end", ["soon", "2026-13-01 00:00:00", "2026-10-01 11:59:59"])
def test_a_token_without_an_end_ahead_keeps_nothing(stack: Stack, end: str) -> None:
    with pytest.raises(CannotConnect):
        answered(stack, store("taobao"), "key", "secret", "", "session-1", end)
    assert nothing_is_kept(stack)


def test_aliexpress_gives_a_token_for_the_code(stack: Stack) -> None:
    gateway = aliexpress.ScriptedGateway()
    told = {"access_token": "t1", "refresh_token": "r1", "expires_in": 60, "code": "0"}
    gateway.answers("/auth/token/create", aliexpress.Reply(told))
    app = aliexpress.APP
    answered(stack, store("aliexpress"), app.app_key, app.app_secret, "code-1", gateway=gateway)
    assert gateway.asked("/auth/token/create") == [{"code": "code-1"}]
    token = secrets(stack).token("my-store")
    assert token
    assert (token.refresh_token, token.expires_at) == ("r1", NOW + timedelta(minutes=1))


def test_a_mall_needs_its_token_and_the_secret_of_its_messages(stack: Stack) -> None:
    seller = answered(stack, store("mall"), "bearer", MALL_SECRET)
    assert secrets(stack).app("my-store") == AppSecret(
        app_key="600000001", app_secret="bearer", webhook_secrets=(MALL_SECRET,)
    )
    assert len(seller.unseen) == 2
    assert seller.asked == []


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!", "whsec_c2hvcnQ="])
def test_a_mall_secret_that_could_verify_nothing_keeps_nothing(stack: Stack, secret: str) -> None:
    with pytest.raises(CannotConnect, match="whsec_"):
        answered(stack, store("mall"), "bearer", secret)
    assert nothing_is_kept(stack)


def test_woocommerce_may_sign_with_the_secret_of_its_key(stack: Stack) -> None:
    answered(stack, store("woocommerce"), "ck_1", "cs_1", "")
    assert secrets(stack).app("my-store") == AppSecret(app_key="ck_1", app_secret="cs_1")
    answered(stack, store("woocommerce"), "ck_1", "cs_1", "own")
    assert secrets(stack).app("my-store").webhook_secrets == ("own",)


def test_a_shopify_token_lasts_until_the_seller_takes_it_back(stack: Stack) -> None:
    answered(stack, store("shopify"), "client-secret", "shpat_1")
    token = secrets(stack).token("my-store")
    assert token == Token(access_token="shpat_1", refresh_token="", expires_at=NO_END)
    assert secrets(stack).app("my-store").webhook_secrets == ("client-secret",)


# --- Again --------------------------------------------------------------------------------------


def test_the_older_webhook_secret_stays_valid_beside_the_new_one(stack: Stack) -> None:
    def verifies(secret: str) -> bool:
        signed = mall_signature.sign(secret, "m1", 1000, b"{}")
        app = Secrets(stack.session.client("secretsmanager"), stack.name).app("my-store")
        mall_signature.verify(
            app.webhook_secrets,
            b"{}",
            message_id="m1",
            timestamp="1000",
            signatures=signed,
            now=1000,
        )
        return True

    answered(stack, store("mall"), "bearer", OLD_MALL_SECRET)
    answered(stack, store("mall"), "bearer", MALL_SECRET)
    assert kept(stack)["webhook_secrets"] == [MALL_SECRET, OLD_MALL_SECRET]
    assert verifies(MALL_SECRET)
    assert verifies(OLD_MALL_SECRET)


def test_the_same_webhook_secret_again_is_no_rotation_and_none_is_forgotten(stack: Stack) -> None:
    for secret in (OLD_MALL_SECRET, MALL_SECRET, MALL_SECRET, ""):
        answered(stack, store("mall"), "bearer", secret)
        expected = [MALL_SECRET, OLD_MALL_SECRET] if secret != OLD_MALL_SECRET else [secret]
        assert kept(stack)["webhook_secrets"] == expected


def test_a_third_webhook_secret_ends_the_first(stack: Stack) -> None:
    for secret in ("s1", "s2", "s3"):
        answered(stack, store("woocommerce"), "ck", "cs", secret)
    assert kept(stack)["webhook_secrets"] == ["s3", "s2"]


def test_a_new_client_secret_of_shopify_leaves_the_older_one_signing(stack: Stack) -> None:
    answered(stack, store("shopify"), "c1", "shpat_1")
    answered(stack, store("shopify"), "c2", "")
    assert kept(stack)["app_secret"] == "c2"
    assert kept(stack)["webhook_secrets"] == ["c2", "c1"]
    token = secrets(stack).token("my-store")
    assert token
    assert token.access_token == "shpat_1"  # Nothing typed: it stays.


def test_new_keys_leave_the_token_and_the_other_shops_of_the_application(stack: Stack) -> None:
    app = AppSecret(app_key="k", app_secret="s")
    shops = {"1": "other-store", "2": "my-store"}
    keep_app_secret("my-store", "pinduoduo", app, shops, stack)
    keep_token("my-store", Token(access_token="t", refresh_token="r", expires_at=NO_END), stack)
    answered(stack, store("pinduoduo"), "k", "s2", "")
    assert secrets(stack).shops("my-store") == {"1": "other-store", "600000001": "my-store"}
    assert secrets(stack).app("my-store").app_secret == "s2"
    token = secrets(stack).token("my-store")
    assert token
    assert token.access_token == "t"


def test_what_was_kept_of_another_platform_is_no_secret_of_this_one(stack: Stack) -> None:
    answered(stack, store("mall"), "bearer", MALL_SECRET)
    answered(stack, store("woocommerce"), "ck", "cs", "")
    assert kept(stack)["webhook_secrets"] == []


# --- What goes wrong ----------------------------------------------------------------------------


def test_a_code_that_the_platform_does_not_take_keeps_nothing(stack: Stack) -> None:
    app = pinduoduo.APP
    gateway = pinduoduo.Gateway()
    gateway.answers("pdd.pop.auth.token.create", pinduoduo.refused(10019))
    of = store("pinduoduo", api_url=pinduoduo.URL)
    with pytest.raises(AccessEnded):
        answered(stack, of, app.app_key, app.app_secret, "spent", gateway=gateway)
    gateway.answers("pdd.pop.auth.token.create", pinduoduo.silent())
    with pytest.raises(PlatformBusy):
        answered(stack, of, app.app_key, app.app_secret, "spent", gateway=gateway)
    platform = taobao.StubPlatform()
    platform.answers("taobao.top.auth.token.create", taobao.refused(15, "isv.code-invalid"))
    with pytest.raises(PlatformRejected):
        answered(
            stack,
            store("taobao"),
            taobao.APP.app_key,
            taobao.APP.app_secret,
            "spent",
            gateway=platform,
        )
    assert nothing_is_kept(stack)


def test_a_platform_without_codes_gives_no_token_for_one() -> None:
    with pytest.raises(KeyError):
        first_token(store("mall"), AppSecret(app_key="k", app_secret="s"), "code", outside())


def test_a_store_without_an_api_needs_no_keys(stack: Stack) -> None:
    with pytest.raises(CannotConnect, match="come as files"):
        answered(stack, store("taobao", api_url=""))


def test_an_empty_answer_is_asked_for_again(stack: Stack) -> None:
    seller = answered(stack, store("doudian"), "", "  ", "key", "", "secret", "")
    assert seller.asked[:3] == ["app key: "] * 3
    assert secrets(stack).app("my-store").app_key == "key"


# --- The command line ---------------------------------------------------------------------------


@dataclass
class CommandLine:
    """`python -m infra.connect_store` with a seller at its prompts."""

    stack: Stack
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str, answers: tuple[str, ...] = ()) -> Scripted:
        seller = Scripted(list(answers))
        self.monkeypatch.setattr(sys, "argv", ["connect_store", *arguments])
        self.monkeypatch.setattr(connect_store, "find_stack", lambda *_: self.stack)
        connect_store.main(seller.prompts())
        return seller

    def publish(self, *stores: StoreSettings) -> None:
        table = SettingsTable(self.stack.session.client("dynamodb"), TABLE)
        table.publish(Settings(stores=stores, suppliers=(SupplierSettings(id="f", name="f"),)))


@pytest.fixture
def command(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command before a stack without settings."""
    return CommandLine(stack, monkeypatch)


def test_the_published_settings_say_which_platform_it_is(
    command: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    command.publish(store("mall"))
    command("my-store", answers=("bearer-1", MALL_SECRET))
    assert kept(command.stack)["platform"] == "mall"
    said = capsys.readouterr().out
    assert said == "kept as hedan/stores/my-store/app\n"


def test_a_store_that_is_not_published_yet_names_its_platform(
    command: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ("shop.example.com", "client-secret", "shpat_1")
    seller = command("my-store", "--platform", "shopify", answers=answers)
    assert seller.asked == ["the shop's number on the platform (shop_id): "]
    assert secrets(command.stack).shops("my-store") == {"shop.example.com": "my-store"}
    said = capsys.readouterr().out
    assert said == "kept as hedan/stores/my-store/app and /token\n"
    assert "shpat" not in said


@pytest.mark.parametrize(
    ("arguments", "answers", "reason"),
    [
        (("my-store",), (), "name its PLATFORM"),
        (("my-store", "--platform", "ebay"), (), "nobody knows a platform 'ebay'"),
        (("My Store", "--platform", "mall"), ("1",), "not as settings may have it: id"),
        (("my-store", "--platform", "mall"), ("1", "bearer", "short"), "whsec_"),
        (("paper", "--platform", "mall"), (), "published as one of taobao"),
        (("paper",), (), "its orders come as files"),
    ],
)
def test_what_cannot_be_connected_says_why(
    command: CommandLine, arguments: tuple[str, ...], answers: tuple[str, ...], reason: str
) -> None:
    if arguments[0] == "paper":
        command.publish(store("taobao", id="paper", api_url=""))
    with pytest.raises(SystemExit, match=f"^nothing was kept: .*{reason}"):
        command(*arguments, answers=answers)
    assert nothing_is_kept(command.stack)
