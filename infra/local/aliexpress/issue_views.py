"""Disputes as the API shows them."""

from datetime import timedelta
from typing import Any

from infra.local.aliexpress.book import Book
from infra.local.aliexpress.model import Issue, IssueStatus
from infra.local.aliexpress.times import pacific
from infra.local.aliexpress.views import Wrapped, amount, without_none

ISSUE_ANSWER_DAYS = 5


def issue_row(book: Book, issue: Issue) -> dict[str, Any]:
    """A dispute in the list; its order_id is the line's."""
    return {
        "issue_id": int(issue.issue_id),
        "order_id": int(issue.line_id),
        "parent_order_id": int(issue.order_id),
        "issue_status": issue.status.value,
        "reason_chinese": "货物破损",
        "reason_english": "Product arrived damaged",
        "buyer_login_id": book.buyer_login(book.orders[issue.order_id].person),
        "gmt_create": pacific(issue.created),
        "gmt_modified": pacific(issue.modified),
    }


def issue_detail(book: Book, issue: Issue) -> dict[str, Any]:
    """The whole dispute."""
    order = book.orders[issue.order_id]
    line = next(line for line in order.lines if line.line_id == issue.line_id)
    currency = book.shops[order.shop_id].currency
    paid = amount(line.goods.paid_minor, currency)
    is_open = issue.status is IssueStatus.PROCESSING
    solution = {
        "id": int(issue.solution_id),
        "solution_type": "refund",
        "status": "wait_seller_accept" if is_open else "reached" if issue.agreed else "canceled",
        "refund_money": paid,
        "refund_money_currency": currency,
        "refund_money_post": paid,
        "refund_money_post_currency": currency,
        "is_default": True,
        "version": 1,
    }
    shown = {
        "id": int(issue.issue_id),
        "order_id": int(issue.line_id),
        "parent_order_id": int(issue.order_id),
        "issue_status": issue.status.value,
        "reverse_detail_status": "wait_for_seller_response" if is_open else None,
        "timeout_type": "WAIT_SOLUTION_TIMEOUT" if is_open else None,
        "timeout_trigger_time": pacific(issue.created + timedelta(days=ISSUE_ANSWER_DAYS))
        if is_open
        else None,
        "issue_reason": "Product arrived damaged",
        "product_id": int(line.product_id),
        "product_name": line.goods.name,
        "refund_money_max": paid,
        "refund_money_max_currency": currency,
        "refund_money_max_local": paid,
        "refund_money_max_local_currency": currency,
        "gmt_create": pacific(issue.created),
        "gmt_modified": pacific(issue.modified),
        "buyer_solution_list": Wrapped("solution_api_dto", [solution]),
    }
    return without_none(shown)
