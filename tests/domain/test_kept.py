"""What stays bought of an order when something of it goes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale, AfterSaleLine, AfterSaleStatus
from hedan.domain.kept import kept_of, withdrawn_gifts
from hedan.domain.line_work import Fence, FenceCase, LineWork
from hedan.domain.orders import Line, Order, OrderStatus
from tests.domain.builders import NOW, line_key, make_after_sale, make_line, make_order, order_key

CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="7", changed_at=NOW, closes=True),))


def fenced(*line_ids: str) -> list[LineWork]:
    return [LineWork(key=line_key("1", line_id), fence=CLOSED) for line_id in line_ids]


def refund(line_id: str, quantity: int) -> AfterSale:
    lines = (AfterSaleLine(line_id=line_id, quantity=quantity),)
    return make_after_sale(order=order_key("1"), after_sale_id=f"7{line_id}", lines=lines)


def order(*lines: Line, **changes: object) -> Order:
    return make_order(*lines, key=order_key("1")).but(**changes)


def test_an_order_of_which_nothing_goes_back_is_itself() -> None:
    whole = order(make_line("1"), make_line("2"))
    assert kept_of(whole, fenced(), ()) is whole


def test_what_goes_back_is_taken_off_what_was_paid() -> None:
    lines = (make_line("1", paid_minor=300), make_line("2", paid_minor=700))
    whole = order(*lines, paid_minor=1010, payable_minor=1200)
    kept = kept_of(whole, fenced("2"), [refund("2", 1)])
    assert [line.line_id for line in kept.lines] == ["1"]
    assert (kept.paid_minor, kept.payable_minor) == (310, 500)


def test_what_the_platform_has_taken_off_itself_is_not_taken_off_twice() -> None:
    lines = (make_line("1", paid_minor=300), make_line("2", paid_minor=700))
    assert kept_of(order(*lines, paid_minor=300), fenced("2"), ()).paid_minor == 300


def test_a_line_that_was_called_off_without_a_refund_goes_back_too() -> None:
    whole = order(make_line("1"), make_line("2", status=OrderStatus.CANCELLED))
    assert [line.line_id for line in kept_of(whole, (), ()).lines] == ["1"]


def test_of_a_refund_of_pieces_the_others_are_kept() -> None:
    whole = order(make_line("1", quantity=3, paid_minor=1000))
    kept = kept_of(whole, fenced("1"), [refund("1", 1)])
    assert [(line.quantity, line.paid_minor) for line in kept.lines] == [(2, 667)]
    closed = refund("1", 1).but(status=AfterSaleStatus.CLOSED)
    assert kept_of(whole, fenced("1"), [closed]).lines == ()  # Fenced by what nobody here knows.


@pytest.mark.parametrize(
    ("gift_of", "kept", "withdrawn"),
    [
        (("1", "2"), {"1", "2"}, False),
        (("1", "2"), {"2"}, False),
        (("1", "2"), set(), True),
        (("1",), {"2"}, True),
        ((), {"2"}, False),  # Of whatever was paid for.
        ((), set(), True),
        (("404",), set(), False),  # Of another order.
        (("1", "404"), {"2"}, True),
    ],
)
def test_eb54_a_gift_of_the_platform_goes_back_with_all_that_earned_it(
    gift_of: tuple[str, ...], kept: set[str], withdrawn: bool
) -> None:
    gift = make_line("9", is_gift=True, gift_of=gift_of, paid_minor=0)
    whole = order(make_line("1"), make_line("2"), gift)
    assert withdrawn_gifts(whole, kept | {"9"}) == ({"9"} if withdrawn else frozenset())
    back = {"1", "2"} - kept
    stays = kept_of(whole, fenced(*back), [refund(line_id, 1) for line_id in back]).lines
    assert ("9" in {line.line_id for line in stays}) is not (withdrawn and bool(back))


def test_an_order_of_nothing_but_gifts_keeps_them() -> None:
    whole = order(make_line("8", is_gift=True), make_line("9", is_gift=True))
    assert withdrawn_gifts(whole, {"9"}) == frozenset()


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 10_000)), min_size=1, max_size=6),
    st.data(),
)
def test_pn20_what_is_kept_and_what_goes_back_are_the_whole(
    bought: list[tuple[int, int]], data: st.DataObject
) -> None:
    lines = [
        make_line(str(at), quantity=quantity, paid_minor=paid)
        for at, (quantity, paid) in enumerate(bought)
    ]
    back = {line.line_id: data.draw(st.integers(0, line.quantity)) for line in lines}
    cases = [refund(line_id, units) for line_id, units in back.items() if units]
    whole = order(*lines)
    kept = kept_of(whole, fenced(*(line_id for line_id, units in back.items() if units)), cases)
    units = {line.line_id: line.quantity for line in kept.lines}
    assert all(units.get(line.line_id, 0) + back[line.line_id] == line.quantity for line in lines)
    assert kept.paid_minor == sum(line.paid_minor for line in kept.lines)
    assert all(0 <= line.paid_minor <= whole.line(line.line_id).paid_minor for line in kept.lines)
