"""Which stores ship virtual goods by themselves: where there is a way, and the seller wants it.

Only what a platform documents is done unasked. Shopify's call is known from memory, so the seller
switches it on; the others have no way that anybody could name, and a person ships there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from hedan.domain.base import PlatformName
from hedan.settings.stores import StoreSettings

VIRTUAL_OPTION = "virtual"
AUTO, BY_HAND = "auto", "by_hand"

type Unit = Literal["order", "lines"]
"""How much the platform is told of at once: an order as a whole, or lines of it by name."""


class VirtualWay(NamedTuple):
    """A platform's way to ship without a number."""

    unit: Unit
    unasked: bool  # Whether it is gone without the seller's word.


VIRTUAL_WAYS: Mapping[PlatformName, VirtualWay] = MappingProxyType(
    {
        "taobao": VirtualWay("order", unasked=True),
        "mall": VirtualWay("lines", unasked=True),
        "shopify": VirtualWay("lines", unasked=False),
    }
)


def ships_virtual(store: StoreSettings) -> Unit | None:
    """Return how a store's virtual goods ship by themselves; None: a person ships them.

    A word of the option that nobody knows leaves it to a person.
    """
    way = VIRTUAL_WAYS.get(store.platform)
    if way is None or not store.api_url:
        return None
    wanted = store.options.get(VIRTUAL_OPTION, "") or (AUTO if way.unasked else BY_HAND)
    return way.unit if wanted == AUTO else None
