"""Whether a draft may be put in force: one pure answer, with the reason."""

from typing import Literal

from hedan.errors import SettingsInvalid
from hedan.settings.changes import preview
from hedan.settings.model import Settings
from hedan.settings.versions import Draft

type Refusal = Literal[
    "vanishes", "dry_run_missing", "approval_missing", "own_approval", "published_before"
]


class PublishRefused(SettingsInvalid):
    """Settings without a mistake that are not put in force yet; code says what is missing."""

    def __init__(self, code: Refusal, message: str, **values: str) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


def refusal(
    draft: Draft,
    current: Settings | None,
    *,
    approved_by: str = "",
    drop: bool = False,
    without_dry_run: bool = False,
) -> tuple[Refusal, dict[str, str]] | None:
    """Return why a draft is not put in force, with the values of that reason; None: it may be.

    Taking an older version back needs no dry run: it decided orders before. Whether somebody else
    must approve is asked of the settings in force, so that no draft can lift it for itself.
    """
    if draft.published:
        return "published_before", {"draft": draft.id, "version": str(draft.published)}
    change = preview(current, draft.settings)
    if change.vanishing and not drop:
        names = ", ".join(f"{one.subject.removesuffix('s')} {one.name}" for one in change.vanishing)
        return "vanishes", {"names": names}
    if current is None:
        return None  # Nothing was decided yet, and nobody asked for approvals.
    tried = draft.is_tried or bool(draft.restores) or without_dry_run
    if change.wants_dry_run and not tried:
        return "dry_run_missing", {"draft": draft.id}
    return _not_approved(draft, approved_by) if current.publish.four_eyes_publish else None


def _not_approved(draft: Draft, approved_by: str) -> tuple[Refusal, dict[str, str]] | None:
    if not approved_by:
        return "approval_missing", {}
    return ("own_approval", {"who": approved_by}) if approved_by == draft.made_by else None
