"""The simulated AliExpress: signatures, tokens, lists with their traps, cancelling, disputes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.aliexpress import AliexpressPlatform, IssueStatus, Stage, Status, example_number
from infra.local.aliexpress.signing import api_sign, push_sign
from infra.local.simulated.clock import SetClock
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import Faults, Goods, Outage, Person
from infra.local.simulated.web import WebRequest

KEY, SECRET, SHOP = "500001", "ae-secret", "230000001"
START = datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC)  # 2026-09-30 19:01:50 Pacific
MUG, TOWEL = Goods("MUG-W", "Mug", 2, 1295), Goods("TOWEL-3", "Towel", 1, 1990, 90)
ANA = Person("ana", "Maria Lopez", "612345334", "Madrid", "Madrid", "", "Calle 1", "ES", "28013")
LIST, DETAIL = (
    "aliexpress.trade.seller.orderlist.get",
    ("aliexpress.trade.new.redefining.findorderbyid"),
)
SHIP_LINES = "aliexpress.logistics.order.shipment"
SHIP_LINES_PARAM = "param_aeop_seller_shipment_sub_trade_order_request"


class Caller:
    """A bare caller: signs, sends, gives back what came."""

    def __init__(self, platform: AliexpressPlatform, clock: SetClock) -> None:
        self.platform, self.clock = platform, clock
        self.token = platform.tokens_of(SHOP).access

    def send(self, path: str, params: dict[str, str], **other: str) -> Any:
        stamp = str(int(self.clock().timestamp() * 1000))
        signed = {"app_key": KEY, "timestamp": stamp, "sign_method": "sha256", **params}
        rest = path.removeprefix("/rest") if path.startswith("/rest") else ""
        signed["sign"] = api_sign(SECRET, signed, rest)
        body = urlencode({**signed, **other}).encode()
        answer = self.platform.handle(WebRequest("POST", path, {}, {}, body))
        return json.loads(answer.body)

    def call(self, method: str, **params: Any) -> Any:
        texts = {
            name: one if isinstance(one, str) else json.dumps(one) for name, one in params.items()
        }
        return self.send("/sync", {"method": method, "session": self.token, **texts})

    def result(self, method: str, **params: Any) -> Any:
        return self.call(method, **params)[method.replace(".", "_") + "_response"]

    def detail(self, order_id: str) -> Any:
        return self.result(DETAIL, param1={"order_id": int(order_id)})["target"]

    def listed(self, **query: Any) -> Any:
        return self.result(LIST, param_aeop_order_query=query)["result"]

    def ids(self, **query: Any) -> list[str]:
        rows = self.listed(**query)["target_list"].get("aeop_order_item_dto", [])
        return [str(row["order_id"]) for row in rows]

    def ship(self, order_id: str, index: int, number: str, send_type: str = "all") -> Any:
        waybill = {"logistics_no": number, "service_name": "CAINIAO_STANDARD"}
        part = {"sub_trade_order_index": index, "send_type": send_type, "shipment_list": [waybill]}
        request = {"trade_order_id": int(order_id), "sub_trade_order_list": [part]}
        return self.result(SHIP_LINES, **{SHIP_LINES_PARAM: request})["result"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[AliexpressPlatform]:
    platform = AliexpressPlatform(seed=1, clock=clock)
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop", callback_url="https://hedan.example/callbacks/ae")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: AliexpressPlatform, clock: SetClock) -> Caller:
    return Caller(platform, clock)


def place(platform: AliexpressPlatform, *goods: Goods, **how: Any) -> str:
    return platform.place_order(SHOP, goods or (MUG,), ANA, paid_at=platform.now(), **how)


# --- signatures ---------------------------------------------------------------------------


def test_signatures_agree_with_the_vectors() -> None:
    sync = {
        "access_token": "test",
        "aliexpress_category_id": "200135143",
        "app_key": "123456",
        "method": "aliexpress.logistics.redefining.getonlinelogisticsinfo",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    assert api_sign("helloworld", sync) == (
        "F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB"
    )
    rest = {
        "app_key": "12345678",
        "code": "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    assert api_sign("helloworld", rest, "/auth/token/create") == (
        "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81"
    )
    body = (
        b'{"data":{"buyerId":2234567,"orderId":8190000000001234,"orderStatus":"OrderShipped"},'
        b'"message_type":53,"seller_id":"1234","site":"ae_global","timestamp":1719389200}'
    )
    assert push_sign("12345678", "helloworld", body) == (
        "28d8cfdd008b3bdc5d84fe605f15684f393d4cf940d66d1c662f98193521d8ec"
    )


def test_a_changed_parameter_is_refused(caller: Caller) -> None:
    answer = caller.send("/sync", {"method": DETAIL, "session": caller.token}, param1='{"a":1}')
    assert answer["error_response"]["code"] == "IncompleteSignature"


def test_a_clock_may_be_off_by_two_hours(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform)
    platform_clock, caller.clock = caller.clock, SetClock(START - timedelta(hours=2))
    assert caller.detail(order_id)["id"] == int(order_id)
    caller.clock = SetClock(platform_clock() + timedelta(hours=2, seconds=1))
    assert caller.call(DETAIL)["error_response"]["code"] == "IllegalTimestamp"


# --- tokens -------------------------------------------------------------------------------


def test_a_refresh_gives_a_new_pair_and_ends_the_old_token(
    caller: Caller, platform: AliexpressPlatform, clock: SetClock
) -> None:
    clock.advance(timedelta(days=30))
    assert caller.call(DETAIL)["error_response"]["code"] == "IllegalAccessToken"
    old = platform.tokens_of(SHOP)
    answer = caller.send("/rest/auth/token/refresh", {"refresh_token": old.refresh})
    assert answer["refresh_token"] != old.refresh
    assert answer["expires_in"] == 30 * 86_400
    caller.token = answer["access_token"]
    order_id = place(platform)
    assert caller.detail(order_id)["id"] == int(order_id)
    caller.token = old.access
    assert caller.call(DETAIL)["error_response"]["code"] == "IllegalAccessToken"


def test_a_dead_refresh_token_needs_the_seller(
    caller: Caller, platform: AliexpressPlatform, clock: SetClock
) -> None:
    platform.expire_tokens(SHOP, refresh_too=True)
    refused = caller.send(
        "/rest/auth/token/refresh", {"refresh_token": platform.tokens_of(SHOP).refresh}
    )
    assert (refused["code"], "access_token" in refused) == ("IllegalRefreshToken", False)
    code = platform.consent(SHOP)
    assert "access_token" in caller.send("/rest/auth/token/create", {"code": code})
    assert caller.send("/rest/auth/token/create", {"code": code})["code"] == "InvalidParameter"
    late = platform.consent(SHOP)
    clock.advance(timedelta(minutes=30))
    assert caller.send("/rest/auth/token/create", {"code": late})["code"] == "InvalidParameter"


def test_tokens_of_a_test_application_live_a_day(clock: SetClock) -> None:
    platform = AliexpressPlatform(clock=clock)
    platform.register_app(KEY, SECRET, stage=Stage.TEST)
    platform.register_shop(SHOP, "Sample shop")
    assert platform.tokens_of(SHOP).access_ends == START + timedelta(days=1)
    assert platform.tokens_of(SHOP).refresh_ends == START + timedelta(days=2)


def test_a_taken_permission_ends_both_doors(caller: Caller, platform: AliexpressPlatform) -> None:
    platform.close_authorisation(SHOP)
    assert caller.call(DETAIL)["error_response"]["code"] == "IllegalAccessToken"
    refresh = platform.tokens_of(SHOP).refresh
    refused = caller.send("/rest/auth/token/refresh", {"refresh_token": refresh})
    assert refused["code"] == "IllegalRefreshToken"


# --- orders -------------------------------------------------------------------------------


def test_an_order_is_masked_numbered_and_in_pacific_time(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform, MUG, TOWEL, remark="Please hurry")
    shown = caller.detail(order_id)
    assert isinstance(shown["id"], int)
    assert int(float(shown["id"])) != shown["id"]  # Floating point would lose its last digit.
    assert shown["gmt_create"] == "2026-09-30 19:01:50"
    assert shown["order_amount"]["cent"] == 2 * 1295 + 1900
    assert shown["order_amount"]["amount"] == "44.90"
    assert shown["receipt_address"]["contact_person"] == "Mar****"
    assert "Calle 1" not in json.dumps(shown)
    assert "612345334" not in json.dumps(shown)
    lines = shown["child_order_list"]["aeop_tp_child_order_dto"]
    assert [line["order_sort_id"] for line in lines] == [1, 2]
    assert shown["logistic_info_list"] == {}
    assert "gmt_trade_end" not in shown


def test_simplify_leaves_out_the_wrappers(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform)
    answer = caller.call(DETAIL, param1={"order_id": order_id}, simplify="true")
    assert isinstance(answer["target"]["child_order_list"], list)


def test_an_unknown_order_has_no_target(caller: Caller, platform: AliexpressPlatform) -> None:
    platform.register_shop("230000002", "Another")
    other = platform.place_order("230000002", [MUG], ANA, paid_at=START)
    for order_id in ("8190000000009999", other):
        assert "target" not in caller.result(DETAIL, param1={"order_id": order_id})


def test_finished_orders_are_listed_only_when_asked_for(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    open_order, cancelled = place(platform), place(platform)
    platform.request_refund(cancelled)
    assert caller.ids(create_date_start="2026-09-30 00:00:00", order_status="IN_CANCEL") == [
        cancelled
    ]
    platform.agree_refund(cancelled)
    assert caller.ids(create_date_start="2026-09-30 00:00:00") == [open_order]
    finished = {"create_date_start": "2026-09-30 00:00:00", "order_status_list": ["FINISH"]}
    assert caller.ids(**finished) == [cancelled]


@pytest.mark.parametrize(
    "query",
    [
        {"modified_date_start": "2026-09-30 00:00:00"},
        {"create_date_start": "2026-01-01 00:00:00", "create_date_end": "2026-09-30 00:00:00"},
        {"create_date_start": "2026-08-01 00:00:00", "order_status": "FINISH"},
    ],
)
def test_windows_that_are_too_long_fail_inside_the_result(
    caller: Caller, query: dict[str, str]
) -> None:
    assert caller.listed(**query)["success"] is False


def test_a_page_has_fifty_rows_at_most(caller: Caller) -> None:
    answer = caller.call(LIST, param_aeop_order_query={"page_size": 51})
    assert answer["error_response"]["code"] == "InvalidParameter"


def test_rows_shift_between_pages(clock: SetClock) -> None:
    """Turning pages forwards misses a row when one before it leaves the window meanwhile."""

    def leave(operation: str, page: int) -> None:
        if (operation, page) == (LIST, 2):
            platform.request_refund(orders[-1])

    platform = AliexpressPlatform(seed=1, clock=clock, unrest=Unrest(before_page=leave))
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop")
    orders = [place(platform) for _ in range(4)]
    caller = Caller(platform, clock)
    query = {"order_status": "WAIT_SELLER_SEND_GOODS", "page_size": 2}
    seen = caller.ids(**query, current_page=1) + caller.ids(**query, current_page=2)
    assert seen == [orders[3], orders[2], orders[0]]  # orders[1] moved to page 1.
    assert caller.listed(**query)["total_count"] == 3


def test_the_seed_may_touch_orders_between_pages(clock: SetClock) -> None:
    platform = AliexpressPlatform(seed=1, clock=clock, unrest=Unrest(shift_probability=1.0))
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop")
    order_id = place(platform)
    clock.advance(timedelta(hours=1))
    caller = Caller(platform, clock)
    caller.ids(current_page=1)
    assert platform.order(order_id).modified == START
    caller.ids(current_page=2)
    assert platform.order(order_id).modified == clock()


def test_the_autumn_hour_comes_twice(clock: SetClock) -> None:
    clock = SetClock(datetime(2026, 11, 1, 8, 30, tzinfo=UTC))  # 01:30, the first time
    platform = AliexpressPlatform(seed=1, clock=clock)
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop")
    first = place(platform)
    clock.advance(timedelta(hours=1))
    second = place(platform)
    caller = Caller(platform, clock)
    assert {caller.detail(one)["gmt_modified"] for one in (first, second)} == {
        "2026-11-01 01:30:00"
    }
    created = {
        "create_date_start": "2026-10-31 00:00:00",
        "modified_date_end": "2026-11-01 02:00:00",
    }
    assert caller.ids(**created, modified_date_start="2026-11-01 01:00:00") == [second]
    assert caller.ids(**created, modified_date_start="2026-11-01 00:59:59") == [second, first]


def test_channel_orders_are_listed_and_not_counted(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    place(platform)
    place(platform, counted=False)
    listed = caller.listed(page_size=50)
    assert listed["total_count"] == 1
    assert len(listed["target_list"]["aeop_order_item_dto"]) == 2


# --- cancelling and disputes --------------------------------------------------------------


def test_before_shipping_a_refund_is_a_wish_to_cancel(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform)
    assert platform.request_refund(order_id) == ""
    assert caller.detail(order_id)["order_status"] == "IN_CANCEL"
    platform.withdraw_refund(order_id)
    assert caller.detail(order_id)["order_status"] == "WAIT_SELLER_SEND_GOODS"
    platform.request_refund(order_id)
    platform.agree_refund(order_id)
    shown = caller.detail(order_id)
    assert (shown["order_status"], shown["refund_info"]["refund_type"]) == ("FINISH", "sale_refund")


@pytest.mark.parametrize(
    ("call", "status"), [("accept", "FINISH"), ("refuse", "WAIT_SELLER_SEND_GOODS")]
)
def test_the_seller_answers_a_wish_to_cancel(
    caller: Caller, platform: AliexpressPlatform, call: str, status: str
) -> None:
    order_id = place(platform)
    platform.request_refund(order_id)
    buyer = caller.detail(order_id)["buyerloginid"]
    method = f"aliexpress.trade.seller.order.{call}cancel"
    request = {"order_id": int(order_id), "buyer_login_id": buyer}
    assert caller.result(method, param_order_cancel_request=request)["result"]["success"] is True
    assert caller.detail(order_id)["order_status"] == status
    again = caller.result(method, param_order_cancel_request=request)["result"]
    assert again["success"] is False


def test_after_shipping_a_refund_is_an_issue(caller: Caller, platform: AliexpressPlatform) -> None:
    order_id = place(platform, MUG, TOWEL)
    for index in (1, 2):
        caller.ship(order_id, index, example_number("CAINIAO_STANDARD", index))
    issue_id = platform.request_refund(order_id)
    assert caller.detail(order_id)["issue_status"] == "IN_ISSUE"
    listed = caller.result(
        "aliexpress.issue.issuelist.get", query_dto={"issue_status": "processing"}
    )
    rows = listed["data_list"]["issue_api_issue_dto"]
    assert listed["total_item"] == 2
    assert {str(row["parent_order_id"]) for row in rows} == {order_id}
    buyer = rows[0]["buyer_login_id"]
    shown = caller.result("aliexpress.issue.detail.get", issue_id=issue_id, buyer_login_id=buyer)
    assert shown["result_object"]["issue_status"] == "processing"
    other = caller.result("aliexpress.issue.detail.get", issue_id=issue_id, buyer_login_id="x")
    assert "result_object" not in other
    platform.agree_refund(order_id)
    assert {issue.status for issue in platform.issues(order_id)} == {IssueStatus.FINISH}
    assert platform.order(order_id).status is Status.FINISH
    assert platform.order(order_id).refunded_minor == 2 * 1295 + 1900


def test_a_withdrawn_issue_puts_the_order_back(
    caller: Caller, platform: AliexpressPlatform
) -> None:
    order_id = place(platform)
    caller.ship(order_id, 1, example_number("CAINIAO_STANDARD", 1))
    platform.request_refund(order_id)
    platform.withdraw_refund(order_id)
    assert caller.detail(order_id)["order_status"] == "WAIT_BUYER_ACCEPT_GOODS"
    assert [issue.status for issue in platform.issues(order_id)] == [IssueStatus.CANCELED]


# --- outages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Outage.UNAVAILABLE, "ServiceUnavailable"),
        (Outage.THROTTLED, "ApiCallLimit"),
        (Outage.TOKEN_REFUSED, "IllegalAccessToken"),
        (Outage.ACCESS_ENDED, "IllegalAccessToken"),
    ],
)
def test_an_outage_is_worded_by_the_platform(
    caller: Caller, platform: AliexpressPlatform, kind: Outage, code: str
) -> None:
    order_id = place(platform)
    platform.outage(kind, calls=1, method=DETAIL)
    assert caller.listed()["success"] is True
    assert caller.call(DETAIL)["error_response"]["code"] == code
    if kind is Outage.TOKEN_REFUSED:
        refresh = platform.tokens_of(SHOP).refresh
        answer = caller.send("/rest/auth/token/refresh", {"refresh_token": refresh})
        caller.token = answer["access_token"]
    assert caller.detail(order_id)["id"] == int(order_id)


def test_calls_that_come_too_fast_are_refused(clock: SetClock) -> None:
    platform = AliexpressPlatform(clock=clock, unrest=Unrest(calls_per_second=0.001))
    platform.register_app(KEY, SECRET)
    platform.register_shop(SHOP, "Sample shop")
    caller = Caller(platform, clock)
    assert caller.listed()["success"] is True
    assert caller.call(LIST)["error_response"]["code"] == "ApiCallLimit"


def test_the_same_seed_gives_the_same_ids(clock: SetClock) -> None:
    def ids() -> list[str]:
        platform = AliexpressPlatform(seed=5, clock=clock, faults=Faults())
        platform.register_app(KEY, SECRET)
        platform.register_shop(SHOP, "Sample shop")
        return [place(platform) for _ in range(3)]

    assert ids() == ids()
