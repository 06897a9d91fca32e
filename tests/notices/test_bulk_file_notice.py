"""The notice of a bulk-shipping file: what to do, what was left out, in one short message."""

from typing import Literal

import pytest
from hypothesis import given

from hedan.domain.bulk_files import BulkFile
from hedan.notices import bulk_file_notice
from hedan.notices.bulk_files import LEFT_OUT_SHOWN
from hedan.notices.notice import SUBJECT_CHARACTERS_MAX
from hedan.notices.sms import is_one_message
from tests.notices.builders import FOREIGN, LANGUAGES, LINK, NOW, make_settings

STORE = make_settings().store("cups")
FILE = BulkFile(
    number="cups-000007",
    store="cups",
    batch=7,
    file_key="bulk/cups/cups-000007-0a1b2c3d.xlsx",
    row_count=14,
    order_count=12,
    written_at=NOW,
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_owner_reads_where_the_file_is_and_what_to_do(language: Literal["zh", "en"]) -> None:
    notice = bulk_file_notice(STORE, FILE, link=LINK, language=language)
    for fact in (LINK, "cups-000007", "12", "14", "30"):
        assert fact in notice.email_body
    assert notice.subject == "BULK SHIPPING FILE cups-000007 - 12 orders - upload it to doudian"
    assert notice.attributes["audience"] == "owner"


def test_left_out_orders_are_named_and_many_are_counted() -> None:
    orders = tuple(f"69200{number}" for number in range(LEFT_OUT_SHOWN + 3))
    body = bulk_file_notice(STORE, FILE.but(left_out=orders), link=LINK).email_body
    assert all(f"   - {order}\n" in body for order in orders[:LEFT_OUT_SHOWN])
    assert orders[-1] not in body
    assert "另有 3 个" in body


def test_file_of_nothing_sends_nobody_to_an_empty_page() -> None:
    file = FILE.but(file_key="", row_count=0, order_count=0, left_out=("692001",))
    notice = bulk_file_notice(STORE, file, link=LINK)
    assert LINK not in notice.email_body + notice.sms
    assert "上传" not in notice.sms
    assert "692001" in notice.email_body


@given(language=LANGUAGES, name=FOREIGN)
def test_whatever_the_store_is_called_it_fits(language: Literal["zh", "en"], name: str) -> None:
    notice = bulk_file_notice(STORE.but(name=name), FILE, link=LINK, language=language)
    assert is_one_message(notice.sms)
    assert len(notice.subject) <= SUBJECT_CHARACTERS_MAX
    assert "\n" not in notice.title
