"""Ask a second person, and do what they agreed to: once, and only what they were asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hedan.domain.approvals import Approval, ApprovalAct, ApprovalState, approved, asked, refused
from hedan.domain.people import Person
from hedan.errors import Rejected
from hedan.usecases.again import until_settled

# A shop has a handful open at a time; older ones are found by their id.
SHOWN = 50


class Approvals(Protocol):
    """Where approvals are kept."""

    def approval(self, approval_id: str) -> Approval | None:
        """Return one approval, or None when nobody asked for it."""
        ...

    def newest(self, limit: int) -> list[Approval]:
        """Return the newest approvals, newest first."""
        ...

    def keep(self, approval: Approval) -> Approval:
        """Store and return it. Raises VersionConflict when somebody was quicker."""
        ...


class Subject(Protocol):
    """What an approval is about: how it looks now, and how it is done."""

    def digest(self, subject: str) -> str:
        """Return what stands for it as it is now; empty when it is no more."""
        ...

    def carry_out(self, approval: Approval) -> None:
        """Do what was approved, harmlessly again after it was done.

        Raises Rejected when it can no longer be done as it was approved.
        """
        ...


type Subjects = Mapping[ApprovalAct, Subject]


def ask_approval(
    act: ApprovalAct,
    subject: str,
    digest: str,
    by: Person,
    reason: str,
    *,
    approvals: Approvals,
    now: datetime,
) -> Approval:
    """Return the approval that a second person has to give; asking twice is asking once."""
    fresh = asked(act, subject, digest, by=by, reason=reason, at=now)
    for known in approvals.newest(SHOWN):
        if known.is_open(now) and _question(known) == _question(fresh):
            return known
    return approvals.keep(fresh)


def approve(
    approval_id: str, by: Person, *, approvals: Approvals, subjects: Subjects, now: datetime
) -> Approval:
    """Agree, do it, and return what became of it: DONE, or VOID when it has changed since.

    Approving again finishes what broke off and repeats nothing. Raises KeyError for an approval
    that nobody asked for, ApprovalRefused for one that this person cannot give.
    """
    agreed = until_settled(lambda: _agree(approval_id, by, approvals, subjects, now))
    if agreed.state is not ApprovalState.APPROVED:
        return agreed
    try:
        subjects[agreed.act].carry_out(agreed)
    except Rejected:
        _end(approval_id, ApprovalState.VOID, approvals)
        raise
    return _end(approval_id, ApprovalState.DONE, approvals)


def refuse(approval_id: str, by: Person, *, approvals: Approvals, now: datetime) -> Approval:
    """Say no, or take back what one asked for. Raises as approve() does."""

    def attempt() -> Approval:
        known = _known(approval_id, approvals)
        answered = refused(known, by, now)
        return known if answered == known else approvals.keep(answered)

    return until_settled(attempt)


def _agree(
    approval_id: str, by: Person, approvals: Approvals, subjects: Subjects, now: datetime
) -> Approval:
    known = _known(approval_id, approvals)
    answered = approved(known, by, subjects[known.act].digest(known.subject), now)
    return known if answered == known else approvals.keep(answered)


def _end(approval_id: str, to: ApprovalState, approvals: Approvals) -> Approval:
    """Write down how it ended, unless somebody who approved at the same time already has."""

    def attempt() -> Approval:
        known = _known(approval_id, approvals)
        over = known.state is not ApprovalState.APPROVED
        return known if over else approvals.keep(known.moved(to))

    return until_settled(attempt)


def _known(approval_id: str, approvals: Approvals) -> Approval:
    known = approvals.approval(approval_id)
    if known is None:
        raise KeyError(approval_id)
    return known


def _question(approval: Approval) -> tuple[str, str, str, str]:
    return approval.act, approval.subject, approval.digest, approval.asked_by.sub
