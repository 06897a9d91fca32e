"""Every documented code and what it makes us do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import AccessEnded, HedanError, PlatformBusy, PlatformRejected
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import Response
from hedan.platforms.doudian.answers import failure_number, read_answer


def body(**envelope: object) -> bytes:
    return json.dumps(envelope).encode()


def test_an_answer_keeps_its_data_its_text_and_its_log_id() -> None:
    sent = body(code=10000, msg="success", log_id="L1", data={"a": 1})
    answer = read_answer("m.m", Response(200, {}, sent))
    assert (answer.data, answer.text, answer.log_id) == ({"a": 1}, sent.decode(), "L1")


@pytest.mark.parametrize(
    ("code", "sub_code", "error"),
    [
        (20000, "isp.service-error:20004", PlatformBusy),
        (20001, "dop.service-error", PlatformBusy),
        (50002, "isp.service-error:20005", PlatformBusy),
        (90000, "", PlatformBusy),
        (60000, "", NotTaken),
        (50002, "isv.business-failed:120032", PlatformBusy),
        (50002, "isv.business-failed:8888", PlatformBusy),
        (50002, "isv.business-failed:10005", PlatformBusy),
        (40003, "isv.access-token-expired", TokenRefused),
        (40003, "isv.access-token-no-existed", TokenRefused),
        (40003, "isv.access-token-invalid", TokenRefused),
        (30001, "dop.authorization-closed", AccessEnded),
        (30001, "dop.authorization-no-existed", AccessEnded),
        (30001, "dop.app-forbidden", AccessEnded),
        (30001, "isv.app-permissions-insufficient", AccessEnded),
        (30001, "a new reason", AccessEnded),
        (50001, "dop.authorization-closed", AccessEnded),
        (30002, "isv.invalid_ip", PlatformRejected),
        (40001, "isv.signature-missing", PlatformRejected),
        (40003, "isv.signature-invalid", PlatformRejected),
        (40003, "isv.timestamp-invalid", PlatformRejected),
        (40004, "isv.parameter-invalid:7", PlatformRejected),
        (50002, "isv.business-failed:60040", PlatformRejected),
        (50002, "isv.business-failed:1200320", PlatformRejected),
        (70000, "", PlatformRejected),
        (80000, "", PlatformRejected),
        (10001, "isv.business-part-failed", PlatformRejected),
        (123456, "never seen", PlatformRejected),
    ],
)
def test_every_code(code: int, sub_code: str, error: type[HedanError]) -> None:
    with pytest.raises(HedanError) as told:
        read_answer(
            "m.m", Response(200, {}, body(code=code, sub_code=sub_code, msg="no", log_id="L9"))
        )
    assert type(told.value) is error
    for part in (str(code), sub_code, "m.m", "L9"):
        assert part in str(told.value)
    if isinstance(told.value, PlatformRejected):
        assert (told.value.code, told.value.sub_code) == (str(code), sub_code)
        assert told.value.log_id == "L9"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, PlatformRejected),
        (302, PlatformRejected),
    ],
)
def test_every_http_status_but_200_is_an_error(status: int, error: type[HedanError]) -> None:
    with pytest.raises(HedanError, match=str(status)) as told:
        read_answer("m.m", Response(status, {}, body(code=10000, data={})))
    assert type(told.value) is error


@pytest.mark.parametrize("sent", [b"", b"<html>", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_envelope_is_not_the_platforms_word(sent: bytes) -> None:
    with pytest.raises(PlatformBusy):
        read_answer("m.m", Response(200, {}, sent))


def test_the_old_pair_counts_where_it_says_more() -> None:
    assert (
        read_answer("m.m", Response(200, {}, body(err_no=0, message="success", data=5))).data == 5
    )
    for envelope in (
        body(err_no=7, message="no"),
        body(code=10000, err_no=7, message="no"),
        body(),
    ):
        with pytest.raises(PlatformRejected):
            read_answer("m.m", Response(200, {}, envelope))


def test_part_of_a_failure_is_an_answer_only_where_asked_for() -> None:
    sent = body(code=10001, sub_code="isv.business-part-failed", data={"order_list": []})
    assert read_answer("m.m", Response(200, {}, sent), partial=True).data == {"order_list": []}


def test_the_number_of_a_failure() -> None:
    assert failure_number("isv.business-failed:60040") == "60040"
    assert failure_number("isv.business-failed") == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5
)


@given(
    st.integers(min_value=100, max_value=599),
    st.binary()
    | st.fixed_dictionaries(
        {},
        optional={
            "code": json_values | st.just(10000),
            "sub_code": json_values,
            "err_no": json_values,
            "msg": json_values,
            "log_id": json_values,
        },
    ).map(lambda told: json.dumps(told).encode()),
)
def test_no_answer_does_more_than_be_refused(status: int, sent: bytes) -> None:
    try:
        read_answer("m.m", Response(status, {}, sent))
    except HedanError:
        return
    assert status == 200
