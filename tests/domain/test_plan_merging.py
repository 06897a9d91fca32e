"""Which orders may meet, by example: what is certain, what a person says, what seems to be."""

import pytest

from hedan.domain.merging import Apart, MergeRules, Risk
from hedan.domain.orders import Receiver
from hedan.domain.parts import Handling
from hedan.domain.plan import plan_parcels
from hedan.domain.planning.alike import as_written
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine, Service
from hedan.domain.splitting import PlatformLimits
from tests.domain.builders import NOW, RECEIVER, hours, make_ready, minutes, order_key
from tests.domain.plan_helpers import (
    alike,
    codes,
    left,
    plan,
    rules,
    shown,
    together,
    with_line,
)

SHOWS = PlatformLimits(clear_text=True)


def asks(risk: Risk, **more: object) -> PlanRules:
    return rules(MergeRules(window_minutes=0, clear_text=risk).but(**more), limits=SHOWS)


# --- The same address in other words --------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Main St., Apt. 4", "12 main street  apartment 4"),
        ("１２ Main Street", "12, MAIN STREET"),
        ("5 Rd No. 3", "5 Road Number 3"),
        ("滨江区 长河路 1 号", "滨江区长河路1号"),
    ],
)
def test_pn14_two_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert as_written(shown(one)) == as_written(shown(other)) != ""


@pytest.mark.parametrize("phone", ["5550102030", "+1 555-010-2030", "001 (555) 010 2030"])
def test_pn14_a_phone_counts_however_it_is_written(phone: str) -> None:
    assert as_written(shown("1 Main St", phone=phone)) == as_written(shown("1 Main St"))


@pytest.mark.parametrize(
    "other",
    [
        {"detail": "13 Main St"},
        {"name": "Ann Li"},
        {"phone": "555 010 2031"},
        {"city": "San Juan"},
        {"country": "MX"},
    ],
)
def test_one_difference_makes_another_address(other: dict[str, object]) -> None:
    assert as_written(shown("12 Main St")) != as_written(shown("12 Main St").but(**other))


@pytest.mark.parametrize("masked", [{"name": "A**"}, {"phone": "555****30"}, {"detail": "1*"}])
def test_eb2_masked_text_is_compared_with_nothing(masked: dict[str, object]) -> None:
    assert as_written(shown("12 Main St").but(**masked)) == ""
    one, other = (alike(n, "x", receiver=shown("12 Main St").but(**masked)) for n in "12")
    planned = plan(one, other, by=asks("safe"))
    assert together(planned) == [["1/1a"], ["2/2a"]]
    assert planned.questions == ()


def test_no_address_is_no_address() -> None:
    assert as_written(shown("  ")) == as_written(shown("12 Main St", name=" ")) == ""


def test_pn14_what_is_safe_merges_and_says_why() -> None:
    planned = plan(alike("1", "12 Main St."), alike("2", "12 Main Street"), by=asks("safe"))
    assert together(planned) == [["1/1a", "2/2a"]]
    why = "MERGED 2 orders: same buyer, the address is written alike"
    assert planned.parcels[0].reasons[0] == why
    assert planned.questions == ()


def test_eb8_pn14_what_is_to_be_asked_stays_apart_and_says_so() -> None:
    planned = plan(alike("1", "12 Main St."), alike("2", "12 Main Street"), by=asks("ask"))
    assert together(planned) == [["1/1a"], ["2/2a"]]
    assert with_line(planned, "1a").reasons[1:] == (
        "NOT_MERGED: same buyer, the address is written alike: orders 2",
    )
    (question,) = planned.questions
    assert question.orders == (order_key("1"), order_key("2"))
    assert question.reason == "ALIKE: same buyer, the address is written alike"


def test_a_question_is_asked_while_the_orders_still_wait() -> None:
    late = {"paid_at": NOW - minutes(5)}
    planned = plan(
        alike("1", "12 Main St.", **late),
        alike("2", "12 Main Street", **late),
        by=asks("ask", window_minutes=30),
    )
    assert planned.parcels == ()
    assert len(planned.questions) == 1


def test_what_is_forbidden_is_not_even_asked() -> None:
    planned = plan(alike("1", "12 Main St."), alike("2", "12 Main Street"), by=asks("forbidden"))
    assert together(planned) == [["1/1a"], ["2/2a"]]
    assert planned.questions == ()


def test_text_counts_nothing_where_the_platform_shows_none() -> None:
    planned = plan(
        alike("1", "12 Main St."),
        alike("2", "12 Main St."),
        by=rules(MergeRules(clear_text="safe")),
    )
    assert together(planned) == [["1/1a"], ["2/2a"]]


def test_eb8_orders_of_one_buyer_in_two_groups_carry_a_warning() -> None:
    planned = plan(*(make_ready(n, n, merge_group=n) for n in "12345"), by=rules())
    assert with_line(planned, "1").reasons[1:] == (
        "NOT_MERGED: same buyer, not the same group: orders 2, 3, 4 and 1 more",
    )
    other = plan(
        make_ready("1", "1", merge_group="1"),
        make_ready("2", "2", merge_group="2", buyer_id="b"),
        by=rules(),
    )
    assert [codes(parcel) for parcel in other.parcels] == [["ALONE"], ["ALONE"]]


# --- Two buyers at one address --------------------------------------------------------------------


def at_one_address() -> list[ReadyLine]:
    return [
        make_ready("1", "a", merge_group="1", buyer_id="buyer-1"),
        make_ready("2", "b", merge_group="2", buyer_id="buyer-2"),
    ]


@pytest.mark.parametrize(
    ("risk", "parcels", "questions"), [("safe", 1, 0), ("ask", 2, 1), ("forbidden", 2, 0)]
)
def test_pn18_another_buyer_at_the_same_address_is_the_sellers_risk(
    risk: Risk, parcels: int, questions: int
) -> None:
    planned = plan(*at_one_address(), by=rules(MergeRules(window_minutes=0, other_buyer=risk)))
    assert (len(planned.parcels), len(planned.questions)) == (parcels, questions)


def test_pn18_two_buyers_of_one_group_stay_apart_by_default() -> None:
    planned = plan(make_ready("1", "a"), make_ready("2", "b", buyer_id="buyer-2"), by=rules())
    assert together(planned) == [["1/a"], ["2/b"]]


def test_pn18_two_buyers_whose_addresses_only_look_alike_need_both_risks() -> None:
    lines = [alike("1", "1 Main St"), alike("2", "1 Main Street", buyer_id="b")]
    cases: list[tuple[Risk, Risk, int, int]] = [
        ("safe", "safe", 1, 0),
        ("ask", "safe", 2, 1),
        ("safe", "ask", 2, 1),
        ("forbidden", "safe", 2, 0),
    ]
    for text, buyer, parcels, questions in cases:
        planned = plan(*lines, by=asks(text, other_buyer=buyer))
        assert (len(planned.parcels), len(planned.questions)) == (parcels, questions)


# --- Orders of another kind -----------------------------------------------------------------------

KINDS = {
    Apart.ON_DELIVERY: Service(on_delivery=True),
    Apart.PRESALE: Service(not_before=NOW - hours(1)),
    Apart.PLATFORM_LOGISTICS: Service(logistics_method="consolidation"),
    Apart.ABROAD: Service(country="HK"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_eb4_such_orders_stay_apart_unless_asked_for(kind: Apart) -> None:
    lines = [make_ready(n, n, service=KINDS[kind]) for n in "12"]
    apart = plan(*lines, by=rules())
    assert together(apart) == [["1/1"], ["2/2"]]
    assert [codes(parcel) for parcel in apart.parcels] == [["APART"], ["APART"]]
    asked = plan(*lines, by=rules(MergeRules(window_minutes=0, also=(kind,))))
    assert together(asked) == [["1/1", "2/2"]]


@pytest.mark.parametrize("kind", KINDS)
def test_eb1_eb4_asked_for_they_meet_only_their_own_kind(kind: Apart) -> None:
    lines = [make_ready("1", "1", service=KINDS[kind]), make_ready("2", "2")]
    planned = plan(*lines, by=rules(MergeRules(window_minutes=0, also=tuple(Apart))))
    assert together(planned) == [["1/1"], ["2/2"]]


def test_eb4_an_order_stays_whole_when_one_of_its_lines_was_sold_before_its_date() -> None:
    planned = plan(
        make_ready("1", "a", service=KINDS[Apart.PRESALE]),
        make_ready("1", "b"),
        make_ready("2", "c"),
        by=rules(),
    )
    assert together(planned) == [["1/a", "1/b"], ["2/c"]]


# --- Gaps, people, rules --------------------------------------------------------------------------


def test_eb3_the_largest_gap_closes_a_group() -> None:
    paid = {"1": 300, "2": 200, "3": 90, "4": 60}
    lines = [make_ready(n, n, paid_at=NOW - minutes(ago)) for n, ago in paid.items()]
    planned = plan(*lines, by=rules(MergeRules(window_minutes=0, gap_minutes=100)))
    assert together(planned) == [["1/1", "2/2"], ["3/3", "4/4"]]
    assert {"GAP" in codes(parcel) for parcel in planned.parcels} == {True}
    planned = plan(*lines, by=rules(MergeRules(window_minutes=0, gap_minutes=110)))
    assert len(planned.parcels) == 1


def wanted(order_id: str, word: str = "w", **changes: object) -> ReadyLine:
    line = make_ready(order_id, order_id, merge_group=order_id, handling=Handling(company=word))
    return line.but(**changes)


def test_a_persons_word_brings_orders_together_whatever_their_addresses() -> None:
    other = Receiver(**(RECEIVER.model_dump() | {"address_id": "#other", "detail": "2号"}))
    lines = [wanted("1"), wanted("2", receiver=other, buyer_id="b"), wanted("3", "x")]
    planned = plan(*lines, by=rules(MergeRules(enabled=False)))
    assert together(planned) == [["1/1", "2/2"], ["3/3"]]
    assert planned.parcels[0].reasons[0] == "MERGED 2 orders: a person's word, 'w'"


def test_a_persons_word_ends_at_the_store_and_at_the_kind_of_service() -> None:
    store = order_key("2", store="other-shop")
    key = make_ready("2", "2").key.but(order=store)
    for other in ({"store": "other-shop", "key": key}, {"service": KINDS[Apart.ON_DELIVERY]}):
        planned = plan(wanted("1"), wanted("2", **other), by=rules())
        assert together(planned) == [["1/1"], ["2/2"]]


def test_eb9_one_line_that_may_not_merge_keeps_its_whole_order_apart() -> None:
    apart = Handling(travels="with_order")
    planned = plan(
        make_ready("1", "a", handling=apart), make_ready("1", "b"), make_ready("2", "c"), by=rules()
    )
    assert together(planned) == [["1/a", "1/b"], ["2/c"]]


# --- Across the stores of one owner ---------------------------------------------------------------


def of_store(order_id: str, store: str, **changes: object) -> ReadyLine:
    line = make_ready(order_id, order_id, store=store, merge_group=order_id, owner="ann")
    return line.but(key=line.key.but(order=order_key(order_id, store)), **changes)


ACROSS = MergeRules(window_minutes=0, across_stores=True)
COMPARES = PlatformLimits(ids_compare_across_stores=True)


def test_stores_of_one_owner_meet_where_the_platforms_ids_allow_it() -> None:
    lines = [of_store("1", "shop-1"), of_store("2", "shop-2")]
    for merge, limits, parcels in (
        (ACROSS, COMPARES, 1),
        (ACROSS, PlatformLimits(), 2),
        (ACROSS.but(across_stores=False), COMPARES, 2),
    ):
        assert len(plan(*lines, by=rules(merge, limits=limits)).parcels) == parcels


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "bob"},
        {"owner": ""},
        {"buyer_id": "b"},
        {"receiver": RECEIVER.but(address_id="#2")},
    ],
)
def test_pn18_stores_meet_by_owner_buyer_and_address(other: dict[str, object]) -> None:
    lines = [of_store("1", "shop-1"), of_store("2", "shop-2", **other)]
    assert len(plan(*lines, by=rules(ACROSS, limits=COMPARES)).parcels) == 2


# --- When goods may leave -------------------------------------------------------------------------


def test_eb14_what_may_not_leave_yet_waits_alone() -> None:
    later = Service(not_before=NOW + hours(30))
    lines = [make_ready("1", "a"), make_ready("1", "b", service=later)]
    planned = plan(*lines, by=rules())
    assert (together(planned), left(planned)) == ([["1/a"]], [(["1/b"], "NOT_BEFORE")])
    assert planned.left[0].until == NOW + hours(30)
    at = plan_parcels([lines[1]], rules(), NOW + hours(30), "wave-2")
    assert together(at) == [["1/b"]]


def test_eb14_unless_parcels_are_split_by_date_the_order_waits_as_a_whole() -> None:
    later = Service(not_before=NOW + hours(30))
    by = rules()._replace(split=rules().split.but(by_date=False))
    planned = plan(
        make_ready("1", "a"), make_ready("1", "b", service=later), make_ready("2", "c"), by=by
    )
    assert together(planned) == [["2/c"]]
    assert left(planned) == [(["1/a", "1/b"], "NOT_BEFORE")]


# --- What merging saves ---------------------------------------------------------------------------


def price(carrier: str, receiver: Receiver, grams: int) -> int | None:
    return 500 + grams // 100 if carrier == "zto" else None


def test_saved_freight_is_reckoned_where_all_of_it_is_known() -> None:
    by = rules()._replace(price=price)
    zto = Handling(carrier="zto")
    one, other = (make_ready(n, n, weight_grams=1000, handling=zto) for n in "12")
    (parcel,) = plan(one, other, by=by).parcels
    assert (parcel.saved_minor, parcel.reasons[-1]) == (
        500,
        "SAVES 500: freight of parcels not sent",
    )
    assert parcel.parcel("book").saved_minor == 500
    for unknown in (other.but(weight_grams=0), other.but(handling=Handling(carrier="zto"))):
        lines = (one.but(handling=Handling()), unknown.but(handling=Handling()))
        assert plan(*lines, by=by).parcels[0].saved_minor is None
    assert plan(one, by=by).parcels[0].saved_minor is None
