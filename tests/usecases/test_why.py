"""Why an order is as it is: every decision comes out the same again, on what it was made on."""

from collections.abc import Callable, Mapping

import pytest

from hedan.domain.findings import Post
from hedan.domain.orders import Order
from hedan.domain.rules import Rule, TagIt
from hedan.settings import Settings
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.why import Why, why
from tests.domain.builders import order_key
from tests.fakes.gates import open_gate
from tests.simulation.rules import book_of
from tests.simulation.runs import light, run
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

KEY = order_key("1")
# The remark asks for a person: PERSON ends that hold.
REMARK = "请换红色"


def _tagging(version: int, tag: str, when: str) -> Settings:
    rule = Rule(id="two-cups", author="owner", when=when, then=(TagIt(tag=tag),))
    return SETTINGS.but(version=version, rules=(rule,))


FIRST = _tagging(1, "many", "size(order.lines) >= 2")
SECOND = _tagging(2, "few", "size(order.lines) < 5 && order.flag == 7")
BOTH = {1: FIRST, 2: SECOND}


def _of(known: Mapping[int, Settings]) -> Callable[[int], Settings]:
    return lambda version: known[version]


@pytest.fixture
def stage() -> Stage:
    """An order that was held under the first settings and went on under the second."""
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG", buyer_remark=REMARK)
    stage.take(stage.hint())
    stage.look(settings=FIRST)
    stage.later(10)
    (hold,) = stage.desk.order_file(KEY).holds.open
    release_hold(KEY, hold.hold_id, "owner", desk=stage.desk, now=stage.now)
    stage.later()
    stage.look(settings=SECOND)
    stage.later()
    return stage


def _why(stage: Stage, known: Mapping[int, Settings] = BOTH) -> Why:
    return why(KEY, None, desk=stage.desk, settings_of=_of(known))


def test_each_decision_names_its_settings_its_rules_and_those_that_nearly_fired(
    stage: Stage,
) -> None:
    told = _why(stage)
    first, last = told.decisions[0].decision, told.decisions[-1].decision
    assert (first.settings_version, last.settings_version) == (1, 2)
    assert [(one.rule_id, one.value) for one in first.reasoning.given] == [("two-cups", "many")]
    assert not last.reasoning.given
    assert [(one.rule_id, one.part) for one in last.reasoning.near] == [
        ("two-cups", "order.flag == 7")
    ]
    assert told.replayed


def test_a_decision_is_made_again_by_the_settings_of_its_time_only(stage: Stage) -> None:
    told = _why(stage, {1: SECOND, 2: SECOND})
    assert not told.replayed
    assert "tags" in told.decisions[0].differs
    assert not told.decisions[-1].differs


def test_settings_that_are_gone_leave_a_decision_unchecked(stage: Stage) -> None:
    told = _why(stage, {2: SECOND})
    assert not told.decisions[0].is_checked
    assert told.decisions[-1].is_checked
    assert not told.replayed


def test_what_came_later_changes_no_answer(stage: Stage) -> None:
    before = _why(stage)
    stage.place("CUP", "BRUSH", buyer_remark="", seller_memo="改地址", flag=7)
    stage.take(stage.hint())
    stage.later()
    stage.look(settings=SECOND)
    after = _why(stage)
    assert after.decisions[: len(before.decisions)] == before.decisions
    assert after.replayed


def test_an_order_is_told_as_it_was(stage: Stage) -> None:
    held = next(
        moment.at for moment in _why(stage).timeline if moment.kind.value == "hold_released"
    )
    then = why(KEY, held, desk=stage.desk, settings_of=_of(BOTH))
    assert [hold.closed_by for hold in then.holds.holds] == ["owner"]
    assert {one.decision.settings_version for one in then.decisions} == {1}
    assert {work.state.value for work in then.file.lines.values()} <= {"new"}
    assert [moment.kind.value for moment in then.timeline][-1] == "hold_released"
    assert stage.desk.held_orders(Post.OPERATOR, 10) == []


def test_an_order_nobody_told_us_of_has_no_story() -> None:
    told = why(order_key("404"), None, desk=Stage().desk, settings_of=_of({}))
    assert (told.decisions, told.timeline, told.file.members) == ((), (), ())


# In every fifth run clocks are ten minutes apart: a decision says itself what it saw. In the run of
# seed 7 all orders have left before we hear of them.
@pytest.mark.parametrize("seed", [*range(7), 8, 9, 11, 39, 74])
def test_every_decision_of_a_run_comes_out_the_same(seed: int) -> None:
    with light():
        desk = run(seed).desk
        desk.gate = open_gate
        decided = 0
        for order in list(desk.all(Order)):
            told = why(order.key, None, desk=desk, settings_of=lambda _: book_of(seed).settings)
            assert [one.differs for one in told.decisions if one.differs] == []
            decided += len(told.decisions)
    assert decided


def test_what_replaced_orders_were_is_what_the_decision_says() -> None:
    """Another clock, half an hour behind, tells of the old order's wave after the decision."""
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP")
    stage.make_ready()
    stage.later(60)
    stage.place("CUP", order_id="2", replaces=("1",))
    stage.take(stage.hint("2"))
    stage.look("2", FIRST)
    stage.later(-30)
    stage.wave()
    told = why(order_key("2"), None, desk=stage.desk, settings_of=_of(BOTH))
    (decision,) = (one.decision for one in told.decisions)
    assert decision.facts.saw == {"1": {"LINE#11": 2}}
    assert told.replayed
