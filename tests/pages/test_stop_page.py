"""The page of one stop, from open to settled, and the page for links that do not work."""

from typing import Literal

import pytest

from hedan.domain.stops import Stop, StopAnswer, StopCause
from hedan.pages import ANSWER_FIELD, PageError, error_page, stop_answered_page, stop_page
from hedan.texts import say
from tests.notices.builders import NOW, STOP, make_settings
from tests.pages.builders import STOP_URL
from tests.pages.reading import Page


def _page(stop: Stop = STOP, language: Literal["zh", "en"] = "zh") -> Page:
    return Page(
        stop_page(
            stop,
            supplier=make_settings(language).supplier("factory-a"),
            store_name="小杯子",
            rows=(7, 8),
            action_url=STOP_URL,
        )
    )


def _answered(stop: Stop, pressed: StopAnswer | None = None) -> Page:
    return Page(
        stop_answered_page(
            stop,
            supplier=make_settings().supplier("factory-a"),
            store_name="小杯子",
            rows=(7, 8),
            pressed=pressed,
        )
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_open_stop_offers_each_answer_in_a_form_of_its_own(
    language: Literal["zh", "en"],
) -> None:
    page = _page(language=language)
    assert page.links == []
    sent = [(form.attributes, field) for form in page.forms for field in form.fields]
    assert [attributes for attributes, _ in sent] == [{"method": "post", "action": STOP_URL}] * 3
    assert [(field["name"], field["value"], field["type"]) for _, field in sent] == [
        (ANSWER_FIELD, answer.value, "submit") for answer in StopAnswer
    ]


def test_the_page_names_everything_needed_to_find_the_goods() -> None:
    text = _page().text
    for fact in (
        "马克杯 红色 × 2",
        "factory-a-000012",
        "7-8",
        STOP.parcel_id,
        STOP.order.order_id,
        STOP.after_sale_id,
        "小杯子",
        "2026-11-11 10:30 (UTC+08:00)",
    ):
        assert fact in text


def test_an_escalated_stop_can_still_be_answered() -> None:
    page = _page(STOP.but(escalated_at=NOW))
    assert say("zh", "page.stop.late") in page.text
    assert len(page.forms) == 3
    assert say("zh", "page.stop.late") not in _page().text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_printed_label_is_no_end_and_says_what_follows(language: Literal["zh", "en"]) -> None:
    page = _page(STOP.but(label_printed_at=NOW, acknowledged_at=NOW), language)
    pressed = [field["value"] for form in page.forms for field in form.fields]
    assert pressed == [StopAnswer.STOPPED.value, StopAnswer.GONE.value]
    at = "2026-11-11 10:30 (UTC+08:00)"
    assert say(language, "page.stop.heard", at=at) in page.text


@pytest.mark.parametrize("answer", [StopAnswer.STOPPED, StopAnswer.GONE])
def test_an_answered_stop_shows_the_answer_and_no_buttons(answer: StopAnswer) -> None:
    page = _page(STOP.but(answer=answer, answered_at=NOW))
    assert page.forms == []
    assert say("zh", f"page.answered.{answer.value}") in page.text
    assert "答复时间：2026-11-11 10:30" in page.text


def test_a_second_answer_is_told_that_the_first_stands() -> None:
    stop = STOP.but(answer=StopAnswer.GONE, answered_at=NOW)
    kept = say("zh", "page.answered.kept")
    assert kept in _answered(stop, pressed=StopAnswer.STOPPED).text
    assert kept not in _answered(stop, pressed=StopAnswer.GONE).text
    assert kept not in _answered(stop).text


@pytest.mark.parametrize(
    ("answer", "follows"),
    [(None, "ship"), (StopAnswer.GONE, "ship"), (StopAnswer.STOPPED, "wait")],
)
def test_a_lifted_stop_never_ships_twice_what_was_put_aside(
    answer: StopAnswer | None, follows: str
) -> None:
    page = _page(STOP.but(withdrawn_at=NOW, answer=answer))
    assert say("zh", f"page.withdrawn.{follows}") in page.text
    assert page.forms == []


def test_an_open_stop_has_no_answered_page() -> None:
    with pytest.raises(ValueError, match="still open"):
        _answered(STOP)


@pytest.mark.parametrize("code", list(PageError))
def test_an_error_speaks_both_languages_when_nobody_knows_who_came(code: PageError) -> None:
    text = Page(error_page(code)).text
    for language in ("zh", "en"):
        assert say(language, f"page.error.{code.value}") in text
        assert say(language, f"page.error.{code.value}.do") in text
    assert 400 <= code.status < 600


def test_an_error_in_one_language_names_the_contact() -> None:
    text = Page(error_page(PageError.BUSY, "id 7", contact="Ms Li 138", language="en")).text
    assert "Contact: Ms Li 138" in text
    assert "id 7" in text
    assert "现在忙" not in text


@pytest.mark.parametrize("cause", list(StopCause))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_eb24_a_stop_without_an_after_sale_says_why_and_names_none(
    cause: StopCause, language: Literal["zh", "en"]
) -> None:
    page = _page(STOP.but(cause=cause, after_sale_id=""), language)
    assert say(language, f"stop.cause.{cause.value}") in page.text
    assert say(language, "page.stop.case") not in page.text
