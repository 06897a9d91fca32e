"""Settings, versions and drafts in memory: what SettingsTable promises, without a table."""

from hedan.errors import VersionConflict
from hedan.settings import Settings
from hedan.settings.versions import Draft, SettingsVersion, content_hash


class MemorySettings:
    """A SettingsKeeper in memory."""

    def __init__(self) -> None:
        self._versions: list[Settings] = []
        self._about: list[SettingsVersion] = []
        self.drafts: dict[str, Draft] = {}

    def in_force(self) -> Settings | None:
        return self._versions[-1] if self._versions else None

    def settings_version(self, version: int) -> Settings:
        if not 1 <= version <= len(self._versions):
            raise KeyError(f"no version {version} of the settings")
        return self._versions[version - 1]

    def versions(self, most: int = 50) -> tuple[SettingsVersion, ...]:
        return tuple(reversed(self._about))[:most]

    def draft(self, draft_id: str) -> Draft:
        return self.drafts[draft_id]

    def keep_draft(self, draft: Draft) -> Draft:
        kept = self.drafts.get(draft.id)
        if (kept.version if kept else 0) != draft.version:
            raise VersionConflict(f"draft {draft.id} has changed meanwhile")
        self.drafts[draft.id] = draft.but(version=draft.version + 1)
        return self.drafts[draft.id]

    def put_in_force(self, draft: Draft, about: SettingsVersion) -> Settings:
        kept = self.drafts.get(draft.id)
        if len(self._versions) != draft.base or kept is None or kept.version != draft.version:
            raise VersionConflict("somebody else has published settings")
        self.keep_draft(draft.but(published=draft.base + 1))
        stored = draft.settings.but(version=draft.base + 1)
        self._versions.append(stored)
        self._about.append(about.but(version=stored.version, content_hash=content_hash(stored)))
        return stored
