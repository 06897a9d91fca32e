"""The supplier's page: what must not ship, what is to ship, where to hand the numbers in."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Self

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen
from hedan.domain.stops import Stop
from hedan.pages.html import Html, fill, hidden_field, href, joined
from hedan.pages.layout import page
from hedan.pages.stop import goods_list
from hedan.settings import SupplierSettings
from hedan.texts import Language, say
from hedan.texts.stop_words import place_in_words
from hedan.texts.words import moment

# More belong into the result file, where they stand beside their cells.
REFUSALS_SHOWN: Final = 20

_CELL: Final = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


class WorkbookProgress(StrEnum):
    """How far a workbook has come back."""

    WAITING = "waiting"
    PART = "part"
    DONE = "done"
    REPLACED = "replaced"


class WorkbookEntry(Frozen):
    """One workbook on the page."""

    number: str
    made_at: AwareDatetime
    row_count: NonNegativeInt
    parcel_count: NonNegativeInt
    url: str
    predecessor: str = ""
    state: WorkbookProgress = WorkbookProgress.WAITING


class StopEntry(Frozen):
    """One open stop, and the address of the page where it is answered."""

    stop: Stop
    rows: tuple[int, ...]
    url: str


class Refusal(Frozen):
    """Why a cell was not taken; cell is empty when it is the whole file."""

    cell: str
    message: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "K7: why"; without a cell before the colon all of it is the message."""
        cell, colon, message = text.partition(": ")
        if colon and _CELL.fullmatch(cell):
            return cls(cell=cell, message=message)
        return cls(cell="", message=text)


class ResultEntry(Frozen):
    """What became of one uploaded file; whole_file means that nothing of it was read."""

    file_name: str
    at: AwareDatetime
    accepted: NonNegativeInt = 0
    refused: NonNegativeInt = 0
    url: str = ""
    refusals: tuple[Refusal, ...] = ()
    whole_file: bool = False


class UploadForm(Frozen):
    """A presigned form: its fields must be sent as they are, before the file."""

    url: str
    fields: dict[str, str]
    megabytes_max: PositiveInt = 10


class Flash(StrEnum):
    """What has just happened, said once at the top."""

    UPLOADED = "uploaded"


def supplier_page(
    supplier: SupplierSettings,
    workbooks: Sequence[WorkbookEntry],
    stops: Sequence[StopEntry],
    results: Sequence[ResultEntry],
    upload: UploadForm,
    flash: Flash | None = None,
) -> str:
    """Return the page of one supplier. Lists are shown in the order given: newest first.

    Raises ValueError when an address is none of a page.
    """
    language = supplier.language
    title = say(language, "page.supplier.title", supplier=supplier.name)
    body = joined(
        [
            fill(
                '<h1 class="long">{title}</h1><p class="quiet">{note}</p>',
                title=title,
                note=say(language, "page.supplier.note"),
            ),
            _flash(flash, language),
            _stops(stops, supplier),
            _workbooks(workbooks, supplier),
            _upload(upload, language),
            _results(results, supplier),
        ]
    )
    return page(language, title, body, with_upload=True)


def _flash(flash: Flash | None, language: Language) -> Html:
    if flash is None:
        return Html()
    # "?" alone is this page without what was said after its address.
    return fill(
        '<section class="good" role="status"><p>{text}</p>'
        '<a class="press" href="?">{refresh}</a></section>',
        text=say(language, f"page.flash.{flash.value}"),
        refresh=say(language, "page.flash.refresh"),
    )


def _stops(stops: Sequence[StopEntry], supplier: SupplierSettings) -> Html:
    language = supplier.language
    if not stops:
        return fill(
            '<section class="good"><p>{none}</p></section>', none=say(language, "page.stops.none")
        )
    return fill(
        '<section class="alarm"><h2>{heading}</h2><p>{hint}</p>{entries}</section>',
        heading=say(language, "page.stops.heading"),
        hint=say(language, "page.stops.hint"),
        entries=joined(_stop(entry, supplier) for entry in stops),
    )


def _stop(entry: StopEntry, supplier: SupplierSettings) -> Html:
    language = supplier.language
    asked_at = moment(entry.stop.asked_at, supplier.time_zone)
    return fill(
        '<div class="entry"><p class="long"><b>{place}</b></p>{goods}'
        '<p class="quiet">{asked}</p><a class="press refuse" href="{url}">{answer}</a></div>',
        place=place_in_words(entry.stop, entry.rows, language),
        goods=goods_list(entry.stop, language),
        asked=say(language, "page.stops.asked", at=asked_at),
        url=href(entry.url),
        answer=say(language, "page.stops.answer"),
    )


def _workbooks(workbooks: Sequence[WorkbookEntry], supplier: SupplierSettings) -> Html:
    language = supplier.language
    heading = say(language, "page.workbooks.heading")
    if not workbooks:
        return fill(
            "<section><h2>{heading}</h2><p>{none}</p></section>",
            heading=heading,
            none=say(language, "page.workbooks.none"),
        )
    names = ("number", "made", "size", "state", "file")
    return fill(
        "<section><h2>{heading}</h2><table><thead><tr>{head}</tr></thead>"
        "<tbody>{rows}</tbody></table></section>",
        heading=heading,
        head=joined(
            fill('<th scope="col">{name}</th>', name=say(language, f"page.workbooks.{name}"))
            for name in names
        ),
        rows=joined(_workbook(entry, supplier) for entry in workbooks),
    )


def _workbook(entry: WorkbookEntry, supplier: SupplierSettings) -> Html:
    language = supplier.language
    after = Html()
    if entry.predecessor:
        after = fill(
            '<br><span class="quiet">{text}</span>',
            text=say(language, "page.workbooks.after", predecessor=entry.predecessor),
        )
    return fill(
        "<tr><td><b>{number}</b>{after}</td><td>{made}</td><td>{size}</td>"
        '<td><span class="mark mark-{state}">{state_text}</span></td>'
        '<td><a class="press" href="{url}">{download}</a></td></tr>',
        number=entry.number,
        after=after,
        made=moment(entry.made_at, supplier.time_zone),
        size=say(
            language,
            "page.workbooks.rows",
            parcels=entry.parcel_count,
            rows=entry.row_count,
        ),
        state=entry.state.value,
        state_text=say(language, f"page.state.{entry.state.value}"),
        url=href(entry.url),
        download=say(language, "page.workbooks.download"),
    )


def _upload(upload: UploadForm, language: Language) -> Html:
    # The file comes last: the receiving side ignores every field after it.
    return fill(
        '<section><h2>{heading}</h2><p>{hint}</p><form id="upload" method="post" '
        'action="{url}" enctype="multipart/form-data" data-bytes="{bytes}" '
        'data-sending="{sending}" data-too-big="{too_big}">{fields}'
        '<label for="file">{file}</label>'
        '<input class="file" id="file" type="file" name="file" required '
        'accept=".xlsx,.xls,.ods,.csv">'
        '<button class="press" type="submit">{send}</button> '
        '<span id="said" role="alert"></span></form>'
        '<p class="quiet">{phone}</p></section>',
        heading=say(language, "page.upload.heading"),
        hint=say(language, "page.upload.hint", megabytes=upload.megabytes_max),
        url=href(upload.url),
        bytes=upload.megabytes_max * 1024 * 1024,
        sending=say(language, "page.upload.sending"),
        too_big=say(language, "page.upload.too_big"),
        fields=joined(hidden_field(*field) for field in upload.fields.items()),
        file=say(language, "page.upload.file"),
        send=say(language, "page.upload.send"),
        phone=say(language, "page.upload.phone"),
    )


def _results(results: Sequence[ResultEntry], supplier: SupplierSettings) -> Html:
    language = supplier.language
    entries = joined(_result(entry, supplier) for entry in results)
    if not results:
        entries = fill("<p>{none}</p>", none=say(language, "page.results.none"))
    return fill(
        "<section><h2>{heading}</h2>{entries}</section>",
        heading=say(language, "page.results.heading"),
        entries=entries,
    )


def _result(entry: ResultEntry, supplier: SupplierSettings) -> Html:
    language = supplier.language
    marks = []
    if entry.whole_file:
        marks.append(_mark("refused", say(language, "page.results.whole")))
    if entry.accepted or not (entry.whole_file or entry.refused):
        marks.append(
            _mark("accepted", say(language, "page.results.accepted", count=entry.accepted))
        )
    if entry.refused:
        marks.append(_mark("refused", say(language, "page.results.refused", count=entry.refused)))
    link = Html()
    if entry.url:
        link = fill(
            '<p><a class="press" href="{url}">{text}</a></p>',
            url=href(entry.url),
            text=say(language, "page.results.download"),
        )
    return fill(
        '<div class="entry"><p class="long"><b>{name}</b> <span class="quiet">{at}</span></p>'
        "<p>{marks}</p>{reasons}{link}</div>",
        name=entry.file_name,
        at=moment(entry.at, supplier.time_zone),
        marks=joined(marks),
        reasons=_reasons(entry.refusals, language),
        link=link,
    )


def _mark(kind: str, text: str) -> Html:
    return fill('<span class="mark mark-{kind}">{text}</span> ', kind=kind, text=text)


def _reasons(refusals: Sequence[Refusal], language: Language) -> Html:
    if not refusals:
        return Html()
    items = [
        fill("<li><b>{cell}</b> {message}</li>", cell=refusal.cell, message=refusal.message)
        for refusal in refusals[:REFUSALS_SHOWN]
    ]
    if len(refusals) > REFUSALS_SHOWN:
        more = say(language, "page.results.more", count=len(refusals) - REFUSALS_SHOWN)
        items.append(fill("<li>{more}</li>", more=more))
    return fill(
        "<p>{reasons}</p><ul>{items}</ul>",
        reasons=say(language, "page.results.reasons"),
        items=joined(items),
    )
