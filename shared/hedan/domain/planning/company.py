"""Which orders may share a parcel: the platform's word first, a person's before all.

An order meets others of its buyer and merge group, in its store or, where the seller says so and
the platform's ids allow it, in the stores of one owner. What a rule, a person, the kind of order
or an earlier split keeps to itself is a company of one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hedan.domain.merging import Apart
from hedan.domain.planning.lots import Lot
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine

type Key = tuple[object, ...]

WORDS = {
    Apart.ON_DELIVERY: "paid for on delivery",
    Apart.PRESALE: "sold before it may leave",
    Apart.PLATFORM_LOGISTICS: "carried by the platform's own service",
    Apart.ABROAD: "sent abroad",
}


@dataclass(slots=True)
class Company:
    """Lots that may share parcels, the one paid first in front."""

    lots: list[Lot]
    alone_for: str = ""  # Why its order meets no other; empty: others may come.
    tie: str = ""  # What its orders have in common.
    # What parcels must have in common in any case: platform, scope, supplier, place, service.
    base: Key = ()
    is_wanted: bool = False  # A person's word brought it together.
    notes: list[str] = field(default_factory=list)  # For its parcels' reasons.

    @property
    def first(self) -> ReadyLine:
        """The line paid first: what is true of all lots is read from it."""
        return self.lots[0].lines[0]


def companies_of(lots: Iterable[Lot], rules: PlanRules) -> list[Company]:
    """Bring lots together whose orders may share a parcel by everything that is certain.

    The order in which lots come leaves no trace: they are sorted by payment first.
    """
    found: dict[Key, Company] = {}
    bases: dict[Key, Key] = {}  # One for all that are equal: there are few, and many companies.
    for lot in sorted(lots, key=lambda lot: lot.paid_first):
        alone_for = _alone_for(lot, rules)
        word = _word(lot)
        base = _base(lot, rules, word)
        base = bases.setdefault(base, base)
        if alone_for:
            key: Key = (base, lot.lines[0].key.order.order_id, lot.lines[0].split_mark)
            tie = ""
        elif word:
            key, tie = (base, "", word), f"a person's word, '{word}'"
        else:
            key, tie = _group(lot.lines[0], base, rules)
        known = found.get(key)
        if known is None:
            found[key] = Company([lot], alone_for, tie, base, is_wanted=bool(word))
        else:
            known.lots.append(lot)
    return list(found.values())


def _group(first: ReadyLine, base: Key, rules: PlanRules) -> tuple[Key, str]:
    """Return the buyer's group: the platform's, or the address's where stores may meet."""
    if _meets_across(first, rules) and first.buyer_id and first.receiver.address_id:
        key: Key = (base, "address", first.receiver.address_id, first.buyer_id)
        return key, f"address id {first.receiver.address_id}, same buyer"
    key = (base, "group", first.key.order.store, first.merge_group, first.buyer_id)
    return key, f"platform merge group {first.merge_group}, same buyer"


def _meets_across(line: ReadyLine, rules: PlanRules) -> bool:
    merge = rules.merge
    return (
        merge.across_stores and bool(line.owner) and rules.limits_of(line).ids_compare_across_stores
    )


def _word(lot: Lot) -> str:
    """Return the word under which a person wants the order to travel."""
    return min((line.handling.company for line in lot.lines if line.handling.company), default="")


def _alone_for(lot: Lot, rules: PlanRules) -> str:
    """Return why an order keeps to itself; empty when it may meet others."""
    first = lot.lines[0]
    if first.split_mark:
        return _parted_before(first)
    if _word(lot):
        return ""
    if not rules.merge.enabled:
        return "MERGE_OFF: the settings merge no orders"
    if any(line.handling.travels == "with_order" for line in lot.lines):
        return "NEVER_MERGE: a rule or a person lets this order travel with no other"
    kinds = [kind for kind in _kinds(lot) if kind not in rules.merge.also]
    if kinds:
        return f"APART: {', '.join(WORDS[kind] for kind in kinds)}: travels with its own order only"
    return ""


def _parted_before(line: ReadyLine) -> str:
    if line.instead is None:
        return "PART: split off before, it meets no other order again"
    return f"INSTEAD: {line.instead.kind} for case {line.instead.case_id}"


def _kinds(lot: Lot) -> Iterator[Apart]:
    service = lot.lines[0].service
    if service.on_delivery:
        yield Apart.ON_DELIVERY
    if any(line.service.not_before is not None for line in lot.lines):
        yield Apart.PRESALE
    if service.logistics_method:
        yield Apart.PLATFORM_LOGISTICS
    if service.country:
        yield Apart.ABROAD


def _base(lot: Lot, rules: PlanRules, word: str) -> Key:
    first = lot.lines[0]
    across = rules.merge.across_stores and first.owner if word else _meets_across(first, rules)
    scope = ("owner", first.owner) if across else ("store", first.store)
    dates = [line.service.not_before for line in lot.lines if line.service.not_before is not None]
    service = first.service
    return (
        first.key.order.platform,
        *scope,
        first.supplier,
        lot.place,
        service.on_delivery,
        max(dates) if dates else None,
        service.logistics_method,
        service.country,
    )


def parted(companies: list[Company], rules: PlanRules) -> Iterator[Company]:
    """Yield the companies, each in the order of payment, closed where nobody came for too long.

    The list is empty afterwards: a million lines are not held twice.
    """
    gap = rules.merge.gap_minutes
    while companies:
        company = companies.pop()
        company.lots.sort(key=lambda lot: lot.paid_first)
        if gap is None or company.is_wanted or len(company.lots) == 1:
            yield from _by_carrier(company)
            continue
        runs = _runs(company.lots, timedelta(minutes=gap))
        notes = company.notes
        if len(runs) > 1:
            why = f"GAP: paid more than {gap} minutes apart from other orders of this buyer"
            notes = [*notes, why]
        for run in runs:
            yield from _by_carrier(_with(company, run, notes))


def _runs(lots: list[Lot], gap: timedelta) -> list[list[Lot]]:
    """Divide lots wherever the next order was paid too long after the one before."""
    runs: list[list[Lot]] = []
    before: datetime | None = None
    for lot in lots:
        paid = lot.lines[0].paid_at
        if before is None or paid - before > gap:
            runs.append([])
        runs[-1].append(lot)
        before = paid
    return runs


def _by_carrier(company: Company) -> Iterator[Company]:
    """Part lines that ask for different carriers; those that ask for none go with the others."""
    asked = sorted({line.handling.carrier for lot in company.lots for line in lot.lines} - {""})
    if len(asked) <= 1:
        yield company
        return
    of_carrier: defaultdict[str, list[Lot]] = defaultdict(list)
    for lot in company.lots:
        own = min(
            (line.handling.carrier for line in lot.lines if line.handling.carrier), default=""
        )
        wishes = {line.handling.carrier or own or asked[0] for line in lot.lines}
        for carrier in wishes:
            lines = [
                one for one in lot.lines if (one.handling.carrier or own or asked[0]) == carrier
            ]
            of_carrier[carrier].append(lot._replace(lines=lines))
    for carrier in asked:
        yield _with(company, of_carrier[carrier], company.notes)


def _with(company: Company, lots: list[Lot], notes: list[str]) -> Company:
    return Company(
        lots, company.alone_for, company.tie, company.base, company.is_wanted, list(notes)
    )
