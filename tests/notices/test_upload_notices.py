"""What the owner reads after an upload: which order, what stands there, until when."""

from datetime import timedelta

import pytest

from hedan.domain.base import OrderKey
from hedan.errors import PlatformRejected
from hedan.notices import correction_refused, more_numbers_kept, number_unseen
from hedan.notices.notice import Notice
from hedan.notices.sms import is_one_message
from hedan.texts import Language
from tests.notices.builders import NOW, ORDER, PARCEL, make_settings

SETTINGS = make_settings()
STORE, SUPPLIER = SETTINGS.store(ORDER.store), SETTINGS.supplier(PARCEL.supplier)
NO = PlatformRejected("50002", "70011", "only the single parcel's number can be changed")


def unseen(language: Language, order: OrderKey = ORDER, *, window: bool = True) -> Notice:
    until = NOW + timedelta(hours=2) if window else None
    return number_unseen(
        PARCEL, order, "no number", until, store=STORE, supplier=SUPPLIER, language=language
    )


def all_of(language: Language) -> list[Notice]:
    numbers = ("SF2", "SF3")
    return [
        unseen(language),
        more_numbers_kept(
            PARCEL, ORDER, numbers, store=STORE, supplier=SUPPLIER, language=language
        ),
        correction_refused(
            PARCEL, ORDER, ("SF1", "SF9"), NO, store=STORE, supplier=SUPPLIER, language=language
        ),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_names_its_order_and_fits_one_message(language: Language) -> None:
    for notice in all_of(language):
        assert ORDER.order_id in notice.email_body
        assert PARCEL.parcel_id in notice.email_body
        assert is_one_message(notice.sms)
        assert notice.attributes["audience"] == "owner"
    assert len({notice.attributes["kind"] for notice in all_of(language)}) == 3


def test_pn54_the_window_is_named_as_far_as_it_is_known() -> None:
    assert "until 2" in unseen("en").email_body
    assert "not known" in unseen("en", window=False).email_body


@pytest.mark.parametrize("language", ["zh", "en"])
def test_further_numbers_and_the_platforms_words_are_said(language: Language) -> None:
    _, kept, refused = all_of(language)
    assert "SF2" in kept.email_body
    assert "SF3" in kept.email_body
    assert NO.message in refused.email_body
    assert "SF9" in refused.email_body


def test_words_of_a_platform_cannot_make_a_link_or_a_line() -> None:
    notice = number_unseen(
        PARCEL, ORDER, "x\nSTOP", None, store=STORE, supplier=SUPPLIER, language="en"
    )
    assert "\nSTOP" not in notice.email_body
