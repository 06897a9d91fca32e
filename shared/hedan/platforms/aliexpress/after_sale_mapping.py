"""AliExpress' after-sales in our words: issues, and cancellations, which only the order tells of.

Before anything is shipped a buyer asks by cancelling: the order is IN_CANCEL and there is no case
with an id. We name one after the order, and one after each line that was cancelled alone.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.errors import Malformed
from hedan.platforms.aliexpress.choices import NOT_PAID
from hedan.platforms.aliexpress.mapping import FUND_PROCESSING, IN_CANCEL
from hedan.platforms.aliexpress.money import in_minor
from hedan.platforms.aliexpress.payloads import IssueDetail, IssueRow, OrderDetail, Solution
from hedan.platforms.aliexpress.times import due_at, happened_at
from hedan.platforms.calling.theirs import places

CANCEL_PREFIX = "cancel-"

PROCESSING, CANCELED, FINISHED = "processing", "canceled_issue", "finish"
ISSUE_STATUSES = (PROCESSING, CANCELED, FINISHED)
SOLUTION_TYPE: dict[str, AfterSaleKind] = {
    "refund": AfterSaleKind.REFUND_ONLY,
    "return_and_refund": AfterSaleKind.RETURN,
}
REACHED = "reached"
OUR_TURN = "wait_for_seller_response"


def cancellations(detail: OrderDetail, order: Order) -> tuple[AfterSale, ...]:
    """Return the cases that the order itself tells of: those that close fences come first.

    One that is told as closed may never have been open; nobody is told of such a one.
    """
    if order.status is OrderStatus.UNPAID or detail.fund_status == NOT_PAID:
        return ()  # Nothing was ever to be shipped.
    cases = [_cancellation(order, "", _status_of_order(detail, order), order.lines, detail)]
    if len(order.lines) > 1:
        children = {child.line_id: child.order_status for child in detail.child_order_list}
        for line in order.lines:
            status = _status_of_line(children[line.line_id], line, cases[0].status)
            cases.append(_cancellation(order, line.line_id, status, (line,), detail))
    return tuple(sorted(cases, key=lambda case: not case.closes))


def order_of_cancellation(after_sale_id: str) -> str | None:
    """Return the order of a case of ours, or None for a case of the platform's."""
    if not after_sale_id.startswith(CANCEL_PREFIX):
        return None
    return after_sale_id.removeprefix(CANCEL_PREFIX).partition("-")[0]


def issue_of(
    told: IssueDetail, row: IssueRow, order: Order, *, factor: int, now: datetime
) -> AfterSale:
    """Return an issue in our words; the list alone tells its times. Raises Malformed."""
    solution = _deciding(told)
    try:
        return AfterSale(
            order=order.key,
            after_sale_id=told.id,
            kind=_kind(solution),
            status=_issue_status(told, solution),
            lines=_issue_lines(told, order),
            refund_minor=_refund(told, solution, order.currency, factor),
            reason=told.issue_reason or row.reason_english or row.reason_chinese,
            asked_at=happened_at(row.gmt_create, now),
            changed_at=happened_at(row.gmt_modified, now),
            unknown=tuple(_unknown(told, solution)),
            answer_by=_answer_by(told),
            return_to_us=told.buyer_return_no,
            return_carrier=told.buyer_return_logistics_company,
        )
    except ValidationError as exc:
        raise Malformed(f"issue {told.id}: {places(exc)}") from None


def _answer_by(told: IssueDetail) -> datetime | None:
    """Return until when the seller may answer; the platform decides without one."""
    wall = told.timeout_trigger_time
    return due_at(wall) if wall and told.reverse_detail_status == OUR_TURN else None


def _status_of_order(detail: OrderDetail, order: Order) -> AfterSaleStatus:
    if detail.order_status == IN_CANCEL:
        return AfterSaleStatus.REQUESTED
    if order.status is not OrderStatus.CANCELLED:
        return AfterSaleStatus.CLOSED
    paying = detail.order_status == FUND_PROCESSING
    return AfterSaleStatus.AGREED if paying else AfterSaleStatus.SUCCEEDED


def _status_of_line(told: str, line: Line, of_order: AfterSaleStatus) -> AfterSaleStatus:
    if of_order is not AfterSaleStatus.CLOSED:
        return AfterSaleStatus.CLOSED  # The order's own case says it of every line.
    if told == IN_CANCEL:
        return AfterSaleStatus.REQUESTED
    cancelled = line.status is OrderStatus.CANCELLED
    return AfterSaleStatus.SUCCEEDED if cancelled else AfterSaleStatus.CLOSED


def _cancellation(
    order: Order,
    line_id: str,
    status: AfterSaleStatus,
    lines: tuple[Line, ...],
    detail: OrderDetail,
) -> AfterSale:
    name = f"{CANCEL_PREFIX}{order.key.order_id}"
    # Of an order that is being cancelled, the current state's time is the seller's to answer.
    waits = status is AfterSaleStatus.REQUESTED
    return AfterSale(
        order=order.key,
        after_sale_id=f"{name}-{line_id}" if line_id else name,
        kind=AfterSaleKind.CANCEL,
        status=status,
        lines=tuple(AfterSaleLine(line_id=line.line_id, quantity=line.quantity) for line in lines),
        refund_minor=lines[0].paid_minor if line_id else max(0, order.paid_minor),
        reason=detail.cancel_request_reason,
        # When it was asked is not told: no later than the order's last change.
        asked_at=order.changed_at,
        changed_at=order.changed_at,
        answer_by=due_at(detail.over_time_left) if waits and detail.over_time_left else None,
    )


def _deciding(told: IssueDetail) -> Solution | None:
    """Return the proposal that counts: the one agreed on, or else what the buyer asks for."""
    proposals = (
        *told.platform_solution_list,
        *told.seller_solution_list,
        *told.buyer_solution_list,
    )
    reached = [each for each in proposals if each.status == REACHED]
    asked = sorted(told.buyer_solution_list, key=lambda each: not each.is_default)
    return next(iter((*reached, *asked)), None)


def _kind(solution: Solution | None) -> AfterSaleKind:
    # Without a proposal: an issue is about money; whether goods come back is not yet told.
    if solution is None or not solution.solution_type:
        return AfterSaleKind.REFUND_ONLY
    return SOLUTION_TYPE.get(solution.solution_type, AfterSaleKind.UNKNOWN)


def _issue_status(told: IssueDetail, solution: Solution | None) -> AfterSaleStatus:
    reached = solution is not None and solution.status == REACHED
    match told.issue_status:
        case "processing":
            return AfterSaleStatus.AGREED if reached else AfterSaleStatus.REQUESTED
        case "canceled_issue":
            return AfterSaleStatus.CLOSED
        case "finish":
            # The seller refuses by proposing nothing: agreed on, it is the end without a refund.
            empty = reached and solution is not None and _pays_nothing(solution)
            return AfterSaleStatus.REFUSED if empty else AfterSaleStatus.SUCCEEDED
        case _:
            return AfterSaleStatus.UNKNOWN


def _pays_nothing(solution: Solution) -> bool:
    amounts = (solution.refund_money, solution.refund_money_post)
    told = [amount for amount in amounts if amount is not None]
    return bool(told) and not any(told)


def _issue_lines(told: IssueDetail, order: Order) -> tuple[AfterSaleLine, ...]:
    """Return the line that the issue is about; every line where it names none of this order."""
    named = {told.order_id, told.parent_order_id} - {order.key.order_id}
    lines = [line for line in order.lines if line.line_id in named] or order.lines
    # How many units is not told: a refund of money alone fences the line all the same.
    return tuple(AfterSaleLine(line_id=line.line_id, quantity=line.quantity) for line in lines)


def _refund(told: IssueDetail, solution: Solution | None, currency: str, factor: int) -> int:
    """Return what is asked for in the order's currency; nothing where no amount is told in it."""
    amounts: list[tuple[Decimal | None, str]] = []
    if solution is not None:
        amounts += [
            (solution.refund_money_post, solution.refund_money_post_currency),
            (solution.refund_money, solution.refund_money_currency),
        ]
    amounts += [
        (told.refund_money_max, told.refund_money_max_currency),
        (told.refund_money_max_local, told.refund_money_max_local_currency),
    ]
    fitting = (amount for amount, code in amounts if amount is not None and code == currency)
    return in_minor(next(fitting, Decimal(0)), factor, f"issue {told.id}: refund_money")


def _unknown(told: IssueDetail, solution: Solution | None) -> Iterator[str]:
    if told.issue_status not in ISSUE_STATUSES:
        yield f"issue_status={told.issue_status}"
    if solution is not None and solution.solution_type not in {"", *SOLUTION_TYPE}:
        yield f"solution_type={solution.solution_type}"
