"""Money of an after-sale moves once, and only where a person or a rule of the seller said so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import PlatformAct
from hedan.domain.stops import StopAnswer
from hedan.errors import PlatformRejected
from hedan.settings import AutoAnswer
from hedan.usecases.cases.work_case import CaseRefused
from tests.fakes.gates import AFTER, BEFORE, Crash, open_gate
from tests.simulation.world import SETTINGS
from tests.usecases.case_office import CASE, Office, answered, failing, ready
from tests.usecases.stage import Stage

AGREES = AutoAnswer(
    id="cheap", kinds=(AfterSaleKind.REFUND_UNSHIPPED,), answer="agree", up_to_minor=10_000
)
REFUSES = AutoAnswer(
    id="gone",
    kinds=(AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY),
    answer="refuse",
    up_to_minor=1_000_000,
    when="left",
)


@pytest.fixture
def stage() -> Stage:
    """One order of two lines, ready."""
    return ready()


def test_pn31_agreeing_is_told_once_though_its_answer_was_lost(stage: Stage) -> None:
    office = Office(stage)
    stage.wave()
    stage.refund("11")
    office.ask(PlatformAct.AGREE)
    assert office.ask(PlatformAct.AGREE).acts == office.steps()
    with pytest.raises(CaseRefused, match="TOLD_OTHERWISE"):
        office.ask(PlatformAct.REFUSE)
    office.follow()
    stage.gate_all(failing(f"{AFTER}platform.act", Crash()))
    with pytest.raises(Crash):
        office.tell()
    stage.gate_all(open_gate)
    office.tell()
    assert [told.act for told in stage.platform.acts] == [PlatformAct.AGREE]
    assert office.steps()[0].code == "already"


def test_a_sum_that_grew_since_is_not_agreed_to(stage: Stage) -> None:
    office = Office(stage)
    stage.wave()
    stage.refund("11")
    office.ask(PlatformAct.AGREE)
    told = stage.platform.after_sale(CASE)
    stage.platform._after_sales[CASE] = told.but(refund_minor=told.refund_minor + 1)
    assert office.run() == []
    assert office.steps()[0].problem == "changed"
    kinds = [notice.attributes["kind"] for notice in stage.notices.published]
    assert kinds == ["case_act_refused"]


def test_pn31_a_no_of_the_platform_is_told_once_and_only_a_person_tries_again(stage: Stage) -> None:
    office = Office(stage, SETTINGS.but(auto_answers=(AGREES.but(when="any"),)))
    stage.wave()
    stage.refund("11")
    no = PlatformRejected("50002", "isv.business-failed:11001", "请到商家后台处理")
    stage.platform.gate = failing(f"{BEFORE}platform.act", no)
    office.run()
    stage.platform.gate = open_gate
    stage.platform.change_after_sale(CASE, AfterSaleStatus.REQUESTED, stage.now)
    office.follow(again=True)
    office.run()
    assert [step.problem for step in office.steps()] == ["请到商家后台处理"]
    assert [notice.attributes["kind"] for notice in stage.notices.published][:1] == [
        "case_act_refused"
    ]
    office.ask(PlatformAct.AGREE)
    assert [step.is_open for step in office.steps()] == [False, True]


rules = st.builds(
    AutoAnswer,
    id=st.sampled_from(("a", "b")),
    kinds=st.sets(st.sampled_from(AfterSaleKind), min_size=1).map(tuple),
    answer=st.just("agree"),
    up_to_minor=st.integers(1, 20_000),
    stores=st.sampled_from(((), ("cup-shop",), ("tea-shop",))),
    when=st.sampled_from(("stopped", "left", "any")),
) | st.builds(
    REFUSES.but,
    kinds=st.sets(st.sampled_from(AfterSaleKind), min_size=1).map(tuple),
    up_to_minor=st.integers(1, 20_000),
)
MONEY = frozenset({PlatformAct.AGREE, PlatformAct.REFUSE})


@settings(max_examples=60, deadline=None)
@given(
    some=st.lists(rules, max_size=3),
    kind=st.sampled_from(AfterSaleKind),
    fate=st.sampled_from(("here", "asked", "stayed", "gone")),
)
def test_pn34_money_moves_by_itself_only_where_a_rule_fits(
    some: list[AutoAnswer], kind: AfterSaleKind, fate: str
) -> None:
    stage = ready()
    office = Office(stage, SETTINGS.but(auto_answers=tuple(some)))
    if fate != "here":
        stage.wave()
    stage.later()
    case = stage.platform.ask_refund(CASE, "1", ["11"], stage.now, kind)
    stage.take(stage.hint("1", CASE))
    if fate in ("stayed", "gone") and case.closes:
        answered(stage, StopAnswer.STOPPED if fate == "stayed" else StopAnswer.GONE)
    office.run()
    asked = [step for step in office.steps() if step.act in MONEY]
    fates = {"here": "stopped", "stayed": "stopped", "gone": "left"}
    fits = [
        rule
        for rule in some
        if kind in rule.kinds
        and case.refund_minor <= rule.up_to_minor
        and rule.stores in ((), ("cup-shop",))
        and rule.when in ("any", fates.get(fate) if case.closes else None)
    ]
    assert len(asked) <= 1
    for step in asked:
        assert step.asked_by == f"rule {fits[0].id}"
        assert (step.act is PlatformAct.AGREE) == (fits[0].answer == "agree")
        assert step.act is PlatformAct.AGREE or fate == "gone"
        assert case.refund_minor <= fits[0].up_to_minor
    takes = kind in stage.platform.capabilities.answered_kinds
    assert bool(asked) is (bool(fits) and takes)
