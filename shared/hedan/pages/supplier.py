"""The supplier's page: what must not ship, what is asked, what is to ship, where to hand it in."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen
from hedan.domain.stops import Stop
from hedan.pages.html import Html, fill, href, joined
from hedan.pages.layout import page
from hedan.pages.parts import (
    Flash,
    Refusal,
    UploadForm,
    flash_section,
    mark,
    reasons,
    upload_section,
)
from hedan.pages.questions import Questions, questions_section
from hedan.pages.stop import answer_forms, goods_list
from hedan.settings import SupplierSettings
from hedan.texts import say
from hedan.texts.stop_words import asked_in_words, place_in_words
from hedan.texts.words import moment

# What spreadsheet programs and chat apps make of the workbook.
ACCEPT: Final = ".xlsx,.xls,.ods,.csv"


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
    """One open stop, and the address that takes its answer."""

    stop: Stop
    rows: tuple[int, ...]
    url: str


class ResultEntry(Frozen):
    """What became of one uploaded file; whole_file means that nothing of it was read."""

    file_name: str  # Empty: which workbook it was is not known.
    at: AwareDatetime
    accepted: NonNegativeInt = 0
    refused: NonNegativeInt = 0
    url: str = ""
    refusals: tuple[Refusal, ...] = ()
    whole_file: bool = False


class SupplierPage(Frozen):
    """All that is on the page. Lists are shown in the order given: newest first."""

    upload: UploadForm
    workbooks: tuple[WorkbookEntry, ...] = ()
    stops: tuple[StopEntry, ...] = ()
    questions: Questions = Questions()
    results: tuple[ResultEntry, ...] = ()
    token: str = ""  # The page's own: who answers a stop on it comes back to it.


def supplier_page(
    supplier: SupplierSettings, shown: SupplierPage, flash: Flash | None = None
) -> str:
    """Return the page of one supplier. Raises ValueError when an address is none of a page."""
    language = supplier.language
    title = say(language, "page.supplier.title", supplier=supplier.name)
    body = joined(
        [
            fill(
                '<h1 class="long">{title}</h1><p class="quiet">{note}</p>',
                title=title,
                note=say(language, "page.supplier.note"),
            ),
            flash_section(flash, language),
            _stops(shown, supplier),
            questions_section(shown.questions, supplier),
            _workbooks(shown.workbooks, supplier),
            upload_section(
                shown.upload,
                language,
                heading=say(language, "page.upload.heading"),
                hint=say(language, "page.upload.hint", megabytes=shown.upload.megabytes_max),
                accept=ACCEPT,
            ),
            _results(shown.results, supplier),
        ]
    )
    return page(language, title, body, with_upload=True)


def _stops(shown: SupplierPage, supplier: SupplierSettings) -> Html:
    language = supplier.language
    if not shown.stops:
        return fill(
            '<section class="good"><p>{none}</p></section>', none=say(language, "page.stops.none")
        )
    return fill(
        '<section class="alarm"><h2>{heading}</h2><p>{hint}</p>{entries}</section>',
        heading=say(language, "page.stops.heading"),
        hint=say(language, "page.stops.hint"),
        entries=joined(_stop(entry, shown.token, supplier) for entry in shown.stops),
    )


def _stop(entry: StopEntry, token: str, supplier: SupplierSettings) -> Html:
    language = supplier.language
    heard = Html()
    if entry.stop.label_printed_at is not None:
        at = moment(entry.stop.label_printed_at, supplier.time_zone)
        heard = fill(
            "<p>{mark}</p>", mark=mark("waiting", say(language, "page.stops.heard", at=at))
        )
    asked_at = moment(entry.stop.asked_at, supplier.time_zone)
    return fill(
        '<div class="entry"><p class="long"><b>{place}</b></p>{goods}'
        '<p class="quiet">{asked}</p>{heard}<div class="choices">{answers}</div></div>',
        place=place_in_words(entry.stop, entry.rows, language),
        goods=goods_list(entry.stop, language),
        asked=asked_in_words(entry.stop, language, "page.stops.asked", at=asked_at),
        heard=heard,
        answers=answer_forms(entry.stop, entry.url, language, back=token, size="press"),
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
        marks.append(mark("refused", say(language, "page.results.whole")))
    if entry.accepted or not (entry.whole_file or entry.refused):
        marks.append(mark("accepted", say(language, "page.results.accepted", count=entry.accepted)))
    if entry.refused and not entry.whole_file:
        marks.append(mark("refused", say(language, "page.results.refused", count=entry.refused)))
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
        name=entry.file_name or say(language, "page.results.file"),
        at=moment(entry.at, supplier.time_zone),
        marks=joined(marks),
        reasons=reasons(entry.refusals, language),
        link=link,
    )
