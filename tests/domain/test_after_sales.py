"""Which after-sale forbids shipping, and which telling of it counts."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import (
    AfterSale,
    AfterSaleKind,
    AfterSaleLine,
    AfterSaleStatus,
    closes_fence,
    is_news,
)
from tests.domain.builders import NOW, make_after_sale, minutes
from tests.domain.fence_marks import forbids


def test_the_table_knows_every_pair() -> None:
    assert set(forbids()) == set(product(AfterSaleKind, AfterSaleStatus))


@pytest.mark.parametrize(("pair", "closes"), forbids().items())
def test_which_after_sale_closes_the_fence(pair: tuple[str, str], closes: bool) -> None:
    kind, status = AfterSaleKind(pair[0]), AfterSaleStatus(pair[1])
    assert closes_fence(kind, status) is closes
    assert make_after_sale(status, kind).closes is closes


def test_the_first_telling_is_news_and_its_repetition_is_not() -> None:
    told = make_after_sale()
    assert is_news(None, told)
    assert not is_news(told, told)


def test_a_later_instant_is_news_whatever_it_says() -> None:
    withdrawn = make_after_sale(AfterSaleStatus.CLOSED)
    again = make_after_sale(AfterSaleStatus.REQUESTED, changed_at=NOW + minutes(1))
    assert is_news(withdrawn, again)
    assert not is_news(again, withdrawn)


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (AfterSaleStatus.REQUESTED, AfterSaleStatus.AGREED),
        (AfterSaleStatus.REQUESTED, AfterSaleStatus.CLOSED),
        (AfterSaleStatus.REQUESTED, AfterSaleStatus.UNKNOWN),
        (AfterSaleStatus.AGREED, AfterSaleStatus.SUCCEEDED),
        (AfterSaleStatus.UNKNOWN, AfterSaleStatus.REFUSED),
    ],
)
def test_within_one_second_the_later_stage_counts(
    early: AfterSaleStatus, late: AfterSaleStatus
) -> None:
    assert is_news(make_after_sale(early), make_after_sale(late))
    assert not is_news(make_after_sale(late), make_after_sale(early))


tellings = st.lists(
    st.builds(
        lambda status, minute: make_after_sale(status, changed_at=NOW + minutes(minute)),
        st.sampled_from(AfterSaleStatus),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda told: told.age,  # Two tellings of one age do not differ on a platform.
)


@given(tellings)
def test_any_order_of_tellings_ends_with_the_same_one(told: list[AfterSale]) -> None:
    ends = set()
    for order in permutations([*told, told[0]]):
        known = None
        for fresh in order:
            known = fresh if is_news(known, fresh) else known
        assert known is not None
        ends.add((known.status, known.changed_at))
    assert len(ends) == 1


def test_every_line_is_named_once_with_its_gifts() -> None:
    after_sale = make_after_sale(
        lines=(
            AfterSaleLine(line_id="1", quantity=1, gift_lines=("2", "3")),
            AfterSaleLine(line_id="3", quantity=1),
            AfterSaleLine(line_id="4", quantity=2, gift_lines=("2",)),
        )
    )
    assert after_sale.line_ids == ("1", "2", "3", "4")


def test_of_two_ends_in_one_second_the_one_that_forbids_shipping_counts() -> None:
    refused = make_after_sale(AfterSaleStatus.REFUSED)
    succeeded = refused.but(status=AfterSaleStatus.SUCCEEDED)
    assert is_news(refused, succeeded)
    assert not is_news(succeeded, refused)
