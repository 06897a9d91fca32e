"""What a check found: code, severity, evidence, the fix. And the holds that findings open."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, OrderKey, short_id


class Severity(StrEnum):
    """How much a finding weighs."""

    STOP = "stop"  # Shipping would be wrong or forbidden.
    ASK = "ask"  # A person must look.


class Ends(StrEnum):
    """What closes a hold."""

    FACT = "fact"  # The same check no longer finds it.
    PERSON = "person"  # Somebody looked and said so.
    TIME = "time"  # Its instant has come; the same check no longer finds it then.


class Post(StrEnum):
    """Whose next step it is: the queue in which a hold waits."""

    OWNER = "owner"  # Money, rules, suppliers.
    OPERATOR = "operator"  # Buyers and platforms.
    WAREHOUSE = "warehouse"  # Goods and parcels.
    NOBODY = "nobody"  # A time or the platform ends it; it is listed, and nobody is called.


class Proposal(Frozen):
    """One way to mend it that a person only has to confirm, with why it is likely."""

    value: str
    why: str


class Finding(Frozen):
    """One result of one pure test on one order."""

    code: str  # The name of the check, in capitals: SKU_UNKNOWN.
    severity: Severity
    evidence: str  # What was seen, with its place: "line 692…: code 'CUP-X'".
    fix: str  # The one next step for a person.
    ends: Ends
    post: Post = Post.OPERATOR
    due_minutes: PositiveInt | None = None  # How soon that step is due; None: by the deadline.
    until: AwareDatetime | None = None  # When a hold that a time ends is over.
    proposals: tuple[Proposal, ...] = ()
    rule_id: str = ""  # The seller's rule that said so; empty for a check.
    line_ids: tuple[str, ...] = ()  # Keeps back these only, the others go; empty: the whole order.

    @property
    def hold_id(self) -> str:
        """The same finding on the same evidence is the same hold."""
        return short_id("H", self.code, self.evidence)

    def keeps(self, line_id: str) -> bool:
        """Tell whether it keeps a line back: one of its own, or one of the whole order."""
        return not self.line_ids or line_id in self.line_ids


class Hold(Frozen):
    """An order waits for a person, a time or a fact."""

    finding: Finding
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = None  # When the next step is due.
    closed_at: AwareDatetime | None = None
    closed_by: str = ""  # "fact", "time", or who.

    @property
    def hold_id(self) -> str:
        """What a person releases it by."""
        return self.finding.hold_id

    @property
    def is_open(self) -> bool:
        """Whether the order still waits for this one."""
        return self.closed_at is None


class Holds(Frozen):
    """All holds an order ever had."""

    order: OrderKey
    holds: tuple[Hold, ...] = ()
    version: NonNegativeInt = 0

    @property
    def open(self) -> tuple[Hold, ...]:
        """The holds that keep the order back now, or some of its lines."""
        return tuple(hold for hold in self.holds if hold.is_open)

    @property
    def of_order(self) -> tuple[Hold, ...]:
        """The open holds that keep all of the order back."""
        return tuple(hold for hold in self.open if not hold.finding.line_ids)

    def keeps(self, line_id: str) -> bool:
        """Tell whether an open hold keeps a line back: one of its own, or one of the order."""
        return any(hold.finding.keeps(line_id) for hold in self.open)

    @property
    def settled(self) -> tuple[str, ...]:
        """The ids of those that a person or a time ended: the same evidence opens none of them."""
        return tuple(
            hold.hold_id for hold in self.holds if not hold.is_open and hold.closed_by != "fact"
        )


# A hold is looked at this long before the deadline, though nobody set a time for it.
DUE_BEFORE_DEADLINE = timedelta(hours=4)


def reconcile(
    known: Holds,
    findings: tuple[Finding, ...],
    now: AwareDatetime,
    deadline: AwareDatetime | None = None,
) -> Holds:
    """Return the holds after a new look at the order.

    New findings open holds. A hold that a fact or a time ends closes when its finding is gone, and
    at its time even if it is still found. What a person released on the same evidence stays
    released. deadline: the order's ship-by instant, from which the next steps are due.
    """
    found = {finding.hold_id for finding in findings}
    looked_at = tuple(
        _after_a_look(hold, hold.hold_id in found, now, deadline) if hold.is_open else hold
        for hold in known.holds
    )
    return opened(known.but(holds=looked_at), findings, now, deadline)


def opened(
    known: Holds,
    findings: tuple[Finding, ...],
    now: AwareDatetime,
    deadline: AwareDatetime | None = None,
) -> Holds:
    """Return the holds with one more for each finding that is not asked yet; none closes."""
    asked = {*known.settled, *(hold.hold_id for hold in known.open)}
    fresh = {
        finding.hold_id: finding
        for finding in findings
        if finding.hold_id not in asked and not _is_over(finding, now)
    }
    holds = tuple(
        Hold(finding=finding, opened_at=now, due_at=_due_at(finding, now, deadline))
        for finding in fresh.values()
    )
    return known.but(holds=(*known.holds, *holds))


def _after_a_look(
    hold: Hold, is_found: bool, now: datetime, deadline: AwareDatetime | None
) -> Hold:
    if _is_over(hold.finding, now):
        return hold.but(closed_at=now, closed_by="time")
    if hold.finding.ends is not Ends.PERSON and not is_found:
        return hold.but(closed_at=now, closed_by="fact")
    return hold.but(due_at=_due_at(hold.finding, hold.opened_at, deadline))


def _is_over(finding: Finding, now: datetime) -> bool:
    return finding.ends is Ends.TIME and finding.until is not None and finding.until <= now


def _due_at(
    finding: Finding, opened_at: datetime, deadline: AwareDatetime | None
) -> AwareDatetime | None:
    """Return when the next step is due: the earlier of its own time and shortly before the end."""
    if finding.ends is Ends.TIME:
        return finding.until
    instants = []
    if finding.due_minutes is not None:
        instants.append(opened_at + timedelta(minutes=finding.due_minutes))
    if deadline is not None:
        instants.append(max(opened_at, deadline - DUE_BEFORE_DEADLINE))
    return min(instants, default=None)


def release(known: Holds, hold_id: str, by: str, now: AwareDatetime) -> Holds:
    """Return the holds after a person released one; the same holds when it was not open."""
    return known.but(
        holds=tuple(
            hold.but(closed_at=now, closed_by=by)
            if hold.is_open and hold.hold_id == hold_id
            else hold
            for hold in known.holds
        )
    )
