"""One notice for all changes without an answer: what changed, where to answer, one short SMS."""

import pytest
from hypothesis import given

from hedan.domain.parcels import Doubt, NumberDoubt, ParcelState
from hedan.domain.stops import StopLine
from hedan.notices import changes_notice
from hedan.notices.changes import CHANGES_TOLD_MAX, ChangesLevel
from hedan.notices.sms import is_one_message
from hedan.texts import Language
from tests.notices.builders import FOREIGN, LANGUAGES, LINE, LINK, NOW, PARCEL, STOP, make_settings

LEVELS: tuple[ChangesLevel, ...] = ("reminder", "escalation")
LIFTED = STOP.but(withdrawn_at=NOW)
DOUBTED = PARCEL.but(
    state=ParcelState.HELD, doubts=(NumberDoubt(code=Doubt.USED_BEFORE, evidence="P0"),)
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("level", LEVELS)
def test_eb41_each_change_stands_in_it_with_the_place_to_answer(
    level: ChangesLevel, language: Language
) -> None:
    notice = changes_notice(
        "factory-a",
        level,
        stops=[LIFTED],
        parcels=[DOUBTED],
        settings=make_settings(language),
        link=LINK,
    )
    assert LIFTED.parcel_id in notice.email_body
    assert LIFTED.workbook in notice.email_body
    assert DOUBTED.number_in_question in notice.email_body
    assert LINK in notice.email_body
    assert "2" in notice.title
    assert notice.subject.isascii()
    assert is_one_message(notice.sms)
    audience = "owner" if level == "escalation" else "supplier"
    assert notice.attributes["audience"] == audience
    assert notice.attributes["kind"] == f"changes_{level}"
    assert notice.attributes["supplier"] == "factory-a"


def test_there_is_no_notice_of_nothing() -> None:
    with pytest.raises(ValueError, match="factory-a"):
        changes_notice(
            "factory-a", "reminder", stops=[], parcels=[], settings=make_settings(), link=LINK
        )


def test_very_many_are_counted() -> None:
    many = [LIFTED.but(stop_id=f"S{n}", parcel_id=f"P{n}") for n in range(CHANGES_TOLD_MAX + 3)]
    notice = changes_notice(
        "factory-a", "reminder", stops=many, parcels=[], settings=make_settings(), link=LINK
    )
    assert f"P{CHANGES_TOLD_MAX - 1}，" in notice.email_body
    assert f"P{CHANGES_TOLD_MAX}，" not in notice.email_body
    assert "还有 3 处" in notice.email_body


@given(name=FOREIGN, language=LANGUAGES)
def test_a_foreign_name_forges_no_line(name: str, language: Language) -> None:
    lines = (StopLine(key=LINE, name=name, spec=name, quantity=1),)
    plain, foreign = (
        changes_notice(
            "factory-a",
            "reminder",
            stops=[LIFTED.but(lines=goods)],
            parcels=[],
            settings=make_settings(language),
            link=LINK,
        )
        for goods in (LIFTED.lines, lines)
    )
    assert len(foreign.email_body.splitlines()) == len(plain.email_body.splitlines())
    assert is_one_message(foreign.sms)
