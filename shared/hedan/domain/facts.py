"""What is known beyond the order itself when it is decided: its buyer's and its SKUs' history."""

from collections.abc import Mapping
from typing import Self

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Minor, OrderKey, Sku, SupplierId
from hedan.domain.orders import Order, OrderStatus


class BuyerOrder(Frozen):
    """Another order of the same buyer at the same store, in a few words."""

    key: OrderKey
    ordered_at: AwareDatetime
    status: OrderStatus
    paid_minor: Minor
    goods: tuple[str, ...]  # "<sku or product id>*<quantity>" of each line, sorted.

    @classmethod
    def of(cls, order: Order) -> Self:
        """Say the same of an order that is known in full."""
        return cls(
            key=order.key,
            ordered_at=order.created_at,
            status=order.status,
            paid_minor=order.paid_minor,
            goods=goods_bought(order),
        )


def goods_bought(order: Order) -> tuple[str, ...]:
    """Name what an order is of, as BuyerOrder.goods says it."""
    return tuple(sorted(f"{line.sku or line.product_id}*{line.quantity}" for line in order.lines))


class BuyerHistory(Frozen):
    """What the buyer ordered at this store before and besides: the newest first, 50 at most."""

    orders: tuple[BuyerOrder, ...] = ()


class SkuHistory(Frozen):
    """How a SKU was bought lately: over the lines of past days, cancelled ones left out."""

    lines: NonNegativeInt = 0
    quantity_median: NonNegativeInt = 0
    quantity_p99: NonNegativeInt = 0
    quantity_max: NonNegativeInt = 0
    price_median_minor: NonNegativeInt = 0  # Of one unit, as paid.


class Facts(Frozen):
    """All of it. Kept with the decision, so that it can be made again and comes out the same."""

    buyer: BuyerHistory = BuyerHistory()
    skus: Mapping[Sku, SkuHistory] = {}
    tallies: Mapping[str, Mapping[str, NonNegativeInt]] = {}  # See domain/tallies.py, by name.
    out: tuple[Sku, ...] = ()  # Of these there was too little for a gift when it was reserved.
    silent: tuple[SupplierId, ...] = ()  # They do not look at what they are sent: passed over.
    full: tuple[SupplierId, ...] = ()  # They take no more parcels today.
    poor: tuple[SupplierId, ...] = ()  # Their score is below what the settings ask of them.
    beside: tuple[SupplierId, ...] = ()  # With them other orders of the buyer wait.
    unnumbered: tuple[str, ...] = ()  # Its claimed lines whose parcels have no number yet.
    # Which versions of lines, after-sales and holds there were, by order id and the name in the
    # history: of the order itself and of those that it replaces. None: it was not kept yet.
    saw: Mapping[str, Mapping[str, PositiveInt]] | None = None
