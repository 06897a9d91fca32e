"""A draft is put in force: the next version, seen by every function within a minute."""

from datetime import datetime

from hedan.errors import VersionConflict
from hedan.settings import Settings
from hedan.settings.publishing import PublishRefused, refusal
from hedan.settings.versions import SettingsKeeper, SettingsVersion, content_hash
from hedan.texts import say


def publish_settings(
    wanted: str,
    *,
    by: str,
    at: datetime,
    keep: SettingsKeeper,
    approved_by: str = "",
    note: str = "",
    drop: bool = False,
    without_dry_run: bool = False,
) -> Settings:
    """Put a draft in force and return it as the version it became.

    note says why, where the draft itself does not; drop lets stores and suppliers vanish. Raises
    PublishRefused (something is missing), VersionConflict (others published since the draft was
    made), KeyError (no such draft).
    """
    draft = keep.draft(wanted)
    current = keep.in_force()
    refused = refusal(
        draft, current, approved_by=approved_by, drop=drop, without_dry_run=without_dry_run
    )
    if refused is not None:
        code, values = refused
        raise PublishRefused(code, say("en", f"settings.{code}", **values), **values)
    if (current.version if current is not None else 0) != draft.base:
        raise VersionConflict(f"draft {wanted} was made upon version {draft.base}: make it anew")
    about = SettingsVersion(
        version=draft.base + 1,
        made_by=by,
        made_at=at,
        source=draft.source,
        note=draft.note or note,
        approved_by=approved_by,
        draft=draft.id,
        dry_run=draft.dry_run if draft.is_tried else "",
        content_hash=content_hash(draft.settings),
    )
    return keep.put_in_force(draft, about)
