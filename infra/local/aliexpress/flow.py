"""How orders and disputes move, whoever moved them: buyers, the seller's calls, the platform."""

from infra.local.aliexpress.book import Book
from infra.local.aliexpress.errors import NOT_SHIPPABLE, Failed
from infra.local.aliexpress.model import Issue, IssueStatus, Line, Order, Status

# An order may be asked back before anything of it has left.
CANCELLABLE = frozenset({Status.UNPAID, Status.RISK_CONTROL, Status.TO_SHIP})
SHIPPABLE = frozenset({Status.TO_SHIP, Status.PART_SHIPPED, Status.SHIPPED})
# The facts give no list of end reasons; these are ours.
CANCELLED, RECEIVED, REFUNDED = "cancel_order_close_trade", "buyer_accept_goods", "issue_refund"


def pay(book: Book, order: Order, *, risk: bool) -> None:
    """The money is there; under risk control nobody may ship yet."""
    _all_to(order, Status.RISK_CONTROL if risk else Status.TO_SHIP)
    book.change(order, Status.RISK_CONTROL if risk else Status.TO_SHIP)


def release_risk(book: Book, order: Order) -> None:
    """Risk control let the order go."""
    _must_be(order, Status.RISK_CONTROL)
    _all_to(order, Status.TO_SHIP)
    book.change(order, Status.TO_SHIP)


def ask_cancel(book: Book, order: Order, why: str) -> None:
    """The buyer wants it no more, before shipping."""
    if order.status not in CANCELLABLE:
        raise ValueError(f"{order.order_id} cannot be cancelled in {order.status}")
    order.before, order.cancel_reason = order.status, why
    _all_to(order, Status.IN_CANCEL)
    book.change(order, Status.IN_CANCEL)


def drop_cancel(book: Book, order: Order) -> None:
    """The request is over and the order goes on as it was: withdrawn, or refused by the seller."""
    _must_be(order, Status.IN_CANCEL)
    back, order.before, order.cancel_reason = order.before or Status.TO_SHIP, None, ""
    _all_to(order, back)
    book.change(order, back)


def accept_cancel(book: Book, order: Order) -> None:
    """The order ends before it left, the money goes back."""
    _must_be(order, Status.IN_CANCEL)
    order.end_reason, order.ended = CANCELLED, book.now()
    order.refund_kind, order.refunded_minor, order.before = "sale_refund", order.paid_minor, None
    for line in order.lines:
        line.status, line.refunded = Status.FINISH, True
    book.change(order, Status.FINISH)


def ship(book: Book, order: Order, lines: list[Line], number: str, *, done: bool) -> None:
    """Lines left under a number; `done` says whether more parcels of them follow."""
    for line in lines:
        if number not in line.numbers:
            line.numbers.append(number)
        line.status = Status.SHIPPED if done else Status.PART_SHIPPED
    left = all(line.left for line in order.lines)
    status = Status.SHIPPED if left else Status.PART_SHIPPED
    if order.status is Status.IN_ISSUE:
        order.before = status
        book.change(order)
        return
    book.change(order, status)


def open_issue(book: Book, order: Order, line: Line) -> Issue:
    """The buyer disputes a line; the whole order is shown in issue."""
    issue = Issue(
        issue_id=book.next_id("issue"),
        order_id=order.order_id,
        line_id=line.line_id,
        status=IssueStatus.PROCESSING,
        created=book.now(),
        modified=book.now(),
        solution_id=book.next_id("issue"),
    )
    book.issues[issue.issue_id] = issue
    if order.status is not Status.IN_ISSUE:
        order.before = order.status
    book.change(order, Status.IN_ISSUE)
    return issue


def close_issue(book: Book, issue: Issue, *, agreed: bool) -> None:
    """A dispute ends: with the money back, or withdrawn."""
    if issue.status is not IssueStatus.PROCESSING:
        raise ValueError(f"issue {issue.issue_id} is over")
    order = book.orders[issue.order_id]
    issue.status = IssueStatus.FINISH if agreed else IssueStatus.CANCELED
    issue.agreed, issue.modified = agreed, book.now()
    if agreed:
        line = next(line for line in order.lines if line.line_id == issue.line_id)
        line.refunded, line.status = True, Status.FINISH
        order.refund_kind = "c"
        order.refunded_minor += line.goods.paid_minor
    if open_issues(book, order):
        book.change(order)
        return
    back, order.before = order.before or Status.SHIPPED, None
    if all(line.refunded for line in order.lines):
        back, order.end_reason, order.ended = Status.FINISH, REFUNDED, book.now()
    book.change(order, back)


def open_issues(book: Book, order: Order) -> list[Issue]:
    """The disputes of an order that are not settled."""
    return [
        issue
        for issue in book.issues.values()
        if issue.order_id == order.order_id and issue.status is IssueStatus.PROCESSING
    ]


def finish(book: Book, order: Order) -> None:
    """The buyer has it and says so."""
    _must_be(order, Status.SHIPPED)
    book.change(order, Status.FUNDS)
    order.end_reason, order.ended = RECEIVED, book.now()
    _all_to(order, Status.FINISH)
    book.change(order, Status.FINISH)


def check_shippable(order: Order, lines: list[Line]) -> None:
    """What the platform itself looks at before it takes a number. Raises Failed.

    An open issue stops nothing here: the platform leaves that to the seller's care.
    """
    standing = order.before if order.status is Status.IN_ISSUE else order.status
    if standing not in SHIPPABLE:
        raise Failed(NOT_SHIPPABLE, f"order is {order.status}")
    for line in lines:
        if line.send_goods_operator != "SELLER_SEND_GOODS":
            raise Failed(NOT_SHIPPABLE, f"line {line.index} is shipped by the warehouse")
        if line.left:
            raise Failed(NOT_SHIPPABLE, f"line {line.index} is {line.status}")


def _must_be(order: Order, status: Status) -> None:
    if order.status is not status:
        raise ValueError(f"{order.order_id} is {order.status}, not {status}")


def _all_to(order: Order, status: Status) -> None:
    for line in order.lines:
        if not line.refunded:
            line.status = status
