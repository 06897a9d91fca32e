"""How Dokan divides a purchase: an order for each vendor below a parent, if there are several."""

from infra.local.woocommerce.book import Book
from infra.local.woocommerce.model import Line, Order, Status

# Which changes of a parent reach a child in which state; other changes stay with the parent.
CASCADES: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset(Status),
    Status.ON_HOLD: frozenset(
        {Status.PENDING, Status.ON_HOLD, Status.PROCESSING, Status.COMPLETED, Status.FAILED}
    ),
    Status.PROCESSING: frozenset(
        {Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.REFUNDED}
    ),
    Status.COMPLETED: frozenset({Status.REFUNDED}),
    Status.FAILED: frozenset(
        {Status.PENDING, Status.ON_HOLD, Status.PROCESSING, Status.FAILED, Status.CANCELLED}
    ),
}


def divide(book: Book, parent: Order) -> list[Order]:
    """Make an order for each vendor; with one vendor the order is that vendor's own."""
    vendors = list(dict.fromkeys(line.vendor for line in parent.lines))
    if len(vendors) == 1:
        parent.vendor = vendors[0]
        return [parent]
    parent.has_children = True
    return [_child(book, parent, vendor) for vendor in vendors]


def divide_again(book: Book, parent: Order) -> list[Order]:
    """Throw the children away and make new ones, with new ids."""
    for child in children(book, parent):
        del book.orders[child.order_id]
        book.tell(child, "order.deleted")
    made = divide(book, parent)
    for child in made:
        book.tell(child, "order.created")
    book.change(parent)
    return made


def cascade(book: Book, parent: Order, status: Status) -> None:
    """Pass a parent's new status on to the children whose state lets it through."""
    for child in children(book, parent):
        if status in CASCADES.get(child.status, frozenset()) and child.status is not status:
            child.paid = parent.paid
            book.change(child, status)


def children(book: Book, parent: Order) -> list[Order]:
    """The orders below a parent, oldest first."""
    return [one for one in book.orders.values() if one.parent_id == parent.order_id]


def _child(book: Book, parent: Order, vendor: str) -> Order:
    lines = [
        Line(
            book.next_id(),
            vendor,
            line.goods,
            line.product_id,
            line.variation_id,
            parent_item=line.line_id,
        )
        for line in parent.lines
        if line.vendor == vendor
    ]
    child = Order(
        order_id=book.next_id(),
        site=parent.site,
        person=parent.person,
        status=parent.status,
        lines=lines,
        created=parent.created,
        modified=book.now(),
        paid=parent.paid,
        note=parent.note,
        parent_id=parent.order_id,
        vendor=vendor,
    )
    book.orders[child.order_id] = child
    return child
