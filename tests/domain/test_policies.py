"""Policies: the first that is for a case counts, and its window ends at midnight of the store."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind, AfterSaleLine
from hedan.domain.line_work import LineState
from hedan.domain.policies import NO_POLICY, judge, shipped_at, window_end
from hedan.settings import ReturnPolicy
from tests.domain.builders import NOW, make_after_sale, make_line, make_order, make_work
from tests.notices.builders import PARCEL

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [SHANGHAI, ZoneInfo("UTC"), ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kathmandu")]
ORDER = make_order()
CASE = make_after_sale(kind=AfterSaleKind.RETURN)


def policy(name: str = "week", **changes: object) -> ReturnPolicy:
    return ReturnPolicy(id=name, zh="七天无理由", en="seven days, no reason asked").but(**changes)


WEEK = policy(kinds=(AfterSaleKind.RETURN,), window_days=7)


@pytest.mark.parametrize(
    ("condition", "is_for"),
    [
        ({}, True),
        ({"kinds": (AfterSaleKind.RETURN,)}, True),
        ({"kinds": (AfterSaleKind.EXCHANGE,)}, False),
        ({"stores": ("cup-shop",)}, True),
        ({"stores": ("tea-shop",)}, False),
        ({"skus": ("CUP-RED-01", "CUP-BLUE")}, True),
        ({"skus": ("CUP-BLUE",)}, False),
        ({"reasons": ("broken",)}, True),
        ({"reasons": ("too-small",)}, False),
        ({"kinds": (AfterSaleKind.RETURN,), "stores": ("tea-shop",)}, False),
    ],
)
def test_every_condition_has_to_fit(condition: dict[str, object], is_for: bool) -> None:
    found = judge(CASE, ORDER, None, [policy().but(**condition)], zone=SHANGHAI, reason="broken")
    assert found.policy == ("week" if is_for else "")
    assert found.fits is is_for


def test_a_policy_for_some_goods_is_for_no_case_with_others() -> None:
    both = make_after_sale(
        kind=AfterSaleKind.RETURN,
        lines=(AfterSaleLine(line_id="1", quantity=1), AfterSaleLine(line_id="2", quantity=1)),
    )
    order = make_order(make_line("1", sku="CUP"), make_line("2", sku="BRUSH"))
    for skus, fits in ((("CUP",), False), (("CUP", "BRUSH"), True), (("BRUSH",), False)):
        assert judge(both, order, None, [policy(skus=skus)], zone=SHANGHAI).fits is fits
    unknown = make_after_sale(lines=(AfterSaleLine(line_id="9", quantity=1),))
    assert judge(unknown, order, None, [policy(skus=("CUP",))], zone=SHANGHAI) == NO_POLICY


def test_the_first_one_counts_and_without_one_nothing_is_said() -> None:
    hard, soft = policy("hard", window_days=1, photos=2, freight="seller"), policy("soft")
    late = NOW - timedelta(days=5)
    found = judge(CASE, ORDER, late, [hard, soft], zone=SHANGHAI, photos=1)
    assert (found.policy, found.freight, found.fits) == ("hard", "seller", False)
    assert (found.is_in_time, found.photos_missing, found.days_left) == (False, 1, -4)
    assert judge(CASE, ORDER, late, [soft, hard], zone=SHANGHAI).fits
    assert judge(CASE, ORDER, late, [], zone=SHANGHAI) == NO_POLICY
    assert not NO_POLICY.fits


def test_what_has_not_left_is_in_time() -> None:
    found = judge(CASE, ORDER, None, [WEEK], zone=SHANGHAI)
    assert (found.fits, found.days_left, found.asked_by) == (True, None, None)


def test_a_week_begins_the_day_after_and_ends_at_midnight_by_the_stores_clock() -> None:
    left = datetime(2026, 9, 24, 23, 59, 59, tzinfo=SHANGHAI)
    end = datetime(2026, 10, 2, 0, 0, 0, tzinfo=SHANGHAI)
    assert window_end(left, 7, SHANGHAI) == end
    # A second later it is another day there, though not yet in London.
    assert window_end(left + timedelta(seconds=1), 7, SHANGHAI) == end + timedelta(days=1)
    for asked, fits, days in ((end - timedelta(seconds=1), True, 0), (end, False, -1)):
        found = judge(CASE.but(asked_at=asked), ORDER, left, [WEEK], zone=SHANGHAI)
        assert (found.fits, found.days_left, found.asked_by) == (fits, days, end)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 3 * 365 * 86400),
    st.integers(1, 60),
    st.integers(-70 * 86400, 70 * 86400),
)
def test_the_window_holds_so_many_whole_local_days(
    zone: ZoneInfo, second: int, days: int, later: int
) -> None:
    """Also over a change of the clocks: the boundary is a midnight, to the second."""
    left = NOW + timedelta(seconds=second)
    end = window_end(left, days, zone)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    asked = left + timedelta(seconds=later)
    found = judge(CASE.but(asked_at=asked), ORDER, left, [WEEK.but(window_days=days)], zone=zone)
    assert found.is_in_time is (asked < end)
    assert found.days_left is not None
    assert found.is_in_time is (found.days_left >= 0)
    local_days = (asked.astimezone(zone).date() - left.astimezone(zone).date()).days
    assert found.days_left == days - local_days


def test_goods_left_with_their_last_parcel() -> None:
    lines = [make_work(LineState.SHIPPED, parcel_id=name) for name in ("P1", "P2")]
    first = PARCEL.but(parcel_id="P1", accepted_at=NOW)
    second = PARCEL.but(parcel_id="P2", accepted_at=NOW, scanned_at=NOW + timedelta(hours=3))
    parcels = {"P1": first, "P2": second}
    assert shipped_at(lines, parcels) == NOW + timedelta(hours=3)
    assert shipped_at(lines[:1], parcels) == NOW
    assert shipped_at(lines, {"P1": PARCEL}) is None
    assert shipped_at([], parcels) is None
