"""What platforms are told of after-sales: whether goods stayed, and what comes too late; once."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.bills import EntryKind
from hedan.domain.cases import PlatformAct
from hedan.domain.events import EventKind
from hedan.domain.stops import StopAnswer
from hedan.errors import AccessEnded, PlatformBusy
from hedan.usecases.accounts.age_returns import age_returns
from hedan.usecases.answers.tell_platform import Answered
from hedan.usecases.cases.work_case import CaseRefused
from tests.fakes.gates import BEFORE
from tests.simulation.world import SETTINGS
from tests.usecases.bill_stage import BillStage
from tests.usecases.case_office import CASE, Office, answered, failing, ready
from tests.usecases.stage import SUPPLIER, Stage

ALWAYS = SETTINGS.but(stop=SETTINGS.stop.but(intercept="always"))


@pytest.fixture
def stage() -> Stage:
    """One order of two lines, ready."""
    return ready()


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
