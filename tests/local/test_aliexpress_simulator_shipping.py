"""The simulated AliExpress: what it ships, what it refuses, what it says by itself."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from infra.local.aliexpress import PUSH_POLICY, AliexpressPlatform, example_number
from infra.local.aliexpress.signing import push_sign
from infra.local.simulated.clock import SetClock
from infra.local.simulated.push import PushPolicy
from infra.local.simulated.trade import Faults
from infra.local.simulated.web import WebRequest
from tests.local.test_aliexpress_simulator import (
    ANA,
    DETAIL,
    KEY,
    MUG,
    SECRET,
    SHOP,
    START,
    TOWEL,
    Caller,
    place,
)

URL = "https://hedan.example/callbacks/ae"
ONE, TWO = example_number("CAINIAO_STANDARD", 1), example_number("CAINIAO_STANDARD", 2)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


def opened(clock: SetClock, **how: Any) -> AliexpressPlatform:
    platform = AliexpressPlatform(seed=1, clock=clock, **how)
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop", callback_url=URL)
    return platform


@pytest.fixture
def platform(clock: SetClock) -> Iterator[AliexpressPlatform]:
    platform = opened(clock)
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: AliexpressPlatform, clock: SetClock) -> Caller:
    return Caller(platform, clock)


# --- shipping -----------------------------------------------------------------------------


def test_lines_leave_one_by_one(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform, MUG, TOWEL)
    assert caller.ship(order_id, 1, ONE)["success"] is True
    assert caller.detail(order_id)["order_status"] == "SELLER_PART_SEND_GOODS"
    assert caller.ship(order_id, 1, ONE)["success"] is False
    assert caller.ship(order_id, 2, TWO)["success"] is True
    shown = caller.detail(order_id)
    assert shown["order_status"] == "WAIT_BUYER_ACCEPT_GOODS"
    parcels = shown["logistic_info_list"]["aeop_tp_logistic_info_dto"]
    assert [parcel["logistics_no"] for parcel in parcels] == [ONE, TWO]
    assert platform.numbers(order_id) == (ONE, TWO)


def test_a_line_may_travel_in_several_parcels(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform)
    assert caller.ship(order_id, 1, ONE, "part")["success"] is True
    assert caller.detail(order_id)["order_status"] == "SELLER_PART_SEND_GOODS"
    assert caller.ship(order_id, 1, TWO)["success"] is True
    assert caller.detail(order_id)["order_status"] == "WAIT_BUYER_ACCEPT_GOODS"


@pytest.mark.parametrize("state", ["IN_CANCEL", "RISK_CONTROL", "IN_FROZEN", "PLACE_ORDER_SUCCESS"])
def test_a_state_that_forbids_it_is_refused(
    caller: Caller, platform: AliexpressPlatform, state: str
) -> None:
    order_id = place(
        platform, paid=state != "PLACE_ORDER_SUCCESS", risk_control=state == "RISK_CONTROL"
    )
    if state == "IN_CANCEL":
        platform.request_refund(order_id)
    if state == "IN_FROZEN":
        platform.freeze(order_id)
    assert caller.detail(order_id)["order_status"] == state
    assert caller.ship(order_id, 1, ONE)["success"] is False
    assert platform.numbers(order_id) == ()
    assert platform.violations == []


def test_risk_control_ends(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform, risk_control=True)
    platform.release_risk(order_id)
    assert caller.ship(order_id, 1, ONE)["success"] is True


def test_lines_of_the_warehouse_are_not_the_sellers(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform, MUG, TOWEL, by_warehouse=[TOWEL.code])
    assert caller.ship(order_id, 2, ONE)["success"] is False
    assert caller.ship(order_id, 1, ONE)["success"] is True


def test_shipping_over_an_open_issue_is_taken_and_noted(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform)
    caller.ship(order_id, 1, ONE, "part")
    platform.request_refund(order_id)
    assert caller.ship(order_id, 1, TWO)["success"] is True
    assert len(platform.violations) == 1


@pytest.mark.parametrize(
    ("service", "number", "extra", "taken"),
    [
        ("CAINIAO_STANDARD", "LP1", {}, False),
        ("NO_SUCH", ONE, {}, False),
        ("OTHER", "ABC123456", {}, False),
        (
            "OTHER",
            "ABC123456",
            {"tracking_website": "https://c.example", "actual_carrier": "C"},
            True,
        ),
    ],
)
def test_waybills_are_looked_at(
    caller: Caller,
    platform: AliexpressPlatform,
    service: str,
    number: str,
    extra: dict[str, str],
    taken: bool,
) -> None:
    order_id = place(platform)
    answer = caller.result(
        "aliexpress.logistics.sellershipmentfortop",
        out_ref=order_id,
        send_type="all",
        service_name=service,
        logistics_no=number,
        **extra,
    )
    assert answer["result_success"] is taken
    assert bool(platform.numbers(order_id)) is taken


def test_a_number_is_corrected(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform)
    shipped = caller.result(
        "aliexpress.solution.order.fulfill",
        out_ref=order_id,
        send_type="all",
        service_name="CAINIAO_STANDARD",
        logistics_no=ONE,
    )
    assert shipped["result"]["result_success"] is True
    change = {
        "out_ref": order_id,
        "old_logistics_no": ONE,
        "new_logistics_no": TWO,
        "old_service_name": "CAINIAO_STANDARD",
        "new_service_name": "CAINIAO_STANDARD",
        "send_type": "all",
    }
    method = "aliexpress.logistics.sellermodifiedshipmentfortop"
    assert caller.result(method, **change)["result_success"] is True
    assert platform.numbers(order_id) == (TWO,)
    assert caller.result(method, **change)["result_success"] is False


def test_stock_is_absolute_and_unknown_goods_are_refused(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform)
    product = platform.order(order_id).lines[0].product_id
    levels = [
        {
            "product_id": int(product),
            "multiple_sku_update_list": [{"sku_code": "MUG-W", "inventory": 7}],
        },
        {"product_id": 5, "multiple_sku_update_list": [{"sku_code": "X", "inventory": 1}]},
    ]
    answer = caller.result(
        "aliexpress.solution.batch.product.inventory.update", mutiple_product_update_list=levels
    )
    assert answer["update_success"] is False
    assert platform.stock(SHOP) == {(product, "MUG-W"): 7}


def test_the_address_changes_until_the_parcel_left(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform)
    before = caller.detail(order_id)["oaid"]
    moved = type(ANA)(**{**vars(ANA), "city": "Sevilla"})
    platform.change_address(order_id, moved)
    assert caller.detail(order_id)["oaid"] != before
    caller.ship(order_id, 1, ONE)
    with pytest.raises(ValueError, match="has left"):
        platform.change_address(order_id, ANA)


# --- messages -----------------------------------------------------------------------------


class Sink:
    """Stands for a callback door: keeps what came, answers what it is told to."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)
        self.requests: list[WebRequest] = []

    def __call__(self, request: WebRequest) -> int:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else 200
        if answer is None:
            raise TimeoutError
        return answer

    @property
    def statuses(self) -> list[str]:
        bodies = [json.loads(request.body) for request in self.requests if request.body]
        return [one["data"]["order_status"] for one in bodies if one["data"]]


def test_the_address_is_tried_first(platform: AliexpressPlatform) -> None:
    sink = Sink()
    assert platform.deliver(sink) == 2
    assert [request.method for request in sink.requests] == ["GET", "POST"]
    assert json.loads(sink.requests[1].body)["data"] == {}


def test_messages_are_signed_over_their_bytes(platform: AliexpressPlatform) -> None:
    sink = Sink()
    order_id = place(platform, MUG, TOWEL)
    platform.deliver(sink)
    last = sink.requests[-1]
    assert last.headers["authorization"] == push_sign(KEY, SECRET, last.body)
    assert (last.path, last.headers["host"]) == ("/callbacks/ae", "hedan.example")
    body = json.loads(last.body)
    assert (body["message_type"], body["data"]["trade_order_id"]) == (0, order_id)
    assert sink.statuses == ["PLACE_ORDER_SUCCESS"] * 2 + ["WAIT_SELLER_SEND_GOODS"] * 2


def test_a_late_or_refused_message_comes_again_after_half_an_hour(
    platform: AliexpressPlatform, clock: SetClock
) -> None:
    platform.deliver(Sink())
    place(platform)
    sink = Sink(None, 503)
    assert platform.deliver(sink) == 2
    assert [one.problem for one in platform.deliveries[2:]] == ["too slow", "HTTP 503"]
    assert platform.deliver(sink) == 0
    clock.advance(timedelta(minutes=30))
    assert platform.deliver(sink) == 2
    assert platform.deliver(sink) == 0


def test_after_twelve_repetitions_it_is_over(platform: AliexpressPlatform, clock: SetClock) -> None:
    platform.deliver(Sink())
    place(platform, paid=False)
    for _ in range(20):
        platform.deliver(Sink(500))
        clock.advance(timedelta(minutes=30))
    assert len(platform.deliveries[2:]) == 1 + len(PUSH_POLICY.pauses_seconds) == 13
    assert platform.deliveries[-1].last


def test_messages_get_lost_doubled_and_overtaken(clock: SetClock) -> None:
    faults = Faults(drop_probability=0.2, duplicate_probability=0.3, reorder_probability=0.3)
    platform, sink = opened(clock, faults=faults), Sink()
    for _ in range(30):
        place(platform, paid=False)
    platform.deliver(sink)
    clock.advance(timedelta(seconds=3))
    platform.deliver(sink)
    came = [json.loads(request.body)["data"]["trade_order_id"] for request in sink.requests[2:]]
    assert platform.outbox.lost
    assert len(set(came)) == 30 - len(platform.outbox.lost)
    assert len(came) > len(set(came))
    assert came != sorted(came)


def test_one_message_is_lost_on_purpose(platform: AliexpressPlatform) -> None:
    order_id = place(platform)
    platform.deliver(Sink())
    platform.drop_next_message(order_id)
    platform.request_refund(order_id)
    platform.withdraw_refund(order_id)
    sink = Sink()
    platform.deliver(sink)
    assert sink.statuses == ["WAIT_SELLER_SEND_GOODS"]


def test_the_dropship_form_knows_fewer_steps(clock: SetClock) -> None:
    platform, sink = opened(clock, dropshipper_notices=True), Sink()
    order_id = place(platform)
    platform.request_refund(order_id)
    platform.deliver(sink)
    bodies = [json.loads(request.body) for request in sink.requests[2:]]
    assert [body["data"]["orderStatus"] for body in bodies] == ["OrderCreated", "PaymentAuthorized"]
    assert bodies[0]["data"]["orderId"] == int(order_id)


@pytest.mark.loopback
def test_over_http_an_answer_after_the_limit_is_a_failed_delivery(clock: SetClock) -> None:
    release = threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            release.wait(5)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    platform = AliexpressPlatform(
        seed=1, clock=clock, push_policy=PushPolicy(answer_seconds=0.05, pauses_seconds=(60.0,))
    )
    platform.register_app(KEY, SECRET)
    try:
        with platform:
            url = f"http://127.0.0.1:{server.server_address[1]}/"
            timer = threading.Timer(0.2, release.set)
            timer.start()
            platform.register_shop(SHOP, "Sample shop", callback_url=url)
            assert platform.outbox.wait_until_quiet(5)
            timer.join()
            answer = Caller(platform, clock).call(DETAIL, param1={"order_id": 1})
            assert answer[DETAIL.replace(".", "_") + "_response"]["request_id"]
            assert platform.base_url.startswith("http://127.0.0.1:")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    get, post = platform.deliveries
    assert get.problem == "HTTP 501"
    assert (post.status, post.problem) == (200, "too slow")
