"""What platforms are told of after-sales, and who hears when one does not take it."""

from typing import Any

from hedan import runtime
from hedan.domain.base import short_id
from hedan.domain.cases import Case, PlatformAct
from hedan.domain.events import EventKind
from hedan.domain.returns import ReturnState
from hedan.usecases.accounts.age_returns import age_returns
from hedan.usecases.accounts.expect_return import follow_after_sale
from hedan.usecases.answers.ask_act import ask_act
from tests.functions.cases import case
from tests.functions.cases_bills import RETURN, back_of, midnight, return_agreed
from tests.functions.stages import AFTER_SALE, SUPPLIER, stopping
from tests.functions.world import NOW, ORDER, World
from tests.platforms.doudian.wire import ok

STOPPED = "afterSale.CancelSendGoodsSuccess"


def worked(world: World) -> Case | None:
    """Return our work on the sample after-sale."""
    with world.seeing() as seen:
        found: Case | None = seen.case_book().cases([(ORDER, AFTER_SALE)]).get((ORDER, AFTER_SALE))
        return found


def asked(world: World) -> None:
    """The goods wait here, and the platform shall hear that they stay."""
    stopping(world)
    with world.seeing() as seen:
        ask_act(
            ORDER,
            AFTER_SALE,
            PlatformAct.STOPPED,
            "li",
            cases=seen.case_book(),
            desk=seen.desk(),
            settings=seen.settings(),
            now=NOW,
        )
    world.platform.answers(STOPPED, ok({}))


@case("follow_events", "refund_of_what_waits", stage="ready", prepare=stopping)
def asks_that_the_platform_hears_it(world: World, answer: Any) -> None:
    kept = worked(world)
    assert kept
    assert [(step.act, step.asked_by) for step in kept.acts] == [
        (PlatformAct.STOPPED, "stop answered")
    ]


@case("follow_events", "case_act_asked", stage="ready", prepare=asked)
def queues_the_case_for_the_platform(world: World, answer: Any) -> None:
    (message,) = world.queue("ShipQueue")
    assert message["Body"] == f"case#{ORDER}#{AFTER_SALE}"
    assert message["Attributes"]["MessageGroupId"] == short_id("C", message["Body"])


@case("upload_tracking", "answer_to_an_after_sale", stage="ready", prepare=asked)
def tells_it_and_keeps_the_answer(world: World, answer: Any) -> None:
    assert answer == {"batchItemFailures": []}
    (wanted,) = world.platform.asked(STOPPED)
    assert wanted["aftersale_id"] == AFTER_SALE
    kept = worked(world)
    assert kept
    assert [bool(step.done_at) for step in kept.acts] == [True]


@case("follow_events", "case_act_refused")
def says_that_the_platform_did_not_take_it(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "case_act_refused"
    assert "请到商家后台处理" in notice["Message"]


def aged(world: World) -> None:
    """Goods that were expected long ago are marked."""
    return_agreed(world)
    facts = {"order": str(ORDER), "after_sale": AFTER_SALE, "kind": "return", "status": "agreed"}
    with world.seeing() as seen:
        desk = seen.desk()
        assert follow_after_sale(EventKind.FENCE_CLOSED, facts, desk=desk) == (RETURN,)
        midnight(world, 30)
        assert len(age_returns(SUPPLIER, desk=desk, settings=seen.settings(), now=runtime.now()))


@case("follow_events", "return_aged", stage="numbered", prepare=aged)
def says_that_goods_are_not_back(world: World, answer: Any) -> None:
    back = back_of(world)
    assert back
    assert (back.state, bool(back.aged_at)) == (ReturnState.EXPECTED, True)
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "return_aged"
    assert RETURN in notice["Message"]
