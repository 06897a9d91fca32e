"""How orders and refunds move, whoever moved them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from infra.local.mall.book import Book
from infra.local.mall.model import OPEN, Line, Mall, Order, Refund, RefundStatus, Shape, Status
from infra.local.simulated.trade import Goods, Person, Terms


def purchase(
    book: Book,
    mall: Mall,
    parts: Mapping[str, Sequence[Goods]],
    person: Person,
    *,
    paid_at: datetime,
    message: str,
    divided: bool,
) -> list[Order]:
    """A buyer orders of several merchants and pays; the orders that count, parent excluded."""
    number = book.purchase_id()
    lines = [book.line(mall, one, goods) for one, several in parts.items() for goods in several]

    def order(order_id: str, merchant_id: str | None, its: list[Line], status: Status) -> Order:
        made = Order(
            order_id=order_id,
            app_key=mall.app_key,
            purchase_id=number,
            merchant_id=merchant_id,
            person=person,
            lines=its,
            status=Status.UNPAID,
            created=paid_at,
            updated=paid_at,
            paid=None,
            message=message,
        )
        book.orders[order_id] = made
        book.change(made, "order.created")
        made.paid = paid_at
        book.change(made, "order.paid", status)
        return made

    if mall.shape is Shape.MERCHANT_ON_LINE:
        return [order(number, None, lines, Status.PAID)]
    if mall.shape is Shape.PARENT_CHILD and (len(parts) > 1 or not divided):
        parent = order(number, None, lines, Status.IN_REVIEW)
        return divide(book, parent) if divided else [parent]
    ids = {one: f"{number}-{one}" for one in parts}
    if mall.shape is Shape.FLAT:
        ids = {one: f"O{book.next_number('flat'):09d}" for one in parts}
    made = [
        order(ids[one], one, [line for line in lines if line.merchant_id == one], Status.PAID)
        for one in parts
    ]
    for one in made:
        one.siblings = [other.order_id for other in made if other is not one]
    return made


def agree_on(book: Book, order: Order, terms: Terms) -> None:
    """An order is made on other terms than usual; with a deposit alone it is not paid."""
    order.terms, order.memo, order.flag = terms, terms.memo, terms.flag
    if terms.deposit_minor:
        order.paid = None
        book.change(order, "order.updated", Status.UNPAID)
        return
    book.change(order, "order.updated")


def pay_balance(book: Book, order: Order, at: datetime) -> None:
    """The rest of the price comes in."""
    if order.status is not Status.UNPAID:
        raise ValueError(f"{order.order_id} is {order.status}")
    order.paid = at
    book.change(order, "order.paid", Status.PAID)


def divide(book: Book, parent: Order) -> list[Order]:
    """Make the merchants' orders of a parent, which counts no more."""
    ids = {one: f"{parent.order_id}-{one}" for one in parent.merchants}
    children = [_successor(book, parent, ids[one], one) for one in parent.merchants]
    for child in children:
        child.siblings = [other.order_id for other in children if other is not child]
    _replace(book, parent, children)
    return children


def divide_again(book: Book, order: Order) -> Order:
    """An order gets another id: the old one is replaced."""
    if order.status is not Status.PAID or order.merchant_id is None:
        raise ValueError(f"{order.order_id} cannot be divided again")
    order_id = f"{order.order_id}-R{book.next_number('again')}"
    successor = _successor(book, order, order_id, order.merchant_id)
    successor.siblings = order.siblings
    _replace(book, order, [successor])
    return successor


def settle_status(book: Book, order: Order, event: str) -> None:
    """Work out an order's status from its lines, and tell of the change."""
    if all(line.cancelled == line.goods.quantity for line in order.lines):
        book.change(order, "order.cancelled", Status.CANCELLED)
        return
    shipped = any(line.shipped for line in order.lines)
    left = any(line.left for line in order.lines)
    if order.status in {Status.PAID, Status.PARTLY_SHIPPED} and shipped:
        book.change(order, event, Status.PARTLY_SHIPPED if left else Status.SHIPPED)
        return
    book.change(order, event)


def request_refund(book: Book, order: Order, merchant_id: str) -> Refund:
    """The buyer wants the money of one merchant's lines back."""
    lines = [line for line in order.lines_of(merchant_id) if line.refunded < line.goods.quantity]
    if not lines or order.status in {Status.REPLACED, Status.UNPAID, Status.CANCELLED}:
        raise ValueError(f"{order.order_id}: nothing to refund for {merchant_id}")
    pieces = {line.line_id: line.goods.quantity - line.refunded for line in lines}
    refund = Refund(
        refund_id=f"R{9_000 + book.next_number('refund')}",
        order_id=order.order_id,
        merchant_id=merchant_id,
        pieces=pieces,
        amount_minor=sum(
            line.goods.paid_minor * pieces[line.line_id] // line.goods.quantity for line in lines
        ),
        before_shipping=not any(line.shipped for line in lines),
        status=RefundStatus.REQUESTED,
        created=book.now(),
        updated=book.now(),
        version=0,
    )
    book.refunds[refund.refund_id] = refund
    _mark(book, refund, RefundStatus.REQUESTED)
    book.change_refund(refund, "refund.created")
    return refund


def end_refund(book: Book, refund: Refund, status: RefundStatus) -> None:
    """A refund succeeds, is refused, or is closed because the buyer withdrew it."""
    if refund.status not in OPEN:
        raise ValueError(f"{refund.refund_id} is over")
    order = book.orders[refund.order_id]
    refund.status = status
    _mark(book, refund, status)
    if status is not RefundStatus.SUCCEEDED:
        event = "refund.closed" if status is RefundStatus.CLOSED else "refund.updated"
        book.change_refund(refund, event)
        return
    for line_id, count in refund.pieces.items():
        line = order.line(line_id)
        if line:
            # What has left goes on its way, with its money back.
            line.cancelled += min(count, line.left)
            line.refunded += count
    book.change_refund(refund, "refund.succeeded")
    settle_status(book, order, "order.updated")


def _mark(book: Book, refund: Refund, status: RefundStatus) -> None:
    order = book.orders[refund.order_id]
    for line in order.lines:
        if line.line_id in refund.pieces:
            line.refund_status = status.value


def _successor(book: Book, old: Order, order_id: str, merchant_id: str) -> Order:
    made = Order(
        order_id=order_id,
        app_key=old.app_key,
        purchase_id=old.purchase_id,
        merchant_id=merchant_id,
        person=old.person,
        lines=[
            Line(
                f"L{book.next_number('line')}",
                merchant_id,
                one.goods,
                one.product_id,
                one.variant_id,
            )
            for one in old.lines_of(merchant_id)
        ],
        status=Status.PAID,
        created=old.created,
        updated=old.updated,
        paid=old.paid,
        message=old.message,
        replaces=[old.order_id],
    )
    book.orders[order_id] = made
    return made


def _replace(book: Book, old: Order, successors: list[Order]) -> None:
    old.replaced_by = [(one.order_id, one.merchant_id or "") for one in successors]
    book.change(old, "order.replaced", Status.REPLACED)
    for one in successors:
        book.change(one, "order.paid")
