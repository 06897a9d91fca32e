"""A supplier's day in a real browser: phone and desktop, both languages, everything pressed.

Each page is measured and pictured on the way; the pictures lie in the test's temporary folder.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Playwright, expect, sync_playwright

from hedan.adapters.file_archive import UPLOAD_BYTES_MAX
from hedan.domain.stops import StopAnswer
from hedan.texts import Language, say
from tests.browser.scene import HELD, MOVED, bad_cells, filled, page_url, stop_of
from tests.browser.site import Site
from tests.functions.stages import SUPPLIER, WORKBOOK
from tests.functions.world import ORDER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TAP_PIXELS = 48
SECONDS_MAX = 10.0
WIDTHS = {"phone": (390, 844), "desktop": (1280, 800)}
PRESSED = "a:visible, button:visible, input:not([type=hidden]):visible"
UPLOADED = re.compile(r"[?]uploaded=1")
PERCENT = re.compile(r"\d+%$")
# In no text of an English page, but for names that people gave.
CHINESE = re.compile(r"[\u4e00-\u9fff]")

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"
    ),
    pytest.mark.filterwarnings("ignore:No application metrics to publish:UserWarning"),
]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Return what drives the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return the Chromium of this machine."""
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield opened
    opened.close()


@pytest.fixture(params=list(WIDTHS))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a window; what goes wrong on a page, a refused script above all, fails the test."""
    width, height = WIDTHS[request.param]
    window = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    window.set_default_timeout(SECONDS_MAX * 1000)
    opened = window.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    yield opened
    window.close()
    assert wrong == []


def looked_at(page: Page, language: Language, picture: Path) -> None:
    """Take a picture, and check what every page has to keep to."""
    page.screenshot(path=picture, full_page=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = [
        one.evaluate("element => element.outerHTML")
        for one in page.locator(PRESSED).all()
        if (box := one.bounding_box()) and min(box["height"], box["width"]) < TAP_PIXELS
    ]
    assert small == []
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    for heading in page.locator("h2").all_inner_texts():
        assert bool(CHINESE.search(heading)) == (language == "zh"), heading


def button(page: Page, stop_id: str, said: StopAnswer) -> None:
    """Press a button of one stop on the supplier's page."""
    page.locator(f'form[action*="_{stop_id}."] button[value="{said.value}"]').click()


def says(page: Page, language: Language, key: str, **values: object) -> None:
    """Check that the page says it."""
    expect(page.locator("main")).to_contain_text(say(language, key, **values))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_suppliers_day(site: Site, page: Page, language: Language, tmp_path: Path) -> None:
    held, moved = stop_of(site.world, HELD), stop_of(site.world, MOVED)
    page.goto(page_url(site.url))
    looked_at(page, language, tmp_path / "1-open.png")

    # A stop: first that the label is printed, then its end.
    button(page, held.stop_id, StopAnswer.LABEL_PRINTED)
    says(page, language, "page.flash.label_printed")
    looked_at(page, language, tmp_path / "2-label-printed.png")
    button(page, held.stop_id, StopAnswer.STOPPED)
    says(page, language, "page.flash.stopped")
    assert stop_of(site.world, HELD).answer is StopAnswer.STOPPED

    # The page of one stop, to which its notice leads.
    with site.world.seeing() as seen:
        page.goto(seen.stop_link(moved))
    looked_at(page, language, tmp_path / "3-stop.png")
    page.locator(f'button[value="{StopAnswer.LABEL_PRINTED.value}"]').click()
    says(page, language, "page.stop.question")
    expect(page.locator("button")).to_have_count(2)
    looked_at(page, language, tmp_path / "4-stop-label-printed.png")
    page.locator(f'button[value="{StopAnswer.GONE.value}"]').click()
    says(page, language, "page.answered.gone")
    looked_at(page, language, tmp_path / "5-stop-answered.png")
    page.goto(page_url(site.url))
    says(page, language, "page.stops.none")
    assert stop_of(site.world, MOVED).answer is StopAnswer.GONE

    # What else is asked.
    page.get_by_role("button", name=say(language, "page.questions.seen"), exact=True).click()
    says(page, language, "page.flash.seen")
    assert stop_of(site.world, ORDER).withdrawal_seen_at
    received = say(language, "page.questions.received")
    page.get_by_role("button", name=received, exact=True).click()
    says(page, language, "page.flash.received")
    with site.world.seeing() as seen:
        assert seen.desk().supplier_return(SUPPLIER, "BCOMESBACK001").state.value == "received"

    # The workbook goes out, is filled in, and comes back.
    with page.expect_download() as coming:
        page.locator(f'a[href$="/workbooks/{WORKBOOK}"]').click()
    content = filled(Path(coming.value.path()).read_bytes(), language)
    told = upload(page, f"{WORKBOOK}.xlsx", content)
    says(page, language, "page.flash.uploaded")
    assert any(map(PERCENT.search, told)), told
    says(page, language, "page.results.accepted", count=2)
    says(page, language, "page.results.refused", count=2)
    for cell in bad_cells(content):
        expect(page.locator("main")).to_contain_text(cell)
    looked_at(page, language, tmp_path / "6-results.png")
    with page.expect_download() as coming:
        page.locator('a[href*="/results/"]').click()
    assert Path(coming.value.path()).stat().st_size > 0

    upload(page, "photo.xlsx", b"\xff\xd8 no workbook")
    says(page, language, "page.results.whole")
    looked_at(page, language, tmp_path / "7-refused.png")


def upload(page: Page, name: str, content: bytes) -> list[str]:
    """Choose a file and send it; return what the button said meanwhile."""
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "log" else None)
    page.evaluate(
        """() => {
          const button = document.querySelector("#upload button");
          const watch = new MutationObserver(() => console.log(button.textContent));
          watch.observe(button, {childList: true, characterData: true, subtree: true});
        }"""
    )
    page.locator("#file").set_input_files(file_of(name, content))
    with page.expect_navigation(url=UPLOADED):
        page.locator("#upload button").click()
    return told


def file_of(name: str, content: bytes) -> FilePayload:
    """Return a file as a person would choose it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_file_beyond_the_limit_is_not_even_sent(
    site: Site, browser: Browser, language: Language, tmp_path: Path
) -> None:
    big = tmp_path / "big.xlsx"
    big.write_bytes(bytes(UPLOAD_BYTES_MAX + 1))
    with browser.new_context() as window:
        page = window.new_page()
        page.goto(page_url(site.url))
        page.locator("#file").set_input_files(big)
        page.locator("#upload button").click()
        expect(page.locator("#said")).to_have_text(say(language, "page.upload.too_big"))
    assert site.world.files("uploads/") == []


def test_without_a_script_the_form_sends_the_file(
    site: Site, browser: Browser, language: Language
) -> None:
    with browser.new_context(java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(page_url(site.url))
        with page.expect_download() as coming:
            page.locator(f'a[href$="/workbooks/{WORKBOOK}"]').click()
        content = filled(Path(coming.value.path()).read_bytes(), language)
        page.locator("#file").set_input_files(file_of("a.xlsx", content))
        page.locator("#upload button").click()
        page.wait_for_url(UPLOADED)
        says(page, language, "page.results.accepted", count=2)


def test_where_the_storage_is_closed_to_scripts_the_form_sends_the_file(
    site: Site, browser: Browser, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy in between, or a storage that grants nothing: it goes the old way by itself."""
    monkeypatch.setattr(Site, "_granted", lambda *_: {})
    with browser.new_context() as window:
        page = window.new_page()
        page.goto(page_url(site.url))
        page.locator("#file").set_input_files(file_of("a.jpg", b"\xff\xd8 no workbook"))
        page.locator("#upload button").click()
        page.wait_for_url(UPLOADED)
        says(page, language, "page.results.whole")
