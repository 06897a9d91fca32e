"""What more than one page has: a form to upload a file, what became of a file, a word on top."""

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, Self

from pydantic import PositiveInt

from hedan.domain.base import Frozen
from hedan.pages.html import Html, attribute, fill, hidden_field, href, joined
from hedan.texts import Language, say

# More belong into the result file, where they stand beside their cells.
REFUSALS_SHOWN: Final = 20

# "K7", or with its sheet "发货!K7".
_CELL: Final = re.compile(r"([^:!]{1,31}!)?[A-Z]{1,3}[1-9][0-9]{0,6}")


class Refusal(Frozen):
    """Why a cell was not taken; cell is empty when it is the whole file."""

    cell: str
    message: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "K7: why" or ": why"; without a cell before the colon all of it is the message."""
        cell, colon, message = text.partition(": ")
        if colon and (not cell or _CELL.fullmatch(cell)):
            return cls(cell=cell, message=message)
        return cls(cell="", message=text)


class UploadForm(Frozen):
    """A presigned form: its fields must be sent as they are, before the file.

    quiet_fields are those of another form to the same place, after which nobody is led anywhere:
    with them the page's script sends the file, shows how far it is, and then goes to done_url.
    """

    url: str
    fields: dict[str, str]
    quiet_fields: Mapping[str, str] = {}
    done_url: str = ""
    megabytes_max: PositiveInt = 25


class Flash(StrEnum):
    """What has just happened, said once at the top."""

    UPLOADED = "uploaded"
    MADE = "made"
    NOTHING = "nothing"
    STOPPED = "stopped"
    GONE = "gone"
    LABEL_PRINTED = "label_printed"
    KEPT = "kept"  # It was answered otherwise before.
    SEEN = "seen"
    RECEIVED = "received"
    LOST = "lost"


def flash_section(flash: Flash | None, language: Language) -> Html:
    """Return the word on top; while a result is awaited, with a way to look for it."""
    if flash is None:
        return Html()
    again = Html()
    if flash is Flash.UPLOADED:
        # "?" alone is this page without what was said after its address.
        refresh = say(language, "page.flash.refresh")
        again = fill('<a class="press" href="?">{refresh}</a>', refresh=refresh)
    return fill(
        '<section class="good" role="status"><p>{text}</p>{again}</section>',
        text=say(language, f"page.flash.{flash.value}"),
        again=again,
    )


def upload_section(
    upload: UploadForm, language: Language, *, heading: str, hint: str, accept: str
) -> Html:
    """Return the form, under a heading and what to upload in words; accept: which file names.

    Raises ValueError when its address is none of a page.
    """
    # The file comes last: the receiving side ignores every field after it.
    return fill(
        '<section><h2>{heading}</h2><p>{hint}</p><form id="upload" method="post" '
        'action="{url}" enctype="multipart/form-data" data-bytes="{bytes}" '
        'data-sending="{sending}" data-too-big="{too_big}" data-failed="{failed}"{by_script}>'
        "{fields}"
        '<label for="file">{file}</label>'
        '<input class="file" id="file" type="file" name="file" required accept="{accept}">'
        "<progress hidden></progress>"
        '<button class="press" type="submit">{send}</button> '
        '<span id="said" role="alert"></span></form>'
        '<p class="quiet">{phone}</p></section>',
        heading=heading,
        hint=hint,
        url=href(upload.url),
        bytes=upload.megabytes_max * 1024 * 1024,
        sending=say(language, "page.upload.sending"),
        too_big=say(language, "page.upload.too_big"),
        failed=say(language, "page.upload.failed"),
        by_script=_by_script(upload),
        fields=joined(hidden_field(*field) for field in upload.fields.items()),
        file=say(language, "page.upload.file"),
        accept=accept,
        send=say(language, "page.upload.send"),
        phone=say(language, "page.upload.phone"),
    )


def _by_script(upload: UploadForm) -> Html:
    if not upload.quiet_fields:
        return Html()
    return joined(
        (
            attribute("data-fields", json.dumps(dict(upload.quiet_fields))),
            attribute("data-done", href(upload.done_url)),
        )
    )


def mark(kind: str, text: str) -> Html:
    """Return a coloured word."""
    return fill('<span class="mark mark-{kind}">{text}</span> ', kind=kind, text=text)


def reasons(refusals: Sequence[Refusal], language: Language) -> Html:
    """Return why cells were refused, the first of many."""
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
