"""Disputes over the API, and stock."""

from typing import Any

from infra.local.aliexpress import flow, issue_views, views
from infra.local.aliexpress.calls import Call, Method, PageWanted
from infra.local.aliexpress.errors import NO_SUCH_ISSUE, field_of, invalid
from infra.local.aliexpress.model import Issue, IssueStatus

PRODUCTS_MAX = 20
SKUS_MAX = 200


def issue_list(call: Call) -> dict[str, Any]:
    """`aliexpress.issue.issuelist.get`: by status, newest change first; there is no time filter."""
    query = call.json("query_dto")
    page = PageWanted.of(query)
    status = query.get("issue_status")
    if status is not None and status not in set(IssueStatus):
        raise invalid(f"issue_status {status}")
    call.before_page(page.number)
    orders = call.book.orders
    rows = [
        issue
        for issue in call.book.issues.values()
        if orders[issue.order_id].shop_id == call.shop.shop_id
        and status in {None, issue.status}
        and str(query.get("order_no", "")) in {"", issue.order_id, issue.line_id}
        and query.get("buyer_login_id") in {None, _buyer(call, issue)}
    ]
    rows.sort(key=lambda issue: (issue.modified, int(issue.issue_id)), reverse=True)
    shown = [issue_views.issue_row(call.book, issue) for issue in page.cut(rows)]
    return {
        "current_page": page.number,
        "page_size": page.size,
        "total_item": len(rows),
        "data_list": views.Wrapped("issue_api_issue_dto", shown),
    }


def issue_detail(call: Call) -> dict[str, Any]:
    """`aliexpress.issue.detail.get`; result_object is absent where there is no such dispute."""
    issue = _issue(call)
    if issue is None:
        return {"result_success": False, "error_code": NO_SUCH_ISSUE, "error_message": "no issue"}
    return {"result_object": issue_views.issue_detail(call.book, issue), "result_success": True}


def agree(call: Call) -> dict[str, Any]:
    """`aliexpress.issue.solution.agree`."""
    issue = _issue(call)
    if issue is None or call.text("solution_id") != issue.solution_id:
        return {"result_success": False, "error_code": NO_SUCH_ISSUE, "error_message": "no issue"}
    if issue.status is IssueStatus.PROCESSING:
        flow.close_issue(call.book, issue, agreed=True)
    return {"result_success": issue.agreed}


def set_inventory(call: Call) -> dict[str, Any]:
    """`aliexpress.solution.batch.product.inventory.update`: absolute values, each on its own."""
    products = call.json_list("mutiple_product_update_list")
    if len(products) > PRODUCTS_MAX:
        raise invalid(f"at most {PRODUCTS_MAX} products")
    known = {
        (line.product_id, line.goods.code)
        for order in call.book.orders.values()
        for line in order.lines
        if order.shop_id == call.shop.shop_id
    }
    done: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for product in products:
        product_id, skus = (
            str(field_of(product, "product_id")),
            field_of(product, "multiple_sku_update_list"),
        )
        if len(skus) > SKUS_MAX:
            raise invalid(f"at most {SKUS_MAX} SKUs")
        if all((product_id, sku.get("sku_code")) in known for sku in skus):
            call.shop.stock |= {
                (product_id, sku["sku_code"]): int(sku["inventory"]) for sku in skus
            }
            done.append({"product_id": int(product_id)})
        else:
            reason = {"error_code": "SIM_SKU_NOT_FOUND", "error_message": "no such SKU"}
            refused.append({"product_id": int(product_id), **reason})
    return {
        "update_success": not refused,
        "update_successful_list": views.Wrapped("synchronize_product_response_dto", done),
        "update_failed_list": views.Wrapped("synchronize_product_response_dto", refused),
    }


METHODS: dict[str, Method] = {
    "aliexpress.issue.issuelist.get": issue_list,
    "aliexpress.issue.detail.get": issue_detail,
    "aliexpress.issue.solution.agree": agree,
    "aliexpress.solution.batch.product.inventory.update": set_inventory,
}


def _issue(call: Call) -> Issue | None:
    """The dispute that is asked for, if both its id and its buyer are right."""
    buyer, issue_id = call.text("buyer_login_id"), call.text("issue_id")
    issue = call.book.issues.get(issue_id)
    if issue is None or call.order(issue.order_id) is None or _buyer(call, issue) != buyer:
        return None
    return issue


def _buyer(call: Call, issue: Issue) -> str:
    return call.book.buyer_login(call.book.orders[issue.order_id].person)
