"""Defects that were found while proving the domain, and stay mended."""

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState, fenced
from hedan.domain.orders import Order, take_order
from tests.domain.builders import NOW, RECEIVER, make_after_sale, make_order, make_work, minutes

BEFORE = make_order(changed_at=NOW)
ASKED = NOW + minutes(1)
AFTER = make_order(changed_at=NOW + minutes(2), receiver=RECEIVER.but(address_id="#another"))


def _quiet() -> Order | None:
    known = take_order(BEFORE, BEFORE, address_change_asked_at=ASKED)
    return take_order(known, AFTER)


def test_defect_1_a_repeated_wish_opens_the_answered_hold_again() -> None:
    known = _quiet()
    assert known is not None
    assert known.address_change_asked_at is None
    # The platform delivers at least once: the message of the wish comes a second time.
    assert take_order(known, AFTER, address_change_asked_at=ASKED) is None


def test_defect_1_a_wish_that_comes_after_its_answer_stands_for_ever() -> None:
    known = take_order(BEFORE, AFTER)  # The message of the changed address was quicker.
    assert known is not None
    known = take_order(known, AFTER, address_change_asked_at=ASKED) or known
    assert known.address_change_asked_at is None


def test_defect_2_an_older_telling_lifts_the_fence() -> None:
    asked_again = make_after_sale(changed_at=NOW + minutes(2))
    withdrawn_before = make_after_sale(AfterSaleStatus.CLOSED, changed_at=NOW + minutes(1))
    line = fenced(make_work(LineState.CLAIMED), asked_again)
    assert fenced(line, withdrawn_before) is line


@given(st.permutations(["a", "b", "c"]))
def test_defect_3_the_fence_remembers_the_order_of_arrival(order: list[str]) -> None:
    line, quiet = make_work(), make_work()
    for after_sale_id in order:
        line = fenced(line, make_after_sale(after_sale_id=after_sale_id))
    for after_sale_id in ("a", "b", "c"):
        quiet = fenced(quiet, make_after_sale(after_sale_id=after_sale_id))
    assert line == quiet
