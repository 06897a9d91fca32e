"""The store's page: files to take to the platform, sheets to bring from it."""

from typing import Literal

import pytest

from hedan.pages import (
    BulkEntry,
    Flash,
    ImportEntry,
    Refusal,
    StoreFiles,
    store_page,
)
from hedan.pages.store import LEFT_OUT_SHOWN
from hedan.texts import say
from tests.notices.builders import NOW, make_settings
from tests.pages.builders import FILE_URL, MAKE_URL, RESULT_URL, UPLOAD, full_store_page
from tests.pages.reading import Page

STORE = make_settings().store("cups")
FILE = BulkEntry(number="cups-000007", made_at=NOW, row_count=14, order_count=12, url=FILE_URL)
NOTHING = StoreFiles(entries=(), waiting=0, make_url=MAKE_URL, every_minutes=30)


def shown(
    bulk: StoreFiles | None = NOTHING,
    imports: list[ImportEntry] | None = None,
    *,
    language: Literal["zh", "en"] = "zh",
    flash: Flash | None = None,
) -> Page:
    return Page(store_page(STORE, bulk, imports or [], UPLOAD, language=language, flash=flash))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_file_can_be_downloaded_and_says_what_is_in_it(language: Literal["zh", "en"]) -> None:
    page = shown(NOTHING.but(entries=(FILE,)), language=language)
    assert page.links == [FILE_URL]
    assert "cups-000007" in page.text
    assert "2026-11-11 10:30 (UTC+08:00)" in page.text
    assert say(language, "page.bulk.orders", orders=12, rows=14) in page.text


def test_button_makes_a_file_only_while_something_waits() -> None:
    page = shown(NOTHING.but(waiting=3))
    make = page.forms[0]
    assert make.attributes == {"method": "post", "action": MAKE_URL}
    assert [field["type"] for field in make.fields] == ["submit"]
    assert say("zh", "page.bulk.waiting", count=3) in page.text
    quiet = shown(NOTHING)
    assert len(quiet.forms) == 1
    assert say("zh", "page.bulk.waiting.none") in quiet.text


def test_left_out_numbers_stand_beside_their_file() -> None:
    orders = tuple(f"69200{number}" for number in range(LEFT_OUT_SHOWN + 4))
    page = shown(NOTHING.but(entries=(FILE.but(url="", left_out=orders),)))
    assert "692000, 692001" in page.text
    assert " +4" in page.text
    assert orders[-1] not in page.text
    assert say("zh", "page.bulk.empty") in page.text
    assert page.links == []


def test_store_with_an_api_has_no_shipping_files() -> None:
    page = shown(None)
    assert say("zh", "page.bulk.heading") not in page.text
    assert len(page.forms) == 1


def test_upload_form_sends_the_signed_fields_and_the_file_last() -> None:
    (upload,) = shown().forms
    assert upload.attributes["action"] == UPLOAD.url
    hidden = {f["name"]: f["value"] for f in upload.fields if f["type"] == "hidden"}
    assert hidden == UPLOAD.fields
    named = [field["name"] for field in upload.fields if "name" in field]
    assert named[-1] == "file"


@pytest.mark.parametrize(
    ("entry", "said", "unsaid"),
    [
        ({"state": "taken", "orders": 3}, ["收下 3 个订单"], ["退回", "整个文件"]),
        ({"state": "taken", "orders": 3, "refused": 1}, ["收下 3 个", "退回 1 行"], ["整个文件"]),
        ({"state": "taken", "refused": 4}, ["退回 4 行"], ["收下"]),
        ({"state": "taken"}, ["收下 0 个订单"], ["退回"]),
        ({"state": "repeated", "orders": 3}, ["以前传过"], ["收下", "退回"]),
        (
            {"state": "refused", "reason": "没有订单号这一列"},
            ["整个文件没有收下", "没有订单号这一列"],
            ["收下 0"],
        ),
    ],
)
def test_import_tells_what_became_of_it(
    entry: dict[str, object], said: list[str], unsaid: list[str]
) -> None:
    result = ImportEntry.model_validate({"file_name": "a.xlsx", "at": NOW, **entry})
    text = shown(imports=[result]).text
    told = text[text.index(say("zh", "page.imports.heading")) :]
    assert all(words in told for words in said)
    assert not any(words in told for words in unsaid)


def test_refused_row_is_shown_by_its_cell() -> None:
    refusals = (Refusal(cell="C17", message="数字坏了"),)
    entry = ImportEntry(
        file_name="a.xlsx", at=NOW, state="taken", refused=1, refusals=refusals, url=RESULT_URL
    )
    page = shown(imports=[entry])
    assert "C17 数字坏了" in page.text
    assert page.links == [RESULT_URL]


@pytest.mark.parametrize("flash", list(Flash))
def test_what_has_just_happened_is_said_once(flash: Flash) -> None:
    assert say("zh", f"page.flash.{flash.value}") in shown(flash=flash).text
    assert say("zh", f"page.flash.{flash.value}") not in shown().text


def test_empty_page_says_so() -> None:
    text = shown().text
    assert say("zh", "page.bulk.none") in text
    assert say("zh", "page.imports.none") in text


def test_address_that_is_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        shown(NOTHING.but(waiting=1, make_url="javascript:alert(1)"))


def test_files_to_ship_come_before_everything_else() -> None:
    page = Page(full_store_page())
    assert page.links.index(FILE_URL) < page.links.index(RESULT_URL)
