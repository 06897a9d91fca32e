"""The page of one stop. Looking at it changes nothing: mail scanners open links. Pressing does."""

from typing import Final

from hedan.domain.stops import Stop, StopAnswer
from hedan.pages.html import Html, fill, hidden_field, href, joined
from hedan.pages.layout import page
from hedan.settings import SupplierSettings
from hedan.texts import Language, say
from hedan.texts.stop_words import asked_in_words, goods_in_words, place_in_words
from hedan.texts.words import moment, row_numbers

ANSWER_FIELD: Final = "answer"
"""The form field that carries a StopAnswer's value."""

BACK_FIELD: Final = "back"
"""The form field that carries the token of the page to go back to, which its reader verifies."""


def stop_page(
    stop: Stop,
    *,
    supplier: SupplierSettings,
    store_name: str,
    rows: tuple[int, ...],
    action_url: str,
) -> str:
    """Return the page behind the link of a notice: what to stop, and the buttons to answer.

    A settled stop shows how it ended and has no buttons. Raises ValueError when action_url is
    not an address of a page.
    """
    if stop.is_settled:
        return stop_answered_page(stop, supplier=supplier, store_name=store_name, rows=rows)
    language = supplier.language
    title = say(language, "page.stop.title")
    notes = []
    if stop.label_printed_at:
        at = moment(stop.label_printed_at, supplier.time_zone)
        notes.append(_note(say(language, "page.stop.heard", at=at)))
    if stop.escalated_at:
        notes.append(_note(say(language, "page.stop.late")))
    body = joined(
        [
            fill(
                '<section class="alarm"><h1>{title}</h1><p>{lead}</p>'
                '<p class="long"><b>{place}</b></p>{goods}<p class="quiet">{others}</p></section>',
                title=title,
                lead=asked_in_words(stop, language, "page.stop.lead"),
                place=place_in_words(stop, rows, language),
                goods=goods_list(stop, language),
                others=say(language, "page.stop.others"),
            ),
            fill(
                "<section><h2>{question}</h2>{notes}{answers}</section>",
                question=say(language, "page.stop.question"),
                notes=joined(notes),
                answers=answer_forms(stop, action_url, language),
            ),
            _facts(stop, supplier, store_name, rows),
        ]
    )
    return page(language, title, body)


def stop_answered_page(
    stop: Stop,
    *,
    supplier: SupplierSettings,
    store_name: str,
    rows: tuple[int, ...],
    pressed: StopAnswer | None = None,
) -> str:
    """Return the page after the answer, or after the refund was withdrawn.

    pressed is what was pressed just now: if an earlier answer stands, the page says so.
    Raises ValueError when the stop is still open.
    """
    language = supplier.language
    if not stop.is_settled:
        raise ValueError(f"{stop.stop_id} is still open")
    kept = Html()
    if pressed is not None and stop.answer not in (None, pressed):
        kept = fill("<p><b>{kept}</b></p>", kept=say(language, "page.answered.kept"))
    title, next_step = _ending(stop, language)
    body = joined(
        [
            fill(
                '<section class="good"><h1>{title}</h1><p>{next_step}</p>{kept}{answered}'
                "</section>",
                title=title,
                next_step=next_step,
                kept=kept,
                answered=_answered(stop, supplier),
            ),
            fill("<section>{goods}</section>", goods=goods_list(stop, language)),
            _facts(stop, supplier, store_name, rows),
        ]
    )
    return page(language, title, body)


def goods_list(stop: Stop, language: Language) -> Html:
    """Return the goods to take out, as a list."""
    return fill(
        '<ul class="goods">{items}</ul>',
        items=joined(
            fill("<li>{goods}</li>", goods=goods) for goods in goods_in_words(stop, language)
        ),
    )


def answer_forms(
    stop: Stop, action_url: str, language: Language, *, back: str = "", size: str = "press big"
) -> Html:
    """Return the buttons that may still be pressed, each in a form of its own.

    One form for all would let the Enter key choose an answer. back: whose page is shown afterwards.
    Raises ValueError when action_url is not an address of a page.
    """
    is_printed = stop.label_printed_at is not None
    asked = [one for one in StopAnswer if not (is_printed and one is StopAnswer.LABEL_PRINTED)]
    hidden = hidden_field(BACK_FIELD, back) if back else Html()
    return joined(
        fill(
            '<form method="post" action="{url}">{hidden}<button class="{size} {answer}" '
            'type="submit" name="{field}" value="{answer}">{text}<small>{means}</small></button>'
            "</form>",
            url=href(action_url),
            hidden=hidden,
            size=size,
            field=ANSWER_FIELD,
            answer=answer.value,
            text=say(language, f"page.stop.{answer.value}"),
            means=say(language, f"page.stop.{answer.value}.means"),
        )
        for answer in asked
    )


def _note(text: str) -> Html:
    return fill("<p><b>{text}</b></p>", text=text)


def _ending(stop: Stop, language: Language) -> tuple[str, str]:
    """Return how it ended and what follows from it."""
    if stop.withdrawn_at is not None:
        # What was put aside is planned anew: shipping it by the old row would send it twice.
        follows = "wait" if stop.answer is StopAnswer.STOPPED else "ship"
        return say(language, "page.withdrawn"), say(language, f"page.withdrawn.{follows}")
    answer = stop.answer or StopAnswer.STOPPED
    key = f"page.answered.{answer.value}"
    return say(language, key), say(language, f"{key}.next")


def _answered(stop: Stop, supplier: SupplierSettings) -> Html:
    if stop.answered_at is None:
        return Html()
    language = supplier.language
    at = moment(stop.answered_at, supplier.time_zone)
    return fill(
        '<p class="quiet">{at}</p><p class="quiet">{wrong}</p>',
        at=say(language, "page.answered.at", at=at),
        wrong=say(language, "page.answered.wrong"),
    )


def _facts(stop: Stop, supplier: SupplierSettings, store_name: str, rows: tuple[int, ...]) -> Html:
    language = supplier.language
    facts = (
        ("workbook", stop.workbook),
        ("rows", row_numbers(rows, language)),
        ("parcel", stop.parcel_id),
        ("order", stop.order.order_id),
        ("store", store_name),
        ("case", stop.after_sale_id),
        ("asked", moment(stop.asked_at, supplier.time_zone)),
    )
    return fill(
        "<section><dl>{facts}</dl></section>",
        facts=joined(
            fill(
                "<dt>{name}</dt><dd>{value}</dd>",
                name=say(language, f"page.stop.{key}"),
                value=value,
            )
            for key, value in facts
            if value
        ),
    )
