"""What who ships an order may hang on beyond it: its suppliers' day, the buyer's other orders.

Most sellers' orders hang on nothing of the kind, and nothing is read for them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import OrderKey, SupplierId
from hedan.domain.facts import BuyerHistory
from hedan.domain.line_work import WAITING
from hedan.domain.orders import PAID_AND_OPEN
from hedan.ports import Desk
from hedan.settings import SkuSettings, SupplierSettings
from hedan.usecases.orders.poor_suppliers import poor_now
from hedan.usecases.waves.daily_cap import full_now
from hedan.usecases.waves.silent_suppliers import silent_now

# Who has more open orders at one store is no buyer whose parcels can be saved.
ORDERS_LOOKED_AT = 5


class RouteFacts(NamedTuple):
    """See the fields of the same names in domain/facts.py."""

    silent: tuple[SupplierId, ...] = ()
    full: tuple[SupplierId, ...] = ()
    poor: tuple[SupplierId, ...] = ()
    beside: tuple[SupplierId, ...] = ()


def route_facts(
    key: OrderKey,
    skus: Sequence[SkuSettings],
    buyer: BuyerHistory,
    *,
    book: RuleBook,
    desk: Desk,
    now: datetime,
) -> RouteFacts:
    """Return what is known now. skus: those that the order's lines are made of."""
    asked = list(_asked(key, skus, book))
    return RouteFacts(
        silent=silent_now(asked, desk=desk, now=now),
        full=full_now(asked, desk=desk, now=now),
        poor=poor_now(asked, desk=desk),
        beside=_beside(buyer, desk) if any(sku.sources for sku in skus) else (),
    )


def _asked(
    key: OrderKey, skus: Sequence[SkuSettings], book: RuleBook
) -> Iterator[SupplierSettings]:
    """Yield the suppliers in question that somebody could take over from."""
    store = book.stores.get(key.store)
    named = [store.supplier] if store and store.supplier else []
    for sku in skus:
        named += [source.supplier for source in sku.sources] or [sku.supplier]
    several = {source.supplier for sku in skus for source in sku.sources if len(sku.sources) > 1}
    seen: set[SupplierId] = set()
    while named:
        supplier = book.suppliers.get(named.pop(0))
        if supplier is None or supplier.id in seen:
            continue
        seen.add(supplier.id)
        if supplier.fall_back is not None:
            named.append(supplier.fall_back)
        if supplier.fall_back is not None or supplier.id in several:
            yield supplier


def _beside(buyer: BuyerHistory, desk: Desk) -> tuple[SupplierId, ...]:
    """Return who is to ship the buyer's other orders, as far as no wave has taken them."""
    waiting = [one.key for one in buyer.orders if one.status in PAID_AND_OPEN][:ORDERS_LOOKED_AT]
    works = (work for key in waiting for work in desk.order_file(key).lines.values())
    return tuple(sorted({w.supplier for w in works if w.supplier and w.state in WAITING}))
