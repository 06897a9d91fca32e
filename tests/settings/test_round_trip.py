"""The same settings, whichever way they came in: YAML to workbook to YAML changes nothing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from hedan.settings import Settings
from hedan.settings.versions import content_hash
from hedan.settings_files import read_settings_file
from hedan.settings_files.book_writing import settings_workbook
from hedan.settings_files.yaml_file import to_yaml
from hedan.texts import Language
from infra.local.places import ROOT
from tests.settings.samples import RICH
from tests.settings.strategies import all_settings

FILES = (ROOT / "infra" / "settings.example.yaml", ROOT / "infra" / "local" / "settings.yaml")
LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def by_yaml(given_: Settings) -> Settings:
    return read_settings_file(to_yaml(given_).encode(), "settings.yaml")


def by_book(given_: Settings, language: Language | None = None) -> Settings:
    return read_settings_file(settings_workbook(given_, language), "settings.xlsx")


@settings(max_examples=50, suppress_health_check=LARGE)
@given(all_settings())
def test_yaml_says_what_the_settings_say(any_settings: Settings) -> None:
    again = by_yaml(any_settings)
    assert again == any_settings
    assert content_hash(again) == content_hash(any_settings)
    assert to_yaml(again) == to_yaml(any_settings)


@settings(max_examples=20, suppress_health_check=LARGE)
@given(all_settings())
def test_yaml_to_workbook_to_yaml_is_the_same_file(any_settings: Settings) -> None:
    text = to_yaml(any_settings)
    read = by_yaml(any_settings)
    for language in ("zh", "en"):
        again = by_book(read, language)
        assert to_yaml(again) == text
        assert content_hash(again) == content_hash(any_settings)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_files_of_the_project_come_through_both_ways(file: Path, language: Language) -> None:
    told = read_settings_file(file.read_bytes(), file.name)
    assert by_yaml(told) == told
    assert by_book(told, language) == told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_settings_with_every_subject_come_through_both_ways(language: Language) -> None:
    assert by_yaml(RICH) == RICH
    again = by_book(RICH, language)
    assert again == RICH
    assert content_hash(again) == content_hash(RICH)


def test_default_values_are_left_out_of_the_file() -> None:
    text = to_yaml(RICH)
    assert "quantity_max: 10" in text
    assert "warehouse:" not in text
    assert "version" not in text
