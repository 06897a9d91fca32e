"""Parcels of the past: as the plan of a wave makes them, at the price tables' prices."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.deciding.freight import freight_minor
from hedan.deciding.past_parcels import (
    Going,
    Made,
    Terms,
    group_of,
    lines_going,
    parcels_of,
    wave_after,
)
from hedan.domain.line_work import LineWork, fenced
from hedan.domain.merging import MergeRules
from hedan.domain.parts import Handling, Part
from hedan.settings import Settings, SupplierSettings
from tests.domain.builders import (
    NOW,
    RECEIVER,
    hours,
    make_after_sale,
    make_line,
    make_work,
    minutes,
)
from tests.dry_run.builders import (
    SETTINGS,
    make_case,
    make_decision,
    make_finding,
    make_plan,
    past_order,
)

AIR = SETTINGS.carriers[0]


def going(order_id: str, at: datetime = NOW, **plan: Any) -> Going:
    """Return the only line of an order of the same buyer, decided at an instant."""
    line = make_line(f"{order_id}-1", deadline=at + hours(48))
    order = past_order(order_id, line, paid_at=at, created_at=at)
    return Going(order, make_plan(line.line_id).but(**plan), at)


def made(*lines: Going, settings: Settings = SETTINGS) -> Made:
    return parcels_of(list(lines), Terms(settings))


@pytest.mark.parametrize(
    ("grams", "price"), [(1, 1000), (1000, 1000), (1001, 1300), (2000, 1300), (2001, 1600)]
)
def test_freight_is_the_first_weight_and_each_further_one(grams: int, price: int) -> None:
    assert freight_minor(AIR, RECEIVER, grams) == price


def test_a_region_with_a_price_of_its_own_counts_before_everywhere_else() -> None:
    far = RECEIVER.but(province="新疆维吾尔自治区", city="乌鲁木齐市")
    assert freight_minor(AIR, far, 1500) == 2900


def test_no_price_for_a_region_is_no_price() -> None:
    only_far = AIR.but(prices=AIR.prices[:1])
    assert freight_minor(only_far, RECEIVER, 1500) is None


def test_one_buyers_orders_share_a_parcel() -> None:
    one, other = going("1"), going("2", at=NOW + minutes(5))
    assert group_of(one) == group_of(other)
    assert made(one, other).parcels.total() == 1


def test_orders_far_apart_do_not_meet() -> None:
    assert made(going("1"), going("2", at=NOW + hours(30))).parcels.total() == 2


def test_a_window_carries_the_first_order_into_the_next_wave() -> None:
    late = datetime(2026, 10, 1, 23, 50, tzinfo=UTC)  # The wave of midnight comes too early.
    assert made(going("1", at=late), going("2", at=late + minutes(15))).parcels.total() == 1
    no_window = SETTINGS.but(merge=MergeRules(window_minutes=0))
    apart = made(going("1", at=late), going("2", at=late + minutes(15)), settings=no_window)
    assert apart.parcels.total() == 2


def test_merging_switched_off_makes_a_parcel_an_order() -> None:
    off = SETTINGS.but(merge=MergeRules(enabled=False))
    assert made(going("1"), going("2"), settings=off).parcels.total() == 2


def test_what_travels_alone_or_in_fixed_packing_is_a_parcel_of_its_own() -> None:
    alone = going("2", handling=Handling(travels="alone"))
    box = going("3", parts=(Part(sku="BOX", quantity=1),))
    with_order = going("4", handling=Handling(travels="with_order"))
    for one in (alone, box, with_order):
        assert made(going("1"), one).parcels.total() == 2


def test_the_carrier_and_the_weight_of_all_parts_make_the_price() -> None:
    by_air = Handling(carrier="air")
    one, other = going("1", handling=by_air), going("2", handling=by_air)
    assert made(one, other) == Made(Counter({"air": 1}), 1300, 0)  # 1,400 g.


@pytest.mark.parametrize(
    "plan",
    [
        {},  # No carrier.
        {"handling": Handling(carrier="sea")},  # Not in the settings.
        {"handling": Handling(carrier="air"), "parts": ()},
        {"handling": Handling(carrier="air"), "parts": (Part(sku="BRUSH", quantity=1),)},
    ],
)
def test_a_price_that_nobody_knows_is_counted_apart(plan: dict[str, Any]) -> None:
    one = made(going("1", **plan))
    assert (one.freight_minor, one.freight_unknown) == (0, 1)


def test_lines_go_unless_held_or_fenced_or_without_supplier() -> None:
    case = make_case()
    (line,) = case.order.lines
    assert [one.plan.line_id for one in lines_going(case, make_decision(case))] == [line.line_id]
    held = make_decision(case, make_finding())
    assert lines_going(case, held) == []
    settled = case.but(settled=(make_finding().hold_id,))
    assert len(lines_going(settled, held)) == 1
    nobody = make_decision(case, lines=(make_plan(line.line_id, supplier=None),))
    assert lines_going(case, nobody) == []
    stopped = case.but(works=(_fenced(),))
    assert lines_going(stopped, make_decision(stopped)) == []


def _fenced() -> LineWork:

    return fenced(make_work(), make_after_sale())


def supplier(*cut_offs: str) -> SupplierSettings:
    return SupplierSettings(id="factory-a", name="x", cut_offs=cut_offs)


@pytest.mark.parametrize(
    ("cut_offs", "at", "wave"),
    [
        ((), datetime(2026, 10, 1, 12, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)),
        (
            ("16:30",),
            datetime(2026, 10, 1, 8, tzinfo=UTC),
            datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
        ),
        # At the very instant of a cut-off it is too late for it.
        (
            ("16:30",),
            datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
            datetime(2026, 10, 2, 8, 30, tzinfo=UTC),
        ),
        (
            ("16:30", "11:00"),
            datetime(2026, 10, 1, 20, tzinfo=UTC),
            datetime(2026, 10, 2, 3, tzinfo=UTC),
        ),
    ],
)
def test_the_next_wave_is_the_next_cut_off(
    cut_offs: tuple[str, ...], at: datetime, wave: datetime
) -> None:
    assert wave_after(at, supplier(*cut_offs)) == wave


def test_without_a_supplier_in_the_settings_the_day_ends_it() -> None:
    assert wave_after(NOW, None) == datetime(2026, 10, 2, tzinfo=UTC)
