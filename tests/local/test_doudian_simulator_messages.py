"""The simulated callbacks: shapes, signatures, repeats until success, seeded faults."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from infra.local.doudian import DoudianPlatform, Faults, Item, PushPolicy, SignMode
from infra.local.doudian.people import People
from infra.local.doudian.signing import event_sign
from infra.local.simulated.clock import SetClock
from tests.local.conftest import APP_KEY, APP_SECRET, SHOP, START

pytestmark = pytest.mark.loopback

CUP = Item("CUP-RED-01", "示例保温杯", 1, 6490)
SUCCESS = (200, b'{"code":0,"msg":"success"}')
QUICK = PushPolicy(timeout_seconds=1.0, backoff_seconds=(0.01, 0.02), attempts_max=4, workers=1)
QUIET_SECONDS = 10.0


@dataclass
class Inbox:
    """What arrived, and the answers to give: one after the other, then always success."""

    url: str = ""
    requests: list[tuple[dict[str, str], str, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def elements(self) -> list[dict[str, Any]]:
        return [element for _, _, body in self.requests for element in json.loads(body)]

    def tags(self) -> list[str]:
        return [element["tag"] for element in self.elements if element["tag"] != "0"]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            inbox.requests.append((headers, self.path, body))
            status, answer = inbox.answers.pop(0) if inbox.answers else SUCCESS
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    inbox.url = f"http://127.0.0.1:{server.server_port}/callbacks/doudian/store-1"
    yield inbox
    server.shutdown()
    server.server_close()
    thread.join()


Start = Callable[..., DoudianPlatform]


@pytest.fixture
def start(inbox: Inbox) -> Iterator[Start]:
    """Start a platform with one shop whose messages go to the inbox."""
    running: list[DoudianPlatform] = []

    def begin(sign_mode: SignMode = SignMode.HMAC_SHA256, **more: Any) -> DoudianPlatform:
        settings: dict[str, Any] = {
            "seed": 1,
            "clock": SetClock(START),
            "push_policy": QUICK,
        } | more
        platform = DoudianPlatform(**settings).start()
        running.append(platform)
        platform.register_app(APP_KEY, APP_SECRET, sign_mode)
        platform.register_shop(
            SHOP, "示例小店", callback_url=inbox.url, callback_host="api.example.invalid:4566"
        )
        assert platform.wait_until_quiet(QUIET_SECONDS)
        return platform

    yield begin
    for platform in running:
        platform.stop()
        assert platform.crashes == []


def place(platform: DoudianPlatform, **more: Any) -> str:
    return platform.place_order(SHOP, [CUP], receiver=People(1).receiver(), buyer="b", **more)


def test_ping_on_registration(start: Start, inbox: Inbox) -> None:
    start()
    ((_, _, body),) = inbox.requests
    assert json.loads(body) == [{"tag": "0", "msg_id": "0", "data": "2026-09-28T10:00:00+08:00"}]


@pytest.mark.parametrize("mode", list(SignMode))
def test_request_is_signed_over_its_bytes(start: Start, inbox: Inbox, mode: SignMode) -> None:
    platform = start(mode)
    place(platform)
    assert platform.wait_until_quiet(QUIET_SECONDS)
    assert len(inbox.requests) == 3
    for headers, path, body in inbox.requests:
        expected = event_sign(app_key=APP_KEY, app_secret=APP_SECRET, body=body, mode=mode)
        assert headers["event-sign"] == expected
        assert headers["sign-method"] == mode
        assert headers["app-id"] == APP_KEY
        assert headers["host"] == "api.example.invalid:4566"
        assert headers["content-type"].startswith("application/json")
        assert path == "/callbacks/doudian/store-1"


def test_paid_message_has_the_documented_shape(start: Start, inbox: Inbox) -> None:
    platform = start()
    order_id = place(platform)
    assert platform.wait_until_quiet(QUIET_SECONDS)
    _, created, paid = inbox.elements
    assert (created["tag"], paid["tag"]) == ("100", "101")
    assert paid["msg_id"].endswith(f"::101:{int(START.timestamp())}:{order_id}")
    assert paid["msg_id"].startswith("0428")
    assert isinstance(paid["data"], str)
    assert json.loads(paid["data"]) == {
        "p_id": int(order_id),
        "s_ids": [int(order_id)],
        "shop_id": int(SHOP),
        "order_status": 2,
        "order_type": 0,
        "biz": 2,
        "store_id": 0,
        "pay_type": 1,
        "pay_time": int(START.timestamp()),
        "pay_amount": 6490,
    }


def test_every_move_sends_its_message(start: Start, inbox: Inbox) -> None:
    platform = start()
    people = People(2)
    reviewed = place(platform, risk_review=True)
    platform.pass_risk_review(reviewed)
    platform.apply_address_change(reviewed, people.receiver())
    platform.confirm_address_change(reviewed)
    platform.set_memo(reviewed, "易碎", 2)
    platform.move_deadline(reviewed, START + timedelta(days=3))
    platform.cancel_order(place(platform, paid=False), "不要了")
    assert platform.wait_until_quiet(QUIET_SECONDS)
    sent = ["100", "110", "101", "111", "105", "113", "112", "100", "106"]
    assert inbox.tags() == sent
    by_tag = {element["tag"]: json.loads(element["data"]) for element in inbox.elements[1:]}
    assert by_tag["113"]["remark"] == "易碎"
    assert by_tag["112"]["exp_delivery_time"] == "2026-10-01"
    assert by_tag["112"]["p_id"] == reviewed
    assert by_tag["106"]["cancel_reason"] == "不要了"
    receiver = by_tag["105"]["receiver_msg"]
    assert json.loads(receiver["addr"])["encrypt_detail"].startswith("#")
    assert receiver["encrypt_tel"].startswith("$")
    assert by_tag["111"].keys() >= {"post_receiver_msg", "receiver_msg", "apply_time"}


@pytest.mark.parametrize(
    "refusal",
    [
        (500, b"{}"),
        (200, b'{"code":1,"msg":"fail"}'),
        (200, b"success"),
        (200, b"[]"),
        (401, b'{"code":0}'),
    ],
)
def test_refused_message_comes_again(
    start: Start, inbox: Inbox, refusal: tuple[int, bytes]
) -> None:
    platform = start()
    inbox.answers = [refusal, refusal]
    place(platform, paid=False)
    assert platform.wait_until_quiet(QUIET_SECONDS)
    assert inbox.tags() == ["100", "100", "100"]
    assert len({element["msg_id"] for element in inbox.elements[1:]}) == 1
    attempts = [(found.attempt, found.accepted) for found in platform.deliveries[1:]]
    assert attempts == [(1, False), (2, False), (3, True)]
    assert platform.deliveries[1].http_status == refusal[0]


def test_unreachable_address_is_given_up_at_last(start: Start) -> None:
    platform = start()
    platform.set_callback(SHOP, "http://127.0.0.1:9/closed")
    place(platform, paid=False)
    assert platform.wait_until_quiet(QUIET_SECONDS)
    assert [message.tag for message in platform.given_up_messages] == [0, 100]
    assert platform.deliveries[-1].attempt == QUICK.attempts_max
    assert "ConnectionRefused" in platform.deliveries[-1].problem


def test_array_comes_again_as_a_whole(start: Start, inbox: Inbox) -> None:
    platform = start(faults=Faults(batch_max=8, delay_seconds=(0.2, 0.2)))
    for _ in range(20):
        place(platform, paid=False)
    inbox.answers = [(200, b'{"code":1}')]
    assert platform.wait_until_quiet(QUIET_SECONDS)
    sizes = [len(json.loads(body)) for _, _, body in inbox.requests[1:]]
    assert max(sizes) > 1
    assert sum(sizes) == 20 + sizes[0]
    first = json.loads(inbox.requests[1][2])
    assert first in [json.loads(body) for _, _, body in inbox.requests[2:]]
    assert len({element["msg_id"] for element in inbox.elements}) == 21


def test_faults_are_seeded(start: Start, inbox: Inbox) -> None:
    def run(seed: int) -> tuple[list[str], list[str], list[str]]:
        inbox.requests.clear()
        faults = Faults(drop_probability=0.3, duplicate_probability=0.3, reorder_seconds_max=0.05)
        platform = start(seed=seed, faults=faults)
        orders = [place(platform, paid=False) for _ in range(30)]
        assert platform.wait_until_quiet(QUIET_SECONDS)
        dropped = [message.order_id for message in platform.dropped_messages]
        arrived = sorted(element["msg_id"] for element in inbox.elements if element["tag"] != "0")
        return orders, dropped, arrived

    first, again, other = run(1), run(1), run(2)
    assert first == again
    assert first != other
    orders, dropped, arrived = first
    assert 0 < len(dropped) < len(orders)
    assert len(arrived) > len(set(arrived))
    assert len(set(arrived)) == len(orders) - len(dropped)


def test_reordering_lets_later_messages_overtake(start: Start, inbox: Inbox) -> None:
    platform = start(faults=Faults(reorder_probability=0.5, reorder_seconds_max=0.3))
    sent = [place(platform, paid=False) for _ in range(20)]
    assert platform.wait_until_quiet(QUIET_SECONDS)
    arrived = [element["msg_id"].rpartition(":")[2] for element in inbox.elements[1:]]
    assert sorted(arrived) == sorted(sent)
    assert arrived != sent


def test_one_callback_is_lost_on_request(start: Start, inbox: Inbox) -> None:
    platform = start()
    order_id = place(platform, paid=False)
    platform.drop_next_callback(order_id, 101)
    platform.pay(order_id)
    platform.drop_next_callback(order_id)
    platform.set_memo(order_id, "一")
    platform.set_memo(order_id, "二")
    assert platform.wait_until_quiet(QUIET_SECONDS)
    assert inbox.tags() == ["100", "113"]
    assert [message.tag for message in platform.dropped_messages] == [101, 113]


def test_slow_answer_is_no_answer(start: Start, inbox: Inbox) -> None:
    platform = start(push_policy=PushPolicy(timeout_seconds=0.000001, attempts_max=1))
    place(platform, paid=False)
    assert platform.wait_until_quiet(QUIET_SECONDS)
    assert [found.accepted for found in platform.deliveries] == [False, False]
