"""A stop: the notice that something must not leave which a supplier may already hold.

It ends answered or escalated to a person; never silent.
"""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, StoreId, SupplierId, short_id


class StopAnswer(StrEnum):
    """What the supplier says happened."""

    STOPPED = "stopped"
    GONE = "gone"
    # It has heard of it and is taking the parcel out: no end, one of the two above still follows.
    LABEL_PRINTED = "label_printed"


class StopCause(StrEnum):
    """Why goods are asked back. Only a refund closes a fence; of the others the goods go again."""

    REFUND = "refund"  # Of the goods; without an after-sale of their own: of what earned them.
    CANCELLED = "cancelled"  # On the platform, without an after-sale.
    ADDRESS = "address"  # The buyer has another one now.
    HELD = "held"  # By a person, or because shipping would be forbidden.
    REROUTED = "rerouted"  # Decided otherwise: its goods, its supplier, how it is sent.
    SHORT_PICK = "short_pick"  # It was not on the shelf.
    RECALLED = "recalled"  # Its whole workbook was.
    SILENCE = "silence"  # Its supplier did not answer: somebody else ships it.


class StopLevel(StrEnum):
    """How loud we have become."""

    NOTICE = "notice"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    CALL = "call"  # A person has to phone: a task that stays until somebody writes down the answer.
    WITHDRAWN = "withdrawn"  # The buyer took the refund back: ship as planned.


class StopTelling(Frozen):
    """One message of one level."""

    level: StopLevel
    at: AwareDatetime


class StopCall(Frozen):
    """Somebody phoned, whether or not anybody answered."""

    at: AwareDatetime
    by: str
    text: str


class StopLine(Frozen):
    """What to stop, in the supplier's words."""

    key: LineKey
    name: str
    spec: str
    quantity: NonNegativeInt


class Stop(Frozen):
    """One stop of one parcel for one cause, with an instant for every hop."""

    stop_id: Id
    cause: StopCause = StopCause.REFUND  # As those were that were stored before there were others.
    after_sale_id: Id | Literal[""] = ""  # Empty: no refund.
    order: OrderKey
    store: StoreId
    supplier: SupplierId
    parcel_id: Id
    workbook: str
    lines: tuple[StopLine, ...]
    # When the buyer asked, by the platform's clock; without a refund the three are one instant.
    asked_at: AwareDatetime
    seen_at: AwareDatetime  # When the news reached us.
    fenced_at: AwareDatetime
    told: tuple[StopTelling, ...] = ()
    # The supplier has read it: it pressed any button, or wrote any answer.
    acknowledged_at: AwareDatetime | None = None
    acknowledged_by: str = ""
    label_printed_at: AwareDatetime | None = None
    answer: Literal[StopAnswer.STOPPED, StopAnswer.GONE] | None = None
    answered_at: AwareDatetime | None = None
    answered_by: str = ""
    withdrawn_at: AwareDatetime | None = None
    withdrawal_seen_at: AwareDatetime | None = None  # The supplier knows that it ships after all.
    withdrawal_seen_by: str = ""
    # Nobody had seen the withdrawal then: the supplier was told again, and later the owner.
    withdrawal_reminded_at: AwareDatetime | None = None
    withdrawal_escalated_at: AwareDatetime | None = None
    escalated_at: AwareDatetime | None = None
    call_due_at: AwareDatetime | None = None  # Since then somebody has to phone the supplier.
    calls: tuple[StopCall, ...] = ()
    version: NonNegativeInt = 0

    @property
    def needs_a_call(self) -> bool:
        """Whether a person has to phone the supplier."""
        return self.call_due_at is not None and not self.is_settled

    @property
    def is_closed(self) -> bool:
        """Whether its supplier has nothing more to say, not even that it has read the news."""
        if self.answer is not None:
            return True
        return self.withdrawn_at is not None and self.withdrawal_seen_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to answer any more."""
        return self.answer is not None or self.withdrawn_at is not None


def stop_id(parcel_id: str, cause: str, age: str) -> str:
    """Derive the id: the same telling of a cause on the same parcel is the same stop.

    cause: the after-sale's id, or else the StopCause; age: which telling of it.
    """
    return short_id("S", parcel_id, cause, age)
