"""Release a hold, or ask a second person first where the owner wants four eyes for it."""

import hashlib
from datetime import datetime

from hedan.domain.approvals import Approval, ApprovalAct
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.findings import Hold, Severity
from hedan.domain.people import Person
from hedan.errors import Rejected
from hedan.ports import Desk, OrderFile
from hedan.usecases.orders.approve import Approvals, ask_approval
from hedan.usecases.orders.release_hold import release_hold


class NotTheirs(Rejected):
    """A hold whose post this person may not speak for; names the post."""


class NeedsApproval(Rejected):
    """A hold that one person alone may not release; the team's API asks a second one."""


class Released(Frozen):
    """What is still held; approval is set when a second person has to agree first."""

    open: tuple[Hold, ...]
    approval: Approval | None = None


def release_with_approval(
    key: OrderKey,
    hold_id: str,
    by: Person,
    reason: str,
    *,
    desk: Desk,
    approvals: Approvals,
    four_eyes: bool,
    now: datetime,
) -> Released:
    """Close one hold, or ask for the approval that it needs. Doing so twice changes nothing.

    Raises KeyError when the order never had this hold, NotTheirs when it waits for another post.
    """
    file = desk.order_file(key)
    hold = _hold(file, hold_id)
    if not by.may_release(hold.finding.post):
        raise NotTheirs(hold.finding.post)
    if not hold.is_open:
        return Released(open=file.holds.open)
    if four_eyes and hold.finding.severity is Severity.STOP:
        approval = ask_approval(
            ApprovalAct.RELEASE_HOLD,
            f"{key} {hold_id}",
            _digest(file, hold),
            by,
            reason,
            approvals=approvals,
            now=now,
        )
        return Released(open=file.holds.open, approval=approval)
    return Released(open=release_hold(key, hold_id, str(by), desk=desk, now=now))


def release_alone(
    key: OrderKey, hold_id: str, by: str, *, desk: Desk, four_eyes: bool, now: datetime
) -> tuple[Hold, ...]:
    """Close one hold where nobody can be asked, and return those still open.

    Raises NeedsApproval when the owner wants a second person for it.
    """
    waiting = [hold for hold in desk.order_file(key).holds.open if hold.hold_id == hold_id]
    if four_eyes and any(hold.finding.severity is Severity.STOP for hold in waiting):
        raise NeedsApproval(f"{waiting[0].finding.code} of {key} wants a second person")
    return release_hold(key, hold_id, by, desk=desk, now=now)


class HoldRelease:
    """The release of a hold as the subject of an approval: "<order> <hold>"."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self._desk = desk
        self._now = now

    def digest(self, subject: str) -> str:
        """Return what stands for the hold and the order that it keeps back; empty without it."""
        key, hold_id = _parted(subject)
        file = self._desk.order_file(key)
        known = any(hold.hold_id == hold_id for hold in file.holds.holds)
        return _digest(file, _hold(file, hold_id)) if known else ""

    def carry_out(self, approval: Approval) -> None:
        """Release it; a hold that is closed stays closed."""
        key, hold_id = _parted(approval.subject)
        release_hold(key, hold_id, approval.by, desk=self._desk, now=self._now)


def _parted(subject: str) -> tuple[OrderKey, str]:
    order, _, hold_id = subject.rpartition(" ")
    return OrderKey.parse(order), hold_id


def _hold(file: OrderFile, hold_id: str) -> Hold:
    """Return the hold of that id: the open one where it was opened again."""
    found = [hold for hold in file.holds.holds if hold.hold_id == hold_id]
    if not found:
        raise KeyError(hold_id)
    return max(found, key=lambda hold: (hold.is_open, hold.opened_at))


def _digest(file: OrderFile, hold: Hold) -> str:
    """Stand for what the asker saw: the order, every open hold of it, and this one.

    Closed in between, or opened again, is another hold; another order behind it is another
    question.
    """
    seen = (
        str(file.order.version if file.order else 0),
        hold.model_dump_json(),
        *sorted(one.hold_id for one in file.holds.open),
    )
    return hashlib.sha256("\x1f".join(seen).encode()).hexdigest()
