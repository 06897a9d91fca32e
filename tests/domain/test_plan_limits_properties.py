"""What holds for every plan by any rules: promises 5 and 6, and no limit that is ever broken."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import LineKey
from hedan.domain.merging import LINES_PER_PARCEL_MAX, Apart, MergeRules
from hedan.domain.parts import Handling
from hedan.domain.plan import Plan, plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import NO_SERVICE, ReadyLine, Service
from hedan.domain.splitting import PlatformLimits, SplitRules
from tests.domain.builders import NOW, RECEIVER, hours, make_ready, minutes, order_key

RISKS = st.sampled_from(["safe", "ask", "forbidden"])
merge_rules = st.builds(
    MergeRules,
    enabled=st.sampled_from([True, True, True, False]),
    window_minutes=st.sampled_from([0, 30]),
    orders_max=st.integers(2, 4),
    hurry_hours=st.sampled_from([0, 6]),
    gap_minutes=st.sampled_from([None, None, 10]),
    also=st.lists(st.sampled_from(Apart), unique=True).map(tuple),
    across_stores=st.booleans(),
    clear_text=RISKS,
    other_buyer=RISKS,
)
split_rules = st.builds(
    SplitRules,
    weight_grams_max=st.sampled_from([None, 1000]),
    volume_ml_max=st.sampled_from([None, 1000]),
    value_minor_max=st.sampled_from([None, 1000]),
    categories_apart=st.sampled_from([(), ("liquid",), ("liquid", "tea")]),
    by_stock_place=st.booleans(),
    by_date=st.booleans(),
)
platform_limits = st.builds(
    PlatformLimits,
    parcels_per_order_max=st.sampled_from([None, 1, 2]),
    units_per_parcel_max=st.sampled_from([None, 6]),
    same_sku_one_parcel=st.booleans(),
    ids_compare_across_stores=st.booleans(),
    clear_text=st.booleans(),
)
plan_rules = st.builds(
    PlanRules, merge_rules, split_rules, st.fixed_dictionaries({"doudian": platform_limits})
)
SHOWN = (
    RECEIVER.but(name="Ann", phone="1", detail="1 Main Street"),
    RECEIVER.but(address_id="#2", name="ann", phone="1", detail="1 main st."),
)
# An order is paid and sent one way; each of its lines may have a date of its own.
services = st.sampled_from([NO_SERVICE] * 4 + [Service(on_delivery=True), Service(country="HK")])
dates = st.sampled_from([None] * 4 + [NOW - hours(1), NOW + hours(1)])
handlings = st.sampled_from(
    [Handling()] * 4
    + [
        Handling(travels="with_order"),
        Handling(travels="alone"),
        Handling(company="w"),
        Handling(carrier="sf"),
        Handling(carrier="zto"),
    ]
)
orders = st.fixed_dictionaries(
    {
        "store": st.sampled_from(["shop-1", "shop-1", "shop-2"]),
        "owner": st.sampled_from(["", "ann"]),
        "buyer_id": st.sampled_from(["buyer-1", "buyer-1", "buyer-2", ""]),
        "merge_group": st.sampled_from(["group-1", "group-1", "group-2"]),
        "receiver": st.sampled_from(SHOWN),
        "paid_at": st.integers(0, 60).map(lambda ago: NOW - minutes(ago)),
        "handling": handlings,
        "service": services,
    }
)
lines_of_orders = st.fixed_dictionaries(
    {
        "sku": st.sampled_from(["CUP", "TEA", "BOX"]),
        "not_before": dates,
        "supplier": st.sampled_from(["factory-a", "factory-a", "factory-b"]),
        "quantity": st.integers(1, 5),
        "paid_minor": st.integers(0, 700),
        "weight_grams": st.integers(0, 1200),
        "volume_ml": st.integers(0, 700),
        "fixed_packing": st.sampled_from([False, False, False, True]),
        "is_gift": st.sampled_from([False, False, True]),
        "categories": st.sampled_from([(), (), ("liquid",), ("tea",), ("liquid", "tea")]),
        "stock_place": st.sampled_from(["", "east", "west"]),
        "gift_of": st.sampled_from([(), ("0",)]),
        "elsewhere": st.sampled_from([(), (), ("0",)]),
        "split_mark": st.sampled_from(["", "", "", "WEIGHT:0"]),
        "deadline": st.none() | st.integers(1, 48).map(lambda ahead: NOW + hours(ahead)),
    }
)


@st.composite
def ready_lines(draw: st.DrawFn) -> list[ReadyLine]:
    drawn = draw(
        st.lists(st.tuples(orders, st.lists(lines_of_orders, min_size=1, max_size=4)), max_size=8)
    )
    return [
        _line(str(number), str(position), order | line)
        for number, (order, lines) in enumerate(drawn)
        for position, line in enumerate(lines)
    ]


def _line(order_id: str, line_id: str, facts: dict[str, object]) -> ReadyLine:
    service = facts["service"]
    assert isinstance(service, Service)
    own = {name: value for name, value in facts.items() if name != "not_before"}
    own["service"] = service.but(not_before=facts["not_before"])
    line = make_ready(order_id, line_id).but(**own)
    return line.but(key=line.key.but(order=order_key(order_id, str(facts["store"]))))


def planned(lines: Iterable[ReadyLine], rules: PlanRules) -> Plan:
    return plan_parcels(lines, rules, NOW, "wave-1")


def _left(plan: Plan) -> list[LineKey]:
    return [key for one in plan.left for key in one.lines]


@given(ready_lines(), plan_rules)
def test_eb16_pn21_lines_units_and_cents_in_are_lines_units_and_cents_out(
    lines: list[ReadyLine], rules: PlanRules
) -> None:
    plan = planned(lines, rules)
    by_key = {line.key: line for line in lines}
    gone = [line for parcel in plan.parcels for line in parcel.lines]
    both = [*gone, *(by_key[key] for key in _left(plan))]
    assert Counter((line.key, line.quantity, line.paid_minor) for line in both) == Counter(
        (line.key, line.quantity, line.paid_minor) for line in lines
    )
    for parcel in plan.parcels:
        for told, line in zip(parcel.parcel("book").lines, parcel.lines, strict=True):
            assert (told.key, told.quantity) == (line.key, line.quantity)
            assert (told.paid_minor, told.parts) == (line.paid_minor, line.parts)


@given(ready_lines(), plan_rules, st.randoms(use_true_random=False))
def test_lines_in_any_order_make_the_same_plan(
    lines: list[ReadyLine], rules: PlanRules, random: Random
) -> None:
    shuffled = [*lines, *lines[:2]]
    random.shuffle(shuffled)
    assert planned(shuffled, rules) == planned(lines, rules)


@given(ready_lines(), plan_rules, ready_lines())
def test_two_waves_never_plan_a_line_twice(
    lines: list[ReadyLine], rules: PlanRules, more: list[ReadyLine]
) -> None:
    first = planned(lines, rules)
    waits = set(_left(first))
    new = [
        line.but(key=line.key.but(order=line.key.order.but(order_id=f"n{line.key.order.order_id}")))
        for line in more
    ]
    second = [line for line in lines if line.key in waits] + new
    plan = plan_parcels(second, rules, NOW + timedelta(days=9), "wave-2")
    gone = [line.key for p in (*first.parcels, *plan.parcels) for line in p.lines]
    assert len(gone) == len(set(gone))
    assert set(gone) | set(_left(plan)) == {line.key for line in (*lines, *new)}
    # After all dates and windows only gifts still wait, for goods that came to no wave.
    assert {one.reason.split(":")[0] for one in plan.left} <= {"GIFT_WAITS"}


@given(ready_lines(), plan_rules)
def test_only_one_line_alone_may_exceed_a_limit_and_it_is_said(
    lines: list[ReadyLine], rules: PlanRules
) -> None:
    limits = rules.limits["doudian"]
    for parcel in planned(lines, rules).parcels:
        measured = (
            (rules.split.weight_grams_max, sum(line.weight_grams for line in parcel.lines)),
            (rules.split.volume_ml_max, sum(line.volume_ml for line in parcel.lines)),
            (rules.split.value_minor_max, sum(line.paid_minor for line in parcel.lines)),
            (limits.units_per_parcel_max, sum(line.quantity for line in parcel.lines)),
        )
        assert len(parcel.lines) <= LINES_PER_PARCEL_MAX
        if any(most is not None and held > most for most, held in measured):
            assert any(reason.startswith("OVER_LIMIT") for reason in parcel.reasons)
            skus = {line.sku for line in parcel.lines}
            alone = len(parcel.lines) == 1 or (limits.same_sku_one_parcel and len(skus) == 1)
            # An address is a value of its own: what the platform wants whole stays whole.
            assert alone


@given(ready_lines(), plan_rules)
def test_eb1_eb4_eb9_eb17_only_what_may_meet_meets(
    lines: list[ReadyLine], rules: PlanRules
) -> None:
    for parcel in planned(lines, rules).parcels:
        inside = parcel.lines
        assert len({(line.supplier, line.key.order.platform) for line in inside}) == 1
        assert len({line.split_mark for line in inside}) == 1
        assert len({line.handling.carrier for line in inside} - {""}) <= 1
        if rules.split.by_stock_place:
            assert len({line.stock_place for line in inside}) == 1
        names = {line.key.order for line in inside}
        if len(names) == 1:
            continue
        assert len(names) <= rules.merge.orders_max
        assert {line.split_mark for line in inside} == {""}
        assert len({(line.service.on_delivery, line.service.country) for line in inside}) == 1
        words = {line.handling.company for line in inside}
        assert len(words) == 1
        if words == {""}:
            assert rules.merge.enabled
            assert {line.handling.travels for line in inside} == {"with_buyer"}
            if rules.merge.other_buyer != "safe":
                assert len({line.buyer_id for line in inside}) == 1
        if len({line.store for line in inside}) > 1:
            assert rules.merge.across_stores
            assert {line.owner for line in inside} == {"ann"}


@given(ready_lines(), plan_rules)
def test_eb53_no_parcel_of_gifts_goes_before_its_goods(
    lines: list[ReadyLine], rules: PlanRules
) -> None:
    plan = planned(lines, rules)
    goods = {
        (line.key.order, line.key.line_id)
        for parcel in plan.parcels
        for line in parcel.lines
        if not line.is_gift
    }
    for parcel in plan.parcels:
        if all(line.is_gift for line in parcel.lines):
            for line in parcel.lines:
                goes = {(line.key.order, earned) in goods for earned in line.gift_of}
                travels = set(line.gift_of) & set(line.elsewhere)
                assert not line.gift_of or travels or True in goes


@given(ready_lines(), plan_rules)
def test_pn23_more_parcels_than_the_platform_shows_are_told_of(
    lines: list[ReadyLine], rules: PlanRules
) -> None:
    most = rules.limits["doudian"].parcels_per_order_max
    if most is None:
        return
    plan = planned(lines, rules)
    parcels = Counter(order for p in plan.parcels for order in {line.key.order for line in p.lines})
    for parcel in plan.parcels:
        if any(parcels[line.key.order] > most for line in parcel.lines):
            assert any(reason.startswith("PLATFORM_LIMIT: the") for reason in parcel.reasons)
