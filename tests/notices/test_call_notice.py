"""The last rung of a stop's ladder in words: whom to phone, what to ask, where to write it down."""

from typing import Literal

import pytest

from hedan.domain.findings import Post
from hedan.domain.stops import StopLevel
from hedan.notices import Notice, stop_notice
from hedan.notices.sms import is_one_message
from hedan.settings import Contact, Settings
from tests.notices.builders import LINK, NOW, STOP, make_settings

PHONE = "+8613800000000"
ROWS = (7, 8)


def called(settings: Settings) -> Notice:
    return stop_notice(STOP, StopLevel.CALL, settings=settings, rows=ROWS, link=LINK, now=NOW)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_c132_a_call_says_whom_to_phone_and_where_to_write_the_answer(
    language: Literal["zh", "en"],
) -> None:
    wang = Contact(name="Wang", post=Post.WAREHOUSE, phone=PHONE, suppliers=("factory-a",))
    main = wang.but(name="Li", phone="+8613900000000", suppliers=(), warehouses=("main",))
    nobody = [
        wang.but(name="Owner", post=Post.OWNER, phone="+861000"),
        wang.but(name="Elsewhere", suppliers=("factory-b",), phone="+862000"),
        wang.but(name="All", suppliers=(), phone="+863000"),
    ]
    settings = make_settings(language).but(contacts=(*nobody, wang, main))
    notice = called(settings)
    body = notice.email_body
    for said in ("Wang", PHONE, "Li", "+8613900000000", "景德镇第一陶瓷厂", LINK, "7-8"):
        assert said in body
    assert not any(one.phone in body for one in nobody)
    assert PHONE in notice.sms
    assert notice.attributes["kind"] == "stop_call"
    assert (notice.attributes["severity"], notice.attributes["audience"]) == ("critical", "owner")
    assert notice.subject.startswith("STOP: PHONE NOW 2 rows")


def test_without_a_phone_in_the_settings_the_call_says_where_it_belongs() -> None:
    notice = called(make_settings())
    assert "“联系人”" in notice.email_body
    assert "请打电话给" in notice.sms


@pytest.mark.parametrize("phone", ["", "+" + "9" * 60, "分机" * 30, "{link}"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_phone_makes_two_messages_of_one(language: Literal["zh", "en"], phone: str) -> None:
    wang = Contact(name="王" * 64, post=Post.WAREHOUSE, phone=phone, suppliers=("factory-a",))
    notice = called(make_settings(language).but(contacts=(wang,)))
    assert is_one_message(notice.sms)
    assert STOP.order.order_id[-6:] in notice.sms
