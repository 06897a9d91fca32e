"""Issues and cancellations in our words: every row of every table, and what they do to fences."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.orders import Order
from hedan.errors import Malformed
from hedan.platforms.aliexpress.after_sale_mapping import (
    cancellations,
    issue_of,
    order_of_cancellation,
)
from hedan.platforms.aliexpress.mapping import order_answer, order_of
from hedan.platforms.aliexpress.payloads import IssueDetail, IssueRow, OrderDetail
from tests.platforms.aliexpress import child, sample, target
from tests.platforms.aliexpress.wire import NOW, store_settings

ID, LINE = "8190000000001234", "8190000000011234"
ISSUE = "680000000011234"
LATER = datetime(2026, 10, 12, 12, 0, tzinfo=UTC)


def read(**changes: Any) -> tuple[OrderDetail, Order]:
    detail = order_answer(target(**changes), ID).target
    return detail, order_of(detail, store_settings(), NOW)


def cases(**changes: Any) -> list[tuple[str, str]]:
    return [(case.after_sale_id, case.status.value) for case in cancellations(*read(**changes))]


def row(**changes: Any) -> IssueRow:
    (found,) = sample("issue_list")["aliexpress_issue_issuelist_get_response"]["data_list"].values()
    return IssueRow.read(found[0] | changes, "row")


def issue(order: Order | None = None, /, **changes: Any) -> AfterSale:
    told = sample("issue_detail")["aliexpress_issue_detail_get_response"]["result_object"] | changes
    detail = IssueDetail.read(told, "issue")
    return issue_of(detail, row(), order or read()[1], factor=100, now=LATER)


def solution(**changes: Any) -> dict[str, Any]:
    told = sample("issue_detail")["aliexpress_issue_detail_get_response"]["result_object"]
    found: dict[str, Any] = told["buyer_solution_list"]["solution_api_dto"][0]
    return found | changes


def test_a_cancelling_order_is_a_case_over_all_its_lines() -> None:
    detail, order = read(order_status="IN_CANCEL", cancel_request_reason="too slow")
    assert cancellations(detail, order) == (
        AfterSale(
            order=OrderKey(platform="aliexpress", store="mugs", order_id=ID),
            after_sale_id=f"cancel-{ID}",
            kind=AfterSaleKind.CANCEL,
            status=AfterSaleStatus.REQUESTED,
            lines=(AfterSaleLine(line_id=LINE, quantity=2),),
            refund_minor=2590,
            reason="too slow",
            asked_at=order.changed_at,
            changed_at=order.changed_at,
            answer_by=datetime(2026, 10, 8, 2, 2, 10, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"order_status": "IN_CANCEL"}, "requested"),
        ({"order_status": "WAIT_SELLER_SEND_GOODS"}, "closed"),
        ({"order_status": "WAIT_BUYER_ACCEPT_GOODS"}, "closed"),
        ({"order_status": "RISK_CONTROL"}, "closed"),
        ({"order_status": "FUND_PROCESSING"}, "agreed"),
        ({"order_status": "FINISH"}, "succeeded"),
        ({"order_status": "FINISH", "logistics_status": "BUYER_ACCEPT_GOODS"}, "closed"),
        # Paid, although the time of it is missing: still fenced.
        ({"order_status": "IN_CANCEL", "gmt_pay_success": None}, "requested"),
    ],
)
def test_how_a_cancellation_stands(changes: dict[str, Any], status: str) -> None:
    assert cases(**changes) == [(f"cancel-{ID}", status)]


@pytest.mark.parametrize(
    "changes",
    [
        {"order_status": "PLACE_ORDER_SUCCESS"},
        {"order_status": "FINISH", "fund_status": "NOT_PAY"},
        {"order_status": "IN_CANCEL", "fund_status": "NOT_PAY"},
    ],
)
def test_what_was_never_paid_has_nothing_to_stop(changes: dict[str, Any]) -> None:
    assert cases(**changes) == []


def lines(*statuses: str) -> list[Any]:
    return [
        child(child_order_id=str(number), order_status=status)
        for number, status in enumerate(statuses, start=1)
    ]


WAITS, CANCELS, ENDED = "WAIT_SELLER_SEND_GOODS", "IN_CANCEL", "FINISH"


def test_lines_may_be_cancelled_alone() -> None:
    assert cases(child_order_list=lines(WAITS, CANCELS, ENDED)) == [
        (f"cancel-{ID}-2", "requested"),
        (f"cancel-{ID}-3", "succeeded"),
        # What lifts comes last: no line is free for a moment between two tellings.
        (f"cancel-{ID}", "closed"),
        (f"cancel-{ID}-1", "closed"),
    ]
    of_line = cancellations(*read(child_order_list=lines(WAITS, CANCELS)))[0]
    assert of_line.line_ids == ("2",)
    assert of_line.refund_minor == 1295


def test_an_order_that_cancels_speaks_for_its_lines() -> None:
    told = cases(order_status=CANCELS, child_order_list=lines(CANCELS, CANCELS))
    assert told == [
        (f"cancel-{ID}", "requested"),
        (f"cancel-{ID}-1", "closed"),
        (f"cancel-{ID}-2", "closed"),
    ]


def test_a_case_of_ours_names_its_order() -> None:
    assert order_of_cancellation(f"cancel-{ID}") == ID
    assert order_of_cancellation(f"cancel-{ID}-2") == ID
    assert order_of_cancellation(ISSUE) is None


def test_the_sample_issue() -> None:
    assert issue() == AfterSale(
        order=OrderKey(platform="aliexpress", store="mugs", order_id=ID),
        after_sale_id=ISSUE,
        kind=AfterSaleKind.REFUND_ONLY,
        status=AfterSaleStatus.REQUESTED,
        lines=(AfterSaleLine(line_id=LINE, quantity=2),),
        refund_minor=1295,
        reason="Damaged",
        asked_at=datetime(2026, 10, 12, 10, 10, tzinfo=UTC),
        changed_at=datetime(2026, 10, 12, 10, 10, tzinfo=UTC),
        answer_by=datetime(2026, 10, 17, 10, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("told", "solutions", "status"),
    [
        ("processing", {}, AfterSaleStatus.REQUESTED),
        ("processing", {"status": "reached"}, AfterSaleStatus.AGREED),
        ("canceled_issue", {}, AfterSaleStatus.CLOSED),
        ("finish", {}, AfterSaleStatus.SUCCEEDED),
        ("finish", {"status": "reached"}, AfterSaleStatus.SUCCEEDED),
        (
            "finish",
            {"status": "reached", "refund_money": "0.00", "refund_money_post": 0},
            AfterSaleStatus.REFUSED,
        ),
        ("on_the_moon", {}, AfterSaleStatus.UNKNOWN),
    ],
)
def test_how_an_issue_stands(told: str, solutions: dict[str, Any], status: AfterSaleStatus) -> None:
    found = issue(issue_status=told, buyer_solution_list=[solution(**solutions)])
    assert found.status is status
    known = status is not AfterSaleStatus.UNKNOWN
    assert found.unknown == (() if known else ("issue_status=on_the_moon",))


@pytest.mark.parametrize(
    ("solution_type", "kind"),
    [
        ("refund", AfterSaleKind.REFUND_ONLY),
        ("return_and_refund", AfterSaleKind.RETURN),
        ("", AfterSaleKind.REFUND_ONLY),
        ("barter", AfterSaleKind.UNKNOWN),
    ],
)
def test_what_an_issue_asks_for(solution_type: str, kind: AfterSaleKind) -> None:
    found = issue(buyer_solution_list=[solution(solution_type=solution_type)])
    assert found.kind is kind
    assert found.unknown == (("solution_type=barter",) if solution_type == "barter" else ())


def test_the_solution_that_was_reached_counts_before_what_was_asked() -> None:
    found = issue(
        platform_solution_list=[
            solution(status="reached", solution_type="return_and_refund", refund_money_post="3.10")
        ]
    )
    assert (found.kind, found.refund_minor) == (AfterSaleKind.RETURN, 310)


def test_the_default_counts_among_what_was_asked() -> None:
    asked = [solution(is_default=False, refund_money_post="1.00"), solution()]
    assert issue(buyer_solution_list=asked).refund_minor == 1295


@pytest.mark.parametrize(
    ("changes", "minor"),
    [
        ({"buyer_solution_list": []}, 2590),
        ({"buyer_solution_list": [], "refund_money_max_currency": "EUR"}, 0),
        ({"buyer_solution_list": [], "refund_money_max": None}, 0),
    ],
)
def test_a_refund_is_told_in_the_orders_currency(changes: dict[str, Any], minor: int) -> None:
    assert issue(**changes).refund_minor == minor


@pytest.mark.parametrize(
    "ids",
    [
        {"order_id": int(LINE), "parent_order_id": int(ID)},
        {"order_id": ID, "parent_order_id": LINE},  # As the field comments have it.
    ],
)
def test_an_issue_is_about_one_line(ids: dict[str, Any]) -> None:
    _, order = read(child_order_list=[child(), child(child_order_id="2")])
    assert issue(order, **ids).line_ids == (LINE,)


def test_an_issue_that_names_no_line_is_about_all() -> None:
    _, order = read(child_order_list=[child(), child(child_order_id="2")])
    assert issue(order, order_id=0).line_ids == (LINE, "2")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"refund_money_max": "-1"}, "refund_money_max"),
        ({"issue_status": None}, "issue_status"),
        ({"buyer_solution_list": [solution(refund_money_post="x")]}, "refund_money_post"),
        ({"buyer_solution_list": [solution(refund_money_post="1.001")]}, "part of a minor unit"),
        ({"id": None}, "id"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Malformed, match=place):
        issue(**changes)


def test_the_buyers_turn_has_no_time_of_ours_and_the_way_back_is_told() -> None:
    assert issue(reverse_detail_status="wait_for_buyer_response").answer_by is None
    assert issue(timeout_trigger_time="soon").answer_by is None
    back = issue(buyer_return_no="LP1", buyer_return_logistics_company="Cainiao")
    assert (back.return_to_us, back.return_carrier) == ("LP1", "Cainiao")
