"""The callback beside its events: what it asks of AWS, and what it says when AWS is in trouble."""

from typing import Any

import pytest

from infra.local.places import EVENTS
from tests.functions.cases_doors import assert_answered, hints
from tests.functions.world import Context, World, load, recorded_event

pytestmark = pytest.mark.loopback

PAID = EVENTS / "receive_callback" / "paid.json"


def call(world: World, handler: Any) -> Any:
    """Deliver the paid message once to a function that may be warm."""
    return handler(recorded_event(PAID), Context("ReceiveCallback"))


def test_warm_callback_asks_aws_once(world: World) -> None:
    with world.environment(world.stack.variables("ReceiveCallback")):
        handler = load("receive_callback")
        assert_answered(call(world, handler), 200)
        cold = [one.operation for one in world.endpoint.calls]
        world.endpoint.calls.clear()
        assert_answered(call(world, handler), 200)
        warm = [one.operation for one in world.endpoint.calls]
    assert cold == ["GetSecretValue", "SendMessageBatch"]
    assert warm == ["SendMessageBatch"]


def test_same_message_twice_waits_once(world: World) -> None:
    for _ in range(2):
        assert_answered(world.send("receive_callback", "paid"), 200)
    assert len(hints(world)) == 1


def test_server_error_of_aws_is_tried_once_more(world: World) -> None:
    world.endpoint.troubles = [(500, {})]
    assert_answered(world.send("receive_callback", "paid"), 200)
    assert len(hints(world)) == 1


def test_platform_is_told_to_come_again_while_aws_is_down(world: World) -> None:
    world.endpoint.troubles = [(500, {}), (503, {})]
    assert_answered(world.send("receive_callback", "paid"), 503)
    assert hints(world) == []


def test_platform_is_told_to_come_again_when_the_queue_did_not_take_all(world: World) -> None:
    with world.environment(world.stack.variables("ReceiveCallback")):
        handler = load("receive_callback")
        call(world, handler)
        not_taken = {"Id": "0", "SenderFault": False, "Code": "InternalError"}
        world.endpoint.troubles = [(200, {"Successful": [], "Failed": [not_taken]})]
        assert_answered(call(world, handler), 503)


def test_refusal_of_aws_is_an_error_and_no_lie(world: World) -> None:
    world.endpoint.troubles = [(400, {"__type": "com.amazonaws#DecryptionFailureException"})]
    with pytest.raises(Exception, match="DecryptionFailureException"):
        world.send("receive_callback", "paid")


def test_missing_setting_is_an_error_and_no_unknown_store(world: World) -> None:
    variables = world.stack.variables("ReceiveCallback")
    del variables["INTAKE_QUEUE"]
    with (
        world.environment(variables),
        pytest.raises(KeyError, match="INTAKE_QUEUE"),
    ):
        call(world, load("receive_callback"))


def test_every_answer_leaves_a_metric_without_the_body(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.send("receive_callback", "paid")
    world.send("receive_callback", "bad_signature")
    lines = capsys.readouterr().out
    assert '"CallbackAccepted": 1' in lines
    assert '"CallbackRefused": 1' in lines
    assert "pay_amount" not in lines
