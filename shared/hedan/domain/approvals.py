"""Four eyes: what one person asks for and another one has to approve before it is done."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, short_id
from hedan.domain.people import Person
from hedan.errors import Rejected

# Long enough for a weekend between two people; what is older was forgotten, not thought over.
VALID = timedelta(days=3)


class ApprovalRefused(Rejected):
    """An approval that cannot be answered this way; code says why: APPROVAL_OWN, …_EXPIRED, …"""

    def __init__(self, code: str, approval_id: str) -> None:
        super().__init__(f"{code}: {approval_id}")
        self.code = code
        self.approval_id = approval_id


class ApprovalAct(StrEnum):
    """What may need a second person."""

    RELEASE_HOLD = "release_hold"  # Of a finding that forbids shipping.
    PUBLISH = "publish"  # A draft of the settings.
    ROLL_BACK = "roll_back"  # An older version of the settings, in force again.


class ApprovalState(StrEnum):
    """How far it has come."""

    ASKED = "asked"
    APPROVED = "approved"  # Agreed to; being done.
    DONE = "done"
    REFUSED = "refused"
    VOID = "void"  # What was to be approved has changed since.


# The whole life of an approval. Anything absent here is illegal.
NEXT: dict[ApprovalState, frozenset[ApprovalState]] = {
    ApprovalState.ASKED: frozenset(
        {ApprovalState.APPROVED, ApprovalState.REFUSED, ApprovalState.VOID}
    ),
    # VOID: overtaken between the approval and the act.
    ApprovalState.APPROVED: frozenset({ApprovalState.DONE, ApprovalState.VOID}),
    ApprovalState.DONE: frozenset(),
    ApprovalState.REFUSED: frozenset(),
    ApprovalState.VOID: frozenset(),
}


class Approval(Frozen):
    """One thing that waits for a second person, and what became of it.

    digest stands for what the asker saw: only that is approved, nothing that it turned into.
    """

    approval_id: Id
    act: ApprovalAct
    subject: str  # "<order> <hold>", a draft's id, a version.
    digest: str
    reason: str = ""
    asked_by: Person
    asked_at: AwareDatetime
    expires_at: AwareDatetime
    state: ApprovalState = ApprovalState.ASKED
    answered_by: Person | None = None
    answered_at: AwareDatetime | None = None
    version: NonNegativeInt = 0

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody can still answer it."""
        return self.state is ApprovalState.ASKED and at < self.expires_at

    @property
    def by(self) -> str:
        """Who did it, as events and versions name them: both."""
        if self.answered_by is None:
            return str(self.asked_by)
        return f"{self.asked_by}, approved by {self.answered_by}"

    def moved(self, to: ApprovalState) -> "Approval":
        """Return it in another state. Raises ApprovalRefused where the table does not lead."""
        if to not in NEXT[self.state]:
            raise ApprovalRefused(f"APPROVAL_{self.state.upper()}", self.approval_id)
        return self.but(state=to)


def asked(
    act: ApprovalAct, subject: str, digest: str, *, by: Person, reason: str, at: datetime
) -> Approval:
    """Return a fresh question to a second person. Its id sorts by time."""
    mark = short_id("A", act, subject, digest, by.sub)
    return Approval(
        approval_id=f"{at:%Y%m%dT%H%M%S}-{mark}",
        act=act,
        subject=subject,
        digest=digest,
        reason=reason,
        asked_by=by,
        asked_at=at,
        expires_at=at + VALID,
    )


def approved(known: Approval, by: Person, digest: str, at: datetime) -> Approval:
    """Return the approval after somebody agreed: APPROVED, or VOID when digest is not its own.

    Approving twice changes nothing. Raises ApprovalRefused: nobody approves what they asked for,
    what is over stays over.
    """
    if by.sub == known.asked_by.sub:
        raise ApprovalRefused("APPROVAL_OWN", known.approval_id)
    if known.state in (ApprovalState.APPROVED, ApprovalState.DONE):
        return known
    if known.state is ApprovalState.ASKED and not known.is_open(at):
        raise ApprovalRefused("APPROVAL_EXPIRED", known.approval_id)
    to = ApprovalState.APPROVED if digest == known.digest else ApprovalState.VOID
    return known.moved(to).but(answered_by=by, answered_at=at)


def refused(known: Approval, by: Person, at: datetime) -> Approval:
    """Return the approval after somebody said no; the asker may take it back this way.

    Saying so twice changes nothing. Raises ApprovalRefused when it is over another way.
    """
    if known.state is ApprovalState.REFUSED:
        return known
    return known.moved(ApprovalState.REFUSED).but(answered_by=by, answered_at=at)
