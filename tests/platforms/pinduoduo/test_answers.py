"""Envelopes, wrappers and refusals: each with its typed outcome."""

from decimal import Decimal

import pytest

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import Response
from hedan.platforms.pinduoduo.answers import Answer, demand_success, read_answer
from tests.platforms.pinduoduo.wire import Reply, as_json, refused


def read(body: object, status: int = 200) -> Answer:
    raw = body if isinstance(body, bytes) else as_json(body).encode()
    return read_answer("m", Response(status, {}, raw))


def outcome(reply: Reply) -> type[Exception]:
    with pytest.raises((PlatformBusy, PlatformRejected)) as raised:
        read(reply.body)
    return raised.type


@pytest.mark.parametrize(
    "body",
    [
        {"order_info_get_response": {"a": 1, "request_id": "R1"}},
        {"response": {"a": 1, "request_id": "R1"}},
        {"logistics_ordertrace_get_resposne": {"a": 1, "request_id": "R1"}},
        {"x_response": {"a": 1}, "request_id": "R1"},
        {"a": 1, "request_id": "R1"},
    ],
)
def test_data_are_found_under_any_wrapper_and_without(body: dict[str, object]) -> None:
    answer = read(body)
    assert answer.data["a"] == 1
    assert answer.request_id == "R1"
    assert answer.text == as_json(body)


@pytest.mark.parametrize("inner", [None, True, "", []])
def test_a_wrapper_with_nothing_in_it_is_empty(inner: object) -> None:
    assert read({"x_response": inner}).data == {}


def test_fractions_never_become_binary() -> None:
    assert read(b'{"pay_amount":59.9}').data == {"pay_amount": Decimal("59.9")}


@pytest.mark.parametrize("code", [10000, 10001, 10016, 10017, 20004, 20034, 50001, 52004, 99999])
def test_a_final_no(code: int) -> None:
    with pytest.raises(PlatformRejected) as raised:
        read(refused(code, 4711).body)
    assert raised.type is PlatformRejected
    assert (raised.value.code, raised.value.sub_code) == (str(code), "4711")
    assert raised.value.log_id == "R2"


@pytest.mark.parametrize("code", [50000, 50002, 52001, 52002, 52102, 52103, 70033])
def test_a_no_for_now(code: int) -> None:
    assert outcome(refused(code)) is PlatformBusy


@pytest.mark.parametrize("code", [52101, 70031])
def test_throttled_calls_surely_had_no_effect(code: int) -> None:
    assert outcome(refused(code)) is NotTaken


@pytest.mark.parametrize("code", [10019, 20032])
def test_a_token_that_is_refused(code: int) -> None:
    assert outcome(refused(code)) is TokenRefused


@pytest.mark.parametrize("code", [20005, 20031, 70032, 70034, 70035, 70036])
def test_what_only_a_person_can_mend(code: int) -> None:
    assert outcome(refused(code)) is AccessEnded


@pytest.mark.parametrize(
    "body",
    [
        b"<html>bad gateway</html>",
        b'{"a":"\xff\xfe"}',
        b"[1,2]",
        b"",
        b'{"pay_amount":NaN}',
        b'{"pay_amount":1e9999999999999999999999}',
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    ],
)
def test_what_is_no_envelope_is_tried_again(body: bytes) -> None:
    with pytest.raises(PlatformBusy):
        read(body)


def test_a_body_of_a_megabyte_is_read() -> None:
    assert len(read({"remark": "长" * 400_000}).data["remark"]) == 400_000


def test_another_status_is_a_no() -> None:
    with pytest.raises(PlatformRejected, match="403"):
        read(b"{}", status=403)


@pytest.mark.parametrize("flag", ["is_success", "success"])
def test_a_refusal_inside_an_answer_is_a_refusal(flag: str) -> None:
    told = {flag: False, "error_code": 5001, "sub_code": 12, "error_msg": "单号已使用"}
    with pytest.raises(PlatformRejected, match="单号已使用") as raised:
        demand_success("m", read({"x_response": told}))
    assert (raised.value.code, raised.value.sub_code) == ("5001", "12")


@pytest.mark.parametrize("told", [{"is_success": True}, {"success": True}, {}])
def test_success_is_success(told: dict[str, object]) -> None:
    demand_success("m", read({"x_response": told}))


def test_a_flag_that_is_none_is_no_success() -> None:
    with pytest.raises(PlatformRejected, match="is_success"):
        demand_success("m", read({"x_response": {"is_success": "perhaps"}}))
