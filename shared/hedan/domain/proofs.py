"""The proof report of one store and month: every refund with its instants, and the one promise.

The promise: no instruction to ship was committed for a line whose fence was closed, and every
earlier one got a stop that was acknowledged or escalated.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen, Id, OrderKey, StoreId


class InstructionKind(StrEnum):
    """What tells somebody to ship a line."""

    CLAIM = "claim"  # Into a wave: the line is promised to its supplier.
    ROW = "row"  # In a workbook.
    UPLOAD = "upload"  # The platform was told that it has left.


# As long as the function that gives such an instruction may run. Two that work at the same moment
# write down the clocks of their beginnings, not the order in which the table took them: within this
# time the clocks prove nothing, and the instruction is counted as crossing its fence.
CROSSING = {
    InstructionKind.ROW: timedelta(seconds=300),
    InstructionKind.UPLOAD: timedelta(seconds=60),
}


class ViolationKind(StrEnum):
    """How the promise was broken, or why nobody can tell."""

    INSTRUCTED_BEHIND_FENCE = "instructed_behind_fence"
    NO_STOP = "no_stop"  # An earlier instruction stands, and nobody was asked to stop it.
    SILENT_STOP = "silent_stop"  # Nobody answered, and nobody was called.
    HISTORY_BROKEN = "history_broken"  # The order's events do not lead to what is stored of it.


class Violation(Frozen):
    """One break of the promise, with where to look."""

    kind: ViolationKind
    order: OrderKey
    line_id: str = ""
    parcel_id: str = ""
    instruction: InstructionKind | None = None
    fenced_at: AwareDatetime | None = None
    at: AwareDatetime | None = None  # When it was instructed.
    evidence: str = ""


class RefundEnd(StrEnum):
    """How a refund ended for the parcel."""

    NEVER_CLAIMED = "never_claimed"  # Nobody had been told to ship it.
    STOPPED = "stopped"
    STOPPED_LATE = "stopped_late"  # Answered after a person had been called.
    GONE = "gone"
    GONE_LATE = "gone_late"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


class Hop(StrEnum):
    """From one instant of a refund to the next."""

    SEEN = "seen"  # Since it was asked.
    FENCED = "fenced"  # Since it was seen,
    TOLD = "told"  # since it was seen,
    ACKNOWLEDGED = "acknowledged"  # since its supplier was told,
    SETTLED = "settled"  # since its supplier was told.


class HopTimes(Frozen):
    """How long a hop took, in seconds."""

    count: NonNegativeInt
    p50: float
    p95: float
    p99: float


class RefundProof(Frozen):
    """One refund. Of several stops the slowest counts."""

    order: OrderKey
    after_sale_id: Id
    kind: AfterSaleKind
    status: AfterSaleStatus
    refund_minor: NonNegativeInt
    currency: str = ""
    line_ids: tuple[str, ...]
    asked_at: AwareDatetime
    seen_at: AwareDatetime | None = None
    fenced_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = None
    acknowledged_at: AwareDatetime | None = None
    settled_at: AwareDatetime | None = None
    escalated_at: AwareDatetime | None = None
    stops: tuple[str, ...] = ()
    end: RefundEnd


class ProofReport(Frozen):
    """What a month of a store proves."""

    store: StoreId
    store_name: str
    platform: str
    month: str  # 2026-11, by the store's clock.
    zone: str
    made_at: AwareDatetime  # Up to here its orders were followed.
    refunds: tuple[RefundProof, ...]  # By when they were asked for.
    orders: NonNegativeInt
    lines: NonNegativeInt  # That were fenced at some time.
    instructions: Mapping[InstructionKind, NonNegativeInt]  # For these lines.
    crossings: NonNegativeInt  # Given at the same moment as the fence closed.
    stops: NonNegativeInt
    violations: tuple[Violation, ...]
    unread: tuple[str, ...]  # What could not be looked at.
    hops: Mapping[Hop, HopTimes]

    @property
    def result(self) -> Literal["kept", "broken", "partly"]:
        """Whether the promise was kept; partly: as far as could be looked at."""
        if self.violations:
            return "broken"
        return "partly" if self.unread else "kept"

    @property
    def ends(self) -> dict[RefundEnd, int]:
        """How many refunds ended how."""
        ends = [refund.end for refund in self.refunds]
        return {end: ends.count(end) for end in RefundEnd if end in ends}
