"""What the README says about parcels: its settings can be published, its numbers are the code's."""

import json
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from hedan.domain.merging import LINES_PER_PARCEL_MAX, MergeRules
from hedan.domain.rules import AddGift, in_order
from hedan.domain.splitting import SplitRules
from hedan.platforms.doudian.capabilities import CAPABILITIES as DOUDIAN
from hedan.settings import Settings
from hedan.settings.goods import SkuSettings, Source
from hedan.settings.packing import InsertSettings, PackageSettings
from hedan.settings.stores import StoreSettings, SupplierSettings
from hedan.settings_files import read_settings_file
from infra.local import bench_plan
from infra.local.places import ROOT
from tests.docs.markdown import Document, Section, code, spans
from tests.docs.tables import LANGUAGES, Language

TITLES: dict[Language, tuple[str, str]] = {
    "en": ("README.md", "Parcels"),
    "zh": ("README.zh-CN.md", "包裹"),
}
MODELS: tuple[type[BaseModel], ...] = (
    *(MergeRules, SplitRules, AddGift, SkuSettings, Source, PackageSettings, InsertSettings),
    *(StoreSettings, SupplierSettings, Settings),
)
# What the settings that are shown speak of.
AROUND = """
stores: [{ id: my-store, platform: doudian, name: 我的小店, shop_id: "1" }]
"""
# What needs no word: the groups themselves, names, and what a rule is made of.
OF_ANY = frozenset(
    {"merge", "split", "suppliers", "skus", "packages", "rules", "id", "name", "code", "supplier"}
    | {"author", "priority", "when", "then", "do", "weight_grams", "volume_ml", "shelf", "package"}
    | {"cost_minor"}
)

languages = pytest.mark.parametrize("language", LANGUAGES)


def about_parcels(language: Language) -> list[Section]:
    """Return the chapter with what stands under it."""
    name, title = TITLES[language]
    sections = Document.read(name).sections
    start = next(i for i, one in enumerate(sections) if (one.level, one.title) == (2, title))
    end = next(i for i, one in enumerate(sections) if i > start and one.level == 2)
    return sections[start:end]


def shown(language: Language) -> str:
    """Return the chapter's excerpt of the settings."""
    ((kind, text),) = [block for one in about_parcels(language) for block in one.blocks]
    assert kind == "yaml"
    return text


@languages
def test_settings_that_are_shown_can_be_published(language: Language) -> None:
    assert shown(language) == shown("en")
    settings = read_settings_file((shown(language) + AROUND).encode(), "settings.yaml")
    assert settings.merge != MergeRules()
    assert settings.split != SplitRules()
    # The ladder of gifts is one, and its best comes first.
    asked = [action for rule in in_order(settings.rules) for action in rule.then]
    given = [(one.exclusive, one.sku) for one in asked if isinstance(one, AddGift)]
    assert given == [("bag", "BAG-L"), ("bag", "BAG-S")]


def test_every_setting_that_is_shown_is_spoken_of() -> None:
    """A reader who copies the excerpt finds each of its particular settings explained."""
    named = {span for one in about_parcels("en") for span in spans(one.text)}
    told = {name for span in named for name in re.findall(r"[a-z_]+", span)}
    keys = set(re.findall(r"(?:^|[{ ])([a-z_]+):(?= |$)", shown("en"), re.MULTILINE))
    assert keys - OF_ANY - told == set()


@languages
def test_settings_that_are_named_exist(language: Language) -> None:
    fields = {name for model in MODELS for name in model.model_fields}
    elsewhere = {"never_merge", "route", "company", "stop_promised", "skip", "hold", "ask"}
    elsewhere |= {"safe", "forbidden"}
    assert set(_names(language)) <= fields | elsewhere


def _names(language: Language) -> Iterator[str]:
    for one in about_parcels(language):
        for span in spans(one.text):
            if re.fullmatch(r"[a-z_]+(: \w+)?", span):
                yield span.partition(":")[0]


@languages
def test_table_of_gifts_has_every_field(language: Language) -> None:
    (table,) = [table for one in about_parcels(language) for table in one.tables]
    assert [code(row[0]) for row in table] == [
        name for name in AddGift.model_fields if name != "do"
    ]


def test_numbers_of_parcels_are_those_of_the_code() -> None:
    text = "\n".join(one.text for one in about_parcels("en"))
    assert f"orders and {LINES_PER_PARCEL_MAX} lines share a parcel" in text
    most = DOUDIAN.limits.units_per_parcel_max
    assert f"more than {most} units in a parcel on Doudian" in text
    budget = json.loads((ROOT / "docs" / "budgets.json").read_text())["wave"]
    limits = f"{budget['plan_1000000_lines_cpu_seconds']} s and {budget['plan_peak_mb']:,} MB"
    assert f"The budget is {limits} for {max(bench_plan.SIZES):,} lines" in text
