"""What owners hear of a file that came back, and suppliers of a number that was refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.parcels import Doubt, NumberChange, NumberDoubt, ParcelState, Tracking
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
from hedan.notices import number_refused, return_asks
from hedan.notices.numbers import ROWS_TOLD_MAX
from hedan.notices.sms import is_one_message
from hedan.settings import SupplierSettings
from hedan.texts import Language
from tests.notices.builders import FOREIGN, LANGUAGES, NOW, PARCEL, make_settings

SUPPLIER = make_settings().supplier("factory-a")
OLD = Tracking(carrier="zto", number="78001122334455")
NEW = Tracking(carrier="zto", number="78009988776655")
IN_DOUBT = PARCEL.but(
    state=ParcelState.HELD,
    tracking=OLD,
    doubts=(NumberDoubt(code=Doubt.USED_BEFORE, evidence="78001122334455: parcel P9"),),
)
CHANGING = PARCEL.but(
    state=ParcelState.SHIPPED,
    tracking=OLD,
    number_changes=(NumberChange(old=OLD, new=NEW, asked_at=NOW, asked_by="workbook"),),
)


def answer(kind: AnswerKind, text: str) -> SupplierAnswer:
    lines = tuple(line.key for line in PARCEL.lines)
    return SupplierAnswer(kind=kind, lines=lines, at=NOW, workbook="w", cell="P7", text=text)


@given(language=LANGUAGES, text=FOREIGN, workbook=FOREIGN, evidence=FOREIGN)
def test_whatever_is_in_a_file_it_is_one_notice_that_fits(
    language: Language, text: str, workbook: str, evidence: str
) -> None:
    parcel = IN_DOUBT.but(doubts=tuple(NumberDoubt(code=code, evidence=evidence) for code in Doubt))
    answers = [(PARCEL, answer(kind, text)) for kind in AnswerKind]
    notice = return_asks([parcel], answers, SUPPLIER, workbook=workbook, language=language)
    assert is_one_message(notice.sms)
    assert notice.email_body.startswith(notice.title + "\n")
    assert notice.attributes["audience"] == "owner"
    assert notice.subject.isascii()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_names_parcel_number_and_why(language: Language) -> None:
    notice = return_asks([IN_DOUBT, CHANGING], [], SUPPLIER, workbook="w-1", language=language)
    body = notice.email_body
    for named in (OLD.number, NEW.number, PARCEL.parcel_id, "P9"):
        assert named in body


def test_a_long_list_is_cut_and_says_so() -> None:
    notice = return_asks([IN_DOUBT] * 25, [], SUPPLIER, workbook="w-1", language="en")
    assert notice.email_body.count("   parcel ") == ROWS_TOLD_MAX
    assert "and 5 more" in notice.email_body
    assert "25 things" in notice.title


def test_nothing_to_tell_is_no_notice() -> None:
    with pytest.raises(ValueError, match="nothing to tell"):
        return_asks([], [], SUPPLIER, workbook="w-1")


@given(language=LANGUAGES, number=st.text("0123456789ABC-", min_size=1, max_size=60))
def test_a_supplier_is_told_which_number_and_what_to_do(language: Language, number: str) -> None:
    supplier = SupplierSettings(id="factory-a", name="厂", language=language)
    refused = Tracking(carrier="zto", number=number)
    notice = number_refused(PARCEL, refused, supplier)
    assert is_one_message(notice.sms)
    assert PARCEL.parcel_id in notice.title
    assert notice.attributes["audience"] == "supplier"
    kept = number_refused(PARCEL.but(tracking=OLD), refused, supplier)
    assert (OLD.number in kept.email_body) or number == OLD.number
