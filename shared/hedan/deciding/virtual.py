"""Virtual goods: which of them ship by themselves, and what is planned for these."""

from collections.abc import Collection, Sequence

from hedan.deciding.effects import Settled
from hedan.deciding.plans import Planned, routes_counted, routes_missing
from hedan.deciding.routes import Goods, routes_of
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case, LinePlan
from hedan.domain.orders import SHIPPABLE, Line, OrderStatus
from hedan.settings.virtual import ships_virtual


def by_themselves(case: Case, book: RuleBook, lines: Sequence[Line]) -> frozenset[str]:
    """Return the virtual lines, of those still to be shipped, that leave without a person.

    Where the platform is told of whole orders only, none does as long as something of the order
    must not leave: goods, or a line whose refund is not over.
    """
    store = book.stores.get(case.order.key.store)
    unit = ships_virtual(store) if store else None
    if unit is None or (unit == "order" and not _leaves_as_a_whole(case)):
        return frozenset()
    return frozenset(line.line_id for line in lines if line.is_virtual)


def plan_virtual(
    case: Case,
    book: RuleBook,
    lines: Sequence[Line],
    goods: Goods,
    settled: Settled,
    itself: Collection[str],
) -> Planned:
    """Plan the lines that ship by themselves: whose they are and of what, with no wish of a parcel.

    Their supplier packs nothing: it is who is told when a refund comes after all.
    """
    virtual = [line for line in lines if line.line_id in itself]
    if not virtual:
        return Planned((), ())
    routes = routes_of(case, book, virtual, goods, settled)
    return Planned(
        tuple(
            LinePlan(
                line_id=line_id,
                supplier=route.supplier,
                parts=tuple(goods.get(line_id) or ()),
                route=route.reason,
            )
            for line_id, route in routes.items()
        ),
        routes_missing(routes),
        routes_counted(routes),
    )


def _leaves_as_a_whole(case: Case) -> bool:
    fenced = {work.key.line_id for work in case.works if work.fence.is_closed}
    return all(
        line.is_virtual
        and line.status in SHIPPABLE
        and not line.in_after_sale
        and line.line_id not in fenced
        for line in case.order.lines
        if line.status is not OrderStatus.CANCELLED
    )
