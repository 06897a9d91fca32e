"""A case: what people and we do about one after-sale, complaint or dispute.

The after-sale itself is the platform's (domain/after_sales.py) and tells of money and goods. The
case beside it keeps what the platform does not: notes, photos, the reason that was asked for,
offers, what we answered, the goods sent instead, how it ended.
"""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, OrderKey, StoreId, SupplierId, short_id
from hedan.domain.parcels import Tracking
from hedan.domain.replaced_lines import ReplacedGoods, ReplacementKind


class CaseKind(StrEnum):
    """What it is about."""

    AFTER_SALE = "after_sale"  # Its id is the after-sale's.
    COMPLAINT = "complaint"  # The buyer is unhappy; no money was asked for, or not yet.
    DISPUTE = "dispute"  # The platform judges.


class CaseOutcome(StrEnum):
    """How a complaint or a dispute ended; an after-sale ends by its own status."""

    SETTLED = "settled"  # Both sides agreed.
    WON = "won"
    LOST = "lost"
    DROPPED = "dropped"  # Nobody pursued it.


class CaseNote(Frozen):
    """A word of a person, of the talk with the buyer or for colleagues."""

    at: AwareDatetime
    by: str
    text: str
    note_id: Id | Literal[""] = ""  # Of who sends the same note twice.


class CasePhoto(Frozen):
    """A picture that staff added: of the label, the opened box, the scale."""

    file_key: str  # In the file bucket.
    sha256: str
    content_type: str
    at: AwareDatetime
    by: str
    text: str = ""


class OfferKind(StrEnum):
    """What may be offered to a buyer who wants to go."""

    PRICE_CUT = "price_cut"
    EXCHANGE = "exchange"
    FASTER = "faster"  # Shipped before others.
    COUPON = "coupon"


class Offer(Frozen):
    """One thing offered, within the owner's limits. It never opens a fence or delays a stop."""

    offer_id: Id
    kind: OfferKind
    amount_minor: NonNegativeInt  # What it costs us, in the order's currency; 0: nothing.
    text: str = ""
    at: AwareDatetime
    by: str
    is_accepted: bool | None = None  # None: the buyer has not said yet.
    decided_at: AwareDatetime | None = None


class PlatformAct(StrEnum):
    """What we tell a platform about a case."""

    STOPPED = "stopped"  # The goods stayed: its request to cancel the shipment was done.
    NOT_STOPPED = "not_stopped"  # They have left.
    INTERCEPT = "intercept"  # The carrier shall bring the parcel back.
    AGREE = "agree"
    REFUSE = "refuse"


class ActStep(Frozen):
    """One such act: asked for, then done or refused by the platform. Each is made once."""

    act: PlatformAct
    asked_at: AwareDatetime
    asked_by: str  # A person, or the rule of the settings that says so.
    parcel_id: Id | Literal[""] = ""  # Of an intercept.
    refund_minor: NonNegativeInt = 0  # What the buyer wanted then: a higher sum is not agreed to.
    done_at: AwareDatetime | None = None
    code: str = ""  # The platform's own answer.
    problem: str = ""  # Why it was not taken, in words for a person; empty while open or done.

    @property
    def is_open(self) -> bool:
        """Whether the platform has not been told yet."""
        return self.done_at is None and not self.problem


class Replacement(Frozen):
    """What an exchange or a resend sends: at most one for each case.

    How far it is, its lines and its parcels say: see OrderFile.again.
    """

    kind: ReplacementKind
    goods: tuple[ReplacedGoods, ...]
    line_ids: tuple[Id, ...]  # Our lines that carry them, in their order.
    supplier: SupplierId
    old_parcels: tuple[Id, ...]  # What the buyer got first.
    asked_at: AwareDatetime
    asked_by: str


class WayBack(Frozen):
    """The buyer's parcel on its way back to us."""

    tracking: Tracking
    told_at: AwareDatetime
    told_by: str  # The platform, or a person.


class Bundle(Frozen):
    """One evidence bundle that was made of the case."""

    file_key: str
    sha256: str  # Of the whole ZIP.
    at: AwareDatetime
    by: str
    locked_until: AwareDatetime | None = None


class Case(Frozen):
    """Our work on one case of one order."""

    order: OrderKey
    case_id: Id
    kind: CaseKind
    store: StoreId
    opened_at: AwareDatetime
    title: str = ""  # Of a complaint or dispute, in the words of who wrote it down.
    answer_by: AwareDatetime | None = None  # Of a complaint or dispute; an after-sale has its own.
    notes: tuple[CaseNote, ...] = ()
    photos: tuple[CasePhoto, ...] = ()
    reason: str = ""  # A code of the settings' list: what really was wrong.
    reason_asked_at: AwareDatetime | None = None
    reason_told_at: AwareDatetime | None = None
    offers: tuple[Offer, ...] = ()
    acts: tuple[ActStep, ...] = ()
    replacement: Replacement | None = None
    ways_back: tuple[WayBack, ...] = ()
    cause: str = ""  # Of a complaint or dispute: a code of the settings' list.
    outcome: CaseOutcome | None = None
    outcome_minor: NonNegativeInt = 0  # What it cost us.
    closed_at: AwareDatetime | None = None
    closed_by: str = ""
    bundles: tuple[Bundle, ...] = ()
    new_told_at: AwareDatetime | None = None  # The owner had a notice of it,
    due_told_at: AwareDatetime | None = None  # and one that its time is nearly over.
    version: NonNegativeInt = 0  # 0 means: never stored.

    @property
    def is_open(self) -> bool:
        """Whether a complaint or dispute still waits for its end."""
        return self.kind is not CaseKind.AFTER_SALE and self.closed_at is None


class OpenCase(Frozen):
    """One row of the desk's queue."""

    order: OrderKey
    case_id: Id
    is_after_sale: bool  # Else a complaint or a dispute: the case says which.
    answer_by: AwareDatetime | None  # None: the platform told no time; such stand last.


def fresh_case(order: OrderKey, case_id: str, kind: CaseKind, opened_at: AwareDatetime) -> Case:
    """Return the case that nobody has worked on yet."""
    return Case(order=order, case_id=case_id, kind=kind, store=order.store, opened_at=opened_at)


def complaint_id(order: OrderKey, kind: CaseKind, request: str) -> str:
    """Derive the id: the same request of the same person's form opens one case."""
    return short_id("K", str(order), kind.value, request)
