"""When a decision says something new, and what a person's word takes the place of."""

import pytest
from pydantic import ValidationError

from hedan.domain.decisions import Decision, Given, Reasoning, said_anew
from hedan.domain.edits import Edit, EditField, Edits
from hedan.domain.reopening import reopened_by
from tests.domain.builders import NOW, RECEIVER, hours, make_line, make_order, order_key

SAID = Decision(
    order=order_key(), at=NOW, settings_version=1, order_version=1, priority=NOW, tags=("goods",)
)
NONE = Edits(order=order_key())


def edit(field: EditField, value: str, line_id: str = "") -> Edit:
    return Edit(field=field, value=value, line_id=line_id, by="li", at=NOW)


def test_the_same_said_later_of_a_newer_order_is_nothing_new() -> None:
    later = SAID.but(at=NOW + hours(1), order_version=2, settings_version=3, version=4)
    assert not said_anew(later, SAID)
    assert said_anew(SAID, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ("goods", "vip")},
        {"priority": NOW + hours(1)},
        {"facets": {"goods": "1: CUP*1"}},
        {"reasoning": Reasoning(given=(Given(rule_id="r", act="tag", value="vip"),))},
    ],
)
def test_anything_else_is(changes: dict[str, object]) -> None:
    assert said_anew(SAID.but(**changes), SAID)


def test_the_lines_own_word_counts_before_the_orders() -> None:
    edits = NONE.plus(edit(EditField.CARRIER, "sf")).plus(edit(EditField.CARRIER, "zto", "1"))
    own, orders = edits.standing(EditField.CARRIER, "1"), edits.standing(EditField.CARRIER, "2")
    assert own is not None
    assert orders is not None
    assert (own.value, orders.value) == ("zto", "sf")
    assert edits.standing(EditField.SUPPLIER, "1") is None


def test_a_later_word_takes_the_place_of_the_earlier_one() -> None:
    edits = NONE.plus(edit(EditField.CARRIER, "sf")).plus(edit(EditField.CARRIER, "zto"))
    assert [one.value for one in edits.edits] == ["zto"]
    assert edits.plus(edit(EditField.CARRIER, "")).edits == ()


def test_each_tag_has_a_word_of_its_own() -> None:
    edits = NONE.plus(edit(EditField.TAG, "+vip")).plus(edit(EditField.TAG, "-new"))
    edits = edits.plus(edit(EditField.TAG, "-vip"))
    assert {tag: one.value for tag, one in edits.tags().items()} == {"vip": "-vip", "new": "-new"}


@pytest.mark.parametrize(
    ("field", "value", "line_id"),
    [
        (EditField.TRAVELS, "fast", ""),
        (EditField.TAG, "vip", ""),
        (EditField.TAG, "+a b", ""),
        (EditField.TAG, "+vip", "1"),
        (EditField.PRIORITY, "soon", ""),
        (EditField.PRIORITY, "1", "1"),
    ],
)
def test_what_cannot_be_meant_is_no_decision(field: EditField, value: str, line_id: str) -> None:
    with pytest.raises(ValidationError):
        edit(field, value, line_id)


@pytest.mark.parametrize(
    ("changes", "facets"),
    [
        ({}, ()),
        ({"seller_memo": "x", "buyer_remark": "y", "flag": 3}, ()),
        ({"receiver": RECEIVER.but(address_id="other")}, ("address",)),
        ({"paid_minor": 1}, ("amount",)),
        ({"lines": (make_line(quantity=2),)}, ("goods",)),
        (
            {"lines": (make_line(quantity=2),), "paid_minor": 1, "receiver": RECEIVER.but(name="")},
            ("goods", "amount"),
        ),
    ],
)
def test_what_reopens_an_order_that_waits(
    changes: dict[str, object], facets: tuple[str, ...]
) -> None:
    assert reopened_by(make_order(), make_order().but(**changes)) == facets
    assert reopened_by(None, make_order()) == ()
