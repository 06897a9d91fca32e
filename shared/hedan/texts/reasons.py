"""Why a parcel is what it is and what is asked of it, as far as its supplier needs to know.

The plan's own reasons name merge groups and other suppliers: those stay inside.
"""

import re
from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "row.carrier": Text("【快递】请用{carrier}", "[Carrier] please use {carrier}"),
    "row.package": Text("【包装】{package}", "[Packing] {package}"),
    "row.gift": Text("【赠品】{name}", "[Gift] {name}"),
    "reason.merged": Text("合并发货：{count} 个订单装一件", "Merged: {count} orders in one parcel"),
    "reason.alone": Text("固定包装：单独一件", "Fixed packing: a parcel of its own"),
    "reason.rest_alone": Text(
        "另有固定包装的商品单独一件", "Goods with fixed packing travel in a parcel of their own"
    ),
    "reason.split": Text("按规则拆单：单独一件", "Split off: a parcel of its own"),
    "reason.beside": Text(
        "订单的其它商品另装一件", "The order's other goods travel in another parcel"
    ),
    "reason.too_big": Text(
        "商品比包装大：请自行选择包装", "Too big for its package: choose another"
    ),
    "reason.elsewhere": Text(
        "订单的其它商品由别处发货", "The order's other goods come from elsewhere"
    ),
}

# How the plan words its reasons (domain/plan.py), and what of it is said.
_SAID: Final = (
    (re.compile(r"MERGED (?P<count>\d+) orders"), "reason.merged"),
    (re.compile(r"FIXED_PACKING: SKU "), "reason.alone"),
    (re.compile(r"FIXED_PACKING: \d+ lines"), "reason.rest_alone"),
    (re.compile(r"(SPLIT|CATEGORY|WEIGHT|VOLUME|VALUE|UNITS|PART): "), "reason.split"),
    (re.compile(r"INSTEAD: exchange"), "reason.exchange"),
    (re.compile(r"INSTEAD: resend"), "reason.resend"),
    (re.compile(r"BESIDE: "), "reason.beside"),
    (re.compile(r"PLACE: "), "reason.elsewhere"),
    (re.compile(r"SUPPLIER: "), "reason.elsewhere"),
    (re.compile(r"PACKING_TOO_BIG: "), "reason.too_big"),
)


def said_of(reason: str) -> tuple[str, dict[str, str]] | None:
    """Return the text's name and its values for one reason of the plan; None: nothing is said."""
    for pattern, key in _SAID:
        if found := pattern.match(reason):
            return key, found.groupdict()
    return None
