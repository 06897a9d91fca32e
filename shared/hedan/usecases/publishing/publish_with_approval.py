"""Put settings in force, or ask a second person first where the owner wants four eyes for it.

Two persons have seen a draft when somebody else than its author publishes it; who publishes a
draft of their own, or takes an older version back, asks a second person.
"""

import hashlib
from datetime import datetime

from hedan.domain.approvals import Approval, ApprovalAct, ApprovalRefused
from hedan.domain.base import Frozen
from hedan.domain.people import Person
from hedan.errors import VersionConflict
from hedan.settings.publishing import PublishRefused, refusal
from hedan.settings.versions import Draft, SettingsKeeper, content_hash
from hedan.usecases.orders.approve import Approvals, ask_approval
from hedan.usecases.publishing.publish_settings import publish_settings
from hedan.usecases.publishing.roll_back_settings import roll_back_settings

# At the end of a subject: stores and suppliers may vanish, and the second person is told so.
DROP = " drop"


class Published(Frozen):
    """The version that was put in force; 0 while a second person has to agree first."""

    version: int = 0
    approval: Approval | None = None


def publish_with_approval(
    wanted: str,
    by: Person,
    reason: str,
    *,
    drop: bool,
    keep: SettingsKeeper,
    approvals: Approvals,
    now: datetime,
) -> Published:
    """Publish a draft, or ask for the approval that it needs.

    Raises as publish_settings() does; publishing again what was published tells the version.
    """
    draft = keep.draft(wanted)
    if draft.published:
        return Published(version=draft.published)
    second = "" if _made(draft, by) else str(by)
    missing = refusal(draft, keep.in_force(), approved_by=second, drop=drop)
    if missing is not None and missing[0] == "approval_missing":
        subject = wanted + DROP * drop
        digest = Publication(keep).digest(subject)
        approval = ask_approval(
            ApprovalAct.PUBLISH, subject, digest, by, reason, approvals=approvals, now=now
        )
        return Published(approval=approval)
    made = publish_settings(
        wanted,
        by=draft.made_by if second else str(by),  # Two names: who wanted it, and who agreed.
        at=now,
        keep=keep,
        approved_by=second,
        note=reason,
        drop=drop,
    )
    return Published(version=made.version)


def roll_back_with_approval(
    version: int,
    by: Person,
    reason: str,
    *,
    drop: bool,
    keep: SettingsKeeper,
    approvals: Approvals,
    now: datetime,
) -> Published:
    """Put an older version in force again, or ask for the approval that it needs.

    Raises as roll_back_settings() does.
    """
    current = keep.in_force()
    subject = f"{version}{DROP * drop}"
    digest = RollingBack(keep).digest(subject)
    if current is not None and current.publish.four_eyes_publish:
        approval = ask_approval(
            ApprovalAct.ROLL_BACK, subject, digest, by, reason, approvals=approvals, now=now
        )
        return Published(approval=approval)
    made = roll_back_settings(version, by=str(by), at=now, keep=keep, note=reason, drop=drop)
    return Published(version=made.version)


class Publication:
    """Putting a draft in force as the subject of an approval: its id."""

    def __init__(self, keep: SettingsKeeper) -> None:
        self._keep = keep

    def digest(self, subject: str) -> str:
        """Return what stands for the draft and for what is in force before it."""
        try:
            draft = self._keep.draft(subject.removesuffix(DROP))
        except KeyError:
            return ""  # Drafts that nobody published are not kept for ever.
        return _digest(subject, content_hash(draft.settings), self._keep)

    def carry_out(self, approval: Approval) -> None:
        """Publish it; what is published already stays so."""
        wanted = approval.subject.removesuffix(DROP)
        if self._keep.draft(wanted).published:
            return
        try:
            publish_settings(
                wanted,
                by=str(approval.asked_by),
                at=_agreed_at(approval),
                keep=self._keep,
                approved_by=str(approval.answered_by),
                note=approval.reason,
                drop=approval.subject.endswith(DROP),
            )
        except VersionConflict as overtaken:
            if not self._keep.draft(wanted).published:
                raise ApprovalRefused("APPROVAL_VOID", approval.approval_id) from overtaken


class RollingBack:
    """Taking an older version back as the subject of an approval: its number."""

    def __init__(self, keep: SettingsKeeper) -> None:
        self._keep = keep

    def digest(self, subject: str) -> str:
        """Return what stands for the version and for what is in force before it."""
        older = self._keep.settings_version(int(subject.removesuffix(DROP)))
        return _digest(subject, content_hash(older), self._keep)

    def carry_out(self, approval: Approval) -> None:
        """Take it back; what was taken back by this approval stays so."""
        try:
            roll_back_settings(
                int(approval.subject.removesuffix(DROP)),
                by=str(approval.asked_by),
                at=_agreed_at(approval),  # The same draft when this is done again.
                keep=self._keep,
                approved_by=str(approval.answered_by),
                note=approval.reason,
                drop=approval.subject.endswith(DROP),
            )
        except PublishRefused as refused:
            if refused.code != "published_before":
                raise
        except VersionConflict as overtaken:
            raise ApprovalRefused("APPROVAL_VOID", approval.approval_id) from overtaken


def _made(draft: Draft, by: Person) -> bool:
    return draft.made_by.rpartition("/")[2] == by.sub


def _agreed_at(approval: Approval) -> datetime:
    assert approval.answered_at is not None, "nothing is done before somebody agreed"
    return approval.answered_at


def _digest(subject: str, content: str, keep: SettingsKeeper) -> str:
    current = keep.in_force()
    seen = (subject, content, str(current.version if current is not None else 0))
    return hashlib.sha256("\x1f".join(seen).encode()).hexdigest()
