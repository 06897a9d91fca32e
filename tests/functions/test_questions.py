"""The function that a platform waits for, beside its events: what it counts, what it never logs."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.simulated.web import WebAnswer
from infra.local.taobao.model import App, Shop, SpiKind
from infra.local.taobao.spi import METHODS, SpiCall, outcome_of, request_of
from tests.functions.cases_questions import KEY, REFUND, STORE, WANTED, busy, connected, ready
from tests.functions.world import NOW, World
from tests.platforms.taobao.wire import APP

pytestmark = pytest.mark.loopback


def counted(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str | None]]:
    """Return each metric that was counted, with its outcome."""
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [
        (metric["Name"], line.get("outcome"))
        for line in told
        for group in line["_aws"]["CloudWatchMetrics"]
        for metric in group["Metrics"]
    ]


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return all that each line of the log holds."""
    return [vars(record) for record in caplog.records if record.name == "hedan"]


def test_every_answer_is_counted_by_its_outcome(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    ready(world)
    capsys.readouterr()
    world.send("answer_platform", "address")
    world.send("answer_platform", "cancel")
    assert counted(capsys) == [("AddressesAnswered", "accepted"), ("StopsAnswered", "stopped")]
    answered = [line for line in logged(caplog) if line["msg"] == "platform_answered"]
    assert [line["outcome"] for line in answered] == ["accepted", "stopped"]


def test_the_new_address_and_the_receiver_are_in_no_log(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    ready(world)
    for case in ("address", "bad_signature", "not_json", "an_id_that_is_none", "cancel"):
        world.send("answer_platform", case)
    said = f"{logged(caplog)}{capsys.readouterr().out}"
    assert said.count("'msg': 'platform_answered'") == 2
    for word in ("示例路", "文新街道", "张**", "%E7%A4%BA", "helloworld"):
        assert word not in said


@pytest.mark.parametrize("case", ["bad_signature", "not_json", "unknown_method"])
def test_a_question_that_is_not_answered_counts_for_the_alarm(
    world: World, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    connected(world)
    world.send("answer_platform", case)
    assert counted(capsys) == [("QuestionUnanswered", None)]


def test_a_busy_platform_counts_too_and_says_why(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    busy(world)
    world.send("answer_platform", "cancel_busy")
    assert counted(capsys) == [("QuestionUnanswered", None)]
    (line,) = [line for line in logged(caplog) if line["msg"] == "platform_not_answered"]
    assert line["outcome"] == "later"
    assert "PlatformBusy" in line["reason"]


# --- Against the simulated platform, which was written from the facts and not from our code ------


def simulated(world: World, kind: SpiKind, *, secret: str = APP.app_secret, late: int = 0) -> str:
    """Ask as the simulated platform does; return what it makes of the answer."""
    address = f"https://api.example.invalid/spi/taobao/{STORE.id}"
    shop = Shop(STORE.shop_id, STORE.name, APP.app_key, callback_url=address)
    asked = SpiCall(kind, STORE.shop_id, KEY.order_id, (WANTED,), "spi1", REFUND)
    at = NOW - timedelta(minutes=late)
    request = request_of(asked, METHODS[kind], shop, App(APP.app_key, secret), at)
    event = {
        "pathParameters": {"platform": "taobao", "store": STORE.id},
        "rawQueryString": urlencode(request.query),
        "headers": dict(request.headers),
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }
    answer = world.invoke("answer_platform", event)
    return outcome_of(WebAnswer(answer["body"].encode(), answer["statusCode"]))


@pytest.mark.parametrize("kind", list(SpiKind))
def test_the_simulated_platform_is_answered_yes(world: World, kind: SpiKind) -> None:
    ready(world)
    assert simulated(world, kind) == "true"


def test_the_simulated_platform_never_takes_anything_else_for_a_yes(world: World) -> None:
    cancel = SpiKind.CANCEL_SHIPMENT
    ready(world)
    assert simulated(world, cancel, secret="of another application") == "false"
    assert simulated(world, cancel, late=11) == "false"


def test_the_simulated_platform_asks_again_while_we_cannot_tell(world: World) -> None:
    busy(world)
    assert simulated(world, SpiKind.CANCEL_SHIPMENT) == "timeout"
