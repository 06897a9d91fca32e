"""Which SKU a code that nobody knows may stand for: the likeliest, by how alike they are written.

Two texts are as alike as the pairs of neighbouring letters that they share (Dice's measure): it
forgives a swapped, missing or added letter, and an index of the pairs finds the likeliest among
thousands of SKUs without comparing each.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise

from hedan.domain.checks.goods_facts import Goods
from hedan.domain.findings import Proposal
from hedan.domain.orders import Line

PROPOSALS_MAX = 3
ALIKE_PERCENT_MIN = 40  # Below this the eye sees nothing in common.


class Catalogue:
    """The SKUs of the settings, to be searched by likeness. Indexed when first asked."""

    def __init__(self, goods: Mapping[str, Goods]) -> None:
        self._goods = goods

    def likeliest(self, line: Line) -> tuple[Proposal, ...]:
        """Return the SKUs on sale that a line may be, the likeliest first."""
        codes = self._codes.alike(line.sku)
        names = self._names.alike(f"{line.name}{line.spec}")
        ranked = sorted(
            {*codes, *names},
            key=lambda sku: (-max(codes.get(sku, 0), names.get(sku, 0)), -codes.get(sku, 0), sku),
        )
        return tuple(
            Proposal(value=sku, why=_why(codes.get(sku, 0), names.get(sku, 0)))
            for sku in ranked[:PROPOSALS_MAX]
        )

    @cached_property
    def _codes(self) -> "_Index":
        return _Index({sku: sku for sku, facts in self._goods.items() if facts.on_sale})

    @cached_property
    def _names(self) -> "_Index":
        return _Index({sku: facts.name for sku, facts in self._goods.items() if facts.on_sale})


class _Index:
    """Texts by their pairs of letters."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._sizes: dict[str, int] = {}
        self._with: dict[str, list[str]] = defaultdict(list)
        for sku, text in texts.items():
            pairs = _pairs(text)
            self._sizes[sku] = len(pairs)
            for pair in pairs:
                self._with[pair].append(sku)

    def alike(self, text: str) -> dict[str, int]:
        """Return the SKUs whose texts are alike enough, with how alike in percent."""
        asked = _pairs(text)
        shared: Counter[str] = Counter()
        for pair in asked:
            shared.update(self._with.get(pair, ()))
        percents = {
            sku: 200 * count // (len(asked) + self._sizes[sku]) for sku, count in shared.items()
        }
        return {sku: percent for sku, percent in percents.items() if percent >= ALIKE_PERCENT_MIN}


def _pairs(text: str) -> set[str]:
    """Return each letter with the one after it; the text's ends count as letters."""
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    letters = "".join(filter(str.isalnum, folded))
    framed = f"<{letters}>" if letters else ""
    return set(map("".join, pairwise(framed)))


def _why(code: int, name: int) -> str:
    reasons = [f"code {code}% alike"] if code else []
    return ", ".join(reasons + ([f"name {name}% alike"] if name else []))
