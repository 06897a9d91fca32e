"""What changed after an order went through: named, and never by telling who receives it."""

from hedan.domain.checks import Seen, facets_of, find, goods_saw
from hedan.domain.line_work import LineState
from hedan.domain.orders import Order
from tests.domain.builders import RECEIVER, make_line, make_order
from tests.domain.checks.builders import codes, evidence, see, work


def _claimed(order: Order, before: Order) -> Seen:
    return see(order, facets=facets_of(before), works={"1": work("1", LineState.CLAIMED)})


def test_a_change_names_what_changed_and_never_the_receiver() -> None:
    before = make_order(make_line("1"))
    moved = before.but(receiver=RECEIVER.but(address_id="#new", phone="1********99"))
    (text,) = evidence(_claimed(moved, before), "CHANGED")
    assert text.startswith("address: phone changed (id:")
    assert "99" not in text.partition("(")[0]


def test_another_change_is_another_hold() -> None:
    before = make_order(make_line("1"))
    ids = {
        find(_claimed(before.but(receiver=RECEIVER.but(address_id=one)), before))[0].hold_id
        for one in ("#a", "#b")
    }
    assert len(ids) == 2


def test_an_address_that_lost_its_id_is_compared_by_its_fields() -> None:
    before = make_order(make_line("1"))
    same = before.but(receiver=RECEIVER.but(address_id=""))
    assert codes(_claimed(same, before)) == []
    moved = before.but(receiver=RECEIVER.but(address_id="", city="宁波市"))
    assert codes(_claimed(moved, before)) == ["CHANGED"]


def test_goods_that_changed_are_named_before_and_after() -> None:
    before = make_order(make_line("1"))
    after = make_order(make_line("1", quantity=2))
    assert evidence(_claimed(after, before), "CHANGED") == [
        "goods: '1: CUP-RED-01*1' is now '1: CUP-RED-01*2'"
    ]


def test_a_line_that_is_gone_touches_what_was_decided_about_it() -> None:
    assert goods_saw(make_order(make_line("1")), "2") == "gone"
