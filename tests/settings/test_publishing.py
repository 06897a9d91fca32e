"""Drafts, publishing, taking back: what has to hold before settings come into force.

Every test runs on the table (moto) and on the keeper in memory: they promise the same.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from hedan.adapters import settings_bodies
from hedan.adapters.settings_table import SettingsTable
from hedan.errors import VersionConflict
from hedan.settings import PublishRules, Settings, SkuSettings
from hedan.settings.publishing import PublishRefused
from hedan.settings.versions import Draft, SettingsKeeper, SettingsVersion, content_hash
from hedan.usecases.publishing.draft_settings import draft_settings, note_dry_run, preview_draft
from hedan.usecases.publishing.publish_settings import publish_settings
from hedan.usecases.publishing.roll_back_settings import roll_back_settings
from tests.contracts.tables import create_table
from tests.fakes.memory_settings import MemorySettings
from tests.settings.samples import RICH

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
STRICTER = RICH.but(checks=RICH.checks.but(quantity_max=3))
EASY = RICH.but(language="en")
FOUR_EYES = RICH.but(publish=PublishRules(four_eyes_publish=True))


@pytest.fixture(params=["memory", "table"])
def keep(request: pytest.FixtureRequest) -> Iterator[SettingsKeeper]:
    if request.param == "memory":
        yield MemorySettings()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield SettingsTable(client, create_table(client, "SettingsTable", "settings"))


def drafted(keep: SettingsKeeper, wanted: Settings, by: str = "li", after: int = 0) -> Draft:
    return draft_settings(wanted, by=by, at=NOW + timedelta(minutes=after), keep=keep, note="try")


def published(keep: SettingsKeeper, wanted: Settings, after: int = 0) -> Settings:
    draft = drafted(keep, wanted, after=after)
    return publish_settings(draft.id, by="li", at=NOW, keep=keep, without_dry_run=True)


def code_of(keep: SettingsKeeper, draft: Draft, **how: object) -> str:
    with pytest.raises(PublishRefused) as refused:
        publish_settings(draft.id, by="li", at=NOW, keep=keep, **how)  # type: ignore[arg-type]
    return refused.value.code


def test_a_draft_changes_nothing_until_it_is_published(keep: SettingsKeeper) -> None:
    draft = drafted(keep, RICH)
    assert keep.in_force() is None
    assert (draft.base, draft.made_by, draft.note) == (0, "li", "try")
    stored = publish_settings(draft.id, by="wang", at=NOW, keep=keep)
    assert keep.in_force() == stored == RICH.but(version=1)
    assert keep.settings_version(1) == stored
    (about,) = keep.versions()
    assert (about.version, about.made_by, about.note) == (1, "wang", "try")
    assert (about.draft, about.content_hash) == (draft.id, content_hash(RICH))


def test_the_same_draft_twice_is_one(keep: SettingsKeeper) -> None:
    assert drafted(keep, RICH) == drafted(keep, RICH)
    assert drafted(keep, RICH, by="wang").id != drafted(keep, RICH).id


def test_preview_is_against_what_is_in_force_now(keep: SettingsKeeper) -> None:
    published(keep, RICH)
    draft = drafted(keep, EASY, after=1)
    assert [one.subject for one in preview_draft(draft.id, keep=keep).changes] == ["language"]


def test_rules_wait_for_a_dry_run_of_exactly_this_draft(keep: SettingsKeeper) -> None:
    published(keep, RICH)
    draft = drafted(keep, STRICTER, after=1)
    assert code_of(keep, draft) == "dry_run_missing"
    with pytest.raises(VersionConflict):
        note_dry_run(draft.id, "dry-1", content_hash(RICH), keep=keep)
    assert code_of(keep, draft) == "dry_run_missing"
    tried = note_dry_run(draft.id, "dry-1", content_hash(STRICTER), keep=keep)
    assert tried.is_tried
    assert note_dry_run(draft.id, "dry-1", content_hash(STRICTER), keep=keep) == tried
    assert publish_settings(draft.id, by="li", at=NOW, keep=keep).version == 2
    assert keep.versions()[0].dry_run == "dry-1"


def test_what_decides_nothing_needs_no_dry_run(keep: SettingsKeeper) -> None:
    published(keep, RICH)
    draft = drafted(keep, EASY, after=1)
    assert publish_settings(draft.id, by="li", at=NOW, keep=keep).language == "en"


def test_the_second_of_two_drafts_upon_one_version_is_refused(keep: SettingsKeeper) -> None:
    published(keep, RICH)
    first, second = drafted(keep, EASY, after=1), drafted(keep, RICH.but(contacts=()), after=1)
    publish_settings(first.id, by="li", at=NOW, keep=keep)
    with pytest.raises(VersionConflict):
        publish_settings(second.id, by="li", at=NOW, keep=keep)
    assert keep.in_force() == EASY.but(version=2)
    assert code_of(keep, first) == "published_before"


def test_a_draft_that_changed_since_it_was_read_is_not_published(keep: SettingsKeeper) -> None:
    draft = drafted(keep, RICH)
    keep.keep_draft(draft.but(note="other"))
    with pytest.raises(VersionConflict):
        keep.keep_draft(draft.but(note="late"))
    about = SettingsVersion(
        version=1, made_by="li", made_at=NOW, draft=draft.id, content_hash=content_hash(RICH)
    )
    with pytest.raises(VersionConflict):
        keep.put_in_force(draft, about)
    assert keep.in_force() is None
    assert keep.versions() == ()


def test_stores_do_not_vanish_by_accident(keep: SettingsKeeper) -> None:
    published(keep, RICH)
    draft = drafted(keep, RICH.but(stores=RICH.stores[:1]), after=1)
    assert code_of(keep, draft) == "vanishes"
    assert publish_settings(draft.id, by="li", at=NOW, keep=keep, drop=True).version == 2


def test_four_eyes_are_two_people_and_no_draft_lifts_that_itself(keep: SettingsKeeper) -> None:
    published(keep, FOUR_EYES)
    draft = drafted(keep, RICH, after=1)
    assert code_of(keep, draft) == "approval_missing"
    assert code_of(keep, draft, approved_by="li") == "own_approval"
    stored = publish_settings(draft.id, by="li", at=NOW, keep=keep, approved_by="wang")
    assert keep.versions()[0].approved_by == "wang"
    assert not stored.publish.four_eyes_publish


def test_taking_back_is_a_new_version_that_says_exactly_the_same(keep: SettingsKeeper) -> None:
    first = published(keep, RICH)
    published(keep, STRICTER, after=1)
    back = roll_back_settings(1, by="wang", at=NOW + timedelta(hours=1), keep=keep, note="oops")
    assert back == first.but(version=3)
    assert content_hash(back) == content_hash(first)
    assert [one.source for one in keep.versions()] == ["version 1", "", ""]
    assert keep.settings_version(2) == STRICTER.but(version=2)
    with pytest.raises(KeyError):
        roll_back_settings(9, by="wang", at=NOW, keep=keep)


def test_versions_come_newest_first_and_as_many_as_asked(keep: SettingsKeeper) -> None:
    for number in range(12):
        published(keep, RICH.but(language="en" if number % 2 else "zh"), after=number)
    assert [one.version for one in keep.versions(3)] == [12, 11, 10]


def test_large_settings_are_kept_in_parts(
    keep: SettingsKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_bodies, "INLINE_BYTES_MAX", 20_000)
    monkeypatch.setattr(settings_bodies, "PART_BYTES", 15_000)
    chance = random.Random(1)
    skus = tuple(
        SkuSettings(
            sku=f"S-{n}-{chance.getrandbits(64)}", name=f"{chance.random()}", supplier="fab-a"
        )
        for n in range(2_000)
    )
    large = RICH.but(skus=RICH.skus + skus)
    assert published(keep, large) == keep.in_force() == keep.settings_version(1)
    assert published(keep, large.but(language="en"), after=1) == keep.in_force()
    back = roll_back_settings(1, by="wang", at=NOW + timedelta(hours=1), keep=keep)
    assert back == keep.in_force() == large.but(version=3)
