"""Ids are derived, readable and the same for ever."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from hedan.domain.base import ALPHABET, SHORT_ID_CHARACTERS, Frozen, OrderKey, short_id
from tests.domain.builders import line_key, order_key


def test_short_id_is_pinned() -> None:
    # Computed once, apart from this code: sha256("1\x1f2") in base 32, lowest digit first.
    # Another value would give every stored parcel, stop and hold a second identity.
    assert short_id("P", "1", "2") == "P82CARBKC0YNP"


def test_short_id_is_the_prefix_and_twelve_readable_characters() -> None:
    one = short_id("P", "wave-1", "doudian:cup-shop:1/2")
    assert one[0] == "P"
    assert len(one) == 1 + SHORT_ID_CHARACTERS
    assert set(one[1:]) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32


@given(st.lists(st.text(alphabet="ab1", max_size=3), min_size=1, max_size=3), st.data())
def test_short_id_differs_when_the_parts_differ(parts: list[str], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.text(alphabet="ab1", max_size=3), min_size=1, max_size=3))
    assert (short_id("P", *parts) == short_id("P", *others)) == (parts == others)


@given(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True),
    st.from_regex(r"[^\s#]{1,40}", fullmatch=True),
)
def test_an_order_key_reads_what_it_wrote(store: str, order_id: str) -> None:
    key = OrderKey(platform="doudian", store=store, order_id=order_id)
    assert OrderKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "doudian", "doudian:shop", "doudian:shop:", "Dou:shop:1"])
def test_what_is_no_order_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        OrderKey.parse(text)


@pytest.mark.parametrize("order_id", ["1#2", "1 2", "1\n", "", "x" * 129])
def test_an_id_parts_no_table_key(order_id: str) -> None:
    with pytest.raises(ValidationError):
        order_key(order_id)


def test_a_line_key_names_its_order() -> None:
    assert str(line_key("1", "2")) == "doudian:cup-shop:1/2"


def test_nothing_undeclared_and_nothing_changed_in_place() -> None:
    class Value(Frozen):
        number: int

    value = Value(number=1)
    with pytest.raises(ValidationError):
        Value.__setattr__(value, "number", 2)
    with pytest.raises(ValidationError):
        Value.model_validate({"number": 1, "more": 2})
    assert value.but(number=2) == Value(number=2)


def test_a_changed_copy_is_what_pydantic_would_make() -> None:
    key = order_key("1")
    ours, theirs = key.but(order_id="2"), key.model_copy(update={"order_id": "2"})
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert ours.model_dump_json() == theirs.model_dump_json()
    assert key.order_id == "1"
    with pytest.raises(ValidationError):
        setattr(ours, "order_id", "3")  # noqa: B010 - the type checker knows better.


class Basket(Frozen):
    """A value with every kind of default."""

    owner: str
    size: int = 3
    goods: dict[str, int] = Field(default_factory=dict)
    notes: Mapping[str, str] = {}


def test_what_is_made_unchecked_is_what_a_check_would_let_through() -> None:
    made, checked = Basket.model_construct(size=5, owner="Li"), Basket(owner="Li", size=5)
    assert made == checked
    assert made.model_dump_json() == checked.model_dump_json()  # In the order of the fields.
    assert made.model_fields_set == checked.model_fields_set
    assert Basket.model_construct(owner="Li", goods={"CUP": 1}).goods == {"CUP": 1}


def test_no_two_values_share_what_could_be_changed() -> None:
    one, other = Basket.model_construct(owner="Li"), Basket.model_construct(owner="Li")
    one.goods["CUP"] = 1
    assert other == Basket(owner="Li")
    assert one.notes is not other.notes


def test_only_values_of_one_class_with_equal_fields_are_equal() -> None:
    class Other(Basket):
        pass

    assert Basket(owner="Li") != Other(owner="Li")
    assert Basket(owner="Li") != {"owner": "Li"}
    assert Basket(owner="Li") != Basket(owner="Wu")


def test_keys_that_are_equal_are_found_in_a_dictionary_and_others_are_not() -> None:
    here = OrderKey(platform="doudian", store="cup-shop", order_id="1")
    there = here.but(store="pot-shop")
    assert {here: 1, there: 2, line_key("1", "2"): 3} == {
        OrderKey.parse("doudian:cup-shop:1"): 1,
        OrderKey.parse("doudian:pot-shop:1"): 2,
        line_key("1", "2"): 3,
    }
    assert here != there
    assert hash(line_key("1", "2")) == hash(line_key("1", "2"))
