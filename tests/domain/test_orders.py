"""Which telling of an order is kept. The platform's time of change decides, not the arrival."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hedan.domain.orders import LINES_PER_ORDER_MAX, Order, OrderStatus, take_order
from tests.domain.builders import NOW, RECEIVER, make_line, make_order, minutes

MOVED = RECEIVER.but(address_id="#another")


def told(minute: int, **changes: object) -> Order:
    return make_order(changed_at=NOW + minutes(minute), **changes)


def test_the_first_telling_is_kept_as_it_is() -> None:
    assert take_order(None, told(0)) == told(0)


def test_an_old_telling_changes_nothing() -> None:
    known = told(2, seller_memo="new").but(version=3)
    assert take_order(known, told(1, seller_memo="old")) is None


def test_the_same_telling_again_changes_nothing_wherever_its_payload_lies() -> None:
    known = told(1).but(version=3, raw="raw/1")
    assert take_order(known, told(1).but(raw="raw/2")) is None


def test_a_newer_telling_replaces_the_facts_and_keeps_our_version() -> None:
    known = told(1).but(version=3, raw="raw/1")
    fresh = told(2, seller_memo="发票").but(raw="raw/2")
    assert take_order(known, fresh) == fresh.but(version=3)


def test_within_one_second_the_later_reading_counts() -> None:
    known = told(1, seller_memo="old")
    assert take_order(known, told(1, seller_memo="new")) == told(1, seller_memo="new")


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True).flatmap(
        lambda times: st.tuples(
            st.just(times),
            st.lists(st.sampled_from(OrderStatus), min_size=len(times), max_size=len(times)),
        )
    )
)
def test_any_order_and_repetition_of_tellings_ends_the_same(
    drawn: tuple[list[int], list[OrderStatus]],
) -> None:
    tellings = [
        told(minute, status=status, seller_memo=f"{minute}")
        for minute, status in zip(*drawn, strict=True)
    ]
    newest = max(tellings, key=lambda order: order.changed_at)
    for order in permutations([*tellings, tellings[0]]):
        known: Order | None = None
        for fresh in order:
            known = take_order(known, fresh) or known
        assert known == newest


ASKED = NOW + minutes(5)


def test_a_wish_for_another_address_is_kept_until_the_address_changes() -> None:
    known = take_order(told(0), told(0), address_change_asked_at=ASKED)
    assert known is not None
    assert known.address_change_asked_at == ASKED
    known = take_order(known, told(6, seller_memo="seen"))
    assert known is not None
    assert known.address_change_asked_at == ASKED
    known = take_order(known, told(7, receiver=MOVED))
    assert known is not None
    assert known.address_change_asked_at is None
    assert known.receiver == MOVED


def test_a_wish_that_comes_with_the_first_telling_is_kept() -> None:
    known = take_order(None, told(0), address_change_asked_at=ASKED)
    assert known is not None
    assert known.address_change_asked_at == ASKED


def test_a_wish_that_comes_with_an_old_telling_is_kept_with_the_newer_facts() -> None:
    known = told(3, seller_memo="new").but(version=2)
    assert take_order(known, told(1), address_change_asked_at=ASKED) == known.but(
        address_change_asked_at=ASKED
    )


def test_the_latest_of_two_wishes_counts() -> None:
    known = told(0).but(address_change_asked_at=ASKED)
    assert take_order(known, told(0), address_change_asked_at=ASKED - minutes(1)) is None
    later = take_order(known, told(0), address_change_asked_at=ASKED + minutes(1))
    assert later is not None
    assert later.address_change_asked_at == ASKED + minutes(1)


def test_an_address_that_changed_before_the_wish_does_not_answer_it() -> None:
    known = told(0).but(address_change_asked_at=ASKED)
    fresh = take_order(known, told(4, receiver=MOVED))
    assert fresh is not None
    assert fresh.address_change_asked_at == ASKED


def test_a_line_is_found_by_its_id() -> None:
    order = make_order(make_line("1"), make_line("2", sku="B"))
    assert order.line("2").sku == "B"
    with pytest.raises(KeyError):
        order.line("3")


def test_an_order_has_lines_and_not_too_many() -> None:
    values = make_order().model_dump()
    for count in (0, LINES_PER_ORDER_MAX + 1):
        values["lines"] = [make_line(str(number)).model_dump() for number in range(count)]
        with pytest.raises(ValidationError):
            Order.model_validate(values)
