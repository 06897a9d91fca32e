"""After-sale details into cases: the recorded one whole, then both tables, number by number."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.errors import Malformed
from hedan.platforms.doudian.after_sale_mapping import KIND, STATUS, after_sale_of
from tests.platforms.doudian import sample_data

ASKED_AT = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)


def with_case(**changes: object) -> AfterSale:
    told = sample_data("after_sale_detail")
    told["process_info"]["after_sale_info"] |= changes
    return after_sale_of(told, "cups")


def with_line(**changes: object) -> AfterSale:
    told = sample_data("after_sale_detail")
    told["order_info"]["sku_order_infos"][0] |= changes
    return after_sale_of(told, "cups")


def test_the_recorded_case_maps_exactly() -> None:
    assert after_sale_of(sample_data("after_sale_detail"), "cups") == AfterSale(
        order=OrderKey(platform="doudian", store="cups", order_id="6920000000000000123"),
        after_sale_id="7140000000000000456",
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(
            AfterSaleLine(
                line_id="6920000000000000123", quantity=1, gift_lines=("6920000000000000124",)
            ),
        ),
        refund_minor=5990,
        reason="1 多拍/错拍/不想要",
        asked_at=ASKED_AT,
        changed_at=ASKED_AT,
        answer_by=ASKED_AT + timedelta(hours=48),
    )


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, "return"),
        (1, "refund_only"),
        (2, "refund_unshipped"),
        (3, "exchange"),
        (4, "cancel"),
        (5, "cancel"),
        (6, "price_protection"),
        (7, "resend"),
        (8, "repair"),
    ],
)
def test_every_documented_kind(number: int, kind: str) -> None:
    assert with_case(after_sale_type=number).kind == kind
    assert len(KIND) == 9


@pytest.mark.parametrize(
    ("number", "status", "closes"),
    [
        (6, "requested", True),
        (7, "agreed", True),
        (8, "agreed", True),
        (11, "agreed", True),
        (12, "succeeded", True),
        (13, "agreed", True),
        (14, "succeeded", True),
        (27, "refused", False),
        (28, "closed", False),
        (29, "refused", False),
        (51, "succeeded", True),
        (53, "succeeded", True),
    ],
)
def test_every_documented_status(number: int, status: str, closes: bool) -> None:
    case = with_case(after_sale_status=number)
    assert (case.status, case.closes, case.unknown) == (status, closes, ())
    assert len(STATUS) == 12


def test_a_withdrawn_case_is_closed_though_its_refund_still_waits() -> None:
    withdrawn = with_case(after_sale_status=28, refund_status=1)
    assert withdrawn.status is AfterSaleStatus.CLOSED


def test_an_unknown_value_closes_the_fence_and_is_named() -> None:
    case = with_case(after_sale_status=99, after_sale_type=42)
    assert (case.kind, case.status) == (AfterSaleKind.UNKNOWN, AfterSaleStatus.UNKNOWN)
    assert case.unknown == ("after_sale_type=42", "after_sale_status=99")
    assert case.closes


@pytest.mark.parametrize(
    ("counted", "bought", "quantity"), [(2, 3, 2), (0, 3, 3), (0, 0, 1), (None, None, 1)]
)
def test_the_quantity_of_a_line(counted: object, bought: object, quantity: int) -> None:
    case = with_line(after_sale_item_count=counted, item_quantity=bought)
    assert case.lines[0].quantity == quantity


def test_gifts_and_ids_in_both_spellings() -> None:
    case = with_line(sku_order_id="11", given_sku_details=[{"sku_order_id": 12}])
    assert case.line_ids == ("11", "12")
    assert with_line(given_sku_details=None).line_ids == ("6920000000000000123",)


def test_the_newer_telling_is_newer() -> None:
    later = with_case(update_time="2026-09-28T11:00:01+08:00")
    assert later.changed_at == ASKED_AT + timedelta(seconds=1)


def test_an_unknown_reason_keeps_number_and_text() -> None:
    assert with_case(reason_code=321, reason="新原因").reason == "321 新原因"


def test_a_case_without_lines_is_refused_for_it_would_fence_nothing() -> None:
    told = sample_data("after_sale_detail")
    told["order_info"]["sku_order_infos"] = []
    with pytest.raises(Malformed, match="names no line"):
        after_sale_of(told, "cups")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"after_sale_id": 0}, "after_sale_id"),
        ({"after_sale_status": None}, "after_sale_status"),
        ({"update_time": 0}, "update_time"),
        ({"refund_total_amount": -1}, "refund_minor"),
    ],
)
def test_what_cannot_be_a_case_is_refused_with_its_place(changes: Any, place: str) -> None:
    with pytest.raises(Malformed, match=place):
        with_case(**changes)


def test_only_what_waits_for_us_has_a_time_and_a_way_back_is_told() -> None:
    by_status = {number: with_case(after_sale_status=number).answer_by for number in STATUS}
    assert {number for number, by in by_status.items() if by} == {6, 8, 11}
    assert with_case(status_deadline="tomorrow").answer_by is None
    told = sample_data("after_sale_detail")
    told["process_info"]["logistics_info"] = {
        "return": {"tracking_no": "YT1", "company_code": "yuantong"}
    }
    back = after_sale_of(told, "cups")
    assert (back.return_to_us, back.return_carrier) == ("YT1", "yuantong")
    told["process_info"]["logistics_info"] = {"return": "soon"}
    assert after_sale_of(told, "cups").return_to_us == ""
