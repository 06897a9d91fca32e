"""Gifts: who gets which, with what line it travels, and why one is left out.

A rule's gift is a part of the line that earned it, or of the order's first line. It is given for
what the buyer keeps: see domain/kept.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from hedan.deciding.effects import Settled, Standing, value_of
from hedan.deciding.rule_book import RuleBook, Said, Silence, Spoken
from hedan.deciding.rule_findings import rule_failed
from hedan.domain.decisions import Case, Given
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineState
from hedan.domain.orders import Line, Order
from hedan.domain.parts import GIFTS_PER_LINE_MAX, Part
from hedan.domain.rules import Action, AddGift, Rule
from hedan.domain.tallies import OTHERS, Counted, gift_tally

# In these a gift is on its way, or may be.
GIVEN = frozenset({LineState.CLAIMED, LineState.STOPPING, LineState.GONE, LineState.SHIPPED})
# Why a gift is left out, where it is not another rule that takes its place.
REFUNDED = "after_sale"
PLATFORM = "platform"  # Gives as rules do, and is none.
OLD_ORDER = "orders_from"
DAY_IS_FULL = "first_per_day"
OUT = "stock"


class Heard(NamedTuple):
    """What the rules say, their gifts as they say it of what the buyer keeps."""

    spoken: Spoken
    lost: tuple[Said, ...] = ()  # Gifts that what went back had earned.


class _Lost(NamedTuple):
    rule: Rule
    action: Action
    line_ids: tuple[str, ...]


class Gifts(NamedTuple):
    """What is given with which line."""

    parts: Mapping[str, Sequence[Part]]
    findings: tuple[Finding, ...]
    counted: tuple[Counted, ...]


# --- Which gifts are earned ---------------------------------------------------------------------


def still_earned(spoken: Spoken, again: Spoken, book: RuleBook) -> Heard:
    """Put the gifts of a second asking, of what the buyer keeps, in the place of the first's."""
    kept = [one for one in again.effects if isinstance(one.action, AddGift)]
    lines = {(one.rule.id, one.action): one.line_ids for one in kept}
    lost: list[Said] = []
    for one in spoken.effects:
        if not isinstance(one.action, AddGift):
            continue
        earning = lines.get((one.rule.id, one.action))
        if earning is None:
            lost.append(one)
        elif gone := tuple(line_id for line_id in one.line_ids if line_id not in earning):
            lost.append(_Lost(one.rule, one.action, gone))
    others = [one for one in spoken.effects if not isinstance(one.action, AddGift)]
    known = {failure.rule_id for failure in spoken.failures}
    failures = [
        failure
        for failure in again.failures
        if failure.rule_id in book.giving and failure.rule_id not in known
    ]
    return Heard(
        Silence((*others, *kept), spoken.near, (*spoken.failures, *failures), spoken.stopped_by),
        tuple(lost),
    )


def settle_gifts(settled: Settled, lost: Sequence[Said], case: Case, book: RuleBook) -> Settled:
    """Decide which gifts of rules are given, and write down of the others why they are not."""
    if not lost and not settled.acts(AddGift):
        return settled
    judge = _Judge(case, book)
    standing: list[Standing] = []
    verdicts: list[str] = []
    for one in settled.standing:
        by = ""
        if one.action.do == "gift":
            by = judge.overruled_by(one.rule_id, one.action)
            verdicts.append(by)
        if not by:
            standing.append(one)
    said = (*_with_verdicts(settled.given, verdicts), *map(_lost, lost))
    return settled._replace(standing=tuple(standing), given=said)


class _Judge:
    """Knows which gift was given before, of those that exclude each other."""

    def __init__(self, case: Case, book: RuleBook) -> None:
        self._case = case
        self._book = book
        self._first: dict[str, str] = {}  # By the word that they share: whose gift it is.

    def overruled_by(self, rule_id: str, gift: AddGift) -> str:
        """Return why a gift is left out; what is left out leaves its place to the next one."""
        order, facts = self._case.order, self._case.facts
        if gift.orders_from is not None and _paid_at(order) < gift.orders_from:
            return OLD_ORDER
        if gift.if_out == "skip" and gift.sku in facts.out:
            return OUT
        if gift.first_per_day is not None:
            seen = facts.tallies.get(tally_of(rule_id, gift, order, self._book), {})
            if str(order.key) not in seen and seen.get(OTHERS, 0) >= gift.first_per_day:
                return DAY_IS_FULL
        first = self._first.setdefault(gift.exclusive, rule_id) if gift.exclusive else rule_id
        return "" if first == rule_id else first


def _with_verdicts(given: Sequence[Given], verdicts: Sequence[str]) -> Iterator[Given]:
    """Mark the gifts among what rules said: nobody but us overrules one, so none is missing."""
    left = iter(verdicts)
    for one in given:
        by = next(left) if one.act == "gift" else ""
        yield one.but(overruled_by=by) if by else one


def _lost(effect: Said) -> Given:
    return Given(
        rule_id=effect.rule.id,
        act=effect.action.do,
        value=value_of(effect.action),
        line_ids=effect.line_ids,
        overruled_by=REFUNDED,
    )


def gift_stays(line: Line) -> Given:
    """Say of a gift of the platform's that it stays: all that earned it goes back."""
    return Given(
        rule_id=PLATFORM,
        act="gift",
        value=f"{line.sku or line.name}*{line.quantity}",
        line_ids=(line.line_id,),
        overruled_by=REFUNDED,
    )


# --- What is counted of them --------------------------------------------------------------------


def tallies_of(order: Order, book: RuleBook, at: datetime) -> list[str]:
    """Return the names of all that was counted and may decide over a gift of this order."""
    paid_at = _paid_at(order)
    return [
        tally_of(rule.id, gift, order, book)
        for rule, gift in book.counted_gifts
        if rule.is_active(at) and (gift.orders_from is None or gift.orders_from <= paid_at)
    ]


def tally_of(rule_id: str, gift: AddGift, order: Order, book: RuleBook) -> str:
    """Name the count of who got a gift on the day on which this order was paid."""
    return gift_tally(rule_id, _day(order, book), gift.sku)


def _day(order: Order, book: RuleBook) -> date:
    return _paid_at(order).astimezone(book.zone(order.key.store)).date()


def _paid_at(order: Order) -> datetime:
    return order.paid_at or order.created_at


# --- With which line they travel ----------------------------------------------------------------


def gifts_of(
    case: Case,
    book: RuleBook,
    travelling: Sequence[Line],
    suppliers: Mapping[str, str | None],
    settled: Settled,
) -> Gifts:
    """Give each gift to the line that earned it; one of the whole order to its first line.

    suppliers: of each line that travels. A line has room for so many; a gift beyond is not given,
    and its rule says so.
    """
    if not settled.acts(AddGift):
        return Gifts({}, (), ())
    gifts: dict[str, list[Part]] = {}
    findings = list(_unknown(book, settled))
    counted: dict[Counted, None] = {}
    homes = _Homes(case, book, travelling, suppliers)
    for one in settled.standing:
        if one.action.do != "gift" or one.action.sku not in book.goods.skus:
            continue
        gift = _gift(one.action, book)
        for line_id in (homes.of(gift),) if one.of_order else one.line_ids:
            if line_id not in suppliers:
                continue
            own = gifts.setdefault(line_id, [])
            if len(own) == GIFTS_PER_LINE_MAX:
                full = f"line {line_id}: has {GIFTS_PER_LINE_MAX} gifts already"
                findings.append(rule_failed(one.rule_id, full))
                continue
            own.append(gift)
            counted |= dict.fromkeys(_steps(one.rule_id, one.action, case, book))
    return Gifts(gifts, tuple(findings), tuple(counted))


def _steps(rule_id: str, gift: AddGift, case: Case, book: RuleBook) -> Iterator[Counted]:
    """Yield the step that counts this order, unless it is counted already."""
    if gift.first_per_day is None:
        return
    name, member = tally_of(rule_id, gift, case.order, book), str(case.order.key)
    if member not in case.facts.tallies.get(name, {}):
        yield Counted(tally=name, member=member)


def _gift(action: AddGift, book: RuleBook) -> Part:
    sku = book.goods.skus[action.sku]
    return Part.model_construct(
        sku=action.sku,
        quantity=action.quantity,
        tracks_stock=sku.tracks_stock,
        is_gift=True,
        name=sku.name,
    )


class _Homes:
    """Knows with which lines gifts of the whole order may travel."""

    def __init__(
        self,
        case: Case,
        book: RuleBook,
        travelling: Sequence[Line],
        suppliers: Mapping[str, str | None],
    ) -> None:
        by_line = {work.key.line_id: work for work in case.works}
        self._book = book
        self._begun = {name: work for name, work in by_line.items() if work.state in GIVEN}
        self._free = [
            line.line_id
            for line in sorted(travelling, key=lambda line: line.is_gift)
            if not line.in_after_sale
            and line.line_id not in self._begun
            and (line.line_id not in by_line or by_line[line.line_id].may_ship)
        ]
        self._suppliers = suppliers

    def of(self, gift: Part) -> str:
        """Return the line that a gift travels with; none when it has left before.

        The gift stays with the line that it began its way with, else every later look at the rest
        of the order would give it again.
        """
        for name, work in self._begun.items():
            if any(part.is_gift and part.sku == gift.sku for part in work.parts):
                return name
        maker = self._book.goods.skus[gift.sku].supplier
        of_maker = (line_id for line_id in self._free if self._suppliers[line_id] == maker)
        return next(of_maker, next(iter(self._free), ""))


def _unknown(book: RuleBook, settled: Settled) -> Iterator[Finding]:
    for one in settled.standing:
        if one.action.do == "gift" and one.action.sku not in book.goods.skus:
            yield rule_failed(one.rule_id, f"no SKU '{one.action.sku}' in the settings to give")
