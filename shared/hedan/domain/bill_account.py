"""What is owed for a parcel, from what is known of it; and what of that no closed day has said yet.

The sum is a function of the facts alone: it does not matter in which order, or on how many days,
they became known. An entry says by how much its fact moved that sum.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hedan.domain.base import Frozen, LineKey, Sku
from hedan.domain.bills import BillEntry, EntryKind
from hedan.domain.parcels import Parcel
from hedan.domain.returns import SupplierReturn
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.supplier_answers import AnswerKind

SELLER, SUPPLIER = "seller", "supplier"


class Price(Frozen):
    """What is paid for a unit from a day on."""

    sku: Sku
    unit_minor: int
    since: date


class Terms(Frozen):
    """What was agreed with one supplier."""

    prices: tuple[Price, ...] = ()
    parcel_fee_minor: int = 0
    grace_minutes: int | None = None  # None: what leaves after a stop is at the seller's cost.
    time_zone: str = "Asia/Shanghai"

    def price(self, sku: str, day: date) -> Price | None:
        """Return the price that was in force on a day."""
        known = [one for one in self.prices if one.sku == sku and one.since <= day]
        return max(known, key=lambda one: one.since, default=None)


class ParcelFacts(NamedTuple):
    """What is known of one parcel up to the end of a day."""

    parcel: Parcel
    accepted: frozenset[LineKey] = frozenset()  # The platform took their number.
    stops: tuple[Stop, ...] = ()  # Answered.
    returns: tuple[SupplierReturn, ...] = ()  # Received.


def new_entries(
    facts: ParcelFacts, known: Iterable[BillEntry], terms: Terms
) -> tuple[BillEntry, ...]:
    """Return what the facts add to the entries of earlier days: nothing when they said it all."""
    return tuple(_Account(facts.parcel, tuple(known), terms).entries(facts))


def who_pays(stop: Stop, parcel: Parcel, terms: Terms) -> str:
    """Tell who pays for goods that left although a stop was told: seller or supplier.

    The supplier does when they were still there so many minutes after it was first told: the
    carrier's first scan says so, or, until there is one, its own word that the label was printed.
    """
    told_at = min((telling.at for telling in stop.told), default=None)
    if terms.grace_minutes is None or told_at is None:
        return SELLER
    still_there = parcel.scanned_at or stop.label_printed_at
    allowed = timedelta(minutes=terms.grace_minutes)
    return SUPPLIER if still_there and still_there > told_at + allowed else SELLER


def may_turn(stop: Stop, parcel: Parcel, terms: Terms) -> bool:
    """Tell whether a first scan may still make the supplier pay for what left too late."""
    is_late = stop.answer is StopAnswer.GONE and terms.grace_minutes is not None
    return is_late and parcel.scanned_at is None and who_pays(stop, parcel, terms) == SELLER


@dataclass
class _Good:
    """One SKU of one line."""

    line: LineKey
    sku: str
    quantity: int
    unit: int | None = None
    price_from: date | None = None
    asked: int | None = None
    left: bool = False
    stayed: bool = False  # By the supplier's own word.
    at_its_cost: bool = False
    returned: int = 0
    billed: int = 0

    @property
    def is_sent(self) -> bool:
        """Whether the seller owes something for the way."""
        return self.left and not self.stayed and not self.at_its_cost

    @property
    def owed(self) -> int:
        """What the seller owes for it, by all that is known."""
        if not self.is_sent or self.unit is None:
            return 0
        return self.unit * max(0, self.quantity - self.returned)


class _Account:
    """The account of one parcel while it is brought up to date."""

    def __init__(self, parcel: Parcel, known: tuple[BillEntry, ...], terms: Terms) -> None:
        self._parcel, self._terms = parcel, terms
        self._goods = {(good.line, good.sku): good for good in _goods(parcel)}
        self._fee = terms.parcel_fee_minor
        self._fee_billed = 0
        self._said = {_name(entry) for entry in known}
        for entry in known:
            self._remember(entry)
        self._price_goods()

    def entries(self, facts: ParcelFacts) -> Iterator[BillEntry]:
        """Yield what each fact moves that no earlier day has said."""
        for good in self._goods.values():
            if good.line in facts.accepted:
                yield from self._say(EntryKind.SHIPPED, good, "", _leaves)
        for stop in sorted(facts.stops, key=lambda one: one.answered_at or one.fenced_at):
            yield from self._of_stop(stop)
        for back in sorted(facts.returns, key=lambda one: one.return_id):
            yield from self._of_return(back)
        yield from self._priced_late()
        yield from self._of_parcel()

    def _remember(self, entry: BillEntry) -> None:
        if entry.kind is EntryKind.PARCEL:
            self._fee_billed += entry.amount_minor
            self._fee = entry.unit_minor if entry.unit_minor is not None else self._fee
            return
        good = self._goods.get((entry.line, entry.sku)) if entry.line else None
        if good is None:
            return
        good.billed += entry.amount_minor
        if entry.unit_minor is not None:
            good.unit, good.price_from = entry.unit_minor, entry.price_from
        _APPLY[entry.kind](good, entry)

    def _price_goods(self) -> None:
        """Price what has none yet, by the day on which the parcel was handed over."""
        claimed_at = self._parcel.claimed_at
        if claimed_at is None:
            return
        day = claimed_at.astimezone(ZoneInfo(self._terms.time_zone)).date()
        for good in self._goods.values():
            price = self._terms.price(good.sku, day) if good.unit is None else None
            if price is not None:
                good.unit, good.price_from = price.unit_minor, price.since

    def _say(
        self,
        kind: EntryKind,
        good: _Good,
        of: str,
        happens: Callable[[_Good, BillEntry], None],
        **told: object,
    ) -> Iterator[BillEntry]:
        """Yield the entry of a fact, unless an earlier day has it."""
        entry = BillEntry(
            kind=kind,
            parcel_id=self._parcel.parcel_id,
            line=good.line,
            sku=good.sku,
            quantity=good.quantity,
            unit_minor=good.unit,
            price_from=good.price_from,
            of=of,
        ).but(**told)
        if _name(entry) in self._said:
            return
        self._said.add(_name(entry))
        happens(good, entry)
        is_charge = kind in (EntryKind.SHIPPED, EntryKind.STOPPED_TOO_LATE)
        asked = good.asked if is_charge else None
        yield entry.but(amount_minor=self._moved(good), asked_minor=asked)

    def _moved(self, good: _Good) -> int:
        amount = good.owed - good.billed
        good.billed += amount
        return amount

    def _of_stop(self, stop: Stop) -> Iterator[BillEntry]:
        keys = {line.key for line in stop.lines}
        for good in self._goods.values():
            if good.line not in keys:
                continue
            if stop.answer is StopAnswer.GONE:
                payer = who_pays(stop, self._parcel, self._terms)
                kind = EntryKind.STOPPED_TOO_LATE
                yield from self._say(kind, good, stop.stop_id, _leaves_late, paid_by=payer)
            elif stop.answer is StopAnswer.STOPPED:
                yield from self._say(EntryKind.STOPPED_IN_TIME, good, stop.stop_id, _stays)

    def _of_return(self, back: SupplierReturn) -> Iterator[BillEntry]:
        for one in back.goods:
            good = self._goods.get((one.key, one.sku))
            if good is not None:
                units = {"quantity": one.quantity}
                yield from self._say(EntryKind.RETURNED, good, back.return_id, _returns, **units)

    def _priced_late(self) -> Iterator[BillEntry]:
        """Yield what was entered without a price and has one now."""
        for good in self._goods.values():
            if good.owed == good.billed:
                continue
            yield BillEntry(
                kind=EntryKind.SHIPPED,
                parcel_id=self._parcel.parcel_id,
                line=good.line,
                sku=good.sku,
                quantity=good.quantity,
                unit_minor=good.unit,
                price_from=good.price_from,
                asked_minor=good.asked,
                amount_minor=self._moved(good),
            )

    def _of_parcel(self) -> Iterator[BillEntry]:
        """Yield the fee once something of it is owed, and its credit when nothing is any more."""
        owed = self._fee if any(good.is_sent for good in self._goods.values()) else 0
        if owed != self._fee_billed:
            yield BillEntry(
                kind=EntryKind.PARCEL,
                parcel_id=self._parcel.parcel_id,
                quantity=1,
                unit_minor=self._fee,
                amount_minor=owed - self._fee_billed,
            )


def _goods(parcel: Parcel) -> Iterator[_Good]:
    for line in parcel.lines:
        units: dict[str, int] = {}
        for part in line.contents:
            units[part.sku] = units.get(part.sku, 0) + part.quantity
        asked = _asked(parcel, line.key)
        for number, (sku, quantity) in enumerate(units.items()):
            # A price is asked for a line: of a combo it stands at the first of its pieces.
            yield _Good(line.key, sku, quantity, asked=None if number else asked)


def _asked(parcel: Parcel, line: LineKey) -> int | None:
    """Return the supplier's last word on the price of a line."""
    said = (one for one in parcel.answers if one.kind is AnswerKind.PRICE and line in one.lines)
    last = max(said, key=lambda one: one.at, default=None)
    return last.unit_minor if last else None


def _name(entry: BillEntry) -> tuple[object, ...]:
    """Name the fact of an entry; who pays is a part of it, since a scan may tell it later."""
    return entry.kind, entry.line, entry.sku, entry.of, entry.paid_by


def _leaves(good: _Good, _: BillEntry) -> None:
    good.left = True


def _leaves_late(good: _Good, entry: BillEntry) -> None:
    good.left = True
    good.at_its_cost = good.at_its_cost or entry.paid_by == SUPPLIER


def _stays(good: _Good, _: BillEntry) -> None:
    good.stayed = True


def _returns(good: _Good, entry: BillEntry) -> None:
    good.returned += entry.quantity


_APPLY: dict[EntryKind, Callable[[_Good, BillEntry], None]] = {
    EntryKind.SHIPPED: _leaves,
    EntryKind.STOPPED_IN_TIME: _stays,
    EntryKind.STOPPED_TOO_LATE: _leaves_late,
    EntryKind.RETURNED: _returns,
}
