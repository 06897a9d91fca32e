"""Every handler on a refund's way dies at every call, loses every answer: the end is the same."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.stops import StopAnswer
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from tests.fakes.gates import Crash, lost_acknowledgement
from tests.simulation.promises import Watcher
from tests.simulation.runs import light
from tests.simulation.steady import Failure, SteadyTrade, end_of
from tests.simulation.trouble import Throttled

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "simulate"
# In a test run one point in so many is tried; `make simulate` tries each.
STRIDE = 1 if IS_LONG else 11


def stopped_in_time(trade: SteadyTrade) -> None:
    """One line is asked back after the workbook went out; its supplier has put it aside."""
    order = trade.place("MUG", "CUP")
    trade.work()
    trade.send_wave()
    trade.ask_back(order, order.lines[0])
    trade.work()
    _answer(trade, StopAnswer.STOPPED, "link")
    trade.fill_in_all()


def gone_already(trade: SteadyTrade) -> None:
    """The number has come, the refund too, and the goods have left: a return is expected."""
    order = trade.place("MUG", "CUP")
    trade.place("MUG")
    trade.work()
    trade.send_wave()
    trade.ask_back(order, *order.lines)
    trade.work()
    trade.wait()
    _answer(trade, StopAnswer.GONE, "page")
    trade.fill_in_all()


def put_aside_by_workbook(trade: SteadyTrade) -> None:
    """All of a parcel is asked back, and its workbook comes back with the answer."""
    order = trade.place("BRUSH", "MUG")
    trade.work()
    trade.send_wave()
    trade.ask_back(order, order.lines[1])
    trade.work()
    trade.wait()
    _answer(trade, StopAnswer.STOPPED, "workbook")


def withdrawn(trade: SteadyTrade) -> None:
    """The buyer thinks again before anybody answered, and once more after the parcel left."""
    order = trade.place("MUG", "CUP")
    trade.work()
    trade.send_wave()
    case = trade.ask_back(order, order.lines[1])
    trade.work()
    trade.turn_case(order, case, AfterSaleStatus.CLOSED)
    trade.work()
    stop = trade.stop()
    trade.do(
        "see withdrawal",
        lambda: see_withdrawal(
            stop.supplier, stop.stop_id, "link", desk=trade.world.desk, now=trade.world.now
        ),
    )
    trade.fill_in_all()
    trade.ask_back(order, order.lines[0])
    trade.work()


def before_the_wave(trade: SteadyTrade) -> None:
    """Refund and cancellation find lines that nobody was told to ship yet."""
    order = trade.place("MUG", "CUP", "BRUSH")
    trade.work()
    case = trade.ask_back(order, order.lines[0])
    trade.work()
    trade.call_off_line(order, order.lines[1])
    trade.work()
    trade.turn_case(order, case, AfterSaleStatus.SUCCEEDED)
    trade.work()
    trade.do("poll", trade.poll)
    trade.work()


def _answer(trade: SteadyTrade, said: StopAnswer, door: str) -> None:
    stop, world = trade.stop(), trade.world
    world.tick(60)
    trade.do(
        f"answer stop: {said.value}",
        lambda: answer_stop(
            stop.supplier, stop.stop_id, said, door, desk=world.desk, now=world.now
        ),
    )
    trade.work()


SCRIPTS = (stopped_in_time, gone_already, put_aside_by_workbook, withdrawn, before_the_wave)
type Script = Callable[[SteadyTrade], None]


class Trouble(NamedTuple):
    """One way to fail."""

    name: str
    error: Callable[[], BaseException]


TROUBLES = (
    Trouble("crash", Crash),
    Trouble("lost acknowledgement", lost_acknowledgement),
    Trouble("throttle", lambda: Throttled("injected")),
)


@cache
def _quiet(script: Script) -> dict[str, Any]:
    return end_of(_played(script, SteadyTrade()))


def _played(script: Script, trade: SteadyTrade) -> SteadyTrade:
    watcher = Watcher(trade.world)
    with light():
        script(trade)
        trade.wait()
    watcher.look()
    return trade


def points_of(script: Script, trouble: Trouble) -> Iterator[tuple[str, Failure]]:
    """Yield every point at which a handler of a script can meet a trouble."""
    quiet = _played(script, SteadyTrade(counting=trouble.error()))
    for number, turn in enumerate(quiet.turns):
        for point in range(turn.points):
            yield turn.handler, Failure(number, trouble.error(), point)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_a_handler_that_fails_anywhere_ends_as_if_it_had_not(
    script: Script, trouble: Trouble, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: Counter[str] = Counter()
    for number, (handler, failure) in enumerate(points_of(script, trouble)):
        if number % STRIDE:
            continue
        trade = _played(script, SteadyTrade(failure))
        tried[handler] += 1
        assert trade.has_failed, (handler, failure)
        ended = end_of(trade)
        for part, should in _quiet(script).items():
            assert ended[part] == should, (handler, failure, part)
    assert tried
    if IS_LONG:
        with capsys.disabled():
            sys.stdout.write(_told(script, trouble, tried))


def _told(script: Script, trouble: Trouble, tried: Counter[str]) -> str:
    rows = [f"  {points:>5}  {handler}" for handler, points in sorted(tried.items())]
    return "\n".join((f"\n{script.__name__}, {trouble.name}: {tried.total()} points", *rows)) + "\n"
