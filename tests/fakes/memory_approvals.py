"""Approvals in memory: the same promises as the table's."""

from hedan.domain.approvals import Approval
from hedan.errors import VersionConflict


class MemoryApprovals:
    """The Approvals port on a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, Approval] = {}

    def approval(self, approval_id: str) -> Approval | None:
        """Return one approval, or None when nobody asked for it."""
        return self._kept.get(approval_id)

    def newest(self, limit: int) -> list[Approval]:
        """Return the newest approvals, newest first."""
        return [self._kept[name] for name in sorted(self._kept, reverse=True)][:limit]

    def keep(self, approval: Approval) -> Approval:
        """Store and return it. Raises VersionConflict when somebody was quicker."""
        known = self._kept.get(approval.approval_id)
        if approval.version != (known.version if known else 0):
            raise VersionConflict(approval.approval_id)
        kept = approval.but(version=approval.version + 1)
        self._kept[kept.approval_id] = kept
        return kept
