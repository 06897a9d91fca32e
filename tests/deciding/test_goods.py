"""What a platform's line is in SKUs of ours, and that nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.deciding.goods import Goods
from hedan.domain.edits import EditField
from hedan.domain.parts import Part
from hedan.settings import ListingPart, ListingSettings
from tests.deciding.builders import SETTINGS, edit, line

GOODS = Goods(SETTINGS)
STORE = "cup-shop"


def parts(sku: str, quantity: int = 1, sku_id: str = "") -> list[tuple[str, int, int]] | None:
    sold = line(sku=sku, paid_minor=700, quantity=quantity, sku_id=sku_id)
    found = GOODS.resolve(STORE, sold)
    return None if found is None else [(p.sku, p.quantity, p.paid_minor) for p in found]


def test_a_known_code_is_itself() -> None:
    assert GOODS.resolve(STORE, line(sku="CUP", quantity=3, paid_minor=700)) == (
        Part(sku="CUP", quantity=3, paid_minor=700, tracks_stock=True),
    )


def test_a_combo_is_its_parts() -> None:
    assert parts("SET", quantity=2) == [("CUP", 4, 600), ("BOX", 2, 100)]


def test_a_part_of_a_combo_bears_its_own_name() -> None:
    found = GOODS.resolve(STORE, line(sku="SET"))
    assert found is not None
    assert [part.name for part in found] == ["杯", "盒"]


def test_where_there_is_no_code_the_platforms_own_id_tells() -> None:
    assert parts("", sku_id="900") == [("BRUSH", 1, 700)]


def test_a_stores_own_entry_comes_before_one_for_every_store() -> None:
    assert parts("OLD") == [("BOX", 1, 700)]
    elsewhere = GOODS.resolve("other-shop", line(sku="OLD"))
    assert elsewhere is not None
    assert [part.sku for part in elsewhere] == ["CUP"]


def test_a_listed_item_comes_before_a_code_of_the_same_name() -> None:
    listing = ListingSettings(code="CUP", parts=(ListingPart(sku="CUP", quantity=6),))
    goods = Goods(SETTINGS.but(listings=(listing,)))
    found = goods.resolve(STORE, line(sku="CUP"))
    assert found is not None
    assert [(part.sku, part.quantity) for part in found] == [("CUP", 6)]


@pytest.mark.parametrize("sku", ["", "NOPE", "cup"])
def test_what_nobody_knows(sku: str) -> None:
    assert parts(sku) is None


def test_a_combo_with_an_unknown_part_is_resolved_for_a_check_to_find() -> None:
    assert parts("BROKEN") == [("CUP", 1, 350), ("NO-SUCH", 1, 350)]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("CUP", [("CUP", 2)]),
        ("CUP*3", [("CUP", 6)]),
        ("CUP*2,BOX*1", [("CUP", 4), ("BOX", 2)]),
        ("CUP × 2， BOX", [("CUP", 4), ("BOX", 2)]),
        ("NOPE", None),
        ("CUP,NOPE", None),
        ("CUP*0", None),
    ],
)
def test_what_a_person_says_comes_before_all(
    said: str, means: list[tuple[str, int]] | None
) -> None:
    found = GOODS.resolve(STORE, line(sku="SET", quantity=2), edit(EditField.SKU, said))
    assert (found and [(part.sku, part.quantity) for part in found]) == means


@given(
    st.lists(
        st.tuples(st.sampled_from(["CUP", "BOX", "BRUSH"]), st.integers(1, 9), st.integers(0, 9)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 10_000),
    st.integers(0, 10**9),
)
def test_units_and_cents_of_the_parts_equal_the_whole(
    listed: list[tuple[str, int, int]], quantity: int, paid: int
) -> None:
    listing = ListingSettings(
        code="X",
        parts=tuple(ListingPart(sku=sku, quantity=count, weight=w) for sku, count, w in listed),
    )
    goods = Goods(SETTINGS.but(listings=(listing,)))
    found = goods.resolve(STORE, line(sku="X", quantity=quantity, paid_minor=paid))
    assert found is not None
    assert [part.quantity for part in found] == [count * quantity for _, count, _ in listed]
    assert sum(part.paid_minor for part in found) == paid
    assert all(part.paid_minor >= 0 for part in found)
