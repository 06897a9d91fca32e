"""What an after-sale is, and which of them forbid shipping: the table, on one screen."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, OrderKey, Quantity


class AfterSaleKind(StrEnum):
    """What the buyer (or the platform) wants."""

    REFUND_UNSHIPPED = "refund_unshipped"
    REFUND_ONLY = "refund_only"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESEND = "resend"
    REPAIR = "repair"
    PRICE_PROTECTION = "price_protection"
    CANCEL = "cancel"
    UNKNOWN = "unknown"


class AfterSaleStatus(StrEnum):
    """How far it got."""

    REQUESTED = "requested"
    AGREED = "agreed"  # Return on its way, or the money is being sent: not yet settled.
    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    CLOSED = "closed"  # Withdrawn by the buyer, or lapsed.
    UNKNOWN = "unknown"


_ENDS = frozenset({AfterSaleStatus.SUCCEEDED, AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED})
# The goods do not come back through these: shipping what was ordered stays right.
_SHIP_ANYWAY = frozenset(
    {AfterSaleKind.PRICE_PROTECTION, AfterSaleKind.RESEND, AfterSaleKind.REPAIR}
)
_LIFTS = frozenset({AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED})


def closes_fence(kind: AfterSaleKind, status: AfterSaleStatus) -> bool:
    """Tell whether a line with such an after-sale must not be shipped.

    An unknown kind or status closes: a parcel that waits costs less than one that is gone.
    """
    return kind not in _SHIP_ANYWAY and status not in _LIFTS


class AfterSaleLine(Frozen):
    """A line that the after-sale names, with the gifts that go with it."""

    line_id: Id
    quantity: Quantity
    gift_lines: tuple[Id, ...] = ()


class AfterSale(Frozen):
    """One case as the platform last told it."""

    order: OrderKey
    after_sale_id: Id
    kind: AfterSaleKind
    status: AfterSaleStatus
    lines: tuple[AfterSaleLine, ...]
    refund_minor: NonNegativeInt
    reason: str
    asked_at: AwareDatetime
    changed_at: AwareDatetime
    unknown: tuple[str, ...] = ()
    raw: str = ""
    read_at: AwareDatetime | None = None  # When we began to read what is stored here.
    answer_by: AwareDatetime | None = None  # By when the platform wants our answer to it.
    return_to_us: str = ""  # The number under which the buyer sends goods back, as told.
    return_carrier: str = ""  # The platform's name or code of who carries them.
    seen_at: AwareDatetime | None = None  # When the case first reached us.
    fenced_at: AwareDatetime | None = None  # When every line of it was first fenced.
    version: NonNegativeInt = 0  # 0 means: never stored.

    @property
    def age(self) -> tuple[AwareDatetime, int]:
        """What makes one telling newer than another.

        Platforms count seconds: within one second the end of a case is newer than its beginning,
        and of two ends the one that forbids shipping counts, whichever we read first.
        """
        rank = 2 if self.status in _ENDS else int(self.status is not AfterSaleStatus.REQUESTED)
        return self.changed_at, 2 * rank + int(self.closes)

    @property
    def closes(self) -> bool:
        """Whether its lines must not be shipped now."""
        return closes_fence(self.kind, self.status)

    @property
    def is_open(self) -> bool:
        """Whether it has not come to its end."""
        return self.status not in _ENDS

    @property
    def line_ids(self) -> tuple[str, ...]:
        """Every line it touches, gifts included, each once."""
        ids = (line_id for line in self.lines for line_id in (line.line_id, *line.gift_lines))
        return tuple(dict.fromkeys(ids))


# Older than every telling, also than the one that stands for a case which nobody could read.
BEFORE_ALL_TELLINGS = datetime.fromtimestamp(-1, UTC)


def begun(fresh: AfterSale) -> AfterSale:
    """Return what stands for a new case while its lines are still being fenced.

    The telling itself stays news, and no listing takes it for known.
    """
    return fresh.but(changed_at=BEFORE_ALL_TELLINGS, read_at=None)


def is_news(known: AfterSale | None, fresh: AfterSale) -> bool:
    """Tell whether this telling is newer than the known one: old messages change nothing."""
    return known is None or fresh.age > known.age


def unreadable(
    order: OrderKey, after_sale_id: str, line_ids: Iterable[str], at: AwareDatetime
) -> AfterSale:
    """Return what stands for a case that nobody could read: it closes every line it may mean.

    `at` is older than any true telling, so that the first one that can be read takes its place.
    """
    return AfterSale(
        order=order,
        after_sale_id=after_sale_id,
        kind=AfterSaleKind.UNKNOWN,
        status=AfterSaleStatus.UNKNOWN,
        lines=tuple(AfterSaleLine(line_id=line_id, quantity=1) for line_id in line_ids),
        refund_minor=0,
        reason="",
        asked_at=at,
        changed_at=at,
        unknown=("after_sale=unreadable",),
    )
