"""Which changes on the platform put an order that only waits back to its start."""

from hedan.domain.checks import Facet, facets_of
from hedan.domain.orders import Order

# What a waiting line was decided on. Words of buyer and seller travel with the order as they are.
DECIDED_ON = (Facet.ADDRESS, Facet.GOODS, Facet.AMOUNT)


def reopened_by(known: Order | None, fresh: Order) -> tuple[str, ...]:
    """Return what of an order is no longer what its waiting lines were decided on."""
    if known is None:
        return ()
    before, now = facets_of(known), facets_of(fresh)
    return tuple(facet.value for facet in DECIDED_ON if before[facet] != now[facet])
