"""The page for a link that does not work: what is wrong, and whom to ask."""

from enum import StrEnum
from http import HTTPStatus
from typing import Final

from hedan.pages.html import Html, fill, joined
from hedan.pages.layout import page
from hedan.texts import Language, say


class PageError(StrEnum):
    """Why there is no page."""

    EXPIRED = "expired"
    FORGED = "forged"
    REPLACED = "replaced"  # Ours, but of an older generation than the settings name.
    NOT_FOUND = "not_found"
    BUSY = "busy"
    TOO_MANY = "too_many"
    RECALLED = "recalled"  # A file that was taken back before anybody had it.

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status that goes with it."""
        return _STATUS[self]


_STATUS: Final[dict[PageError, HTTPStatus]] = {
    PageError.EXPIRED: HTTPStatus.GONE,
    PageError.FORGED: HTTPStatus.FORBIDDEN,
    PageError.REPLACED: HTTPStatus.GONE,
    PageError.NOT_FOUND: HTTPStatus.NOT_FOUND,
    PageError.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    PageError.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    PageError.RECALLED: HTTPStatus.GONE,
}


def error_page(
    code: PageError, message: str = "", *, contact: str = "", language: Language | None = None
) -> str:
    """Return the page in one language, or in both when nobody knows who came.

    message is one more sentence for the reader, contact whom to ask.
    """
    languages: tuple[Language, ...] = (language,) if language else ("zh", "en")
    title = " · ".join(say(each, f"page.error.{code.value}") for each in languages)
    parts = [
        fill(
            "<h1>{title}</h1><p>{do}</p>",
            title=say(each, f"page.error.{code.value}"),
            do=say(each, f"page.error.{code.value}.do"),
        )
        for each in languages
    ]
    first = languages[0]
    if message:
        parts.append(_line(say(first, "page.error.detail", detail=message)))
    if contact:
        parts.append(_line(say(first, "page.error.contact", contact=contact)))
    body = fill('<section class="alarm">{parts}</section>', parts=joined(parts))
    return page(first, title, body)


def _line(text: str) -> Html:
    return fill('<p class="long">{text}</p>', text=text)
