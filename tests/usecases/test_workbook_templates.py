"""A supplier's own template: what a row stands for, in what order, under whose names."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel
from hedan.domain.workbook_columns import Field, RowPer, SortBy, order_text
from hedan.settings import CarrierSettings, Settings
from hedan.settings.supplying import CarrierName, TemplateColumn
from hedan.usecases.workbooks.manifest import Manifest, ManifestRow, load_manifest
from hedan.usecases.workbooks.sheet_rows import Piece, sheet_rows
from hedan.usecases.workbooks.write_workbook import carriers_as_named
from hedan.workbooks.reader import read_workbook
from tests.domain.builders import line_key, make_line, make_order, order_key
from tests.usecases.stage import SUPPLIER, Stage
from tests.usecases.test_workbook_rows import PACKED, Book, asking, book, claimed, merged, waiting

MERGED_AND_SPLIT = [("CUP", "BOX", "MUG", "CUP"), ("MUG", "BOX")]
ROWS_PER = [RowPer.LINE, RowPer.ORDER, RowPer.PARCEL]


def manifest_of(stage: Stage) -> Manifest:
    (file,) = stage.desk.workbooks(SUPPLIER, 9)
    return load_manifest(stage.archive, file)


@pytest.mark.parametrize("row_per", ROWS_PER)
def test_every_line_stands_in_exactly_one_row_and_no_unit_is_lost(row_per: RowPer) -> None:
    stage = waiting(*MERGED_AND_SPLIT)
    claimed(stage)
    parcels = list(stage.desk.all(Parcel))
    shown = book(stage, asking(row_per=row_per))
    listed = Counter(line for row in manifest_of(stage).rows for line in row.lines)
    assert listed == Counter(line.key for parcel in parcels for line in parcel.lines)
    units = sum(line.quantity for parcel in parcels for line in parcel.lines)
    assert sum(int(text) for text in shown.column(Field.QUANTITY)) == units
    assert sum(int(pick[5]) for pick in shown.picks if pick[4] == "合计") == units


def test_a_row_per_order_says_all_that_the_order_has_in_the_parcel() -> None:
    stage = waiting(("CUP", "MUG"), ("MUG",))
    claimed(stage)
    (parcel,) = stage.desk.all(Parcel)
    shown = book(stage, asking(row_per=RowPer.ORDER))
    told = {row[Field.ORDER]: row for row in shown.rows}
    assert set(told) == {"1", "2"}
    assert told["1"][Field.SKU].split("\n") == ["CUP × 1", "MUG × 1"]
    assert (told["1"][Field.QUANTITY], told["2"][Field.QUANTITY]) == ("2", "1")
    assert told["2"][Field.SKU] == "MUG"
    assert sorted(shown.column(Field.PART)) == ["1/2", "2/2"]
    rows = manifest_of(stage).rows
    assert {row.parcel_id for row in rows} == {parcel.parcel_id}
    assert {row.order_text: len(row.lines) for row in rows} == {"1": 2, "2": 1}


def test_a_row_per_parcel_says_everything_and_comes_back_as_itself() -> None:
    stage = waiting(("CUP", "MUG"), ("MUG",))
    claimed(stage)
    shown = book(stage, asking(row_per=RowPer.PARCEL))
    (row,) = shown.rows
    assert row[Field.ORDER] == "1+2"
    assert len(row[Field.NAME].split("\n")) == 3
    assert (row[Field.QUANTITY], row[Field.PART]) == ("3", "1/1")
    (listed,) = manifest_of(stage).rows
    assert set(listed.lines) == {line_key("1", "11"), line_key("1", "12"), line_key("2", "21")}
    assert listed.line == listed.lines[0]
    returned = read_workbook(shown.data, "back.xlsx")
    assert returned.refusals == ()
    assert [(one.row_key, one.order_id) for one in returned.rows] == [
        (listed.row_key, listed.order_text)
    ]


def test_the_stop_of_one_line_names_the_row_that_it_stands_in() -> None:
    stage = waiting(("CUP", "MUG"), ("MUG",))
    claimed(stage)
    book(stage, asking(row_per=RowPer.PARCEL))
    manifest = manifest_of(stage)
    (row,) = manifest.rows
    assert manifest.rows_of({line_key("2", "21")}) == (row.sheet_row,)
    assert manifest.rows_of({line_key("9", "91")}) == ()
    assert manifest.rows_of(set()) == ()


def test_the_rows_of_a_file_have_other_keys_in_another_file_and_for_other_rows() -> None:
    stage = waiting(("CUP", "MUG"), ("MUG",))
    claimed(stage)
    (parcel,) = stage.desk.all(Parcel)
    pieces = [
        Piece(parcel, line, part, place)
        for line in parcel.lines
        for place, part in enumerate(line.contents)
    ]
    keys = [
        row.row_key
        for number in ("factory-a-000001", "factory-a-000002")
        for row_per in ROWS_PER
        for row in sheet_rows(number, pieces, asking(row_per=row_per).template(SUPPLIER), PACKED)
    ]
    assert len(keys) == len(set(keys)) == 2 * (3 + 2 + 1)


@hypothesis_settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["P1", "P2", "P3", "P4"]),
            st.sampled_from(["CUP", "MUG", "BOX", "", "ZZZ"]),
            st.sampled_from(["a", "b", ""]),
        ),
        max_size=12,
    ),
    st.sampled_from(SortBy),
    st.sampled_from(RowPer),
)
def test_however_it_is_sorted_a_parcel_stays_together_and_nothing_is_lost(
    wanted: list[tuple[str, str, str]], sort: SortBy, row_per: RowPer
) -> None:
    stage = merged()
    (parcel,) = stage.desk.all(Parcel)
    line = parcel.lines[0]
    regions = {parcel_id: region for parcel_id, _, region in wanted}
    pieces = [
        Piece(
            parcel.but(
                parcel_id=parcel_id, receiver=parcel.receiver.but(region=regions[parcel_id])
            ),
            line.but(key=LineKey(order=order_key(str(at % 2)), line_id=str(at))),
            line.contents[0].but(sku=sku),
            0,
        )
        for at, (parcel_id, sku, _) in enumerate(sorted(wanted, key=lambda one: one[0]))
    ]
    template = asking(row_per=row_per, sort=sort).template(SUPPLIER)
    rows = sheet_rows("factory-a-000001", pieces, template, PACKED)
    found = [piece for row in rows for piece in row.pieces]
    assert Counter(map(str, found)) == Counter(map(str, pieces))
    runs = [row.parcel.parcel_id for row in rows]
    changes = sum(a != b for a, b in pairwise(runs))
    assert changes == max(len(set(runs)) - 1, 0)
    assert all(len({piece.parcel.parcel_id for piece in row.pieces}) == 1 for row in rows)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [(SortBy.SKU, ["BOX", "CUP", "MUG"]), (SortBy.SHELF, ["CUP", "MUG", "BOX"])],
)
def test_rows_are_sorted_as_the_template_says_and_what_says_nothing_comes_last(
    sort: SortBy, expected: list[str]
) -> None:
    stage = waiting(("MUG",), ("BOX",), ("CUP",))
    claimed(stage)
    shown = book(stage, asking(sort=sort))
    assert len(set(shown.column(Field.PARCEL))) == 2
    assert shown.column(Field.SKU) == expected


@pytest.mark.parametrize("store_as", ["name", "id"])
def test_the_store_is_named_as_the_supplier_may_know_it(store_as: str) -> None:
    settings = asking(Field.STORE, store_as=store_as)
    store = settings.store(order_key("1").store)
    assert store.name != store.id
    expected = {"name": store.name, "id": store.id}[store_as]
    assert set(book(merged(), settings).column(Field.STORE)) == {expected}


def test_a_store_that_shall_not_be_known_is_named_nowhere() -> None:
    settings = asking(Field.STORE, store_as="none")
    shown = book(merged(), settings)
    assert Field.STORE not in shown.rows[0]
    name = settings.store(order_key("1").store).name
    assert not any(name in text for row in shown.rows for text in row.values())


def test_a_column_of_the_supplier_s_own_says_the_same_in_every_row() -> None:
    stage = merged()
    settings = asking()
    (template,) = settings.workbooks
    columns = (TemplateColumn(field=None, heading="业务员", fixed="=老王"), *template.columns)
    shown = book(stage, settings.but(workbooks=(template.but(columns=columns),)))
    assert shown.column("业务员") == ["·=老王"] * 2


def test_a_gift_is_called_one_where_no_column_does() -> None:
    stage = waiting()
    gift = make_line("12", sku="MUG", is_gift=True, gift_of=("11",), paid_minor=0)
    of = make_order(make_line("11", sku="CUP"), gift, key=order_key("1"), changed_at=stage.now)
    stage.platform.place(of)
    stage.take(stage.hint("1"))
    stage.look("1", PACKED)
    claimed(stage)
    names = {row[Field.SKU]: row[Field.NAME] for row in book(stage).rows}
    assert names["MUG"].startswith("【赠品】")
    assert "赠品" not in names["CUP"]


def test_who_has_no_packages_and_no_inserts_has_no_column_for_them() -> None:
    stage = merged()
    shown = book(stage, PACKED.but(packages=(), inserts=()))
    assert isinstance(shown, Book)
    assert not {Field.PACKAGE, Field.INSERTS} & set(shown.rows[0])


def carrier(code: str, name: str) -> CarrierSettings:
    return CarrierSettings(code=code, name=name, number_pattern=r"\d+")


def test_carriers_are_offered_by_the_names_that_this_supplier_uses() -> None:
    settings: Settings = PACKED.but(
        carriers=(carrier("sf", "顺丰速运"), carrier("zto", "中通快递")),
        carrier_names=(
            CarrierName(supplier=SUPPLIER, carrier="sf", name="顺丰标快"),
            CarrierName(supplier="factory-b", carrier="zto", name="ZTO"),
        ),
    )
    assert list(carriers_as_named(SUPPLIER, settings)) == ["顺丰标快", "中通快递"]
    assert list(carriers_as_named("factory-b", settings)) == ["顺丰速运", "ZTO"]


def test_a_manifest_of_the_time_of_one_line_a_row_is_still_understood() -> None:
    key = line_key("1", "11")
    old: dict[str, Any] = {
        "sheet_row": 4,
        "row_key": "R1",
        "parcel_id": "P1",
        "line": key.model_dump(mode="json"),
    }
    row = ManifestRow.model_validate(old)
    assert (row.lines, row.line, row.order_text) == ((key,), key, "1")
    assert ManifestRow.model_validate_json(row.model_dump_json()) == row


def test_an_order_is_said_once_in_a_row_of_several() -> None:
    assert order_text(["2", "1", "2"]) == "2+1"
    assert order_text(["1"]) == "1"
