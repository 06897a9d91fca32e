"""The settings workbook is edited as people do it: what is changed, and nothing else, is read."""

from pathlib import Path

import pytest

from hedan.settings import Settings
from hedan.settings_files import read_settings_file
from hedan.settings_files.book_writing import settings_workbook
from hedan.settings_files.help_rows import condition_help
from infra.local.settings_book import SettingsBook
from infra.local.world import SETTINGS_FILE
from infra.publish_settings import read_settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    return read_settings(Path(SETTINGS_FILE))


def opened(settings: Settings) -> SettingsBook:
    return SettingsBook(settings_workbook(settings, "en", condition_help("en")))


def closed(book: SettingsBook) -> Settings:
    return read_settings_file(book.saved(), "settings.xlsx")


def test_what_is_only_saved_again_says_the_same(settings: Settings) -> None:
    assert closed(opened(settings)) == settings


def test_a_value_a_cell_and_a_row(settings: Settings) -> None:
    book = opened(settings)
    book.set("publish.four_eyes_publish", "yes")
    book.change("Suppliers", "factory-d", "Cut-off times", "09:05")
    rule = {"Id": "new", "Author": "li", "Asked of": "order", "When": "true", "Action": "hold"}
    row = book.add("Rules", {**rule, "Value": "look at it", "Who": "owner"})
    wanted = closed(book)
    assert wanted.publish == settings.publish.but(four_eyes_publish=True)
    assert wanted.supplier("factory-d").cut_offs == ("09:05",)
    assert wanted.rules[:-1] == settings.rules
    assert wanted.rules[-1].id == "new"
    assert row > len(settings.rules)


def test_an_entry_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(KeyError, match="Suppliers: factory-x"):
        opened(settings).change("Suppliers", "factory-x", "Cut-off times", "09:05")
