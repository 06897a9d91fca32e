"""What a supplier is asked beside its stops: lifted ones, doubted numbers, goods on their way."""

from collections.abc import Iterator
from typing import Final

from hedan.domain.base import Frozen
from hedan.domain.parcels import Doubt, Parcel
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.stops import Stop
from hedan.pages.html import Html, fill, href, joined
from hedan.pages.stop import goods_list
from hedan.settings import SupplierSettings
from hedan.texts import Language, say
from hedan.texts.stop_words import place_in_words
from hedan.texts.words import moment

RETURN_FIELD: Final = "state"
"""The form field that carries what became of goods that were to come back."""

_RETURN_STYLES: Final = {ReturnState.RECEIVED: "stopped", ReturnState.LOST: "gone"}


class LiftedEntry(Frozen):
    """A stop that was withdrawn, and the address to say that it was seen."""

    stop: Stop
    rows: tuple[int, ...]
    url: str


class ReturnEntry(Frozen):
    """Goods that come back, and the address to say what became of them."""

    back: SupplierReturn
    url: str


class Questions(Frozen):
    """Everything of them."""

    lifted: tuple[LiftedEntry, ...] = ()
    parcels: tuple[Parcel, ...] = ()  # Whose number is in question.
    returns: tuple[ReturnEntry, ...] = ()


def questions_section(questions: Questions, supplier: SupplierSettings) -> Html:
    """Return the section; nothing at all where nothing is asked.

    Raises ValueError when an address is none of a page.
    """
    entries = [
        *(_lifted(entry, supplier) for entry in questions.lifted),
        *(_number(parcel, supplier.language) for parcel in questions.parcels),
        *(_return(entry, supplier) for entry in questions.returns),
    ]
    if not entries:
        return Html()
    return fill(
        '<section class="ask"><h2>{heading}</h2>{entries}</section>',
        heading=say(supplier.language, "page.questions.heading"),
        entries=joined(entries),
    )


def _lifted(entry: LiftedEntry, supplier: SupplierSettings) -> Html:
    language = supplier.language
    return fill(
        '<div class="entry"><p class="long"><b>{text}</b></p><p class="long">{place}</p>{goods}'
        '<div class="choices"><form method="post" action="{url}">'
        '<button class="press stopped" type="submit">{seen}</button></form></div></div>',
        text=say(language, "page.questions.lifted"),
        place=place_in_words(entry.stop, entry.rows, language),
        goods=goods_list(entry.stop, language),
        url=href(entry.url),
        seen=say(language, "page.questions.seen"),
    )


def _number(parcel: Parcel, language: Language) -> Html:
    number = parcel.tracking.number if parcel.tracking else ""
    text = say(
        language,
        "page.questions.number",
        number=number,
        parcel=parcel.parcel_id,
        workbook=parcel.workbook,
    )
    return fill(
        '<div class="entry"><p class="long"><b>{text}</b></p>{doubts}<p>{what}</p></div>',
        text=text,
        doubts=joined(
            fill('<p class="long">{doubt}</p>', doubt=doubt) for doubt in _doubts(parcel, language)
        ),
        what=say(language, "page.questions.number.do"),
    )


def _doubts(parcel: Parcel, language: Language) -> Iterator[str]:
    """Yield why the number is in question, in the words of the workbook's sheet."""
    told = {doubt.code for doubt in parcel.doubts}
    for code in sorted(told - {Doubt.OTHER_NUMBER}):
        yield say(language, f"sheet.doubt.{code.value}")
    if change := parcel.change:
        yield say(
            language,
            f"sheet.doubt.{Doubt.OTHER_NUMBER.value}",
            old=change.old.number,
            new=change.new.number,
        )


def _return(entry: ReturnEntry, supplier: SupplierSettings) -> Html:
    language, back = supplier.language, entry.back
    facts = [say(language, "page.questions.since", at=_moment(entry, supplier))]
    if back.tracking is not None:
        facts.append(say(language, "page.questions.way_back", number=back.tracking.number))
    return fill(
        '<div class="entry"><p class="long"><b>{text}</b></p><ul class="goods">{goods}</ul>'
        '<p class="quiet long">{facts}</p><div class="choices">{buttons}</div></div>',
        text=say(
            language,
            "page.questions.return",
            order=back.order.order_id,
            parcel=back.parcel_id,
        ),
        goods=joined(
            fill(
                "<li>{goods}</li>",
                goods=say(language, "goods", name=one.name or one.sku, quantity=one.quantity),
            )
            for one in back.goods
        ),
        facts=" · ".join(facts),
        buttons=joined(
            fill(
                '<form method="post" action="{url}"><button class="press {style}" type="submit" '
                'name="{field}" value="{state}">{text}</button></form>',
                url=href(entry.url),
                style=style,
                field=RETURN_FIELD,
                state=state.value,
                text=say(language, f"page.questions.{state.value}"),
            )
            for state, style in _RETURN_STYLES.items()
        ),
    )


def _moment(entry: ReturnEntry, supplier: SupplierSettings) -> str:
    return moment(entry.back.expected_since, supplier.time_zone)
