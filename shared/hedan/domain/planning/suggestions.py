"""Orders that seem to belong together: merged, asked about, or left apart by the seller's word.

Two signs: the same address in other words, where a platform shows addresses; the same address of
another buyer. And a warning on every parcel of a buyer whose other orders travel elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.merging import Risk
from hedan.domain.planning.alike import as_written
from hedan.domain.planning.company import Company, Key
from hedan.domain.planning.rules import PlanRules

# So many orders are named in a warning; the rest is counted by whoever looks.
NAMED_MAX = 3
_STRICTER: dict[Risk, int] = {"safe": 0, "ask": 1, "forbidden": 2}
SAME_BUYER = "same buyer, the address is written alike"
OTHER_BUYER = "another buyer, the same address"


class Suspicion(NamedTuple):
    """Companies that may belong together, and what speaks for it."""

    companies: list[Company]
    why: str


def suggested(companies: list[Company], rules: PlanRules) -> tuple[list[Company], list[Suspicion]]:
    """Bring companies together as far as that counts as safe; return them and what to ask."""
    open_ones = [one for one in companies if not one.alone_for and not one.is_wanted]
    joined = _Joined(len(open_ones))
    to_ask: list[tuple[list[int], str]] = []
    for same in _same_address(open_ones, rules):
        for places, why, risk in _verdicts(same, open_ones, rules):
            if risk == "safe":
                joined.join(places, why)
            elif risk == "ask":
                to_ask.append((places, why))
    merged = _merged(open_ones, joined)
    asked = list(_asked(to_ask, joined, merged))
    _warn(merged, rules)
    rest = [one for one in companies if one.alone_for or one.is_wanted]
    return [*merged.values(), *rest], asked


class _Address(NamedTuple):
    """The places of companies with one address, and whether only its text says so."""

    places: list[int]
    by_text: bool


def _same_address(companies: Sequence[Company], rules: PlanRules) -> Iterator[_Address]:
    """Yield the companies with one address, in the order of their first."""
    found: defaultdict[Key, dict[int, None]] = defaultdict(dict)
    for place, company in enumerate(companies):
        for name in _addresses(company, rules):
            found[(company.base, *name)][place] = None
    for key, places in found.items():
        if len(places) > 1:
            yield _Address(list(places), by_text=key[1] == "text")


def _addresses(company: Company, rules: PlanRules) -> Iterator[tuple[str, str]]:
    shows_text = rules.limits_of(company.first).clear_text and rules.merge.clear_text != "forbidden"
    asks_buyers = rules.merge.other_buyer != "forbidden"
    if not (shows_text or asks_buyers):
        return
    for lot in company.lots:
        receiver = lot.lines[0].receiver
        if asks_buyers and receiver.address_id:
            yield "id", receiver.address_id
        if shows_text and (text := as_written(receiver)):
            yield "text", text


def _verdicts(
    same: _Address, companies: Sequence[Company], rules: PlanRules
) -> Iterator[tuple[list[int], str, Risk]]:
    """Yield what to do with the companies of one address: first each buyer's, then all."""
    of_buyer: defaultdict[str, list[int]] = defaultdict(list)
    for place in same.places:
        of_buyer[companies[place].first.buyer_id].append(place)
    merge = rules.merge
    if same.by_text:
        for places in of_buyer.values():
            if len(places) > 1:
                yield places, SAME_BUYER, merge.clear_text
    if len(of_buyer) > 1:
        both = max(merge.clear_text, merge.other_buyer, key=_STRICTER.__getitem__)
        yield same.places, OTHER_BUYER, both if same.by_text else merge.other_buyer


class _Joined:
    """Which companies became one: each points to another of its kind, the first to itself."""

    def __init__(self, count: int) -> None:
        self._to = list(range(count))
        self.why: dict[int, str] = {}

    def of(self, place: int) -> int:
        """Return the one that stands for all of them."""
        while self._to[place] != place:
            self._to[place] = self._to[self._to[place]]  # Half the way next time.
            place = self._to[place]
        return place

    def join(self, places: Sequence[int], why: str) -> None:
        """Make these one."""
        heads = {self.of(place) for place in places}
        head = min(heads)
        reasons = {self.why.pop(one) for one in heads if one in self.why} | {why}
        for one in heads:
            self._to[one] = head
        self.why[head] = OTHER_BUYER if OTHER_BUYER in reasons else SAME_BUYER


def _merged(companies: Sequence[Company], joined: _Joined) -> dict[int, Company]:
    merged: dict[int, Company] = {}
    for place, company in enumerate(companies):
        head = joined.of(place)
        if head == place:
            merged[head] = company
            company.tie = joined.why.get(head, company.tie)
        else:
            merged[head].lots.extend(company.lots)
    return merged


def _asked(
    to_ask: Sequence[tuple[list[int], str]], joined: _Joined, merged: dict[int, Company]
) -> Iterator[Suspicion]:
    """Yield each question once, and write it on the companies that stay apart meanwhile."""
    seen: set[frozenset[int]] = set()
    for places, why in to_ask:
        heads = sorted({joined.of(place) for place in places})
        if len(heads) < 2 or frozenset(heads) in seen:  # noqa: PLR2004 - one asks nothing.
            continue
        seen.add(frozenset(heads))
        found = [merged[head] for head in heads]
        names = [one.first.key.order for one in found]
        for company in found:
            company.notes.append(f"NOT_MERGED: {why}: {_others(names, company)}")
        yield Suspicion(found, why)


def _warn(merged: dict[int, Company], rules: PlanRules) -> None:
    """Say on the parcels of a buyer that others of the same buyer travel apart."""
    of_buyer: defaultdict[Key, list[Company]] = defaultdict(list)
    for company in merged.values():
        first = company.first
        if first.buyer_id:
            order = first.key.order
            key = (order.platform, first.store, first.supplier, company.base[4], first.buyer_id)
            of_buyer[key].append(company)
    for companies in of_buyer.values():
        if len(companies) > 1:
            names = [one.first.key.order for one in companies]
            for company in companies:
                if not any(note.startswith("NOT_MERGED") for note in company.notes):
                    others = _others(names, company)
                    company.notes.append(f"NOT_MERGED: same buyer, not the same group: {others}")


def _others(orders: Sequence[OrderKey], company: Company) -> str:
    """Name some orders of the other companies: enough to find them."""
    own = company.first.key.order
    named: list[str] = []
    for order in orders:
        if order != own:
            named.append(order.order_id)
        if len(named) == NAMED_MAX:
            break
    more = len(orders) - 1 - len(named)
    return f"orders {', '.join(named)}" + (f" and {more} more" if more else "")
