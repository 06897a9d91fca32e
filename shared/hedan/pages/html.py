"""HTML that is safe by default: whatever is not known to be HTML is escaped."""

import html
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from hedan.texts.words import clean

_SCHEMES: Final = frozenset({"https", "http", ""})


class Html(str):
    """Text that already is HTML; only the functions of this file make it."""

    __slots__ = ()


def fill(template: str, /, **values: object) -> Html:
    """Return the template, which is ours, with the {values} escaped unless they are Html."""
    return Html(template.format_map({name: _escaped(value) for name, value in values.items()}))


def joined(parts: Iterable[Html]) -> Html:
    """Return the parts one after the other."""
    return Html("".join(parts))


def href(url: str) -> str:
    """Return the address unchanged if a click on it can only load a page.

    Raises ValueError for javascript:, data: and whatever else is not an address of a page.
    """
    if urlsplit(url).scheme not in _SCHEMES or url != url.strip() or "\\" in url:
        raise ValueError(f"not an address of a page: {url[:40]!r}")
    return url


def hidden_field(name: str, value: str) -> Html:
    """Return a form field that is sent byte for byte: escaped, but not tidied, it may be signed."""
    return Html(f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">')


def attribute(name: str, value: str) -> Html:
    """Return an attribute that is read byte for byte: escaped, but not tidied, it may be signed."""
    return Html(f' {name}="{html.escape(value)}"')


def _escaped(value: object) -> str:
    return value if isinstance(value, Html) else html.escape(clean(str(value)))
