"""How often goods are refunded, and why: a fold over orders and what their buyers asked.

The orders of some days are followed to this moment, so a unit is counted against its own sale: no
rate is above one, whenever the buyer asked.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from pydantic import NonNegativeInt

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.cases import Case
from hedan.domain.orders import Line, Order

# The buyer wants money for goods. Of an exchange, a resend, a repair or a price guard nothing is
# counted, nor of a kind that nobody knows.
REFUNDS = frozenset(
    {
        AfterSaleKind.REFUND_UNSHIPPED,
        AfterSaleKind.REFUND_ONLY,
        AfterSaleKind.RETURN,
        AfterSaleKind.CANCEL,
    }
)


class By(StrEnum):
    """What rates are told apart by."""

    SKU = "sku"
    SUPPLIER = "supplier"
    STORE = "store"
    REASON = "reason"


class Refund(NamedTuple):
    """One after-sale and our work on it."""

    told: AfterSale
    case: Case | None

    @property
    def reason(self) -> str:
        """What really was wrong as far as we were told, else what the buyer chose."""
        return (self.case.reason if self.case else "") or self.told.reason

    @property
    def has_succeeded(self) -> bool:
        """Whether the buyer got the money."""
        return self.told.status is AfterSaleStatus.SUCCEEDED


class RateRow(Frozen):
    """Units sold, asked back and refunded. of: the SKU, supplier, store or reason."""

    of: str
    sold: NonNegativeInt  # By reason: all that was sold, in every row.
    asked: NonNegativeInt
    refunded: NonNegativeInt  # Of those asked.
    refund_minor: Mapping[str, int]  # What was paid back for it, by currency.

    @property
    def asked_rate(self) -> float:
        """The share of what was sold that was asked back."""
        return round(self.asked / self.sold, 4) if self.sold else 0.0

    @property
    def refunded_rate(self) -> float:
        """The share of what was sold that was refunded."""
        return round(self.refunded / self.sold, 4) if self.sold else 0.0


class Retention(Frozen):
    """What became of the offers that were made to the buyers of these orders."""

    made: NonNegativeInt = 0
    accepted: NonNegativeInt = 0
    declined: NonNegativeInt = 0
    kept: NonNegativeInt = 0  # Accepted, and the buyer took the refund back.
    cost_minor: Mapping[str, int] = {}  # Of those accepted, by currency.


def rate_rows(
    orders: Mapping[OrderKey, Order],
    refunds: Iterable[Refund],
    by: By,
    supplier_of: Callable[[OrderKey, Line], str] = lambda key, line: "",
) -> tuple[RateRow, ...]:
    """Return a row for each SKU, supplier, store or reason, the most refunded first.

    A unit is counted once, however often its buyer asked: for the request that succeeded, else
    for the first.
    """
    name = _namer(by, supplier_of)
    sold, asked, refunded = Counter[str](), Counter[str](), Counter[str]()
    money: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, order in orders.items():
        for line in order.lines:
            sold[name(key, line, None)] += line.quantity
    for one in _counted(orders, refunds):
        of = name(one.key.order, one.line, one.refund)
        asked[of] += one.units
        if one.refund.has_succeeded:
            refunded[of] += one.units
            money[of][orders[one.key.order].currency] += one.minor
    everything = sold.total()
    rows = (
        RateRow(
            of=of,
            sold=everything if by is By.REASON else sold[of],
            asked=asked[of],
            refunded=refunded[of],
            refund_minor=dict(money[of]),
        )
        for of in (asked if by is By.REASON else sold)
    )
    return tuple(sorted(rows, key=lambda row: (-row.refunded, -row.asked, row.of)))


def retention(orders: Mapping[OrderKey, Order], refunds: Iterable[Refund]) -> Retention:
    """Count offers to the buyers of these orders, and what they kept."""
    offers = [(one, offer) for one in refunds if one.case for offer in one.case.offers]
    taken = [(one, offer) for one, offer in offers if offer.is_accepted]
    cost = Counter[str]()
    for one, offer in taken:
        cost[orders[one.told.order].currency] += offer.amount_minor
    return Retention(
        made=len(offers),
        accepted=len(taken),
        declined=sum(offer.is_accepted is False for _, offer in offers),
        kept=sum(one.told.status is AfterSaleStatus.CLOSED for one, _ in taken),
        cost_minor=dict(cost),
    )


class _Counted(NamedTuple):
    """Units of a line that one refund takes, with their share of its money."""

    key: LineKey
    line: Line
    refund: Refund
    units: int
    minor: int


def _namer(
    by: By, supplier_of: Callable[[OrderKey, Line], str]
) -> Callable[[OrderKey, Line, Refund | None], str]:
    def name(key: OrderKey, line: Line, refund: Refund | None) -> str:
        match by:
            case By.SKU:
                return line.sku
            case By.SUPPLIER:
                return supplier_of(key, line)
            case By.STORE:
                return key.store
            case By.REASON:
                return refund.reason if refund else ""

    return name


def _counted(orders: Mapping[OrderKey, Order], refunds: Iterable[Refund]) -> Iterator[_Counted]:
    counted: defaultdict[LineKey, int] = defaultdict(int)
    known = (one for one in refunds if one.told.kind in REFUNDS and one.told.order in orders)
    for refund in sorted(known, key=_turn):
        told = refund.told
        lines = {line.line_id: line for line in orders[told.order].lines}
        named = [(lines[one.line_id], one.quantity) for one in told.lines if one.line_id in lines]
        weights = [line.unit_price_minor * quantity for line, quantity in named]
        for (line, quantity), minor in zip(named, _shares(told.refund_minor, weights), strict=True):
            key = LineKey(order=told.order, line_id=line.line_id)
            units = min(quantity, line.quantity - counted[key])
            counted[key] += units
            yield _Counted(key, line, refund, units, minor)


def _turn(refund: Refund) -> tuple[bool, object, str]:
    told = refund.told
    return not refund.has_succeeded, told.asked_at, f"{told.order} {told.after_sale_id}"


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weights so that nothing is lost: each boundary is rounded down."""
    whole = sum(weights)
    if not weights:
        return []
    if not whole:
        return [total, *(0 for _ in weights[1:])]
    bounds, reached = [0], 0
    for weight in weights:
        reached += weight
        bounds.append(total * reached // whole)
    return [after - before for before, after in pairwise(bounds)]
