"""Merge and split by example: who travels with whom, who waits, and the words for it."""

import pytest
from pydantic import TypeAdapter

from hedan.domain.base import short_id
from hedan.domain.line_work import LineState
from hedan.domain.merging import LINES_PER_PARCEL_MAX, MergeRules
from hedan.domain.parcels import ParcelState, Remark
from hedan.domain.parts import Handling, Part
from hedan.domain.plan import Plan, PlannedParcel, plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import LineGoods, ReadyLine, ready_line
from tests.domain.builders import (
    NOW,
    RECEIVER,
    hours,
    line_key,
    make_line,
    make_order,
    make_part,
    make_ready,
    make_work,
    minutes,
    order_key,
)

RULES = MergeRules(window_minutes=30, orders_max=3, hurry_hours=6)
WAITING: dict[str, object] = {"paid_at": NOW - minutes(10)}


def plan(*lines: ReadyLine, rules: MergeRules = RULES) -> Plan:
    return plan_parcels(lines, PlanRules(merge=rules), NOW, "wave-1")


def members(planned: Plan) -> list[list[str]]:
    """Return the parcels as order/line, those of the first orders first."""
    return sorted(
        [f"{line.key.order.order_id}/{line.key.line_id}" for line in parcel.lines]
        for parcel in planned.parcels
    )


def only(planned: Plan) -> PlannedParcel:
    assert len(planned.parcels) == 1
    assert planned.left == ()
    return planned.parcels[0]


def codes(parcel: PlannedParcel) -> list[str]:
    return [reason.split(":")[0] for reason in parcel.reasons]


def test_eb1_pn15_orders_of_one_merge_group_travel_together() -> None:
    parcel = only(plan(make_ready("1", "a"), make_ready("2", "b"), make_ready("2", "c")))
    assert [str(line.key) for line in parcel.lines] == [
        "doudian:cup-shop:1/a",
        "doudian:cup-shop:2/b",
        "doudian:cup-shop:2/c",
    ]
    assert parcel.reasons == ("MERGED 2 orders: platform merge group group-1, same buyer",)


@pytest.mark.parametrize(
    "other",
    [
        {"store": "other-shop"},
        {"supplier": "factory-b"},
        {"merge_group": "group-2"},
        {"buyer_id": "buyer-2"},
    ],
)
def test_eb1_one_difference_keeps_orders_apart(other: dict[str, object]) -> None:
    planned = plan(make_ready("1", "a"), make_ready("2", "b", **other))
    assert members(planned) == [["1/a"], ["2/b"]]
    warned = ["ALONE", "NOT_MERGED"] if "merge_group" in other else ["ALONE"]
    assert [codes(parcel) for parcel in planned.parcels] == [warned, warned]


def test_eb2_equal_masks_and_addresses_alone_merge_nothing() -> None:
    first, second = make_ready("1", "a", merge_group="1"), make_ready("2", "b", merge_group="2")
    assert first.receiver == second.receiver
    assert members(plan(first, second)) == [["1/a"], ["2/b"]]


def test_eb14_lines_of_different_suppliers_of_one_order_travel_apart_and_say_so() -> None:
    planned = plan(
        make_ready("1", "a", other_suppliers=("factory-b",)),
        make_ready("1", "b", supplier="factory-b", other_suppliers=("factory-a",)),
    )
    assert members(planned) == [["1/a"], ["1/b"]]
    reasons = {parcel.supplier: parcel.reasons[-1] for parcel in planned.parcels}
    assert reasons == {
        "factory-a": "SUPPLIER: other lines come from factory-b",
        "factory-b": "SUPPLIER: other lines come from factory-a",
    }


def test_eb14_pn22_fixed_packing_travels_alone_with_all_its_units() -> None:
    planned = plan(
        make_ready("1", "a"),
        make_ready("1", "b", sku="GIFT-BRUSH", is_gift=True, fixed_packing=True, quantity=2),
        make_ready("2", "c", sku="GIFT-BRUSH", is_gift=True, fixed_packing=True),
        make_ready("2", "d"),
    )
    assert members(planned) == [["1/a", "2/d"], ["1/b"], ["2/c"]]
    by_code = {parcel.lines[0].key.line_id: parcel for parcel in planned.parcels}
    assert by_code["b"].lines[0].quantity == 2
    assert by_code["b"].reasons == ("FIXED_PACKING: SKU GIFT-BRUSH travels alone",)
    assert codes(by_code["a"]) == ["MERGED 2 orders", "FIXED_PACKING"]


def test_eb3_an_order_waits_for_others_and_says_until_when() -> None:
    planned = plan(make_ready("1", "a", **WAITING))
    assert planned.parcels == ()
    assert [(left.lines, left.until) for left in planned.left] == [
        ((line_key("1", "a"),), NOW + minutes(20))
    ]
    assert planned.left[0].reason.startswith("MERGE_WINDOW: ")


def test_the_window_counts_from_the_newest_payment_of_the_group() -> None:
    planned = plan(make_ready("1", "a", paid_at=NOW - hours(3)), make_ready("2", "b", **WAITING))
    assert planned.parcels == ()
    assert [left.until for left in planned.left] == [NOW + minutes(20)]
    assert planned.left[0].lines == (line_key("1", "a"), line_key("2", "b"))


def test_the_window_ends_on_the_instant() -> None:
    assert codes(only(plan(make_ready(paid_at=NOW - minutes(30))))) == ["ALONE"]
    assert plan(make_ready(paid_at=NOW - minutes(29))).left


def test_pn19_a_near_deadline_ends_the_wait_of_the_whole_group() -> None:
    parcel = only(
        plan(
            make_ready("1", "a", **WAITING),
            make_ready("2", "b", **WAITING, deadline=NOW + hours(5)),
        )
    )
    assert codes(parcel) == ["MERGED 2 orders", "HURRY"]
    assert parcel.deadline == NOW + hours(5)


def test_pn19_the_wait_ends_when_the_deadline_becomes_near() -> None:
    planned = plan(make_ready("1", "a", **WAITING, deadline=NOW + hours(6) + minutes(5)))
    assert [left.until for left in planned.left] == [NOW + minutes(5)]


def test_a_gift_that_travels_alone_waits_with_its_goods() -> None:
    gift = make_ready("1", "b", **WAITING, fixed_packing=True, is_gift=True)
    planned = plan(make_ready("1", "a", **WAITING), gift)
    assert planned.parcels == ()
    assert planned.left[0].lines == (line_key("1", "a"), line_key("1", "b"))


def test_what_travels_alone_anyway_waits_for_nobody() -> None:
    planned = plan(
        make_ready("1", "a", **WAITING, fixed_packing=True), make_ready("2", "b", **WAITING)
    )
    assert members(planned) == [["1/a"]]
    assert [left.lines for left in planned.left] == [(line_key("2", "b"),)]


def test_eb12_a_full_parcel_goes_at_once_and_the_rest_waits() -> None:
    paid = [NOW - minutes(10 - number) for number in range(4)]
    planned = plan(*(make_ready(str(n), "a", paid_at=at) for n, at in enumerate(paid)))
    assert members(planned) == [["0/a", "1/a", "2/a"]]
    assert codes(planned.parcels[0]) == ["MERGED 3 orders", "FULL"]
    assert [left.lines for left in planned.left] == [(line_key("3", "a"),)]
    assert planned.left[0].until == paid[3] + minutes(30)


def test_merging_can_be_switched_off() -> None:
    planned = plan(
        make_ready("1", "a", **WAITING),
        make_ready("1", "b", **WAITING),
        make_ready("2", "c", **WAITING),
        rules=MergeRules(enabled=False),
    )
    assert members(planned) == [["1/a", "1/b"], ["2/c"]]
    assert [codes(parcel) for parcel in planned.parcels] == [["MERGE_OFF"], ["MERGE_OFF"]]
    assert planned.left == ()


def test_an_order_too_big_for_one_claim_is_split() -> None:
    count = 2 * LINES_PER_PARCEL_MAX + 1
    planned = plan(*(make_ready("1", f"{n:03}") for n in range(count)), make_ready("2", "x"))
    of_big = [parcel for parcel in planned.parcels if parcel.lines[0].key.line_id != "x"]
    assert sorted(len(parcel.lines) for parcel in of_big) == [
        1,
        LINES_PER_PARCEL_MAX,
        LINES_PER_PARCEL_MAX,
    ]
    assert ["FULL" in codes(parcel) for parcel in of_big] == [True, True, True]
    assert members(planned)[-1] == ["2/x"]  # Once parted, an order meets no other.


def _counted(*skus: str) -> tuple[Part, ...]:
    return tuple(make_part(sku, tracks_stock=True) for sku in skus)


@pytest.mark.parametrize(
    ("orders", "parts"),
    [
        ({f"{n}": 1 for n in range(60)}, ()),
        ({"1": 49, "2": 49}, _counted("A")),
        ({f"{n}": 2 for n in range(30)}, _counted("A", "B", "C")),
    ],
    ids=["many orders", "many lines", "many pieces"],
)
def test_no_parcel_is_more_than_one_transaction(
    orders: dict[str, int], parts: tuple[Part, ...]
) -> None:
    lines = [
        make_ready(
            order, f"{order}-{n}", parts=tuple(one.but(sku=f"{one.sku}{n}") for one in parts)
        )
        for order, count in orders.items()
        for n in range(count)
    ]
    planned = plan(*lines, rules=MergeRules(orders_max=100))
    assert len(planned.parcels) > 1
    assert sum(len(parcel.lines) for parcel in planned.parcels) == len(lines)
    by_key = {line.key: line for line in lines}
    for parcel in planned.parcels:
        mine = [by_key[line.key] for line in parcel.lines]
        named = {line.key.order for line in mine}
        entries = [(line.key, part.sku) for line in mine for part in line.parts]
        claim = 2 + len(mine) + 2 * len(named)
        shipping = 3 + len(mine) + len(named) + len(entries) + len({sku for _, sku in entries})
        assert max(claim, shipping) <= 100


def test_eb10_pn10_every_remark_is_kept_with_its_order_and_once() -> None:
    parcel = only(
        plan(
            make_ready("1", "a", buyer_remark="快", seller_memo="VIP"),
            make_ready("1", "b", buyer_remark="快", seller_memo="VIP"),
            make_ready("2", "c", buyer_remark="快", seller_memo="  "),
        )
    )
    assert parcel.remarks == (
        Remark(order=order_key("1"), text="快"),
        Remark(order=order_key("1"), text="VIP"),
        Remark(order=order_key("2"), text="快"),
    )


def test_every_part_of_a_split_order_carries_its_remark() -> None:
    planned = plan(
        make_ready("1", "a", buyer_remark="快"),
        make_ready("1", "b", buyer_remark="快", fixed_packing=True),
    )
    assert [parcel.remarks for parcel in planned.parcels] == [
        (Remark(order=order_key("1"), text="快"),)
    ] * 2


def test_the_parcel_goes_to_the_receiver_of_the_order_paid_first() -> None:
    later = RECEIVER.but(address_id="#another-day")
    parcel = only(
        plan(
            make_ready("1", "a", paid_at=NOW - hours(2), receiver=later),
            make_ready("2", "b", paid_at=NOW - hours(9)),
        )
    )
    assert parcel.receiver == RECEIVER
    assert [line.key.order.order_id for line in parcel.lines] == ["2", "1"]


def test_goods_stand_before_gifts() -> None:
    parcel = only(plan(make_ready("1", "a", is_gift=True), make_ready("1", "b")))
    assert [line.key.line_id for line in parcel.lines] == ["b", "a"]


def test_parcels_come_by_deadline_and_those_without_one_last() -> None:
    planned = plan(
        make_ready("1", "a", merge_group="1", deadline=None),
        make_ready("2", "b", merge_group="2", deadline=NOW + hours(9)),
        make_ready("3", "c", merge_group="3", deadline=NOW + hours(8)),
    )
    assert [parcel.deadline for parcel in planned.parcels] == [NOW + hours(8), NOW + hours(9), None]


def test_a_line_read_twice_counts_once_in_its_newest_version() -> None:
    old, new = make_ready(line_version=3), make_ready(line_version=4, quantity=2)
    for lines in ((old, new), (new, old), (new, old, new)):
        parcel = only(plan(*lines))
        assert [(line.quantity, line.line_version) for line in parcel.lines] == [(2, 4)]


def test_the_claim_learns_the_versions_that_were_seen() -> None:
    parcel = only(plan(make_ready("1", "a", order_version=7, line_version=3), make_ready("2", "b")))
    seen = [(str(one.key), one.order_version, one.line_version) for one in parcel.lines]
    assert seen == [
        ("doudian:cup-shop:1/a", 7, 3),
        ("doudian:cup-shop:2/b", 1, 1),
    ]


def test_the_parcels_id_is_derived_from_wave_and_lines() -> None:
    parcel = only(plan(make_ready("1", "a"), make_ready("2", "b")))
    assert parcel.parcel_id == short_id(
        "P", "wave-1", "doudian:cup-shop:1/a", "doudian:cup-shop:2/b"
    )
    other = plan_parcels(
        [make_ready("1", "a"), make_ready("2", "b")], PlanRules(RULES), NOW, "wave-2"
    )
    assert only(other).parcel_id != parcel.parcel_id


def test_a_planned_parcel_becomes_a_claimed_one() -> None:
    planned = only(plan(make_ready(buyer_remark="快")))
    parcel = planned.parcel("factory-a-000001")
    assert parcel.state is ParcelState.CLAIMED
    assert (parcel.workbook, parcel.wave_id) == ("factory-a-000001", "wave-1")
    shared = ("parcel_id", "store", "supplier", "receiver", "remarks", "deadline", "reasons")
    assert [getattr(parcel, name) for name in shared] == [getattr(planned, name) for name in shared]
    (line,) = parcel.lines
    for name in type(line).model_fields:
        assert getattr(line, name) == getattr(planned.lines[0], name)


def test_nothing_in_nothing_out() -> None:
    assert plan() == Plan(parcels=(), left=())


def test_a_ready_line_brings_order_and_work_together() -> None:
    order = make_order(make_line("1", deadline=None), buyer_remark="快", seller_memo="VIP").but(
        version=4
    )
    work = make_work(LineState.READY, key=line_key(line_id="1"), version=6)
    ready = ready_line(
        order,
        work,
        LineGoods(fixed_packing=True),
        other_suppliers=["factory-b", "factory-a", "factory-b"],
    )
    valid = TypeAdapter(ReadyLine)
    assert valid.validate_json(valid.dump_json(ready)) == ready
    assert ready.merge_group == order.key.order_id
    assert ready.deadline == order.deadline
    assert ready.paid_at == order.paid_at
    assert ready.other_suppliers == ("factory-b",)
    assert (ready.order_version, ready.line_version) == (4, 6)
    assert (ready.buyer_remark, ready.seller_memo) == ("快", "VIP")
    assert (ready.supplier, ready.fixed_packing) == ("factory-a", True)
    assert ready_line(order, work, merge_group="g").merge_group == "g"
    unpaid = order.but(paid_at=None)  # Cash on delivery.
    assert ready_line(unpaid, work).paid_at == order.created_at


def test_a_ready_line_needs_its_supplier_and_its_order() -> None:
    with pytest.raises(ValueError, match="supplier"):
        ready_line(make_order(), make_work())
    other = make_work(LineState.READY, key=line_key(line_id="9"))
    with pytest.raises(KeyError):
        ready_line(make_order(), other)


# --- What rules and people ask for ----------------------------------------------------------------


def handled(order: str, line: str, **wishes: object) -> ReadyLine:
    return make_ready(order, line).but(handling=Handling.model_validate(wishes))


def test_eb9_an_order_that_may_not_merge_travels_alone_and_waits_for_nobody() -> None:
    apart = make_ready("1", "a", **WAITING).but(handling=Handling(travels="with_order"))
    planned = plan(apart, make_ready("2", "b"), make_ready("2", "c"))
    assert members(planned) == [["1/a"], ["2/b", "2/c"]]
    assert codes(planned.parcels[0]) + codes(planned.parcels[1]) == ["NEVER_MERGE", "ALONE"]


def test_a_line_that_is_split_off_says_that_no_packing_was_the_reason() -> None:
    planned = plan(handled("1", "a", travels="alone"), make_ready("1", "b"))
    assert members(planned) == [["1/a"], ["1/b"]]
    assert {reason for parcel in planned.parcels for reason in codes(parcel)} >= {"SPLIT"}


def test_a_parcel_has_one_carrier() -> None:
    planned = plan(
        handled("1", "a", carrier="sf"), handled("2", "b", carrier="yto"), make_ready("3", "c")
    )
    assert members(planned) == [["1/a", "3/c"], ["2/b"]]
    asked = {parcel.lines[0].key.order.order_id: parcel.reasons[-1] for parcel in planned.parcels}
    assert asked == {"1": "CARRIER: asks for sf", "2": "CARRIER: asks for yto"}


def test_a_window_of_its_own_beats_the_general_one() -> None:
    waits = make_ready("1", "a", **WAITING).but(handling=Handling(merge_window_minutes=15))
    goes = make_ready("2", "b", **WAITING | {"buyer_id": "other"}).but(
        handling=Handling(merge_window_minutes=10)
    )
    planned = plan(waits, goes)
    assert members(planned) == [["2/b"]]
    assert [left.until for left in planned.left] == [NOW + minutes(5)]


def test_parts_and_wishes_reach_the_parcel() -> None:
    parts = (Part(sku="CUP", quantity=2, paid_minor=100), Part(sku="BOX", quantity=1))
    line = make_ready("1", "a").but(parts=parts, handling=Handling(package="foil", notes=("n",)))
    (shipped,) = only(plan(line)).parcel("book").lines
    assert (shipped.contents, shipped.handling) == (parts, line.handling)
    (plain,) = only(plan(make_ready("1", "b"))).parcel("book").lines
    assert [(part.sku, part.quantity) for part in plain.contents] == [(plain.sku, plain.quantity)]
