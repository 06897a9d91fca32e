"""The simulated malls: events, their signatures in rotation, their repetitions."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.mall import MallPlatform, Shape
from infra.local.mall.signing import event_signature
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Faults
from infra.local.simulated.web import WebRequest
from tests.local.test_mall_simulator import CUP, MALL, START, TEA, TOKEN, ZHANG

OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"


class Sink:
    """Stands for callback doors."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.requests: list[WebRequest] = []

    def __call__(self, request: WebRequest) -> int:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else 200

    @property
    def told(self) -> list[tuple[str, str]]:
        """Address and type of each event."""
        return [(one.path, json.loads(one.body)["type"]) for one in self.requests]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


def opened(clock: SetClock, shape: Shape = Shape.GROUP_CHILD, **how: Any) -> MallPlatform:
    platform = MallPlatform(seed=1, clock=clock, **how)
    platform.register_app(MALL, TOKEN, shape=shape)
    for shop_id in ("M42", "M7"):
        platform.register_shop(
            shop_id,
            "Shop",
            app_key=MALL,
            callback_url=f"https://hedan.example/callbacks/mall/{shop_id}",
            secrets=(OLD,),
        )
    platform.deliver(Sink())
    return platform


def place(platform: MallPlatform) -> str:
    return platform.place_order("M42", [TEA], ZHANG, paid_at=platform.now())


def test_the_signature_agrees_with_the_vectors() -> None:
    signature = event_signature(
        (OLD,), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_ping_comes_first(clock: SetClock) -> None:
    platform = MallPlatform(clock=clock)
    platform.register_app(MALL, TOKEN)
    platform.register_shop("M42", "Shop", app_key=MALL, callback_url="https://x.example/cb")
    sink = Sink()
    platform.deliver(sink)
    assert sink.told == [("/cb", "endpoint.ping")]


def test_each_merchant_hears_of_its_own_order(clock: SetClock) -> None:
    platform, sink = opened(clock), Sink()
    orders = platform.place_purchase({"M42": [TEA], "M7": [CUP]}, ZHANG, paid_at=START)
    platform.deliver(sink)
    heard = {(one.path[-2:], json.loads(one.body)["data"]["order_id"]) for one in sink.requests}
    assert heard == {("42", orders["M42"]), ("M7", orders["M7"])}


def test_a_shared_order_is_told_to_all_of_them(clock: SetClock) -> None:
    platform, sink = opened(clock, Shape.MERCHANT_ON_LINE), Sink()
    order_id = platform.place_purchase({"M42": [TEA], "M7": [CUP]}, ZHANG, paid_at=START)["M7"]
    platform.deliver(sink)
    both = ["/callbacks/mall/M42", "/callbacks/mall/M7"]
    assert sink.told == [
        (path, event) for event in ("order.created", "order.paid") for path in both
    ]
    sink = Sink()
    platform.request_refund(order_id, "M7")
    platform.deliver(sink)
    assert sink.told == [("/callbacks/mall/M7", "refund.created")]


def test_a_division_tells_of_the_parent_and_the_children(clock: SetClock) -> None:
    platform, sink = opened(clock, Shape.PARENT_CHILD), Sink()
    platform.place_purchase({"M42": [TEA], "M7": [CUP]}, ZHANG, paid_at=START)
    platform.deliver(sink)
    mine = [event for path, event in sink.told if path.endswith("M42")]
    assert mine == ["order.created", "order.paid", "order.replaced", "order.paid"]


def test_every_attempt_has_its_own_time_and_signature(clock: SetClock) -> None:
    platform = opened(clock)
    place(platform)
    sink = Sink(503, 503)
    assert platform.deliver(sink) == 2
    assert platform.deliver(sink) == 0
    clock.advance(timedelta(seconds=6))
    assert platform.deliver(sink) == 2
    first, again = sink.requests[0], sink.requests[2]
    for request in sink.requests[:2]:  # Their pauses have jitter: either may come back first.
        if request.headers["webhook-id"] == again.headers["webhook-id"]:
            first = request
    assert first.body == again.body
    before, after = first.headers, again.headers
    assert int(after["webhook-timestamp"]) - int(before["webhook-timestamp"]) == 6
    assert after["webhook-signature"] == event_signature(
        (OLD,), after["webhook-id"], int(after["webhook-timestamp"]), again.body
    )


def test_a_rotation_signs_twice(clock: SetClock) -> None:
    platform, sink = opened(clock), Sink()
    platform.sign_with("M42", NEW, OLD)
    place(platform)
    platform.deliver(sink)
    headers = sink.requests[0].headers
    parts = headers["webhook-signature"].split(" ")
    assert len(parts) == 2
    alone = event_signature(
        (NEW,), headers["webhook-id"], int(headers["webhook-timestamp"]), sink.requests[0].body
    )
    assert parts[0] == alone != parts[1]


def test_repetitions_end_after_ten_attempts(clock: SetClock) -> None:
    platform = opened(clock)
    place(platform)
    while (due := platform.outbox.next_due()) is not None:
        clock.advance(max(due - clock(), timedelta(0)))
        platform.deliver(Sink(*[500] * 10))
    attempts = [one for one in platform.deliveries if one.message.topic == "order.paid"]
    assert [one.attempt for one in attempts] == list(range(1, 11))
    assert [one.last for one in attempts] == [False] * 9 + [True]


def test_an_address_that_is_gone_hears_nothing_more(clock: SetClock) -> None:
    platform = opened(clock)
    place(platform)
    assert platform.deliver(Sink(410)) == 1
    assert platform.deliver(Sink()) == 0


def test_full_events_carry_the_order(clock: SetClock) -> None:
    platform, sink = opened(clock, full_events=True), Sink()
    order_id = place(platform)
    platform.deliver(sink)
    data = json.loads(sink.requests[-1].body)["data"]
    assert (data["order_id"], data["status"], len(data["lines"])) == (order_id, "paid", 1)
    platform.request_refund(order_id)
    platform.deliver(sink)
    assert json.loads(sink.requests[-1].body)["data"]["amount"] == 7350


def test_faults_are_the_seeds(clock: SetClock) -> None:
    def heard(seed: int) -> list[str]:
        still = SetClock(datetime(2026, 10, 1, tzinfo=UTC))
        faults = Faults(drop_probability=0.3, duplicate_probability=0.3, reorder_probability=0.3)
        platform = MallPlatform(seed=seed, clock=still, faults=faults)
        platform.register_app(MALL, TOKEN)
        platform.register_shop(
            "M42", "Shop", app_key=MALL, callback_url="https://x.example/", secrets=(OLD,)
        )
        for _ in range(10):
            place(platform)
        sink = Sink()
        platform.deliver(sink)
        still.advance(timedelta(seconds=3))
        platform.deliver(sink)
        return [one.headers["webhook-id"] for one in sink.requests]

    assert heard(3) == heard(3) != heard(4)
