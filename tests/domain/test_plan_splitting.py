"""What parts an order, by example: packing, kind, weight, size, worth, place, platform."""

import pytest

from hedan.domain.merging import LINES_PER_PARCEL_MAX
from hedan.domain.parts import Handling
from hedan.domain.plan import Plan, plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from hedan.domain.splitting import PlatformLimits, SplitRules
from tests.domain.builders import NOW, make_ready, minutes
from tests.domain.plan_helpers import codes, left, plan, rules, together, with_line


def splits(**limits: object) -> PlanRules:
    return rules(split=SplitRules().but(**limits))


def shows(**limits: object) -> PlanRules:
    return rules(limits=PlatformLimits().but(**limits))


# --- Weight, size, worth --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "measure", "code"),
    [
        ("weight_grams_max", "weight_grams", "WEIGHT"),
        ("volume_ml_max", "volume_ml", "VOLUME"),
        ("value_minor_max", "paid_minor", "VALUE"),
    ],
)
def test_eb14_too_much_for_one_parcel_is_divided_and_marked(
    limit: str, measure: str, code: str
) -> None:
    sizes = {"a": 600, "b": 500, "c": 400, "d": 300}
    lines = [make_ready("1", name, **{measure: size}) for name, size in sizes.items()]
    planned = plan(*lines, by=splits(**{limit: 1000}))
    assert together(planned) == [["1/a", "1/c"], ["1/b", "1/d"]]
    assert {parcel.split_mark for parcel in planned.parcels} == {f"{code}:a", f"{code}:b"}
    assert [codes(parcel) for parcel in planned.parcels] == [[code], [code]]


def test_orders_that_are_too_much_together_travel_apart_unmarked() -> None:
    lines = [make_ready(n, n, weight_grams=600) for n in "12"]
    planned = plan(*lines, by=splits(weight_grams_max=1000))
    assert together(planned) == [["1/1"], ["2/2"]]
    assert {parcel.split_mark for parcel in planned.parcels} == {""}


def test_a_line_too_heavy_alone_goes_alone_and_says_so() -> None:
    lines = [make_ready("1", "a", weight_grams=5000), make_ready("1", "b", weight_grams=1)]
    planned = plan(*lines, by=splits(weight_grams_max=1000))
    assert together(planned) == [["1/a"], ["1/b"]]
    assert codes(with_line(planned, "a")) == ["WEIGHT", "OVER_LIMIT"]
    (parcel,) = plan(lines[0], by=splits(weight_grams_max=1000)).parcels
    assert codes(parcel) == ["ALONE", "OVER_LIMIT"]


def test_what_nobody_has_weighed_counts_nothing() -> None:
    lines = [make_ready("1", name) for name in "abc"]
    assert len(plan(*lines, by=splits(weight_grams_max=1)).parcels) == 1


# --- Kinds and places -----------------------------------------------------------------------------


def kind(order: str, line: str, *categories: str) -> ReadyLine:
    return make_ready(order, line, categories=categories)


def test_eb14_kinds_of_goods_travel_apart() -> None:
    planned = plan(
        kind("1", "a", "tea"),
        kind("1", "b", "liquid"),
        kind("1", "c", "liquid", "tea"),
        kind("2", "d"),
        by=splits(categories_apart=("liquid",)),
    )
    assert together(planned) == [["1/a", "2/d"], ["1/b", "1/c"]]
    assert with_line(planned, "b").split_mark == "CATEGORY:b"
    assert codes(with_line(planned, "b")) == ["CATEGORY"]
    assert codes(with_line(planned, "a")) == ["MERGED 2 orders", "BESIDE"]


def test_an_order_of_one_kind_is_not_parted_and_meets_its_kind() -> None:
    lines = [kind("1", "a", "liquid"), kind("2", "b", "liquid"), kind("3", "c")]
    planned = plan(*lines, by=splits(categories_apart=("liquid",)))
    assert together(planned) == [["1/a", "2/b"], ["3/c"]]
    assert {parcel.split_mark for parcel in planned.parcels} == {""}


def placed(order: str, line: str, place: str) -> ReadyLine:
    return make_ready(order, line, stock_place=place)


def test_eb14_goods_in_two_places_travel_apart_and_meet_others_of_their_place() -> None:
    lines = [placed("1", "a", "east"), placed("1", "b", "west"), placed("2", "c", "west")]
    planned = plan(*lines, by=splits())
    assert together(planned) == [["1/a"], ["1/b", "2/c"]]
    assert {parcel.split_mark for parcel in planned.parcels} == {""}
    assert {"PLACE" in codes(parcel) for parcel in planned.parcels} == {True}
    assert len(plan(*lines, by=splits(by_stock_place=False)).parcels) == 1


# --- Marks ----------------------------------------------------------------------------------------


def again(planned: Plan, *others: ReadyLine, by: PlanRules) -> Plan:
    """Plan the same lines once more, each with the mark that its claim wrote."""
    marked = [
        line.but(split_mark=parcel.split_mark)
        for parcel in planned.parcels
        for line in parcel.lines
    ]
    return plan_parcels([*marked, *others], by, NOW, "wave-2")


@pytest.mark.parametrize(
    "by",
    [
        splits(weight_grams_max=1000),
        splits(categories_apart=("liquid",)),
        shows(units_per_parcel_max=3),
    ],
)
def test_eb17_pn24_what_was_parted_meets_nothing_again(by: PlanRules) -> None:
    lines = [
        make_ready("1", "a", weight_grams=600, categories=("liquid",), quantity=2),
        make_ready("1", "b", weight_grams=600, quantity=2),
    ]
    first = plan(*lines, by=by)
    assert together(first) == [["1/a"], ["1/b"]]
    marked = [line for parcel in first.parcels if parcel.split_mark for line in parcel.lines]
    assert marked
    for rested in (by, rules()):  # Even when the rule is gone.
        second = again(first, make_ready("2", "c"), by=rested)
        for line in marked:
            assert len(with_line(second, line.key.line_id).lines) == 1


def test_eb17_pn24_fixed_packing_and_a_rules_split_are_marked() -> None:
    lines = [
        make_ready("1", "a", fixed_packing=True),
        make_ready("1", "b", handling=Handling(travels="alone")),
        make_ready("1", "c"),
    ]
    planned = plan(*lines, by=rules())
    assert [with_line(planned, name).split_mark for name in "abc"] == [
        "FIXED_PACKING:a",
        "SPLIT:b",
        "",
    ]
    loosened = [line.but(fixed_packing=False, handling=Handling()) for line in lines]
    marks = ("FIXED_PACKING:a", "SPLIT:b", "")
    marked = [line.but(split_mark=mark) for line, mark in zip(loosened, marks, strict=True)]
    assert together(plan(*marked, by=rules())) == [["1/a"], ["1/b"], ["1/c"]]


def test_lines_of_one_mark_stay_together_and_wait_for_nobody() -> None:
    late = {"paid_at": NOW - minutes(1), "split_mark": "WEIGHT:a"}
    planned = plan(make_ready("1", "a", **late), make_ready("1", "b", **late), by=PlanRules())
    assert together(planned) == [["1/a", "1/b"]]
    assert planned.parcels[0].split_mark == "WEIGHT:a"
    assert codes(planned.parcels[0]) == ["PART"]


# --- What a platform can show ---------------------------------------------------------------------


def test_pn23_more_units_than_the_platform_shows_are_divided() -> None:
    lines = [make_ready("1", name, quantity=150) for name in "abcd"]
    planned = plan(*lines, by=shows(units_per_parcel_max=400))
    assert [len(parcel.lines) for parcel in planned.parcels] == [2, 2]
    assert [codes(parcel) for parcel in planned.parcels] == [["UNITS"], ["UNITS"]]


def test_eb18_pn22_units_of_one_line_never_travel_in_two_parcels() -> None:
    planned = plan(make_ready("1", "a", quantity=500), by=shows(units_per_parcel_max=400))
    (parcel,) = planned.parcels
    assert parcel.lines[0].quantity == 500
    assert codes(parcel) == ["ALONE", "OVER_LIMIT"]


def test_pn23_one_sku_stays_in_one_parcel_where_the_platform_wants_it() -> None:
    lines = [
        make_ready("1", "a", sku="X", weight_grams=600),
        make_ready("1", "b", sku="Y", weight_grams=600),
        make_ready("1", "c", sku="X", weight_grams=300),
        make_ready("1", "d", sku="X", fixed_packing=True),
    ]
    by = splits(weight_grams_max=1000)
    free = plan(*lines, by=by)
    assert together(free) == [["1/a", "1/c"], ["1/b"], ["1/d"]]
    bound = plan(
        *lines, by=by._replace(limits={"doudian": PlatformLimits(same_sku_one_parcel=True)})
    )
    assert together(bound) == [["1/a", "1/c", "1/d"], ["1/b"]]


def test_pn23_what_the_platform_cannot_show_is_put_back_together() -> None:
    lines = [make_ready("1", "a"), make_ready("1", "b", fixed_packing=True), make_ready("2", "c")]
    planned = plan(*lines, by=shows(parcels_per_order_max=1))
    assert together(planned) == [["1/a", "1/b"], ["2/c"]]
    parcel = with_line(planned, "a")
    assert parcel.split_mark == ""
    assert codes(parcel) == ["PLATFORM_LIMIT"]


def test_pn22_pn23_what_cannot_be_put_back_is_said_at_the_plan() -> None:
    heavy = [make_ready("1", name, weight_grams=900) for name in "abc"]
    by = PlanRules(
        rules().merge,
        SplitRules(weight_grams_max=1000),
        {"doudian": PlatformLimits(parcels_per_order_max=2)},
    )
    planned = plan(*heavy, by=by)
    assert len(planned.parcels) == 3
    why = "PLATFORM_LIMIT: the platform shows at most 2 parcels of order 1"
    assert {parcel.reasons[-1] for parcel in planned.parcels} == {why}
    fewer = plan(*heavy[:2], by=by)
    assert {"PLATFORM_LIMIT" in codes(parcel) for parcel in fewer.parcels} == {False}
    elsewhere = plan(*(line.but(elsewhere=("z",)) for line in heavy[:2]), by=by)
    assert {"PLATFORM_LIMIT" in codes(parcel) for parcel in elsewhere.parcels} == {True}


def test_a_divided_order_keeps_to_what_one_transaction_holds() -> None:
    lines = [make_ready("1", f"{n:03}", weight_grams=1) for n in range(3 * LINES_PER_PARCEL_MAX)]
    planned = plan(*lines, by=splits(weight_grams_max=60))
    assert [len(parcel.lines) for parcel in planned.parcels] == [LINES_PER_PARCEL_MAX] * 3


# --- Gifts after their goods ----------------------------------------------------------------------


def gift(**changes: object) -> ReadyLine:
    one = make_ready("1", "g", is_gift=True, paid_minor=0, fixed_packing=True, gift_of=("a",))
    return one.but(**changes)


def test_eb53_a_gift_goes_with_the_wave_of_its_goods() -> None:
    assert together(plan(make_ready("1", "a"), gift(), by=rules())) == [["1/a"], ["1/g"]]


@pytest.mark.parametrize("goods", [(), (make_ready("1", "b"),), (make_ready("2", "a"),)])
def test_eb53_gifts_alone_do_not_leave_before_their_goods(goods: tuple[ReadyLine, ...]) -> None:
    planned = plan(gift(), *goods, by=rules())
    assert left(planned) == [(["1/g"], "GIFT_WAITS")]
    assert planned.left[0].until is None
    assert len(planned.parcels) == len(goods)


def test_eb53_a_gift_follows_goods_that_travel_already() -> None:
    assert together(plan(gift(elsewhere=("a",)), by=rules())) == [["1/g"]]


def test_eb53_a_gift_waits_as_long_as_its_goods_do() -> None:
    late = {"paid_at": NOW - minutes(10)}
    planned = plan(
        make_ready("1", "a", stock_place="east", **late),
        gift(stock_place="west", **late),
        by=PlanRules(),
    )
    assert left(planned) == [(["1/a"], "MERGE_WINDOW"), (["1/g"], "GIFT_WAITS")]
    assert {one.until for one in planned.left} == {NOW + minutes(20)}


def test_eb53_gifts_of_two_orders_part_when_the_goods_of_one_are_not_there() -> None:
    other = make_ready("2", "h", is_gift=True, gift_of=("z",))
    mine = gift(fixed_packing=False, elsewhere=("a",))
    planned = plan(mine, other, by=rules())
    assert together(planned) == [["1/g"]]
    assert left(planned) == [(["2/h"], "GIFT_WAITS")]
    assert together(plan(mine, other, make_ready("3", "x"), by=rules())) == [["1/g", "2/h", "3/x"]]


def test_an_order_of_gifts_has_nothing_to_wait_for() -> None:
    assert together(plan(gift(gift_of=()), by=rules())) == [["1/g"]]
