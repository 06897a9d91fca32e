"""The store's options: what they change of a platform's file, and how they are refused."""

import pytest

from hedan.errors import SettingsInvalid
from hedan.platforms.filed.formats import (
    FORMATS,
    OPTIONS,
    REQUIRED,
    Cell,
    carrier_words,
    format_of,
)
from hedan.platforms.platform import ShipShape
from tests.platforms.filed.builders import LOCAL, ZTO, make_store


def headings(platform: str = "doudian", **options: str) -> list[str]:
    return [column.heading for column in format_of(make_store(platform, **options)).columns]


@pytest.mark.parametrize("platform", FORMATS)
def test_file_without_options_is_the_platforms(platform: str) -> None:
    bulk = format_of(make_store(platform))
    assert bulk == FORMATS[platform]
    assert {column.cell for column in bulk.columns} >= REQUIRED
    assert len(set(headings(platform))) == len(bulk.columns)
    # A flag without words would say that part of an order is all of it.
    assert (len(set(bulk.words)) == 2) == bulk.has(Cell.WHOLE)


def test_heading_is_what_the_console_shows() -> None:
    assert headings(bulk_heading_number=" 快递单号 ")[-1] == "快递单号"


def test_column_without_a_heading_is_left_out_and_with_it_what_it_could_say() -> None:
    bulk = format_of(make_store(bulk_heading_line=""))
    assert not bulk.has(Cell.LINE)
    assert bulk.ships == {ShipShape.WHOLE}


def test_kind_encoding_and_length_are_options() -> None:
    store = make_store(bulk_kind="csv", bulk_encoding="gb18030", bulk_rows_max="5000")
    bulk = format_of(store)
    assert (bulk.kind, bulk.encoding, bulk.rows_max) == ("csv", "gb18030", 5000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bulk_heading_order", ""),
        ("bulk_heading_carrier", " "),
        ("bulk_kind", "xls"),
        ("bulk_encoding", "utf-16"),
        ("bulk_rows_max", "many"),
        ("bulk_rows_max", "10"),
        ("bulk_rows_max", "50001"),
        ("bulk_rows_max", "１０００"),
    ],
)
def test_option_that_no_file_can_have_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"cup-shop, options.{name}"):
        format_of(make_store(**{name: value}))


def test_every_option_is_declared() -> None:
    read = {"bulk_kind", "bulk_encoding", "bulk_rows_max", "bulk_carriers"}
    read |= {f"bulk_heading_{cell}" for cell in Cell if cell is not Cell.BLANK}
    assert set(OPTIONS) == read
    assert all(OPTIONS.values())


def test_carriers_have_the_names_of_the_settings_or_the_platforms_codes() -> None:
    carriers = (ZTO, LOCAL)
    named, coded = make_store(), make_store("mall")
    assert carrier_words(named, format_of(named), carriers) == {"zto": "中通快递", "local": "同城"}
    assert carrier_words(coded, format_of(coded), carriers) == {"zto": "ZTO"}


@pytest.mark.parametrize("words", ["zto", "=x", "zto=", "zto=a,b"])
def test_carrier_words_that_cannot_be_read_are_refused(words: str) -> None:
    store = make_store(bulk_carriers=words)
    with pytest.raises(SettingsInvalid, match="bulk_carriers"):
        carrier_words(store, format_of(store), (ZTO,))
