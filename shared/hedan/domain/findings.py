"""What a check found: code, severity, evidence, the fix. And the holds that findings open."""

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

    @property
    def hold_id(self) -> str:
        """The same finding on the same evidence is the same hold."""
        return short_id("H", self.code, self.evidence)


class Hold(Frozen):
    """An order waits for a person, a time or a fact."""

    finding: Finding
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = None  # When the next step is due.
    closed_at: AwareDatetime | None = None
    closed_by: str = ""  # "fact", or who.

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
        """The holds that keep the order back now."""
        return tuple(hold for hold in self.holds if hold.is_open)


def reconcile(known: Holds, findings: tuple[Finding, ...], now: AwareDatetime) -> Holds:
    """Return the holds after a new look at the order.

    New findings open holds. A hold that a fact ends closes when its finding is gone. What a
    person released on the same evidence stays released.
    """
    found = {finding.hold_id: finding for finding in findings}
    holds = [
        hold.but(closed_at=now, closed_by="fact")
        if hold.is_open and hold.finding.ends is Ends.FACT and hold.hold_id not in found
        else hold
        for hold in known.holds
    ]
    settled = {hold.hold_id for hold in holds if hold.is_open or hold.closed_by != "fact"}
    holds += [
        Hold(finding=finding, opened_at=now)
        for hold_id, finding in found.items()
        if hold_id not in settled
    ]
    return known.but(holds=tuple(holds))


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
