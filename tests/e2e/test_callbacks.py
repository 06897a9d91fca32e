"""The callback door over HTTP, as the platform knocks at it: what is let in and what is refused."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import urllib3

from infra.local.doudian import SignMode
from infra.local.doudian.signing import event_sign
from infra.local.emulator import through_loopback
from infra.local.waiting import wait_for
from infra.local.world import APPS
from tests.e2e.lived import Lived

pytestmark = pytest.mark.emulator

STORE, NEIGHBOUR = "cup-house", "tea-house"  # HMAC and MD5.
SUCCESS = {"code": 0, "msg": "success"}
PING = b'[{"tag":"0","msg_id":"ping","data":"2026-11-22"}]'
LOG_SECONDS_MAX = 10.0
UNAUTHORIZED = 401


def paid(message: str, padding: int = 0) -> bytes:
    """Return the body of a message about an order that nobody placed."""
    fields = {
        "p_id": 6920000000000000999,
        "shop_id": 4463798,
        "buyer_words": "请包好" + "x" * padding,
    }
    data = json.dumps(fields, ensure_ascii=False)
    return json.dumps(
        [{"tag": "101", "msg_id": message, "data": data}], ensure_ascii=False
    ).encode()


def signed(body: bytes, store: str = STORE, **otherwise: str) -> dict[str, str]:
    """Return the headers with which the platform sends a body."""
    app_key, app_secret, mode = APPS[store]
    mode = SignMode(otherwise.get("mode", mode))
    secret = otherwise.get("app_secret", app_secret)
    sign = event_sign(app_key=app_key, app_secret=secret, body=body, mode=mode)
    return {
        "content-type": otherwise.get("content_type", "application/json; charset=utf-8"),
        "app-id": app_key,
        "event-sign": sign,
        "sign-method": mode.value,
    }


@dataclass(frozen=True)
class Door:
    """The door and what lies behind it, while nobody takes anything in."""

    lived: Lived
    queue: str
    refusals: list[str] = field(default_factory=list)  # What it did not let in.

    def knock(
        self,
        body: bytes,
        headers: Mapping[str, str],
        store: str = STORE,
        platform: str = "doudian",
    ) -> tuple[int, dict[str, Any]]:
        """Send a body and return status and answer."""
        url = f"{self.lived.world.stack['ApiUrl']}/callbacks/{platform}/{store}"
        address, host = through_loopback(url)
        with urllib3.PoolManager() as http:
            answer = http.request("POST", address, body=body, headers={**headers, **host})
        if answer.status == UNAUTHORIZED:
            self.refusals.append(store)
        return answer.status, json.loads(answer.data)

    def counted(self) -> int:
        """Return how many refusals the log has counted so far."""
        lines = [line for line in self.lived.log().splitlines() if '"CallbackRefused"' in line]
        for line in map(json.loads, lines):
            (metrics,) = line["_aws"]["CloudWatchMetrics"]
            assert metrics["Namespace"] == "Hedan"
            assert metrics["Metrics"] == [{"Name": "CallbackRefused"}]
            assert line["store_id"] == STORE
        return sum(json.loads(line)["CallbackRefused"] for line in lines)

    def queued(self) -> list[dict[str, Any]]:
        """Take what callbacks have queued; polls go on queueing, and their hints are left out."""
        sqs = self.lived.world.client("sqs")
        hints = []
        while messages := sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=0
        ).get("Messages"):
            for message in messages:
                hints.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return [hint for hint in hints if hint["door"] == "push"]


@pytest.fixture(scope="module")
def door(lived: Lived) -> Iterator[Door]:
    """The door with the queue behind it left as it fills: take_in rests."""
    client = lived.world.client("lambda")
    mappings = client.list_event_source_mappings(FunctionName=lived.resource("TakeIn"))
    (mapping,) = mappings["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    found = Door(lived, lived.resource("IntakeQueue"))
    found.queued()
    yield found
    found.queued()
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@pytest.fixture(scope="module", autouse=True)
def counted_before(door: Door) -> int:
    """How many refusals the log had counted before any test."""
    return door.counted()


def test_a_signed_message_is_answered_and_queued_for_its_order(door: Door) -> None:
    body = paid("signed")
    assert door.knock(body, signed(body)) == (200, SUCCESS)
    (hint,) = door.queued()
    assert (hint["store"], hint["kind"]) == (STORE, "order")
    assert (hint["order_id"], hint["message_id"]) == ("6920000000000000999", "signed")


def test_the_neighbours_message_is_signed_in_its_own_way(door: Door) -> None:
    body = paid("md5")
    assert door.knock(body, signed(body, NEIGHBOUR), NEIGHBOUR) == (200, SUCCESS)
    assert [hint["message_id"] for hint in door.queued()] == ["md5"]


def test_the_same_message_twice_is_answered_twice_and_queued_once(door: Door) -> None:
    body = paid("twice")
    assert door.knock(body, signed(body)) == (200, SUCCESS)
    assert door.knock(body, signed(body)) == (200, SUCCESS)
    assert [hint["message_id"] for hint in door.queued()] == ["twice"]


def test_bytes_that_the_gateway_encodes_are_verified_as_they_were_signed(door: Door) -> None:
    body = paid("bytes")
    headers = signed(body, content_type="application/octet-stream")
    assert door.knock(body, headers) == (200, SUCCESS)
    (hint,) = door.queued()
    assert json.loads(hint["data"])["buyer_words"] == "请包好"


def test_a_giant_is_queued_without_its_text(door: Door) -> None:
    body = paid("giant", padding=300 * 1024)
    assert door.knock(body, signed(body)) == (200, SUCCESS)
    (hint,) = door.queued()
    assert (hint["order_id"], hint["data"]) == ("6920000000000000999", None)


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_ping_is_answered_with_or_without_signature_and_not_kept(
    door: Door, is_signed: bool
) -> None:
    # Each under an id of its own: the queue would drop a second one in any case.
    ping = PING.replace(b"ping", f"ping-{is_signed}".encode())
    headers = signed(ping) if is_signed else {"content-type": "application/json"}
    assert door.knock(ping, headers) == (200, SUCCESS)
    assert door.queued() == []


BODY = paid("refused")
REFUSED: Mapping[str, tuple[bytes, dict[str, str]]] = {
    "forged": (BODY, signed(BODY, app_secret="somebody else's")),
    "one byte changed": (BODY.replace(b"999", b"998"), signed(BODY)),
    "unsigned": (BODY, {"content-type": "application/json"}),
    "another application": (BODY, signed(BODY, NEIGHBOUR)),
    "another way to sign": (BODY, signed(BODY, mode="md5")),
    "a ping wrongly signed": (PING, signed(PING, app_secret="somebody else's")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_application_did_not_sign_is_refused(door: Door, case: str) -> None:
    status, answer = door.knock(*REFUSED[case])
    assert status == UNAUTHORIZED
    assert answer["code"] != 0
    assert door.queued() == []


def test_each_refusal_is_counted(door: Door, counted_before: int) -> None:
    door.knock(*REFUSED["forged"])
    # Those of the tests before are in the log late, too.
    wait_for(
        "the refusals are counted",
        lambda: door.counted() - counted_before == len(door.refusals),
        seconds=LOG_SECONDS_MAX,
    )


@pytest.mark.parametrize("body", [b"not json", b'{"tag":"101"}'])
def test_what_cannot_be_read_is_refused_though_it_is_signed(door: Door, body: bytes) -> None:
    status, answer = door.knock(body, signed(body))
    assert status == 400
    assert answer["code"] != 0
    assert door.queued() == []


def test_the_keys_of_a_store_open_no_other_platforms_door(door: Door) -> None:
    body = paid("elsewhere")
    status, _ = door.knock(body, signed(body), platform="mall")
    assert status == 404
    assert door.queued() == []


def test_a_console_may_look_at_an_address(door: Door) -> None:
    address, host = through_loopback(door.lived.world.callback_url("ali-house"))
    with urllib3.PoolManager() as http:
        assert http.request("GET", address, headers=host).status == 200
    assert door.queued() == []


def test_a_store_that_nobody_connected_has_no_door(door: Door) -> None:
    body = paid("nowhere")
    status, answer = door.knock(body, signed(body), "nobody")
    assert status == 404
    assert answer["code"] != 0
    assert door.queued() == []
