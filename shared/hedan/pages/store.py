"""The page of a store: where its export sheets come in, and where its shipping files go out."""

from collections.abc import Sequence
from typing import Final, Literal

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen
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
from hedan.settings import StoreSettings
from hedan.texts import Language, say
from hedan.texts.words import moment

ACCEPT: Final = ".xlsx,.xls,.csv"
LEFT_OUT_SHOWN: Final = 20


class BulkEntry(Frozen):
    """One bulk-shipping file on the page; without an address when all of it was left out."""

    number: str
    made_at: AwareDatetime
    row_count: NonNegativeInt
    order_count: NonNegativeInt
    url: str = ""
    left_out: tuple[str, ...] = ()


class StoreFiles(Frozen):
    """What goes back to a platform by file, and how soon."""

    entries: tuple[BulkEntry, ...]
    waiting: NonNegativeInt  # Orders whose numbers wait for the next file.
    make_url: str  # Where the button posts to.
    every_minutes: NonNegativeInt


class ImportEntry(Frozen):
    """What became of one export sheet."""

    file_name: str
    at: AwareDatetime
    state: Literal["taken", "repeated", "refused"]
    orders: NonNegativeInt = 0
    refused: NonNegativeInt = 0
    refusals: tuple[Refusal, ...] = ()
    reason: str = ""  # Why the whole file was refused.
    url: str = ""  # Of the result file, if there is one.


def store_page(
    store: StoreSettings,
    bulk: StoreFiles | None,
    imports: Sequence[ImportEntry],
    upload: UploadForm,
    *,
    language: Language,
    flash: Flash | None = None,
) -> str:
    """Return the page of one store. bulk: None when its numbers go back by an API.

    Lists are shown in the order given: newest first. Raises ValueError when an address is none
    of a page.
    """
    title = say(language, "page.store.title", store=store.name)
    body = joined(
        [
            fill(
                '<h1 class="long">{title}</h1><p class="quiet">{note}</p>',
                title=title,
                note=say(language, "page.store.note"),
            ),
            flash_section(flash, language),
            _bulk(bulk, store, language) if bulk else Html(),
            upload_section(
                upload,
                language,
                heading=say(language, "page.exports.heading"),
                hint=say(language, "page.exports.hint", megabytes=upload.megabytes_max),
                accept=ACCEPT,
            ),
            _imports(imports, store, language),
        ]
    )
    return page(language, title, body, with_upload=True)


def _bulk(bulk: StoreFiles, store: StoreSettings, language: Language) -> Html:
    return fill(
        "<section><h2>{heading}</h2>{waiting}{files}</section>",
        heading=say(language, "page.bulk.heading"),
        waiting=_waiting(bulk, language),
        files=_bulk_files(bulk.entries, store, language),
    )


def _waiting(bulk: StoreFiles, language: Language) -> Html:
    if not bulk.waiting:
        return fill("<p>{none}</p>", none=say(language, "page.bulk.waiting.none"))
    return fill(
        '<p>{waiting}</p><form method="post" action="{url}">'
        '<button class="press" type="submit">{make}</button></form><p class="quiet">{every}</p>',
        waiting=say(language, "page.bulk.waiting", count=bulk.waiting),
        url=href(bulk.make_url),
        make=say(language, "page.bulk.make"),
        every=say(language, "page.bulk.every", minutes=bulk.every_minutes),
    )


def _bulk_files(entries: Sequence[BulkEntry], store: StoreSettings, language: Language) -> Html:
    if not entries:
        return fill("<p>{none}</p>", none=say(language, "page.bulk.none"))
    return fill(
        "<p>{hint}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        hint=say(language, "page.bulk.hint"),
        head=joined(
            fill('<th scope="col">{name}</th>', name=say(language, f"page.bulk.{name}"))
            for name in ("number", "made", "size", "file")
        ),
        rows=joined(_bulk_file(entry, store, language) for entry in entries),
    )


def _bulk_file(entry: BulkEntry, store: StoreSettings, language: Language) -> Html:
    return fill(
        "<tr><td><b>{number}</b>{left_out}</td><td>{made}</td><td>{size}</td><td>{link}</td></tr>",
        number=entry.number,
        left_out=_left_out(entry, language),
        made=moment(entry.made_at, store.time_zone),
        size=say(language, "page.bulk.orders", orders=entry.order_count, rows=entry.row_count),
        link=_link(entry.url, say(language, "page.bulk.download"))
        if entry.url
        else mark("refused", say(language, "page.bulk.empty")),
    )


def _left_out(entry: BulkEntry, language: Language) -> Html:
    if not entry.left_out:
        return Html()
    orders = ", ".join(entry.left_out[:LEFT_OUT_SHOWN])
    more = len(entry.left_out) - LEFT_OUT_SHOWN
    return fill(
        '<br><span class="mark mark-refused long">{text}</span>',
        text=say(
            language, "page.bulk.left_out", orders=f"{orders} +{more}" if more > 0 else orders
        ),
    )


def _imports(imports: Sequence[ImportEntry], store: StoreSettings, language: Language) -> Html:
    entries = joined(_import(entry, store, language) for entry in imports)
    if not imports:
        entries = fill("<p>{none}</p>", none=say(language, "page.imports.none"))
    return fill(
        "<section><h2>{heading}</h2>{entries}</section>",
        heading=say(language, "page.imports.heading"),
        entries=entries,
    )


def _import(entry: ImportEntry, store: StoreSettings, language: Language) -> Html:
    reason = Html()
    if entry.reason:
        said = say(language, "page.imports.reason", reason=entry.reason)
        reason = fill('<p class="long">{said}</p>', said=said)
    link = Html()
    if entry.url:
        link = fill("<p>{link}</p>", link=_link(entry.url, say(language, "page.results.download")))
    return fill(
        '<div class="entry"><p class="long"><b>{name}</b> <span class="quiet">{at}</span></p>'
        "<p>{marks}</p>{reason}{reasons}{link}</div>",
        name=entry.file_name,
        at=moment(entry.at, store.time_zone),
        marks=joined(_marks(entry, language)),
        reason=reason,
        reasons=reasons(entry.refusals, language),
        link=link,
    )


def _marks(entry: ImportEntry, language: Language) -> list[Html]:
    if entry.state == "repeated":
        return [mark("accepted", say(language, "page.imports.repeated"))]
    if entry.state == "refused":
        return [mark("refused", say(language, "page.results.whole"))]
    marks = []
    if entry.orders or not entry.refused:
        marks.append(mark("accepted", say(language, "page.imports.taken", orders=entry.orders)))
    if entry.refused:
        marks.append(mark("refused", say(language, "page.results.refused", count=entry.refused)))
    return marks


def _link(url: str, text: str) -> Html:
    return fill('<a class="press" href="{url}">{text}</a>', url=href(url), text=text)
