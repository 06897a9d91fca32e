"""The notice of a stop: short enough for its channels whatever the names, and complete."""

import re
from datetime import datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import OrderKey
from hedan.domain.stops import StopAnswer, StopCause, StopLevel, StopLine
from hedan.notices import Notice, stop_notice
from hedan.notices.sms import is_one_message
from hedan.texts import say
from tests.notices.builders import (
    FOREIGN,
    LANGUAGES,
    LINE,
    LINK,
    NOW,
    ORDER_IDS,
    ROWS,
    STOP,
    SUPPLIER_IDS,
    make_settings,
)

LEVELS = st.sampled_from(list(StopLevel))
ROWS_7_8 = (7, 8)
ASKING = [StopLevel.NOTICE, StopLevel.REMINDER, StopLevel.ESCALATION, StopLevel.CALL]
LINKS = st.integers(0, 300).map(lambda length: "https://hd.example/" + "k" * length)


def _notice(
    level: StopLevel = StopLevel.NOTICE,
    language: Literal["zh", "en"] = "zh",
    *,
    answer: StopAnswer | None = None,
    rows: tuple[int, ...] = (7, 8),
    link: str = LINK,
) -> Notice:
    return stop_notice(
        STOP.but(answer=answer),
        level,
        settings=make_settings(language),
        rows=rows,
        link=link,
        now=NOW,
    )


@given(
    level=LEVELS,
    language=LANGUAGES,
    answer=st.sampled_from([None, StopAnswer.STOPPED, StopAnswer.GONE]),
    printed=st.sampled_from([None, NOW]),
    names=st.tuples(FOREIGN, FOREIGN, FOREIGN, FOREIGN),
    ids=st.tuples(ORDER_IDS, SUPPLIER_IDS),
    rows=ROWS,
    link=LINKS,
)
def test_every_name_fits_every_channel(
    level: StopLevel,
    language: Literal["zh", "en"],
    answer: StopAnswer | None,
    printed: datetime | None,
    names: tuple[str, str, str, str],
    ids: tuple[str, str],
    rows: tuple[int, ...],
    link: str,
) -> None:
    order_id, supplier_id = ids
    order = OrderKey(platform="mall", store="cups", order_id=order_id)
    stop = STOP.but(
        order=order,
        supplier=supplier_id,
        workbook=f"{supplier_id}-000012",
        lines=(StopLine(key=LINE.but(order=order), name=names[0], spec=names[1], quantity=2),),
        answer=answer,
        label_printed_at=printed,
    )
    settings = make_settings(
        language, supplier_id=supplier_id, supplier_name=names[2], store_name=names[3]
    )
    notice = stop_notice(stop, level, settings=settings, rows=rows, link=link, now=NOW)
    assert re.fullmatch(r"[A-Za-z0-9][ -~]{0,98}", notice.subject)
    assert is_one_message(notice.sms)
    # What is cut is never the order's last digits, and never a part of the link.
    tail = "".join(order_id.split())[-4:]
    if tail.isascii() and tail.isprintable():
        assert tail in notice.subject
        assert tail in notice.sms
    assert "https:" not in notice.sms or notice.sms.endswith(link)
    assert level is StopLevel.WITHDRAWN or f"\n   {link}\n" in notice.email_body
    assert all(notice.attributes.values())
    assert len(notice.email_body.encode()) < 256 * 1024


@given(name=FOREIGN)
def test_no_name_can_write_a_line_of_its_own(name: str) -> None:
    def lines(name: str) -> int:
        stop = STOP.but(lines=(StopLine(key=LINE, name=name, spec="", quantity=1),))
        settings = make_settings(supplier_name=name, store_name=name)
        notice = stop_notice(
            stop, StopLevel.NOTICE, settings=settings, rows=(7,), link=LINK, now=NOW
        )
        return len(notice.email_body.splitlines())

    assert lines(name) == lines("杯子")


def test_the_subject_is_understood_on_a_lock_screen() -> None:
    assert _notice().subject == (
        "STOP 2 rows - factory-a-000012 rows 7-8 - order 6920..789012 - cups"
    )
    assert _notice(rows=(7,)).subject == (
        "STOP 1 row - factory-a-000012 row 7 - order 6920..789012 - cups"
    )
    assert _notice(rows=()).subject.startswith("STOP 1 line - factory-a-000012 - order")


@pytest.mark.parametrize(
    ("store", "supplier_id", "rows", "said", "unsaid"),
    [
        ("s" * 32, "factory-a", (7, 9), ["factory-a-000012 rows 7,9"], ["sss"]),
        ("s" * 32, "f" * 25, tuple(range(7, 99, 2)), ["f-000012 rows 7,9,11,13+42"], ["sss"]),
        ("s" * 32, "f" * 32, tuple(range(7, 99, 2)), ["46 rows", "f-000012 - "], ["sss", "+42"]),
        ("cups", "f" * 32, (7,), ["f-000012 row 7", "cups"], []),
    ],
)
def test_long_ids_leave_the_least_important_out_of_the_subject(
    store: str, supplier_id: str, rows: tuple[int, ...], said: list[str], unsaid: list[str]
) -> None:
    stop = STOP.but(store=store, supplier=supplier_id, workbook=f"{supplier_id}-000012")
    settings = make_settings(supplier_id=supplier_id)
    settings = settings.but(stores=(settings.stores[0].but(id=store),))
    subject = stop_notice(
        stop, StopLevel.ESCALATION, settings=settings, rows=rows, link=LINK, now=NOW
    ).subject
    assert len(subject) < 100
    assert all(words in subject for words in [*said, "order 6920..789012"])
    assert not any(words in subject for words in unsaid)


def test_the_short_message_says_what_to_stop() -> None:
    assert _notice().sms == (
        "截停！factory-a-000012第7-8行，尾号789012，不要发出。请点邮件里的链接答复"
    )
    english = _notice(language="en", link="https://hd.example/k/abc")
    assert english.sms == (
        "STOP! factory-a-000012 rows 7-8, order ..789012: do not ship. "
        "Answer: https://hd.example/k/abc"
    )


def test_a_short_link_goes_into_a_chinese_message_too() -> None:
    notice = _notice(link="https://hd.cn/k/abc")
    assert notice.sms == "截停！factory-a-000012第7-8行 尾号789012 https://hd.cn/k/abc"


@pytest.mark.parametrize("level", ASKING)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_mail_says_everything_a_person_needs(
    level: StopLevel, language: Literal["zh", "en"]
) -> None:
    body = _notice(level, language).email_body
    for fact in (
        STOP.order.order_id,
        STOP.parcel_id,
        STOP.workbook,
        STOP.after_sale_id,
        "7-8",
        "马克杯 红色",
        LINK,
        "小杯子旗舰店",
        "景德镇第一陶瓷厂",
        "2026-11-11 10:30 (UTC+08:00)",
    ):
        assert fact in body
    first, empty, what_to_do, *_ = body.splitlines()
    assert "STOP" in first or "截停" in first
    assert not empty
    assert what_to_do.startswith("1. ")


def test_each_level_says_by_when_and_what_follows() -> None:
    notice = _notice(StopLevel.NOTICE).email_body
    assert "请在 2026-11-11 10:40 (UTC+08:00) 之前答复" in notice
    assert "10 分钟后再次提醒" in notice
    reminder = _notice(StopLevel.REMINDER).email_body
    assert "请在 2026-11-11 10:40 (UTC+08:00) 之前答复" in reminder
    assert "第二次通知" in reminder
    assert "一直挂着" in _notice(StopLevel.ESCALATION).email_body


def test_an_escalation_speaks_to_the_owner_in_the_owners_language() -> None:
    settings = make_settings("zh").but(language="en")
    notice = stop_notice(
        STOP, StopLevel.ESCALATION, settings=settings, rows=(7,), link=LINK, now=NOW
    )
    assert notice.title.startswith("STOP, no answer: phone")
    assert notice.attributes["audience"] == "owner"
    assert notice.attributes["severity"] == "critical"


@pytest.mark.parametrize("level", [StopLevel.NOTICE, StopLevel.REMINDER, StopLevel.WITHDRAWN])
def test_the_rest_speaks_to_the_supplier_in_the_suppliers_language(level: StopLevel) -> None:
    settings = make_settings("en").but(language="zh")
    notice = stop_notice(STOP, level, settings=settings, rows=(7,), link=LINK, now=NOW)
    assert notice.title.startswith("STOP")
    assert notice.attributes == {
        "kind": f"stop_{level.value}",
        "severity": "urgent",
        "audience": "supplier",
        "store": "cups",
        "supplier": "factory-a",
        "warehouse": "main",
    }


def test_a_lifted_stop_ships_as_planned_and_asks_for_no_answer() -> None:
    notice = _notice(StopLevel.WITHDRAWN, language="en")
    assert "Ship these goods by the workbook as planned" in notice.email_body
    assert LINK not in notice.email_body
    assert "ship as planned" in notice.sms
    assert _notice(StopLevel.WITHDRAWN, language="en", answer=StopAnswer.GONE) == notice


def test_goods_that_were_put_aside_are_not_shipped_twice() -> None:
    """They come again in a new workbook: the old row is dead."""
    notice = _notice(StopLevel.WITHDRAWN, language="en", answer=StopAnswer.STOPPED)
    assert "do not ship by the old row" in notice.email_body
    assert "as planned" not in notice.email_body + notice.sms + notice.title


def test_a_stop_without_rows_names_the_parcel() -> None:
    assert "包裹P4K7Z9QW2M1XA" in _notice(rows=()).sms
    assert "包裹 P4K7Z9QW2M1XA" in _notice(rows=()).title


def test_the_answer_is_due_after_the_wait_of_this_level() -> None:
    settings = make_settings()
    settings = settings.but(stop=settings.stop.but(reminder_seconds=90, escalation_seconds=7200))
    bodies = [
        stop_notice(STOP, level, settings=settings, rows=(7,), link=LINK, now=at).email_body
        for level, at in (
            (StopLevel.NOTICE, NOW),
            (StopLevel.REMINDER, NOW + timedelta(seconds=90)),
        )
    ]
    assert "10:31 (UTC+08:00) 之前答复" in bodies[0]
    assert "90 秒后再次提醒，再过 2 小时" in bodies[0]
    assert "12:31 (UTC+08:00) 之前答复" in bodies[1]


@pytest.mark.parametrize("cause", list(StopCause))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_eb24_a_stop_without_an_after_sale_says_why_and_names_none(
    cause: StopCause, language: Literal["zh", "en"]
) -> None:
    stop = STOP.but(cause=cause, after_sale_id="")
    settings = make_settings(language)
    body = stop_notice(
        stop, StopLevel.NOTICE, settings=settings, rows=ROWS_7_8, link=LINK, now=NOW
    ).email_body
    assert say(language, f"stop.cause.{cause.value}") in body
    assert "售后单" not in body
    assert "case" not in body


@pytest.mark.parametrize("level", [StopLevel.REMINDER, StopLevel.ESCALATION, StopLevel.CALL])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pn12_the_ladder_goes_on_after_a_printed_label_and_says_so(
    level: StopLevel, language: Literal["zh", "en"]
) -> None:
    stop, settings = STOP.but(label_printed_at=NOW, acknowledged_at=NOW), make_settings(language)
    notice = stop_notice(stop, level, settings=settings, rows=ROWS_7_8, link=LINK, now=NOW)
    printed = {"zh": "面单", "en": "label"}[language]
    unheard = {"zh": "没有人答复", "en": "nobody answers"}[language]
    loud = () if level is StopLevel.CALL else (notice.sms,)  # A call is a call.
    for text in (notice.title, notice.email_body, *loud):
        assert printed in text
    assert unheard not in notice.title + notice.email_body
    assert "UNANSWERED" not in notice.subject
    assert notice != _notice(level, language)
