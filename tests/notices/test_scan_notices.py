"""What is said of parcels that no carrier has scanned: to their supplier, and to the owner."""

from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.scans import ScanFinding
from hedan.notices import scans_asked, scans_missing
from hedan.notices.sms import is_one_message
from hedan.settings import NumberSettings
from tests.notices.builders import (
    FOREIGN,
    LANGUAGES,
    NOW,
    PARCEL,
    SUPPLIER_IDS,
    make_settings,
)

TIMES = NumberSettings(first_scan_hours=24, warn_hours_before=6)
FOUND = [ScanFinding.SOON, ScanFinding.OVERDUE, ScanFinding.NO_RECORD, ScanFinding.NO_CHANGE]
AT = NOW + timedelta(hours=18)


def told(name: str = "1", hours_later: float = 0, **changes: object) -> Parcel:
    """Return a parcel of which the platform has the number."""
    at = NOW + timedelta(hours=hours_later)
    return PARCEL.but(parcel_id=f"P{name}", accepted_at=at, **changes)


def test_pn56_the_supplier_reads_what_to_do_for_which_parcels_and_by_when() -> None:
    supplier = make_settings().supplier("factory-a")
    notice = scans_asked((told("1"), told("2", 1.5)), supplier, times=TIMES, now=AT)
    body = notice.email_body
    assert "今天就交给快递" in body
    assert "P1，sf SF1234567890123，订单 6920..789012：还有 6 小时（2026-11-12 10:30" in body
    assert "P2，sf SF1234567890123，订单 6920..789012：还有 7 小时（2026-11-12 12:00" in body
    assert "最早 11-12 10:30 到期" in notice.sms
    assert notice.attributes["audience"] == "supplier"
    assert notice.attributes["supplier"] == "factory-a"


@pytest.mark.parametrize("finding", FOUND)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_owner_reads_it_for_every_finding(
    finding: ScanFinding, language: Literal["zh", "en"]
) -> None:
    supplier = make_settings(language).supplier("factory-a")
    notice = scans_missing((told("1"),), finding, supplier, times=TIMES, now=AT, language=language)
    assert "P1" in notice.email_body
    assert "SF1234567890123" in notice.email_body
    assert notice.attributes["audience"] == "owner"
    assert notice.subject.isascii()
    urgent = notice.attributes["severity"] == "urgent"
    assert urgent is (finding is ScanFinding.OVERDUE)


def test_the_platform_s_own_words_are_told_where_it_refuses() -> None:
    supplier = make_settings("en").supplier("factory-a")
    notice = scans_missing(
        (told(),),
        ScanFinding.OVERDUE,
        supplier,
        times=TIMES,
        now=AT,
        refused="CD11: no such\r\nBcc: somebody",
        language="en",
    )
    assert "would not tell the way: CD11: no such Bcc: somebody" in notice.email_body


def test_a_parcel_of_many_orders_names_some() -> None:
    lines = tuple(
        PARCEL.lines[0].but(
            key=LineKey(
                order=OrderKey(platform="doudian", store="cups", order_id=str(n)), line_id="1"
            )
        )
        for n in range(1, 6)
    )
    supplier = make_settings().supplier("factory-a")
    notice = scans_asked((told(lines=lines),), supplier, times=TIMES, now=AT)
    assert "1, 2, 3 +2" in notice.email_body


@given(
    language=LANGUAGES,
    supplier_id=SUPPLIER_IDS,
    name=FOREIGN,
    number=FOREIGN,
    count=st.integers(1, 60),
    finding=st.sampled_from(FOUND),
)
def test_whatever_a_name_holds_it_stays_one_subject_one_message_and_no_line_of_its_own(
    language: Literal["zh", "en"],
    supplier_id: str,
    name: str,
    number: str,
    count: int,
    finding: ScanFinding,
) -> None:
    supplier = make_settings(language, supplier_id=supplier_id, supplier_name=name).supplier(
        supplier_id
    )
    parcels = tuple(
        told(str(n), tracking=Tracking(carrier="sf", number=number)) for n in range(count)
    )
    notices = [
        scans_missing(parcels, finding, supplier, times=TIMES, now=AT, language=language),
        scans_asked(parcels, supplier, times=TIMES, now=AT),
    ]
    for notice in notices:
        assert is_one_message(notice.sms)
        assert len(notice.subject) < 100
        assert not any(line.startswith("Bcc:") for line in notice.email_body.splitlines())
        assert sum("   - " in line for line in notice.email_body.split("\n")) >= count
