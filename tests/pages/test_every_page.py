"""What holds for all pages: nothing foreign becomes markup, nothing is loaded from elsewhere."""

import base64
import hashlib
import re
from typing import Literal

import pytest
from hypothesis import given

from hedan.pages import page_headers
from hedan.pages.html import fill, href, joined
from tests.notices.builders import FOREIGN, LANGUAGES
from tests.pages.builders import FILE_URL, RESULT_URL, STOP_URL, UPLOAD, every_page
from tests.pages.reading import Page

PAGES = sorted(every_page())
ATTACK = """<script>alert(1)</script>'"><img src=x onerror=alert(1)>&lt;"""


@given(language=LANGUAGES, name=FOREIGN)
def test_foreign_text_never_changes_the_page(language: Literal["zh", "en"], name: str) -> None:
    # An empty text leaves its place out; so may a text of invisible characters only.
    name = f"x{name}"
    quiet, loud = every_page(language, "x"), every_page(language, name)
    for kind, page in loud.items():
        assert Page(page).skeleton == Page(quiet[kind]).skeleton


@pytest.mark.parametrize("kind", PAGES)
def test_an_attack_is_shown_as_text(kind: str) -> None:
    page = every_page("zh", ATTACK)[kind]
    assert ATTACK in Page(page).text
    assert "<img" not in page


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_stands_alone(kind: str) -> None:
    page = Page(every_page()[kind])
    loading = [
        (tag, name)
        for tag, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "srcset", "data", "background", "poster")
        or (tag == "link" and name == "href" and value != "data:,")
    ]
    assert loading == []
    assert not re.search(r"@import|url\(", "".join(page.styles))
    handlers = [name for _, attributes in page.elements for name in attributes if name[:2] == "on"]
    assert handlers == []
    assert not [attributes for _, attributes in page.elements if "style" in attributes]


@pytest.mark.parametrize("kind", PAGES)
def test_looking_at_a_page_changes_nothing(kind: str) -> None:
    """A mail scanner follows every link: none of them may answer for the supplier."""
    page = Page(every_page()[kind])
    assert set(page.links) <= {STOP_URL, FILE_URL, RESULT_URL, "?"}
    assert {form.attributes["method"] for form in page.forms} <= {"post"}
    assert not [a for tag, a in page.elements if tag == "meta" and "http-equiv" in a]
    if kind not in {"supplier", "store"}:  # They send files.
        assert page.scripts == []
    assert "submit()" not in "".join(page.scripts)


@pytest.mark.parametrize(("language", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_says_its_language_and_stays_out_of_indexes(
    language: Literal["zh", "en"], code: str
) -> None:
    page = Page(every_page(language)["stop"])
    assert ("html", {"lang": code}) in page.elements
    metas = {a.get("name", ""): a.get("content", "") for tag, a in page.elements if tag == "meta"}
    assert "noindex" in metas["robots"]
    assert "width=device-width" in metas["viewport"]


def test_the_headers_allow_exactly_what_the_pages_contain() -> None:
    page = Page(every_page()["supplier"])
    headers = page_headers(UPLOAD.url)
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    for kind, codes in (("style-src", page.styles), ("script-src", page.scripts)):
        digests = [hashlib.sha256(code.encode()).digest() for code in codes]
        assert [policy[kind]] == [f"'sha256-{base64.b64encode(d).decode()}'" for d in digests]
    assert policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self' https://files.example"
    assert policy["connect-src"] == "https://files.example"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_without_an_upload_forms_go_only_to_us() -> None:
    policy = page_headers()["Content-Security-Policy"]
    assert "form-action 'self';" in policy
    assert "connect-src 'none';" in policy


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", " https://x", "\\\\x"]
)
def test_an_address_that_is_no_page_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        href(url)


@given(text=FOREIGN)
def test_filled_values_are_escaped_once_and_parts_never_twice(text: str) -> None:
    inner = fill("<b>{text}</b>", text=text)
    page = Page(joined([fill("<p>{inner}</p>", inner=inner)]))
    assert page.skeleton == [("p", ()), ("b", ())]
    assert "&amp;lt;" not in inner or "&lt;" in text
