"""What holds for every plan of any lines: promises 5, 6 and 7 of the design."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.merging import MergeRules
from hedan.domain.plan import Plan, PlannedParcel, plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from tests.domain.builders import NOW, hours, make_ready, minutes

rules = st.builds(
    MergeRules,
    enabled=st.booleans(),
    window_minutes=st.sampled_from([0, 15, 30]),
    orders_max=st.integers(2, 4),
    hurry_hours=st.sampled_from([0, 6]),
)
# What is true of a whole order, so that its lines agree.
orders = st.fixed_dictionaries(
    {
        "store": st.sampled_from(["shop-1", "shop-2"]),
        "buyer_id": st.sampled_from(["buyer-1", "buyer-1", "buyer-2"]),
        "merge_group": st.sampled_from(["group-1", "group-1", "group-2"]),
        "buyer_remark": st.sampled_from(["", "快", "改"]),
        "seller_memo": st.sampled_from(["", "快", "VIP"]),
        "paid_at": st.integers(0, 40).map(lambda ago: NOW - minutes(ago)),
    }
)
lines_of_orders = st.fixed_dictionaries(
    {
        "supplier": st.sampled_from(["factory-a", "factory-a", "factory-b"]),
        "quantity": st.integers(1, 5),
        "paid_minor": st.integers(0, 9999),
        "fixed_packing": st.sampled_from([False, False, True]),
        "is_gift": st.booleans(),
        "deadline": st.none() | st.integers(-2, 48).map(lambda left: NOW + hours(left)),
    }
)


@st.composite
def ready_lines(draw: st.DrawFn) -> list[ReadyLine]:
    drawn = draw(
        st.lists(st.tuples(orders, st.lists(lines_of_orders, min_size=1, max_size=3)), max_size=8)
    )
    return [
        make_ready(str(number), str(position)).but(**order, **line)
        for number, (order, lines) in enumerate(drawn)
        for position, line in enumerate(lines)
    ]


def planned(lines: Iterable[ReadyLine], rules: MergeRules, now: datetime = NOW) -> Plan:
    return plan_parcels(lines, PlanRules(rules), now, "wave-1")


def sources(parcel: PlannedParcel, lines: list[ReadyLine]) -> list[ReadyLine]:
    by_key = {line.key: line for line in lines}
    return [by_key[line.key] for line in parcel.lines]


@given(ready_lines(), rules)
def test_eb16_pn17_pn20_every_line_unit_and_cent_is_planned_or_left_exactly_once(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    plan = planned(lines, rules)
    by_key = {line.key: line for line in lines}
    gone = [(line.key, line.quantity, line.paid_minor) for p in plan.parcels for line in p.lines]
    left = [
        (key, by_key[key].quantity, by_key[key].paid_minor)
        for one in plan.left
        for key in one.lines
    ]
    assert Counter([*gone, *left]) == Counter(
        (line.key, line.quantity, line.paid_minor) for line in lines
    )


@given(ready_lines(), rules, st.randoms(use_true_random=False))
def test_the_order_in_which_lines_come_and_their_repetition_make_no_difference(
    lines: list[ReadyLine], rules: MergeRules, random: Random
) -> None:
    shuffled = [*lines, *lines[:2]]
    random.shuffle(shuffled)
    assert planned(shuffled, rules) == planned(lines, rules)


@given(ready_lines(), rules)
def test_only_what_may_meet_meets(lines: list[ReadyLine], rules: MergeRules) -> None:
    for parcel in planned(lines, rules).parcels:
        inside = sources(parcel, lines)
        assert {line.store for line in inside} == {parcel.store}
        assert {line.supplier for line in inside} == {parcel.supplier}
        assert len({line.buyer_id for line in inside}) == 1
        assert len({line.merge_group for line in inside}) == 1
        orders = {line.key.order for line in inside}
        assert len(orders) <= (rules.orders_max if rules.enabled else 1)
        assert len(inside) == 1 or not any(line.fixed_packing for line in inside)


@given(ready_lines(), rules)
def test_what_may_meet_and_goes_now_meets_as_far_as_the_limit_allows(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    by_key = {line.key: line for line in lines}
    parcels: Counter[tuple[str, ...]] = Counter()
    orders: defaultdict[tuple[str, ...], set[OrderKey]] = defaultdict(set)
    for parcel in planned(lines, rules).parcels:
        first = by_key[parcel.lines[0].key]
        if first.fixed_packing:
            continue
        apart = "" if rules.enabled else first.key.order.order_id
        group: tuple[str, ...] = (
            first.store,
            first.supplier,
            first.merge_group,
            first.buyer_id,
            apart,
        )
        parcels[group] += 1
        orders[group] |= {line.key.order for line in parcel.lines}
    for named, count in parcels.items():
        assert count == -(-len(orders[named]) // rules.orders_max)


@given(ready_lines(), rules)
def test_eb10_no_remark_is_lost_and_none_is_said_twice(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    for parcel in planned(lines, rules).parcels:
        said = [(remark.order, remark.text) for remark in parcel.remarks]
        assert len(said) == len(set(said))
        assert set(said) == {
            (line.key.order, text)
            for line in sources(parcel, lines)
            for text in (line.buyer_remark, line.seller_memo)
            if text
        }


@given(ready_lines(), rules)
def test_eb6_a_parcel_has_the_earliest_deadline_of_its_lines(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    for parcel in planned(lines, rules).parcels:
        known = [line.deadline for line in sources(parcel, lines) if line.deadline is not None]
        assert parcel.deadline == (min(known) if known else None)


@given(ready_lines(), rules)
def test_every_parcel_and_every_wait_has_a_reason(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    plan = planned(lines, rules)
    for reason in [r for p in plan.parcels for r in p.reasons] + [one.reason for one in plan.left]:
        code, _, words = reason.partition(": ")
        assert code
        assert words
    for parcel in plan.parcels:
        assert parcel.reasons
        merged = len({line.key.order for line in parcel.lines}) > 1
        assert merged is any(reason.startswith("MERGED ") for reason in parcel.reasons)


@given(ready_lines(), rules)
def test_parcel_ids_are_unique_and_stay_for_what_stays_together(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    parcels = planned(lines, rules).parcels
    ids = {parcel.parcel_id for parcel in parcels}
    assert len(ids) == len(parcels)
    gone = {line.key for parcel in parcels for line in parcel.lines}
    again = planned([line for line in lines if line.key in gone], rules, NOW + timedelta(days=9))
    # What travels alone is the same parcel whatever else is planned beside it.
    alone = {p.parcel_id for p in parcels if p.reasons[0].startswith("FIXED_PACKING")}
    assert alone <= {parcel.parcel_id for parcel in again.parcels}


def _left(plan: Plan) -> set[LineKey]:
    return {key for one in plan.left for key in one.lines}


@given(ready_lines(), rules)
def test_what_waits_goes_at_the_instant_it_was_told_and_not_before(
    lines: list[ReadyLine], rules: MergeRules
) -> None:
    first = planned(lines, rules)
    waiting = [line for line in lines if line.key in _left(first)]
    for one in first.left:
        assert one.until is not None
        assert one.until > NOW
        before = planned(waiting, rules, one.until - timedelta(microseconds=1))
        assert set(one.lines) <= _left(before)
        at = planned(waiting, rules, one.until)
        assert not set(one.lines) & _left(at)


@given(ready_lines(), rules)
def test_nobody_waits_without_need(lines: list[ReadyLine], rules: MergeRules) -> None:
    by_key = {line.key: line for line in lines}
    for one in planned(lines, rules).left:
        waiting = [by_key[key] for key in one.lines]
        assert one.until is not None
        assert rules.enabled
        assert not all(line.fixed_packing for line in waiting)
        assert len({line.key.order for line in waiting}) < rules.orders_max
        newest = max(line.paid_at for line in waiting)
        deadlines = [line.deadline for line in waiting if line.deadline is not None]
        assert newest + rules.window >= one.until
        assert all(deadline - rules.hurry >= one.until for deadline in deadlines)


@given(ready_lines(), rules)
def test_two_waves_never_plan_a_line_twice(lines: list[ReadyLine], rules: MergeRules) -> None:
    first = planned(lines, rules)
    rest = [line for line in lines if line.key in _left(first)]
    second = plan_parcels(rest, PlanRules(rules), NOW + timedelta(days=9), "wave-2")
    assert second.left == ()
    gone = [line.key for p in (*first.parcels, *second.parcels) for line in p.lines]
    assert sorted(map(str, gone)) == sorted(str(line.key) for line in lines)
