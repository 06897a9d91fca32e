"""Whatever call a step dies at, whatever answer is lost: tried again, the end is the same."""

from collections.abc import Callable

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.stops import StopAnswer, StopLevel
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.workbooks.tell_supplier import tell_supplier
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.moments import Moment, bring, stage_at
from tests.usecases.stage import SUPPLIER, Stage, survives

KEY: OrderKey = order_key("1")
FINDING = Finding(
    code="REMARK", severity=Severity.ASK, evidence="remark: 'x'", fix="Read it.", ends=Ends.PERSON
)


def at(moment: Moment) -> Callable[[], Stage]:
    """One order of two lines."""
    return lambda: stage_at(moment, ("CUP", "MUG"))


def fenced_at(moment: Moment, line_id: str = "11") -> Callable[[], Stage]:
    """Its buyer wants the money for one of the lines back."""

    def made() -> Stage:
        stage = at(moment)()
        stage.refund(line_id)
        return stage

    return made


half_fenced = fenced_at(Moment.WRITTEN)


def half_fenced_and_numbered() -> Stage:
    return bring(half_fenced(), Moment.NUMBERED, since=Moment.WRITTEN)


def taken() -> Stage:
    stage = at(Moment.PLACED)()
    stage.take(stage.hint())
    return stage


def reserved() -> Stage:
    stage = taken()
    reserve_stock(KEY, deciding=stage.deciding(), now=stage.now)
    return stage


def refund_asked() -> Stage:
    stage = at(Moment.WRITTEN)()
    stage.later()
    stage.platform.ask_refund("77", "1", ["11"], stage.now)
    return stage


def withdrawn_at_platform() -> Stage:
    stage = half_fenced_and_numbered()
    stage.upload()
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    return stage


def held() -> Stage:
    stage = at(Moment.READY)()
    hold_order(KEY, [FINDING], deciding=stage.deciding(), now=stage.now)
    return stage


def _tell_supplier(stage: Stage) -> object:
    return tell_supplier(
        SUPPLIER,
        "factory-a-000001",
        desk=stage.desk,
        archive=stage.archive,
        notices=stage.notices,
        settings=SETTINGS,
        page_url="https://example.com",
        now=stage.now,
    )


def _tell_stop(stage: Stage) -> object:
    return tell_stop(
        SUPPLIER,
        stage.stop().stop_id,
        StopLevel.NOTICE,
        desk=stage.desk,
        archive=stage.archive,
        notices=stage.notices,
        settings=SETTINGS,
        link_of=lambda stop: "https://example.com",
        now=stage.now,
    )


def _answer(stage: Stage, answer: StopAnswer) -> object:
    stop = stage.stop()
    return answer_stop(SUPPLIER, stop.stop_id, answer, "link", desk=stage.desk, now=stage.now)


def _release(stage: Stage) -> object:
    hold_id = stage.desk.order_file(KEY).holds.holds[0].hold_id
    return release_hold(KEY, hold_id, "owner", desk=stage.desk, now=stage.now)


STEPS: dict[str, tuple[Callable[[], Stage], Callable[[Stage], object]]] = {
    "take in an order": (at(Moment.PLACED), lambda s: s.take(s.hint())),
    "take in a refund": (refund_asked, lambda s: s.take(s.hint("1", "77"))),
    "take in a withdrawal": (withdrawn_at_platform, lambda s: s.take(s.hint("1", "77"))),
    "hold": (
        at(Moment.READY),
        lambda s: hold_order(KEY, [FINDING], deciding=s.deciding(), now=s.now),
    ),
    "release": (held, _release),
    "reserve": (taken, lambda s: reserve_stock(KEY, deciding=s.deciding(), now=s.now)),
    "make ready": (reserved, lambda s: make_ready(KEY, desk=s.desk, now=s.now)),
    "plan": (at(Moment.READY), Stage.plan),
    "claim": (at(Moment.PLANNED), Stage.claim),
    "claim after a refund": (fenced_at(Moment.PLANNED, "12"), Stage.claim),
    "write": (at(Moment.CLAIMED), Stage.write),
    "write after a refund": (fenced_at(Moment.CLAIMED), Stage.write),
    "tell the supplier": (at(Moment.WRITTEN), _tell_supplier),
    "number": (at(Moment.WRITTEN), Stage.number),
    "number after a refund": (half_fenced, Stage.number),
    "upload": (at(Moment.NUMBERED), Stage.upload),
    "upload after a refund": (half_fenced_and_numbered, Stage.upload),
    "tell a stop": (half_fenced, _tell_stop),
    "answer stopped": (half_fenced, lambda s: _answer(s, StopAnswer.STOPPED)),
    "answer gone": (half_fenced, lambda s: _answer(s, StopAnswer.GONE)),
}


@pytest.mark.parametrize("name", STEPS)
def test_broken_anywhere_and_tried_again_ends_the_same(name: str) -> None:
    made, act = STEPS[name]
    assert survives(made, act) >= 3


@pytest.mark.parametrize("name", STEPS)
def test_done_twice_changes_nothing(name: str) -> None:
    made, act = STEPS[name]
    stage = made()
    act(stage)
    once = stage.end_state()
    written_once = len(stage.desk.touched)
    act(stage)
    assert stage.end_state() == once
    assert len(stage.desk.touched) == written_once
