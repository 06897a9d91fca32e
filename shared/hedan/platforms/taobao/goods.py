"""Sets how much of each listed item may be sold, as absolute numbers: repeating does no harm."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import batched

from hedan.errors import AccessEnded, PlatformRejected
from hedan.platforms.platform import StockLevel
from hedan.platforms.taobao.answers import Answer

OF_ITEM = "taobao.item.quantity.update"
OF_SKUS = "taobao.skus.quantity.update"
# The platform takes no more variants of one item in one call.
SKUS_MAX = 20
# The parameter `type`: the number itself. 2 would be a difference, which a lost answer doubles.
FULL = "1"

type Call = Callable[[str, Mapping[str, str]], Answer]


def push_stock(call: Call, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
    """Set the levels; return those refused, each with the platform's reason."""
    refused: list[tuple[StockLevel, str]] = []
    of_product: defaultdict[str, list[StockLevel]] = defaultdict(list)
    for level in levels:
        if level.platform_sku:
            of_product[level.product_id].append(level)
        else:
            refused += _set(call, [level])
    for variants in of_product.values():
        for chunk in batched(variants, SKUS_MAX, strict=False):
            refused += _set(call, chunk)
    return refused


def _set(call: Call, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
    """Set levels of one product; if the platform refuses some, find out which."""
    method, params = _question(levels)
    try:
        call(method, params)
    except AccessEnded:
        raise  # Nothing is wrong with these levels.
    except PlatformRejected as no:
        if len(levels) == 1:
            return [(levels[0], str(no))]
        return [one for level in levels for one in _set(call, [level])]
    return []


def _question(levels: Sequence[StockLevel]) -> tuple[str, dict[str, str]]:
    first = levels[0]
    if not first.platform_sku:
        return OF_ITEM, {
            "num_iid": first.product_id,
            "quantity": str(first.quantity),
            "type": FULL,
        }
    return OF_SKUS, {
        "num_iid": first.product_id,
        "skuid_quantities": ";".join(f"{one.platform_sku}:{one.quantity}" for one in levels),
        "type": FULL,
    }
