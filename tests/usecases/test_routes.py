"""Who ships, in a shop: shares counted once a line, suppliers passed over for what is known now."""

from collections import Counter
from datetime import timedelta

from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import LineState
from hedan.domain.ready import ready_line
from hedan.domain.routing import RouteBy
from hedan.domain.scorecards import Scorecard
from hedan.domain.tallies import Tally
from hedan.ports import Change
from hedan.settings import Settings, Source
from hedan.usecases.orders.hold_order import hold_at_once, hold_order
from hedan.usecases.orders.recheck_held import recheck_held
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.orders.why import why
from tests.domain.builders import hours, make_line, order_key
from tests.domain.plan_helpers import plan, rules, together
from tests.fakes.gates import Counting
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives
from tests.usecases.test_order_process import Started

A, B = "factory-a", "factory-b"
SHARED = (Source(supplier=A, share=70), Source(supplier=B, share=30))


def shop(*, sources: tuple[Source, ...] = SHARED, **changes: object) -> Settings:
    """Return the shop whose cups come from both factories; changes: of the first one."""
    skus = tuple(s.but(sources=sources) if s.sku == "CUP" else s for s in SETTINGS.skus)
    suppliers = tuple(s.but(**changes) if s.id == A else s for s in SETTINGS.suppliers)
    return SETTINGS.but(skus=skus, suppliers=suppliers)


def stocked(cups: int = 200) -> Stage:
    stage = Stage()
    stage.stock_in(cups)
    return stage


def buy(stage: Stage, order_id: str, buyer: str = "", **changes: object) -> None:
    stage.place("CUP", order_id=order_id, buyer_id=buyer or f"b{order_id}", **changes)
    stage.take(stage.hint(order_id))


def supplier(stage: Stage, order_id: str) -> str | None:
    return stage.line(f"{order_id}1", order_id).supplier


def counts(stage: Stage) -> Counter[str]:
    """What is counted of the cup's lines, by supplier."""
    told: Counter[str] = Counter()
    for tally in stage.desk.all(Tally):
        told.update({member.partition("@")[0]: count for member, count in tally.counts.items()})
    return told


def test_c73_orders_one_after_the_other_keep_the_share_at_every_one_of_them() -> None:
    stage, shipped = stocked(), Counter[str]()
    for number in range(1, 61):
        buy(stage, str(number))
        stage.look(str(number), shop())
        shipped[str(supplier(stage, str(number)))] += 1
        assert abs(shipped[A] - number * 0.7) < 1
    assert counts(stage) == shipped == {A: 42, B: 18}


def test_c73_orders_looked_at_before_any_is_reserved_go_alike_and_the_next_make_good() -> None:
    stage, deciding = stocked(), None
    names = [str(number) for number in range(1, 11)]
    for name in names:
        buy(stage, name)
        deciding = stage.deciding(shop())
        assert not hold_order(order_key(name), (), deciding=deciding, now=stage.now)
    for name in names:
        assert deciding is not None
        reserve_stock(order_key(name), deciding=deciding, now=stage.now)
    # What a look said is kept, so all ten went to the one whose turn it was.
    assert counts(stage) == {A: 10}
    for number in range(11, 31):
        buy(stage, str(number))
        stage.look(str(number), shop())
    assert counts(stage) == {A: 21, B: 9}


def test_a_line_that_is_taken_back_keeps_its_supplier_and_counts_once() -> None:
    stage = stocked()
    buy(stage, "1")
    stage.look("1", shop())
    ask = Finding(code="BY_HAND", severity=Severity.ASK, evidence="x", fix="", ends=Ends.PERSON)
    hold_at_once(order_key("1"), (ask,), desk=stage.desk, now=stage.now, by="li")
    assert stage.line("11", "1").state is LineState.NEW
    release_hold(order_key("1"), ask.hold_id, "li", desk=stage.desk, now=stage.now)
    stage.look("1", shop())
    assert (stage.line("11", "1").state, supplier(stage, "1")) == (LineState.READY, A)
    assert counts(stage) == {A: 1}


def test_a_share_is_counted_once_however_often_a_step_breaks() -> None:
    def bought() -> Stage:
        stage = stocked()
        buy(stage, "1")
        return stage

    assert survives(bought, lambda stage: stage.look("1", shop())) > 5


def test_eb13_the_second_order_of_a_buyer_goes_where_the_first_one_waits() -> None:
    stage = stocked()
    # The buyer takes the same cup again, and nobody has to look at that.
    settings = shop().but(checks=SETTINGS.checks.but(duplicate_hours=0))
    for number in range(1, 4):
        buy(stage, str(number))
        stage.look(str(number), settings)
    assert [supplier(stage, name) for name in "123"] == [A, A, B]
    buy(stage, "4", buyer="b3")
    stage.look("4", settings)
    assert supplier(stage, "4") == B
    told = why(order_key("4"), None, desk=stage.desk, settings_of=lambda _: settings)
    assert told.replayed
    (plan,) = told.decisions[-1].decision.lines
    assert plan.route is not None
    assert plan.route.by is RouteBy.COMPANY


def test_eb38_own_goods_and_dropship_goods_of_one_order_are_separate_parcels_at_once() -> None:
    stage = stocked()
    stage.place("CUP", "BRUSH", "CUP")
    stage.take(stage.hint())
    stage.look()
    file = stage.desk.order_file(order_key("1"))
    assert file.order is not None
    lines = [ready_line(file.order, work) for work in file.lines.values()]
    planned = plan(*lines, by=rules())
    assert together(planned) == [["1/11", "1/13"], ["1/12"]]
    assert {parcel.supplier for parcel in planned.parcels} == {A, B}
    assert planned.left == ()


def test_eb39_a_switch_affects_only_new_orders_of_the_shop() -> None:
    stage = stocked()
    buy(stage, "1")
    stage.look("1", SETTINGS)
    switched = shop(sources=(Source(supplier=B),))
    buy(stage, "2")
    for name in "12":
        stage.look(name, switched)
    assert [supplier(stage, name) for name in "12"] == [A, B]
    assert stage.line("11", "1").state is LineState.READY


def test_goods_that_lie_with_another_source_s_lines_are_found_for_who_is_more_urgent() -> None:
    settings = shop(sources=(Source(supplier=B), Source(supplier=A)))
    stage = stocked(1)
    for name, left in (("1", 90), ("2", 20)):
        due = make_line(f"{name}1", sku="CUP", deadline=stage.now + hours(left))
        buy(stage, name, lines=(due,), deadline=stage.now + hours(left))
        stage.look(name, settings)
    assert [stage.line(f"{name}1", name).state for name in "12"] == [LineState.NEW, LineState.READY]
    assert supplier(stage, "2") == A


def test_who_was_found_silent_is_passed_over_until_its_day_is_over() -> None:
    settings = shop(sources=(), silent_minutes=60, fall_back=B)
    stage = stocked()
    counters = stage.desk.supplier_desk(A).but(silent_since=stage.now)
    stage.desk.commit(Change(puts=(counters,)))
    buy(stage, "1")
    stage.look("1", settings)
    assert supplier(stage, "1") == B
    stage.later(24 * 60)
    buy(stage, "2")
    stage.look("2", settings)
    assert supplier(stage, "2") == A


def test_who_takes_no_more_today_passes_on_only_what_cannot_wait() -> None:
    settings = shop(sources=(), daily_parcels_max=5, fall_back=B, cut_offs=("21:00",))
    stage = stocked()
    today = (stage.now + timedelta(hours=8)).date()  # By the clock of the supplier.
    counters = stage.desk.supplier_desk(A).but(counted_on=today, counted=5)
    stage.desk.commit(Change(puts=(counters,)))
    for name, left in (("1", 6), ("2", 48)):
        due = make_line(f"{name}1", sku="CUP", deadline=stage.now + hours(left))
        buy(stage, name, lines=(due,), deadline=stage.now + hours(left))
        stage.look(name, settings)
    assert [supplier(stage, name) for name in "12"] == [B, A]


def test_what_a_full_supplier_leaves_over_goes_on_with_who_falls_back_for_it() -> None:
    settings = shop(sources=(), daily_parcels_max=5, fall_back=B, cut_offs=("21:00",))
    stage = stocked()
    for name, left in (("1", 6), ("2", 48)):
        due = make_line(f"{name}1", sku="CUP", deadline=stage.now + hours(left))
        buy(stage, name, lines=(due,), deadline=stage.now + hours(left))
        stage.look(name, settings)
    started = Started()
    assert recheck_held(stage.deciding(settings), started, stage.now) == 0
    today = (stage.now + timedelta(hours=8)).date()
    counters = stage.desk.supplier_desk(A).but(counted_on=today, counted=5)
    stage.desk.commit(Change(puts=(counters,)))
    assert recheck_held(stage.deciding(settings), started, stage.now) == 1
    stage.look("1", settings)
    assert [supplier(stage, name) for name in "12"] == [B, A]
    assert stage.line("11", "1").state is LineState.READY
    assert recheck_held(stage.deciding(settings), started, stage.now) == 0


def test_b15_whose_score_is_below_the_settings_is_passed_over_from_then_on() -> None:
    settings = shop(sources=(), score_min=80, fall_back=B)
    stage = stocked()
    buy(stage, "1")
    stage.look("1", settings)  # Nobody has counted yet.
    for name, score in (("2", 80), ("3", 79), ("4", None)):
        known = stage.desk.scorecard(A)
        card = Scorecard(
            supplier=A,
            made_at=stage.now,
            days=30,
            score=score,
            version=known.version if known else 0,
        )
        stage.desk.commit(Change(puts=(card,)))
        buy(stage, name)
        stage.look(name, settings)
    assert [supplier(stage, name) for name in "1234"] == [A, A, B, A]


def test_b15_no_scorecard_is_read_where_the_settings_ask_for_none() -> None:
    stage = stocked()
    buy(stage, "1")
    for settings, reads in (
        (shop(sources=(), fall_back=B), False),
        (shop(sources=(), score_min=80), False),
        (shop(sources=(), score_min=80, fall_back=B), True),
    ):
        gate = Counting()
        stage.desk.gate = gate
        stage.deciding(settings).case(stage.desk.order_file(order_key("1")), stage.now)
        assert any("scorecard" in point for point in gate.passed) is reads


def test_nothing_is_read_for_suppliers_that_nobody_takes_over_from() -> None:
    stage = stocked()
    buy(stage, "1")
    gate = Counting()
    stage.desk.gate = gate
    deciding = stage.deciding(shop(sources=(), silent_minutes=60, daily_parcels_max=5))
    deciding.case(stage.desk.order_file(order_key("1")), stage.now)
    assert not any("supplier_desk" in point for point in gate.passed)
