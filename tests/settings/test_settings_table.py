"""What only the table shows: how soon a warm function sees new settings, and its limits."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from hedan.adapters import settings_table
from hedan.adapters.settings_table import SETTINGS_FRESH_SECONDS, SettingsTable
from hedan.settings.versions import SettingsVersion, content_hash
from hedan.usecases.publishing.draft_settings import draft_settings
from tests.contracts.tables import create_table
from tests.settings.samples import RICH


class Clock:
    """A monotonic clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(settings_table, "monotonic", clock)
    return clock


@pytest.fixture
def tables() -> Iterator[tuple[SettingsTable, SettingsTable]]:
    """The same table as two processes see it."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = create_table(client, "SettingsTable", "settings")
        yield SettingsTable(client, name), SettingsTable(client, name)


def test_a_warm_function_sees_new_settings_within_a_minute(
    tables: tuple[SettingsTable, SettingsTable], clock: Clock
) -> None:
    warm, publisher = tables
    first = publisher.publish(RICH)
    assert warm.settings() == first
    second = publisher.publish(first.but(language="en"))
    assert publisher.settings() == second
    clock.seconds += SETTINGS_FRESH_SECONDS - 1
    assert warm.settings() == first
    clock.seconds += 1
    assert warm.settings() == second
    assert SETTINGS_FRESH_SECONDS <= 60


def test_a_draft_goes_by_itself_after_its_days(
    tables: tuple[SettingsTable, SettingsTable],
) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    draft = draft_settings(RICH, by="li", at=at, keep=tables[0])
    client = boto3.client("dynamodb", region_name="us-east-1")
    key = {"pk": {"S": "SETTINGS"}, "sk": {"S": f"DRAFT#{draft.id}"}}
    item = client.get_item(TableName="settings", Key=key)["Item"]
    days = (int(item["expires"]["N"]) - at.timestamp()) / 86400
    assert days == settings_table.DRAFT_DAYS


def test_settings_published_without_a_draft_are_listed_too(
    tables: tuple[SettingsTable, SettingsTable],
) -> None:
    table, _ = tables
    at = datetime(2026, 11, 22, tzinfo=UTC)
    about = SettingsVersion(version=0, made_by="run", made_at=at, content_hash="")
    stored = table.publish(RICH, about)
    (told,) = table.versions()
    assert (told.version, told.made_by, told.content_hash) == (1, "run", content_hash(stored))
