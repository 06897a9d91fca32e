"""Goods that are sent again, or others instead: lines of ours beside the platform's own.

The order stays as it is. What travels a second time is one more line of our work on it, under an id
derived from its case, so that no case sends anything twice. The platform knows nothing of it.
"""

from enum import StrEnum
from typing import Literal

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen, Id, Quantity, Sku, SupplierId, short_id
from hedan.domain.orders import Line, Order, OrderStatus

ID_CHARACTERS_MAX = 128
# Through these goods are sent; a refund of the same goods forbids it.
SENDING = frozenset({AfterSaleKind.EXCHANGE, AfterSaleKind.RESEND, AfterSaleKind.REPAIR})
_OVER = frozenset({AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED})


class ReplacementKind(StrEnum):
    """What the new parcel is to the buyer."""

    EXCHANGE = "exchange"  # Instead of what comes back.
    RESEND = "resend"  # Once more: it was lost, broken, or not in the parcel.


class ReplacedGoods(Frozen):
    """Units of a SKU that are sent instead."""

    line_id: Id  # Of the order's line that they stand for.
    sku: Sku
    name: str
    quantity: Quantity
    spec: str = ""


class Instead(Frozen):
    """Why a line of ours stands beside the platform's: what it replaces."""

    case_id: Id
    kind: ReplacementKind
    of_after_sale: bool  # Else of a complaint or a dispute, of which no platform is told.
    goods: ReplacedGoods
    supplier: SupplierId
    old_parcel: Id | Literal[""] = ""  # What the buyer got first; empty: somebody else sent it.


def replacement_id(line_id: str, case_id: str, place: int) -> str:
    """Derive the id of the line that stands beside another for a case.

    place: 0 for its first goods, 1 for further ones of the same line.
    """
    name = f"{line_id}~{case_id}" + (f"~{place + 1}" if place else "")
    return name if len(name) <= ID_CHARACTERS_MAX else short_id("L", line_id, case_id, str(place))


def forbids_replacement(after_sale: AfterSale, instead: Instead) -> bool:
    """Tell whether an after-sale of the same goods keeps the replacement from being sent.

    Its own exchange or resend does when it is refused or withdrawn, another one never: each has a
    replacement of its own. A refund does as it forbids to ship what was ordered: money and goods
    do not both go.
    """
    if after_sale.kind in SENDING:
        return after_sale.after_sale_id == instead.case_id and after_sale.status in _OVER
    return after_sale.closes


def line_of(order: Order, line_id: str, instead: Instead | None) -> Line:
    """Return the platform's line, or what stands for a line that the platform does not know.

    Nothing is paid for it: the money stays with the line that was bought. Raises KeyError when
    the order has no such line.
    """
    return order.line(line_id) if instead is None else stand_in(line_id, instead.goods)


def stand_in(line_id: str, goods: ReplacedGoods) -> Line:
    """Return what stands for a line that the platform does not know."""
    return Line(
        line_id=line_id,
        sku=goods.sku,
        product_id="",
        name=goods.name,
        spec=goods.spec,
        quantity=goods.quantity,
        unit_price_minor=0,
        paid_minor=0,
        status=OrderStatus.TO_SHIP,
    )
