"""A refund of some pieces of a line: named while it stands, and gone when the refund is."""

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.orders import Order
from hedan.domain.part_refunds import is_part, refunded_in_part
from tests.domain.builders import LINE_ID, make_after_sale, make_line, make_order


def _case(quantity: int, status: AfterSaleStatus = AfterSaleStatus.REQUESTED) -> AfterSale:
    after_sale = make_after_sale(status)
    line = after_sale.lines[0].but(quantity=quantity)
    return after_sale.but(lines=(line,))


def _order(quantity: int) -> Order:
    return make_order(lines=(make_line(LINE_ID, quantity=quantity),))


def test_a_part_refund_names_line_and_pieces() -> None:
    assert list(refunded_in_part(_order(3), _case(1))) == [(LINE_ID, 1, 3)]
    assert is_part(_order(3), _case(1))


def test_a_refund_of_all_pieces_is_no_part_refund() -> None:
    assert not is_part(_order(3), _case(3))


@pytest.mark.parametrize("status", [AfterSaleStatus.CLOSED, AfterSaleStatus.REFUSED])
def test_a_part_refund_that_is_over_leaves_nothing(status: AfterSaleStatus) -> None:
    assert not is_part(_order(3), _case(1, status))


def test_a_line_of_another_order_is_none_of_ours() -> None:
    other = make_order(lines=(make_line("another-line", quantity=3),))
    assert not is_part(other, _case(1))
