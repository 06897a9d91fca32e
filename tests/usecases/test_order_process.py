"""From Check to Ready: what is stored, what goes back, who gets scarce stock, what waits."""

from datetime import datetime, timedelta

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.edits import EditField
from hedan.domain.findings import Ends, Finding, Post, Severity
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OrderStatus, Payment
from hedan.domain.rules import AddGift, HoldIt, Route, Rule
from hedan.settings import ListingPart, ListingSettings, Settings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.edit_order import Wish, edit_order
from hedan.usecases.orders.hold_order import hold_at_once, hold_order
from hedan.usecases.orders.recheck_held import recheck_held
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from tests.domain.builders import NOW, hours, make_line, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives

KEY = order_key("1")
OTHER = order_key("2")


@pytest.fixture
def stage() -> Stage:
    """Five cups, and one order of a cup and a mug that was taken in."""
    return taken()


def taken() -> Stage:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.take(stage.hint())
    return stage


def ready() -> Stage:
    stage = taken()
    stage.look()
    return stage


def codes(stage: Stage, key: OrderKey = KEY) -> list[str]:
    return [hold.finding.code for hold in stage.desk.order_file(key).holds.open]


def decision(stage: Stage, key: OrderKey = KEY) -> Decision:
    found = stage.desk.order_file(key).decision
    assert found is not None
    return found


def reserved_cups(stage: Stage) -> int:
    return stage.desk.stock(["CUP"])["CUP"].reserved


def with_rules(*rules: Rule, **changes: object) -> Settings:
    return SETTINGS.but(rules=rules, **changes)


def rule(rule_id: str, when: str, *then: AddGift | HoldIt | Route) -> Rule:
    return Rule(id=rule_id, author="li", when=when, then=then)


class Started:
    """What was started, and what is woken when."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.names: set[str] = set()
        self.wakes: list[tuple[str, datetime]] = []

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Note it, once by name."""
        assert machine == "order"
        if name not in self.names:
            self.names.add(name)
            self.orders.append(str(payload["order"]))

    def wake(self, order: str, at: datetime) -> None:
        """Note it."""
        self.wakes.append((order, at))


# --- Reserve --------------------------------------------------------------------------------------


def test_the_decision_is_stored_with_the_lines_that_it_reserves(stage: Stage) -> None:
    before = len(stage.desk.events)
    reserved = reserve_stock(KEY, deciding=stage.deciding(), now=stage.now)
    assert reserved.outcome == "reserved"
    assert reserved.suppliers == {"11": "factory-a", "12": "factory-a"}
    assert stage.events()[before:] == ["lines_reserved"]  # One transaction.
    stored = decision(stage)
    assert [plan.supplier for plan in stored.lines] == ["factory-a", "factory-a"]
    assert stage.line("11").parts == stored.line("11").parts
    assert stage.line("11").tags == stored.tags
    assert reserved_cups(stage) == 1


def test_looking_again_stores_nothing(stage: Stage) -> None:
    stage.look()
    before = len(stage.desk.events)
    stage.later()
    stage.look()
    assert len(stage.desk.events) == before
    assert set(stage.states().values()) == {LineState.READY}


def test_a_combo_reserves_each_of_its_skus() -> None:
    stage = Stage()
    stage.stock_in(5)
    parts = (ListingPart(sku="CUP", quantity=2), ListingPart(sku="MUG"))
    settings = SETTINGS.but(listings=(ListingSettings(code="SET", parts=parts),))
    stage.place("SET")
    stage.take(stage.hint())
    stage.look(settings=settings)
    assert [(part.sku, part.quantity) for part in stage.line("11").parts] == [
        ("CUP", 2),
        ("MUG", 1),
    ]
    assert reserved_cups(stage) == 2


def test_what_a_person_let_go_on_without_a_supplier_waits_for_one_again() -> None:
    stage = Stage()
    stage.place("NOPE")
    stage.take(stage.hint())
    stage.look()
    (hold,) = stage.desk.order_file(KEY).holds.open
    release_hold(KEY, hold.hold_id, "li", desk=stage.desk, now=stage.now)
    stage.later()
    stage.look()
    assert codes(stage) == ["ROUTE_MISSING"]


def test_an_order_of_two_hundred_lines_goes_through_and_back() -> None:
    stage = Stage()
    stage.stock_in(500)
    stage.place(*["CUP"] * 200)
    stage.take(stage.hint())
    stage.look()
    assert list(stage.states().values()) == [LineState.READY] * 200
    assert reserved_cups(stage) == 200
    found = Finding(code="MEMO", severity=Severity.ASK, evidence="x", fix="y", ends=Ends.PERSON)
    hold_order(KEY, [found], deciding=stage.deciding(), now=stage.now)
    assert list(stage.states().values()) == [LineState.NEW] * 200
    assert reserved_cups(stage) == 0


# --- Changes after intake -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lines": (make_line("11", sku="CUP", quantity=2),)}, "goods"),
        ({"paid_minor": 1}, "amount"),
    ],
)
def test_a_change_reopens_what_waits_at_once_and_says_why(
    changes: dict[str, object], reason: str
) -> None:
    stage = ready()
    stage.later()
    stage.platform.change_order("1", stage.now, **changes)
    stage.take(stage.hint())
    assert set(stage.states().values()) == {LineState.NEW}
    assert reserved_cups(stage) == 0
    told = stage.desk.events[-1].event
    assert reason in told.facts["reopened"].split(",")
    stage.look()
    assert stage.desk.order_file(KEY).order is not None


def test_several_reasons_reopen_an_order_once() -> None:
    stage = ready()
    stage.later()
    lines = (make_line("11", sku="CUP", quantity=3), make_line("12", sku="MUG"))
    stage.platform.change_order("1", stage.now, lines=lines, paid_minor=2 * 5990 + 1)
    stage.take(stage.hint())
    told = [one.event for one in stage.desk.events if one.event.facts.get("reopened")]
    assert [event.facts["reopened"] for event in told] == ["goods,amount"]


def test_a_remark_leaves_waiting_lines_where_they_are() -> None:
    stage = ready()
    stage.later()
    stage.platform.change_order("1", stage.now, seller_memo="VIP")
    stage.take(stage.hint())
    assert set(stage.states().values()) == {LineState.READY}


def test_lines_that_are_decided_otherwise_go_back_and_on() -> None:
    stage = ready()
    routed = with_rules(rule("all-b", "true", Route(supplier="factory-b")))
    stage.later()
    stage.look(settings=routed)
    assert {stage.line(line).supplier for line in ("11", "12")} == {"factory-b"}
    assert set(stage.states().values()) == {LineState.READY}
    assert "lines_taken_back" in stage.events()
    assert reserved_cups(stage) == 1


def test_another_deadline_reaches_the_lines_that_wait() -> None:
    stage = ready()
    stage.later()
    stage.platform.change_lines("1", stage.now, deadline=NOW + hours(30))
    stage.take(stage.hint())
    stage.look()
    assert stage.line("11").deadline == NOW + hours(30)
    assert set(stage.states().values()) == {LineState.READY}


# --- Scarce stock ---------------------------------------------------------------------------------


def bought(stage: Stage, order_id: str, left: float | None, *skus: str) -> None:
    """A buyer of their own has paid, with so many hours left, and the order was taken in."""
    due = None if left is None else NOW + hours(left)
    stage.place(*skus or ("CUP",), order_id=order_id, deadline=due, buyer_id=order_id)
    stage.platform.change_lines(order_id, stage.now, deadline=due)
    stage.take(stage.hint(order_id))


def scarce(first: float | None, second: float | None) -> Stage:
    """One cup. The first order is ready with it when the second comes: their deadlines in hours."""
    stage = Stage()
    stage.stock_in(1)
    for order_id, left in (("1", first), ("2", second)):
        bought(stage, order_id, left)
        stage.look(order_id)
    return stage


def test_scarce_stock_goes_to_the_earliest_and_the_loser_is_told_why() -> None:
    stage = scarce(first=48, second=10)
    assert stage.line("21", "2").state is LineState.READY
    assert stage.line("11").state is LineState.NEW
    assert reserved_cups(stage) == 1
    (hold,) = stage.desk.order_file(KEY).holds.open
    assert hold.finding.code == "STOCK_GIVEN"
    assert "order 2" in hold.finding.evidence
    assert decision(stage, OTHER).priority.isoformat() in hold.finding.evidence
    told = [one.event for one in stage.desk.events if one.event.facts.get("opened")]
    assert [(event.facts["order"], event.facts["opened"]) for event in told] == [
        (str(KEY), "STOCK_GIVEN")
    ]


@pytest.mark.parametrize(("first", "second"), [(10, 48), (10, 10), (None, 10)])
def test_who_is_as_early_gives_nothing(first: float | None, second: float) -> None:
    stage = scarce(first, second)
    assert stage.line("11").state is LineState.READY
    assert stage.line("21", "2").state is LineState.NEW
    assert codes(stage, OTHER) == ["STOCK_SHORT"]


def test_nobody_loses_stock_that_would_not_be_enough() -> None:
    stage = Stage()
    stage.stock_in(1)
    bought(stage, "1", 48)
    bought(stage, "2", 10, "CUP", "CUP")
    stage.look("1")
    stage.look("2")
    assert stage.line("11").state is LineState.READY
    assert codes(stage, OTHER) == ["STOCK_SHORT"]


def test_what_is_with_a_supplier_is_not_taken_back() -> None:
    stage = Stage()
    stage.stock_in(1)
    bought(stage, "1", 48)
    stage.make_ready()
    stage.wave()
    bought(stage, "2", 1)
    stage.look("2")
    assert stage.line("11").state is LineState.CLAIMED
    assert codes(stage, OTHER) == ["STOCK_SHORT"]


def second_is_urgent() -> Stage:
    stage = Stage()
    stage.stock_in(1)
    bought(stage, "1", 48)
    bought(stage, "2", 10)
    stage.look("1")
    return stage


def test_who_is_quicker_while_others_give_way_is_no_failure() -> None:
    """A third order takes the free cup between the look at who gives way and the writing."""
    stage = Stage()
    stage.stock_in(2)
    bought(stage, "1", 48)
    bought(stage, "2", 10, "CUP", "CUP")
    bought(stage, "3", 5)
    stage.look("1")
    commits: list[str] = []

    def rival(point: str) -> None:
        if point == "before desk.commit":
            commits.append(point)
            if len(commits) == 2:  # The first one was refused: too few are free.
                reserve_stock(order_key("3"), deciding=stage.deciding(), now=stage.now)

    stage.desk.gate = rival
    reserved = reserve_stock(OTHER, deciding=stage.deciding(), now=stage.now)
    assert len(commits) > 2
    assert reserved.outcome == "short"
    assert stage.line("31", "3").state is LineState.RESERVED
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 2


def test_giving_way_survives_its_death() -> None:
    tried = survives(
        second_is_urgent,
        lambda stage: reserve_stock(OTHER, deciding=stage.deciding(), now=stage.now),
    )
    assert tried > 5


# --- Holds ----------------------------------------------------------------------------------------


def test_short_stock_stays_one_hold_until_goods_come_in() -> None:
    stage = Stage()
    stage.place("CUP")
    stage.take(stage.hint())
    stage.look()
    (hold,) = stage.desk.order_file(KEY).holds.open
    stage.later()
    stage.look()
    assert [one.hold_id for one in stage.desk.order_file(KEY).holds.holds] == [hold.hold_id]
    stage.stock_in(1)
    stage.later()
    stage.look()
    assert codes(stage) == []
    assert stage.line("11").state is LineState.READY


def test_a_hold_of_a_rule_ends_at_its_time_and_the_order_goes_on(stage: Stage) -> None:
    hold = HoldIt(reason="等货", until_hours_before_deadline=40)
    settings = with_rules(rule("wait", "true", hold))
    stage.look(settings=settings)
    assert codes(stage) == ["RULE_HOLD"]
    stage.now = NOW + hours(8)
    stage.look(settings=settings)
    assert codes(stage) == []
    assert [hold.closed_by for hold in stage.desk.order_file(KEY).holds.holds] == ["time"]
    assert set(stage.states().values()) == {LineState.READY}


def test_what_a_person_released_stays_released_and_the_order_goes_on(stage: Stage) -> None:
    settings = with_rules(rule("look", "true", HoldIt(reason="看一下")))
    stage.look(settings=settings)
    (hold,) = stage.desk.order_file(KEY).holds.open
    release_hold(KEY, hold.hold_id, "li", desk=stage.desk, now=stage.now)
    stage.later()
    stage.look(settings=settings)
    assert codes(stage) == []
    assert set(stage.states().values()) == {LineState.READY}
    stage.later()
    assert check_order(KEY, deciding=stage.deciding(settings), now=stage.now).outcome == "clear"


def test_a_hold_that_cannot_wait_opens_without_a_decision() -> None:
    stage = ready()
    found = Finding(code="X", severity=Severity.STOP, evidence="e", fix="f", ends=Ends.PERSON)
    assert len(hold_at_once(KEY, [found], desk=stage.desk, now=stage.now)) == 1
    assert set(stage.states().values()) == {LineState.NEW}
    assert len(hold_at_once(KEY, [found], desk=stage.desk, now=stage.now)) == 1


def test_holds_of_a_kind_stand_beside_each_other(stage: Stage) -> None:
    two = with_rules(
        rule("a", "true", HoldIt(reason="a", post=Post.WAREHOUSE, due_minutes=30)),
        rule("b", "true", HoldIt(reason="b")),
    )
    stage.look(settings=two)
    assert codes(stage) == ["RULE_HOLD", "RULE_HOLD"]
    due = [hold.due_at for hold in stage.desk.order_file(KEY).holds.open]
    assert due == [NOW + timedelta(minutes=30), NOW + hours(44)]


# --- Looking again --------------------------------------------------------------------------------


def test_what_waits_is_started_once_it_is_there_and_not_before() -> None:
    stage = Stage()
    stage.place("CUP")
    stage.take(stage.hint())
    stage.look()
    started = Started()
    assert recheck_held(stage.deciding(), started, stage.now) == 0
    stage.stock_in(1)
    assert recheck_held(stage.deciding(), started, stage.now) == 1
    assert recheck_held(stage.deciding(), started, stage.now) == 1
    assert started.orders == [str(KEY)]  # The same look is started once.


def test_published_settings_start_the_orders_that_they_free() -> None:
    stage = Stage()
    stage.place("NEW-CUP")
    stage.take(stage.hint())
    stage.look()
    assert codes(stage) == ["SKU_UNKNOWN"]
    started = Started()
    mapped = SETTINGS.but(
        version=9, listings=(ListingSettings(code="NEW-CUP", parts=(ListingPart(sku="MUG"),)),)
    )
    assert recheck_held(stage.deciding(), started, stage.now) == 0
    assert recheck_held(stage.deciding(mapped), started, stage.now) == 1


def test_who_should_begin_first_is_started_first() -> None:
    stage = Stage()
    for order_id, left in (("1", 48), ("2", 10), ("3", 20)):
        bought(stage, order_id, left)
        stage.look(order_id)
    stage.stock_in(9)
    started = Started()
    recheck_held(stage.deciding(), started, stage.now)
    assert started.orders == [str(order_key(name)) for name in ("2", "3", "1")]


def followed(stage: Stage, started: Started) -> None:
    followers = Followers(
        stage.desk,
        started,
        started,
        MemoryQueue(),
        stage.notices,
        SETTINGS,
        MemoryCases(stage.desk),
        lambda: stage.now,
    )
    for told in stage.desk.events:
        followers.follow(told.event.kind, told.event.facts, told.key)


def test_each_time_that_ends_a_hold_is_woken_for_and_nobody_is_called_for_nobodys(
    stage: Stage,
) -> None:
    stage.platform.change_order("1", stage.now, not_before=NOW + hours(5))
    stage.later()
    stage.platform.change_order("1", stage.now)
    stage.take(stage.hint())
    stage.look()
    started = Started()
    followed(stage, started)
    assert started.wakes == [(str(KEY), NOW + hours(5))]
    assert stage.notices.published == []


def test_an_order_shipped_by_hand_while_it_is_with_a_supplier_is_looked_at() -> None:
    stage = ready()
    stage.wave()
    started = Started()
    followed(stage, started)
    before = len(started.orders)
    stage.later()
    stage.platform.change_lines("1", stage.now, status=OrderStatus.SHIPPED)
    stage.platform.change_order("1", stage.now, status=OrderStatus.SHIPPED)
    stage.take(stage.hint())
    followed(stage, started)
    assert len(started.orders) == before + 1
    stage.look()
    assert set(codes(stage)) == {"SHIPPED_ELSEWHERE"}


def test_a_gift_whose_line_is_refunded_goes_with_the_next(stage: Stage) -> None:
    settings = with_rules(rule("gift", "true", AddGift(sku="MUG")))
    stage.look(settings=settings)
    assert [part.is_gift for part in stage.line("11").parts] == [False, True]
    stage.refund("11")
    started = Started()
    followed(stage, started)
    assert started.orders[-1] == str(KEY)
    assert len(started.orders) == 2  # When it came, and now.
    stage.look(settings=settings)
    assert [part.is_gift for part in stage.line("12").parts] == [False, True]
    assert stage.line("12").state is LineState.READY


# --- Decisions of persons -------------------------------------------------------------------------


def edited(stage: Stage, *wishes: Wish) -> None:
    edit_order(KEY, wishes, "wang", "因为", desk=stage.desk, settings=SETTINGS, now=stage.now)


def test_a_person_moves_a_ready_line_to_another_supplier() -> None:
    stage = ready()
    stage.later()
    edited(stage, Wish(field=EditField.SUPPLIER, value="factory-b", line_id="11"))
    started = Started()
    followed(stage, started)
    assert started.orders[-1] == str(KEY)
    stage.look()
    assert (stage.line("11").supplier, stage.line("12").supplier) == ("factory-b", "factory-a")


def test_a_decision_under_way_does_not_miss_an_edit() -> None:
    """The edit comes between reading and storing: what was decided without it is not stored."""
    stage = taken()
    done: list[bool] = []

    def gate(point: str) -> None:
        if point == "before desk.commit" and not done:
            done.append(True)
            edited(stage, Wish(field=EditField.SUPPLIER, value="factory-b"))

    stage.desk.gate = gate
    reserve_stock(KEY, deciding=stage.deciding(), now=stage.now)
    assert {work.supplier for work in stage.desk.all(LineWork)} == {"factory-b"}


def test_a_deposit_is_waited_for_in_the_open_and_its_balance_lets_the_order_go_on() -> None:
    """The platform calls it unpaid, as it calls orders that nobody looks at."""
    stage = Stage()
    stage.stock_in(5)
    lines = {"status": OrderStatus.UNPAID}
    order = stage.place("CUP")
    begun = order.but(
        **lines,
        lines=tuple(line.but(**lines) for line in order.lines),
        payment=Payment.DEPOSIT,
        balance_due_at=NOW + hours(5),
    )
    stage.platform.place(begun)
    stage.take(stage.hint())
    started = Started()
    followed(stage, started)
    assert started.orders == [str(KEY)]
    stage.look()
    (hold,) = stage.desk.order_file(KEY).holds.open
    assert (hold.finding.code, hold.finding.until) == ("BALANCE_DUE", NOW + hours(5))
    assert stage.desk.order_file(KEY).lines == {}
    stage.later()
    stage.platform.place(order.but(changed_at=stage.now))
    stage.take(stage.hint())
    stage.look()
    (hold,) = stage.desk.order_file(KEY).holds.holds
    assert hold.closed_by == "fact"
    assert set(stage.states().values()) == {LineState.READY}
