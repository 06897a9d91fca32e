"""How SKUs were bought: counted apart and added up is counted at once; quantiles are exact."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.orders import Line, Order, OrderStatus
from hedan.domain.sku_histories import (
    HISTORIES,
    SkuCount,
    SkuFold,
    add_up,
    histories,
    quantile,
)
from tests.domain.builders import make_line, make_order

LINES = st.builds(
    lambda sku, quantity, paid, status, is_gift: make_line(
        sku=sku, quantity=quantity, paid_minor=paid, status=status, is_gift=is_gift
    ),
    st.sampled_from(["A", "B", ""]),
    st.integers(1, 50),
    st.integers(0, 5000),
    st.sampled_from(list(OrderStatus)),
    st.booleans(),
)
ORDERS = st.builds(
    lambda lines, currency: make_order(*lines, currency=currency),
    st.lists(LINES, min_size=1, max_size=4),
    st.sampled_from(["CNY", "USD"]),
)
HISTOGRAMS = st.dictionaries(st.integers(0, 99), st.integers(1, 20), min_size=1)


def counted(*orders: Order) -> SkuFold:
    count = SkuCount()
    for order in orders:
        count.add_order(order)
    return count.fold()


def bought(*lines: Line, currency: str = "CNY") -> Order:
    return make_order(*lines, currency=currency)


@given(st.lists(ORDERS), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_whole_however_they_are_cut(orders: list[Order], chance) -> None:  # type: ignore[no-untyped-def]
    parts: list[list[Order]] = [[], [], []]
    for order in orders:
        chance.choice(parts).append(order)
    folds = [counted(*part) for part in parts]
    chance.shuffle(folds)
    whole = counted(*orders)
    assert add_up(folds) == whole
    assert add_up(folds).model_dump_json() == whole.model_dump_json()  # The file, too.


@given(st.lists(ORDERS))
def test_a_fold_survives_its_file(orders: list[Order]) -> None:
    fold = counted(*orders)
    assert SkuFold.model_validate_json(fold.model_dump_json()) == fold
    made = histories(fold)
    assert HISTORIES.validate_json(HISTORIES.dump_json(made)) == made


@given(HISTOGRAMS, st.integers(1, 100))
def test_a_quantile_is_what_sorting_all_values_gives(
    histogram: dict[int, int], percent: int
) -> None:
    values = sorted(Counter(histogram).elements())
    rank = -(-len(values) * percent // 100)
    assert quantile(histogram, percent) == values[rank - 1]


@pytest.mark.parametrize(("histogram", "percent"), [({}, 50), ({1: 1}, 0), ({1: 1}, 101)])
def test_there_is_no_such_quantile(histogram: dict[int, int], percent: int) -> None:
    with pytest.raises(ValueError, match="percentile"):
        quantile(histogram, percent)


def test_a_history_tells_quantities_and_the_price_of_a_unit() -> None:
    lines = [make_line(sku="A", quantity=2, paid_minor=200 + n) for n in range(9)]
    fold = counted(bought(*lines), bought(make_line(sku="A", quantity=40, paid_minor=4400)))
    (history,) = histories(fold).values()
    assert history.lines == 10
    assert (history.quantity_median, history.quantity_p99, history.quantity_max) == (2, 40, 40)
    assert history.price_median_minor == 102


def test_what_nobody_bought_is_left_out() -> None:
    left_out = [
        make_line(status=OrderStatus.CANCELLED),
        make_line(status=OrderStatus.UNPAID),
        make_line(status=OrderStatus.REPLACED),
        make_line(is_gift=True),
        make_line(sku=""),
    ]
    assert counted(bought(*left_out)) == SkuFold()


def test_a_price_is_in_the_currency_in_which_the_sku_is_bought_most() -> None:
    ours = [bought(make_line(sku="A", paid_minor=7000))] * 2
    abroad = bought(make_line(sku="A", paid_minor=900), currency="USD")
    assert histories(counted(*ours, abroad))["A"].price_median_minor == 7000
