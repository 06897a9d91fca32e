"""The supplier's page: stops first, then workbooks, upload and results."""

import json
from typing import Literal

import pytest

from hedan.adapters.file_archive import UPLOAD_BYTES_MAX
from hedan.domain.stops import StopAnswer
from hedan.pages import (
    ANSWER_FIELD,
    BACK_FIELD,
    RETURN_FIELD,
    Refusal,
    ResultEntry,
    SupplierPage,
    UploadForm,
    WorkbookProgress,
    supplier_page,
)
from hedan.pages.parts import REFUSALS_SHOWN
from hedan.texts import say
from tests.notices.builders import NOW, make_settings
from tests.pages.builders import (
    FILE_URL,
    PAGE_URL,
    QUIET_UPLOAD,
    RETURN_URL,
    SEEN_URL,
    STOP_URL,
    TOKEN,
    UPLOAD,
    full_supplier_page,
)
from tests.pages.reading import Page

SUPPLIER = make_settings().supplier("factory-a")


def shown(upload: UploadForm = UPLOAD, **parts: object) -> Page:
    """Return a page with nothing on it but these parts."""
    page = SupplierPage.model_validate({"upload": upload, **parts})
    return Page(supplier_page(SUPPLIER, page))


def sent(page: Page, url: str) -> list[dict[str, str]]:
    """Return what each form of the page sends to an address."""
    return [
        {field["name"]: field["value"] for field in form.fields if "name" in field}
        for form in page.forms
        if form.attributes["action"] == url
    ]


def test_stops_come_before_everything_that_could_be_shipped() -> None:
    page = Page(full_supplier_page())
    assert "马克杯" not in page.text  # The builder names everything alike.
    assert page.text.index("不要发出") < page.text.index("上传填好的交接表")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_of_a_workbook_is_told(language: Literal["zh", "en"]) -> None:
    page = Page(full_supplier_page(language))
    for state in WorkbookProgress:
        assert say(language, f"page.state.{state.value}") in page.text
    assert page.links.count(FILE_URL) == len(WorkbookProgress)


def test_the_upload_form_sends_the_signed_fields_unchanged_and_the_file_last() -> None:
    value = " two  spaces\u200b and <\"quotes'> "
    form = UploadForm(url=UPLOAD.url, fields={**UPLOAD.fields, "x-amz-meta-a": value})
    page = shown(form)
    (upload,) = page.forms
    assert upload.attributes["action"] == UPLOAD.url
    assert upload.attributes["enctype"] == "multipart/form-data"
    hidden = {f["name"]: f["value"] for f in upload.fields if f["type"] == "hidden"}
    assert hidden == form.fields
    named = [field["name"] for field in upload.fields if "name" in field]
    assert named[-1] == "file"
    assert int(upload.attributes["data-bytes"]) == UPLOAD_BYTES_MAX


def test_an_empty_page_says_so_in_each_section() -> None:
    page = shown()
    for key in ("page.stops.none", "page.workbooks.none", "page.results.none"):
        assert say("zh", key) in page.text
    assert page.links == []


def test_refusals_are_told_by_cell_and_many_are_counted() -> None:
    refusals = tuple(
        Refusal(cell=f"K{row}", message="?") for row in range(2, 2 + REFUSALS_SHOWN + 5)
    )
    entry = ResultEntry(file_name="a.xlsx", at=NOW, refused=len(refusals), refusals=refusals)
    page = shown(results=[entry])
    assert "K2 ?" in page.text
    assert f"K{1 + REFUSALS_SHOWN} ?" in page.text
    assert f"K{2 + REFUSALS_SHOWN} ?" not in page.text
    assert "另有 5 处" in page.text


@pytest.mark.parametrize(
    ("entry", "said", "unsaid"),
    [
        ({"accepted": 3}, ["收下 3 行"], ["退回", "整个文件"]),
        ({"accepted": 3, "refused": 1}, ["收下 3 行", "退回 1 行"], ["整个文件"]),
        ({"refused": 4}, ["退回 4 行"], ["收下", "整个文件"]),
        ({"whole_file": True}, ["整个文件没有收下"], ["收下 0", "退回"]),
        ({"whole_file": True, "refused": 1}, ["整个文件没有收下"], ["收下 0", "退回"]),
        ({"file_name": ""}, ["上传的文件"], ["a.xlsx"]),
        ({}, ["收下 0 行"], ["退回"]),
    ],
)
def test_a_result_tells_what_was_taken(
    entry: dict[str, int], said: list[str], unsaid: list[str]
) -> None:
    result = ResultEntry.model_validate({"file_name": "a.xlsx", "at": NOW, **entry})
    text = shown(results=[result]).text
    told = text[text.index("上传结果") :]
    assert all(words in told for words in said)
    assert not any(words in told for words in unsaid)


@pytest.mark.parametrize(
    ("text", "cell", "message"),
    [
        ("K7: 位数丢了", "K7", "位数丢了"),
        ("AB1048576: a: b", "AB1048576", "a: b"),
        ("not a cell: really", "", "not a cell: really"),
        ("k7: lower", "", "k7: lower"),
        ("发货!K7: 位数丢了", "发货!K7", "位数丢了"),
        ("Read me!B2: a", "Read me!B2", "a"),
        ("nothing", "", "nothing"),
        (": the whole file", "", "the whole file"),
    ],
)
def test_a_refusal_is_read_from_what_was_stored(text: str, cell: str, message: str) -> None:
    assert Refusal.parse(text) == Refusal(cell=cell, message=message)


def test_an_address_that_is_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        shown(UPLOAD.but(url="javascript:alert(1)"))


def test_each_answer_to_a_stop_is_one_button_that_leads_back_to_the_page() -> None:
    page = Page(full_supplier_page())
    answers = [answer.value for answer in StopAnswer]
    assert sent(page, STOP_URL) == [
        {BACK_FIELD: TOKEN, ANSWER_FIELD: answer}
        for answer in [*answers, *answers[:2]]  # Of the second, the label is printed.
    ]
    assert "面单已打" in page.text


def test_a_lifted_stop_is_seen_with_one_button() -> None:
    assert sent(Page(full_supplier_page()), SEEN_URL) == [{}]


def test_goods_that_come_back_are_received_or_not() -> None:
    page = Page(full_supplier_page())
    assert sent(page, RETURN_URL) == [{RETURN_FIELD: "received"}, {RETURN_FIELD: "lost"}]
    assert page.text.index("会退到您那里") > page.text.index("不要发出")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pn45_a_doubted_number_says_why(language: Literal["zh", "en"]) -> None:
    text = Page(full_supplier_page(language)).text
    for code in ("USED_BEFORE", "OLDER_THAN_ORDER", "COLLECTED_BEFORE_PAYMENT"):
        assert say(language, f"sheet.doubt.{code}") in text
    assert say(language, "sheet.doubt.OTHER_NUMBER", old="陶瓷厂1", new="陶瓷厂2") in text


def test_who_is_asked_nothing_sees_no_questions() -> None:
    assert say("zh", "page.questions.heading") not in shown().text


def test_the_script_gets_the_second_form_and_where_to_go_afterwards() -> None:
    (upload,) = shown(QUIET_UPLOAD).forms
    assert json.loads(upload.attributes["data-fields"]) == QUIET_UPLOAD.quiet_fields
    assert upload.attributes["data-done"] == f"{PAGE_URL}?uploaded=1"
    (plain,) = shown(UPLOAD).forms
    assert "data-fields" not in plain.attributes
