"""Who comes by a link of ours, and the answers of HTTP that every page function gives."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from hedan.errors import BadSignature
from hedan.links import LinkExpired, LinkPurpose, read_link_token
from hedan.pages.error import PageError, error_page
from hedan.pages.layout import page_headers


class Linked(Protocol):
    """Whoever may be given links: a supplier, a store."""

    @property
    def link_generation(self) -> int:
        """Counted up to make every older link void."""


def visitor[T: Linked](
    secrets: Sequence[bytes],
    token: str,
    purpose: LinkPurpose,
    find: Callable[[str], T],
    now: datetime,
) -> T | PageError:
    """Return whose link this is, or why it leads nowhere. find raises KeyError for the unknown."""
    try:
        read = read_link_token(secrets, token, purpose, now)
    except LinkExpired:
        return PageError.EXPIRED
    except BadSignature:
        return PageError.FORGED
    try:
        whose = find(read.subject)
    except KeyError:
        return PageError.NOT_FOUND  # The link is ours; whom it was for left the settings.
    return whose if read.generation == whose.link_generation else PageError.REPLACED


def page_answer(body: str, upload_url: str) -> dict[str, Any]:
    """Return a page; upload_url is the only other address that its form may send to."""
    return {"statusCode": 200, "headers": page_headers(upload_url), "body": body}


def error_answer(error: PageError, *, retry_after: int = 0) -> dict[str, Any]:
    """Return the page that says what is wrong, and after how many seconds it may be right again."""
    headers = page_headers()
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    return {"statusCode": int(error.status), "headers": headers, "body": error_page(error)}


def redirect_answer(status: int, location: str) -> dict[str, Any]:
    """Lead elsewhere. Nobody may keep the way: it is signed, and ends soon."""
    return {"statusCode": status, "headers": {"location": location, "cache-control": "no-store"}}
