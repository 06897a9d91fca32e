"""Settings that somebody wants in force become a draft: checked as a whole, kept, shown."""

from datetime import datetime

from hedan.errors import VersionConflict
from hedan.settings import Settings
from hedan.settings.changes import SettingsChange, preview
from hedan.settings.versions import Draft, SettingsKeeper, content_hash, draft_id
from hedan.settings_files import read_settings_file


def draft_file(
    data: bytes, file_name: str, *, by: str, at: datetime, keep: SettingsKeeper, note: str = ""
) -> Draft:
    """Keep a settings.yaml or a settings workbook as a draft.

    Raises SettingsRefused with every mistake's line or cell; nothing is kept then.
    """
    settings = read_settings_file(data, file_name)
    return draft_settings(settings, by=by, at=at, keep=keep, source=file_name, note=note)


def draft_settings(
    settings: Settings,
    *,
    by: str,
    at: datetime,
    keep: SettingsKeeper,
    source: str = "",
    note: str = "",
    restores: int = 0,
) -> Draft:
    """Keep checked settings as a draft upon what is in force. Twice the same is one draft."""
    current = keep.in_force()
    content = settings.but(version=0)
    draft = Draft(
        id=draft_id(content, by, at),
        settings=content,
        base=current.version if current is not None else 0,
        made_by=by,
        made_at=at,
        source=source,
        note=note,
        restores=restores,
    )
    try:
        return keep.keep_draft(draft)
    except VersionConflict:
        return keep.draft(draft.id)  # The same step before this one kept it.


def preview_draft(wanted: str, *, keep: SettingsKeeper) -> SettingsChange:
    """Return what publishing a draft would change now. Raises KeyError: no such draft."""
    return preview(keep.in_force(), keep.draft(wanted).settings)


def note_dry_run(wanted: str, dry_run: str, tried: str, *, keep: SettingsKeeper) -> Draft:
    """Write on a draft which dry run tried it; tried is the hash of the settings it ran.

    Raises VersionConflict when they are not the draft's, KeyError when there is no such draft.
    """
    draft = keep.draft(wanted)
    if content_hash(draft.settings) != tried:
        raise VersionConflict(f"dry run {dry_run} tried other settings than draft {wanted}")
    if draft.is_tried and draft.dry_run == dry_run:
        return draft
    return keep.keep_draft(draft.but(dry_run=dry_run, dry_run_of=tried))
