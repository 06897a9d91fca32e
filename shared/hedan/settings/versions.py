"""Drafts and versions of the settings: who wants what in force, and who put it there."""

import hashlib
from typing import Protocol

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, short_id
from hedan.settings.model import Settings


def content_hash(settings: Settings) -> str:
    """Return what two settings share exactly when they say the same, whatever their versions."""
    content = settings.but(version=0).model_dump_json()
    return hashlib.sha256(content.encode()).hexdigest()


class DraftFacts(Frozen):
    """What is told of a draft beside its content."""

    id: str
    base: NonNegativeInt  # The version in force when it was made; 0: none was.
    made_by: str
    made_at: AwareDatetime
    source: str = ""  # settings.yaml, settings.xlsx, "version 3".
    note: str = ""
    dry_run: str = ""  # The dry run that tried it on past orders,
    dry_run_of: str = ""  # and the hash of what that dry run tried.
    restores: NonNegativeInt = 0  # The older version whose content it is.
    published: NonNegativeInt = 0  # As which version it was put in force.
    version: NonNegativeInt = 0


class Draft(DraftFacts):
    """Settings that somebody wants in force."""

    settings: Settings

    @property
    def is_tried(self) -> bool:
        """Whether a dry run tried exactly these settings."""
        return bool(self.dry_run) and self.dry_run_of == content_hash(self.settings)


def draft_id(settings: Settings, made_by: str, made_at: AwareDatetime) -> str:
    """Derive a draft's id, so that a repeated step makes no second draft."""
    return short_id("D", content_hash(settings), made_by, made_at.isoformat())


class SettingsVersion(Frozen):
    """What is told of one version beside its content."""

    version: NonNegativeInt
    made_by: str
    made_at: AwareDatetime
    source: str = ""
    note: str = ""
    approved_by: str = ""
    draft: str = ""
    dry_run: str = ""  # Empty: it was published without one.
    content_hash: str


class SettingsKeeper(Protocol):
    """Where settings, their versions and drafts are kept."""

    def in_force(self) -> Settings | None:
        """Return the settings in force as they stand now, or None before the first."""

    def settings_version(self, version: int) -> Settings:
        """Return an older version's content. Raises KeyError when there is none."""

    def versions(self, most: int = 50) -> tuple[SettingsVersion, ...]:
        """Return the latest versions, the newest first."""

    def draft(self, draft_id: str) -> Draft:
        """Return a draft. Raises KeyError when there is none."""

    def keep_draft(self, draft: Draft) -> Draft:
        """Store a draft as its next version. Raises VersionConflict when it changed since."""

    def put_in_force(self, draft: Draft, about: SettingsVersion) -> Settings:
        """Store a draft's settings as the next version, if its base is still in force.

        Raises VersionConflict when somebody published, or changed the draft, since it was read.
        """
