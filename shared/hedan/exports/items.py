"""All goods of an order in one cell, as AliExpress sheets have them.

"【1】 name (商品属性: …)(商家编码: …)(产品数量: 2 piece)", one after the other; from memory, so
labels are matched by what they contain, in both languages.
"""

import re
from typing import NamedTuple

from hedan.workbooks.filled_cells import CellRefused

_NUMBERED = re.compile(r"[【\[]\s*(\d{1,3})\s*[】\]]")
_LABELLED = re.compile(
    r"[(（]\s*([^:：()（）]{1,40})[:：]\s*([^()（）]*(?:\([^()]*\)[^()（）]*)*)[)）]"
)
_COUNT = re.compile(r"\d{1,7}")
_CODE_WORDS = ("编码", "code", "sku")
_COUNT_WORDS = ("数量", "quantity", "qty")
_SPEC_WORDS = ("属性", "propert", "attribute", "规格")


class Item(NamedTuple):
    """One of the goods in the cell."""

    place: int
    name: str
    sku: str
    spec: str
    quantity: int


def items_of(cell: str) -> list[Item]:
    """Return the goods in the cell. Raises CellRefused when one has no readable quantity."""
    pieces = _NUMBERED.split(cell)
    # Before the first number stands nothing of meaning; without numbers all is one piece.
    numbered = list(zip(pieces[1::2], pieces[2::2], strict=True)) or [("1", cell)]
    items = [_item(int(place), text) for place, text in numbered]
    if len({item.place for item in items}) < len(items):
        raise CellRefused("ITEMS_UNREADABLE")
    return items


def _item(place: int, text: str) -> Item:
    labelled = [
        (label.strip().casefold(), value.strip()) for label, value in _LABELLED.findall(text)
    ]
    name = " ".join(_LABELLED.sub(" ", text).split())
    count = _COUNT.match(_valued(labelled, _COUNT_WORDS))
    if not name or not count or int(count[0]) < 1:
        raise CellRefused("ITEMS_UNREADABLE")
    return Item(
        place=place,
        name=name,
        sku=_valued(labelled, _CODE_WORDS),
        spec=_valued(labelled, _SPEC_WORDS),
        quantity=int(count[0]),
    )


def _valued(labelled: list[tuple[str, str]], words: tuple[str, ...]) -> str:
    return next((value for label, value in labelled if any(word in label for word in words)), "")
