"""审单: one pure test for each thing that can be wrong with an order, in one table (table.py)."""

from hedan.domain.checks.carriers import wished_carrier
from hedan.domain.checks.catalogue import Catalogue
from hedan.domain.checks.changes import address_saw, facets_of, goods_saw
from hedan.domain.checks.check_rules import CheckRules, Facet
from hedan.domain.checks.goods_facts import Goods, SkuFacts
from hedan.domain.checks.seen import Blocked, Carrier, Seen
from hedan.domain.checks.table import CHECKS, NEVER_WAIVED, Check, find
from hedan.domain.checks.words import asking_words

__all__ = [
    "CHECKS",
    "NEVER_WAIVED",
    "Blocked",
    "Carrier",
    "Catalogue",
    "Check",
    "CheckRules",
    "Facet",
    "Goods",
    "Seen",
    "SkuFacts",
    "address_saw",
    "asking_words",
    "facets_of",
    "find",
    "goods_saw",
    "wished_carrier",
]
