"""What platforms are told of after-sales: the truth, once; money only where somebody said so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.bills import EntryKind
from hedan.domain.cases import ActStep, Case, PlatformAct
from hedan.domain.events import EventKind
from hedan.domain.stops import StopAnswer
from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.settings import AutoAnswer, Settings
from hedan.usecases.accounts.age_returns import age_returns
from hedan.usecases.answers.ask_act import ask_act
from hedan.usecases.answers.tell_platform import Answered, tell_platform
from hedan.usecases.cases.work_case import CaseRefused
from hedan.usecases.following.follow_cases import CaseFollower, case_in
from hedan.usecases.stops.answer_stop import answer_stop
from tests.domain.builders import order_key
from tests.fakes.gates import AFTER, BEFORE, Crash, Gate, open_gate
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.bill_stage import BillStage
from tests.usecases.stage import SUPPLIER, Stage

CASE = "77"
KEY = order_key("1")
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
ALWAYS = SETTINGS.but(stop=SETTINGS.stop.but(intercept="always"))


class Office:
    """Who follows events and brings wishes to the platform, over any stage."""

    def __init__(self, stage: Stage, rules: Settings = SETTINGS) -> None:
        self.stage = stage
        self.rules = rules
        self.cases = MemoryCases(stage.desk)
        self.queue = MemoryQueue()
        self.followed = 0

    def follow(self, *, again: bool = False) -> None:
        """Follow what was told since; again: all of it once more, as a stream may."""
        stage = self.stage
        fresh = stage.desk.events[0 if again else self.followed :]
        self.followed = len(stage.desk.events)
        follower = CaseFollower(
            stage.desk, self.cases, self.queue, stage.notices, self.rules, lambda: stage.now
        )
        for stored in fresh:
            follower.follow(stored.event.kind, stored.event.facts, stored.key)

    def tell(self) -> list[Answered]:
        """Deliver what waits in the ship queue."""
        answers: list[Answered] = []
        for message in self.queue.heads():
            case = case_in(message.body)
            assert case is not None
            answers += tell_platform(
                *case,
                cases=self.cases,
                desk=self.stage.desk,
                platform_of=lambda _: self.stage.platform,
                now=lambda: self.stage.now,
            )
            self.queue.delete(message)
        return answers

    def run(self) -> list[PlatformAct]:
        """Follow and tell until nothing follows; return what the platform was told."""
        before = -1
        while before != len(self.stage.desk.events):
            before = len(self.stage.desk.events)
            self.follow()
            self.tell()
        return [told.act for told in self.stage.platform.acts]

    def ask(self, act: PlatformAct, parcel: str = "") -> Case:
        """A person asks."""
        return ask_act(
            KEY,
            CASE,
            act,
            "li",
            parcel_id=parcel,
            cases=self.cases,
            desk=self.stage.desk,
            settings=self.rules,
            now=self.stage.now,
        )

    def steps(self, case: str = CASE) -> tuple[ActStep, ...]:
        """Return what was asked so far."""
        key = KEY, case
        return self.cases.cases([key])[key].acts if self.cases.cases([key]) else ()


@pytest.fixture
def stage() -> Stage:
    """One order of two lines, ready."""
    return ready()


def ready() -> Stage:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.make_ready("1")
    return stage


def failing(at: str, error: BaseException) -> Gate:
    """Return a gate that raises whenever one point is passed."""

    def gate(point: str) -> None:
        if point == at:
            raise error

    return gate


def answered(stage: Stage, said: StopAnswer) -> None:
    stage.later()
    answer_stop(SUPPLIER, stage.stop().stop_id, said, "link", desk=stage.desk, now=stage.now)


# --- Whether the goods stayed -------------------------------------------------------------------


def test_pn34_what_waits_here_is_answered_at_once_and_once(stage: Stage) -> None:
    office = Office(stage)
    stage.refund("11")
    assert office.run() == [PlatformAct.STOPPED]
    office.follow(again=True)
    assert office.run() == [PlatformAct.STOPPED]
    (step,) = office.steps()
    assert (step.asked_by, bool(step.done_at), step.problem) == ("stop answered", True, "")
    assert stage.events().count("case_act_done") == 1


def test_pn27_what_a_supplier_holds_is_answered_when_it_has_said_where_it_is(stage: Stage) -> None:
    office = Office(stage)
    stage.wave()
    stage.refund("11")
    assert office.run() == []
    answered(stage, StopAnswer.STOPPED)
    assert office.run() == [PlatformAct.STOPPED]


def test_what_has_left_is_never_called_stopped(stage: Stage) -> None:
    office = Office(stage)
    stage.wave()
    stage.refund("11")
    answered(stage, StopAnswer.GONE)
    assert office.run() == []  # This platform has no word for it.
    with pytest.raises(CaseRefused, match="NOT_TRUE"):
        office.ask(PlatformAct.STOPPED)
    with pytest.raises(CaseRefused, match="NOT_TAKEN"):
        office.ask(PlatformAct.NOT_STOPPED)


def test_some_pieces_of_a_line_are_a_persons_word(stage: Stage) -> None:
    office = Office(stage)
    stage.place("CUP", order_id="2")
    order = stage.platform.shown("2")
    line = order.lines[0].but(quantity=3)
    stage.platform.place(order.but(lines=(line,)))
    stage.make_ready("2")
    stage.later()
    told = stage.platform.ask_refund("78", "2", ["21"], stage.now)
    some = told.lines[0].but(quantity=1)
    stage.platform._after_sales["78"] = told.but(lines=(some,))
    stage.take(stage.hint("2", "78"))
    assert office.run() == []


def test_a_store_may_answer_by_hand(stage: Stage) -> None:
    (store, *others) = SETTINGS.stores
    by_hand = store.but(options={"stop_answer": "by_hand"})
    office = Office(stage, SETTINGS.but(stores=(by_hand, *others)))
    stage.refund("11")
    assert office.run() == []
    office.ask(PlatformAct.STOPPED)
    assert office.run() == [PlatformAct.STOPPED]


def test_what_is_withdrawn_before_it_is_told_is_not_told(stage: Stage) -> None:
    office = Office(stage)
    stage.refund("11")
    office.follow()
    stage.later()
    stage.platform.change_after_sale(CASE, AfterSaleStatus.CLOSED, stage.now)
    office.follow()
    assert office.tell() == [Answered.DONE]
    assert (stage.platform.acts, office.steps()[0].code) == ([], "needless")


# --- Money --------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("later", [PlatformBusy("later"), AccessEnded("30001", "", "closed")])
def test_what_may_be_told_later_stays_open(stage: Stage, later: Exception) -> None:
    office = Office(stage)
    stage.refund("11")
    office.follow()
    stage.platform.gate = failing(f"{BEFORE}platform.act", later)
    office.follow()
    with pytest.raises(type(later)):
        office.tell()
    assert office.steps()[0].is_open


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


# --- Too late -----------------------------------------------------------------------------------


def test_eb35_a_parcel_on_its_way_is_intercepted_once_its_number_is_known(stage: Stage) -> None:
    office = Office(stage, ALWAYS)
    stage.wave()
    stage.number()
    stage.refund("11", "12")
    answered(stage, StopAnswer.GONE)
    assert office.run() == [PlatformAct.INTERCEPT]
    office.follow(again=True)
    assert office.run() == [PlatformAct.INTERCEPT]
    (told,) = stage.platform.acts
    assert told.tracking == stage.parcel().tracking


def test_eb35_without_the_owners_word_a_person_asks_for_the_parcel(stage: Stage) -> None:
    office = Office(stage)
    stage.wave()
    stage.refund("11")
    with pytest.raises(CaseRefused, match="NO_SUCH_PARCEL"):
        office.ask(PlatformAct.INTERCEPT)
    answered(stage, StopAnswer.GONE)
    stage.number()
    assert office.run() == []
    office.ask(PlatformAct.INTERCEPT)
    assert office.run() == [PlatformAct.INTERCEPT]


def test_a_parcel_that_the_buyer_wants_after_all_is_not_brought_back(stage: Stage) -> None:
    office = Office(stage, ALWAYS)
    stage.wave()
    stage.number()
    stage.refund("11", "12")
    answered(stage, StopAnswer.GONE)
    office.follow()
    stage.platform.change_after_sale(CASE, AfterSaleStatus.CLOSED, stage.now)
    office.follow()
    assert office.tell() == [Answered.REFUSED]
    assert (stage.platform.acts, office.steps()[0].problem) == ([], "over")


def test_eb35_too_late_intercepted_expected_aged_received_credited() -> None:
    stage = BillStage()
    rules = stage.settings.but(stop=stage.settings.stop.but(intercept="always"))
    office = Office(stage, rules)
    parcel = stage.sell("CUP")
    case = stage.ask_back(parcel.lines[0])
    stage.answer(stage.stop_of(case), StopAnswer.GONE, scanned_after=10)
    stage.number(parcel)
    assert office.run() == [PlatformAct.INTERCEPT]
    (back,) = stage.expected()
    stage.night()
    owed = sum(entry.amount_minor for entry in stage.entries())

    def aged() -> int:
        found = age_returns(SUPPLIER, desk=stage.desk, settings=rules, now=stage.now)
        office.run()
        return len(found)

    stage.later(9 * 24 * 60)
    assert aged() == 0
    stage.later(2 * 24 * 60)
    assert (aged(), aged()) == (1, 0)
    office.follow(again=True)
    told = [one for one in stage.notices.published if one.attributes["kind"] == "return_aged"]
    assert len({one.title for one in told}) == 1
    assert stage.events().count(EventKind.RETURN_AGED.value) == 1
    stage.receive(stage.expected()[0])
    stage.night()
    entries = stage.entries()
    (credit,) = [entry for entry in entries if entry.kind is EntryKind.RETURNED]
    assert credit.of == back.return_id
    assert sum(entry.amount_minor for entry in entries) < owed
