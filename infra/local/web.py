"""A browser's part of the local run: pages, forms and downloads of the emulator's HTTP API."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3

from infra.local.emulator import through_loopback

SEE_OTHER = (302, 303)
TIMEOUT = urllib3.Timeout(connect=2.0, read=60.0)

_http = urllib3.PoolManager()


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    action: str
    fields: dict[str, str]
    has_file: bool


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    url: str
    content: bytes
    location: str

    @property
    def text(self) -> str:
        """The page as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def links(self) -> list[str]:
        """Every address that the page leads to."""
        return [urljoin(self.url, link) for link in _parsed(self.text).links]

    @property
    def forms(self) -> list[Form]:
        """Every form of the page."""
        return _parsed(self.text).forms


def get(url: str) -> Page:
    """Fetch a page or a file; a redirection is returned, not followed."""
    return _send("GET", url)


def download(url: str) -> bytes:
    """Fetch a file, following the one redirection to where it lies."""
    page = get(url)
    return get(page.location).content if page.status in SEE_OTHER else page.content


def submit(form: Form, page: Page, fields: dict[str, str]) -> Page:
    """Press a form's button."""
    url = urljoin(page.url, form.action)
    return _send("POST", url, fields=form.fields | fields, multipart=False)


def upload(form: Form, name: str, content: bytes) -> Page:
    """Send a file by a form; its own fields go first, as the storage demands."""
    body: dict[str, object] = {**form.fields, "file": (name, content)}
    return _send("POST", form.action, fields=body)


def _send(
    method: str,
    url: str,
    fields: Mapping[str, Any] | None = None,
    *,
    multipart: bool = True,
) -> Page:
    address, headers = through_loopback(url) if ".localhost:" in urlsplit(url).netloc else (url, {})
    form: dict[str, Any] = {}
    if fields is not None:
        form = {"fields": dict(fields), "encode_multipart": multipart}
    answer = _http.request(
        method, address, headers=headers, redirect=False, timeout=TIMEOUT, retries=False, **form
    )
    return Page(answer.status, url, answer.data, answer.headers.get("location", ""))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), {}, has_file=False))
        elif tag in ("input", "button") and self.forms:
            self._field(given)

    def _field(self, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if given.get("type") == "file":
            self.forms[-1] = Form(form.action, form.fields, has_file=True)
        elif "name" in given:
            form.fields[given["name"]] = given.get("value", "")


def _parsed(text: str) -> _Parser:
    parser = _Parser()
    parser.feed(text)
    return parser
