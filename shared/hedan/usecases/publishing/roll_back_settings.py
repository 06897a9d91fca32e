"""An older version comes back, as a new one: what it decided then it decides again."""

from datetime import datetime

from hedan.settings import Settings
from hedan.settings.versions import SettingsKeeper
from hedan.usecases.publishing.draft_settings import draft_settings
from hedan.usecases.publishing.publish_settings import publish_settings


def roll_back_settings(
    version: int,
    *,
    by: str,
    at: datetime,
    keep: SettingsKeeper,
    approved_by: str = "",
    note: str = "",
    drop: bool = False,
) -> Settings:
    """Put the content of an older version in force as the next version.

    Raises KeyError when there is no such version, PublishRefused and VersionConflict as any
    publishing does; a dry run is not asked for.
    """
    older = keep.settings_version(version)
    draft = draft_settings(
        older,
        by=by,
        at=at,
        keep=keep,
        source=f"version {version}",
        note=note,
        restores=version,
    )
    return publish_settings(draft.id, by=by, at=at, keep=keep, approved_by=approved_by, drop=drop)
