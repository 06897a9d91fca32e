"""Bugs in what people do about cases: goods that go again, and what platforms are told of it."""

from contextlib import ExitStack
from itertools import count
from typing import Any
from unittest import mock

from hedan.domain import line_work
from hedan.domain.cases import Case
from hedan.domain.parcels import Parcel
from hedan.ports import Change
from hedan.usecases.answers import ask_act, tell_platform
from hedan.usecases.replacements import replace
from hedan.usecases.uploads import ship_replacement
from tests.simulation.mutants import Kind, Mutant, Patch
from tests.simulation.order_mutants import changed, lives_although_stopping


def _goes_again_whenever_asked() -> Patch:
    """Forget what the case has sent, and give what is sent now another name."""
    case_of, name_of = vars(replace)["case_of"], vars(replace)["replacement_id"]
    numbers = count()

    def forgotten(*given: Any, **named: Any) -> Case:
        case: Case = case_of(*given, **named)
        return case.but(replacement=None)

    def other(line_id: str, case_id: str, place: int) -> str:
        return str(name_of(line_id, case_id, place + next(numbers)))

    stack = ExitStack()
    stack.enter_context(mock.patch.object(replace, "case_of", forgotten))
    stack.enter_context(mock.patch.object(replace, "replacement_id", other))
    return stack


def _goes_again_for_any_case() -> Patch:
    return mock.patch.object(replace._Asked, "refuse_over", return_value=None)


def _case_does_not_reach_its_goods() -> Patch:
    """Fence what was bought, and nothing that goes instead."""
    return mock.patch.object(line_work, "forbids_replacement", return_value=False)


def _number_told_whatever_the_fence_says() -> Patch:
    """Tell the number of an exchange that is stopping; the desk's own lock is off, too."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(ship_replacement, "is_live", lives_although_stopping))
    stack.enter_context(mock.patch.object(ship_replacement, "_refuse_overtaken"))
    stack.enter_context(changed(_unlocked)())
    return stack


def _unlocked(change: Change) -> Change:
    again = any(isinstance(one, Parcel) and one.instead for one in change.puts)
    return change.but(clear=()) if again else change


def _stopped_is_told_unseen() -> Patch:
    """Tell a platform «stopped» when somebody has asked for it, wherever the goods are by now."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(tell_platform, "_untrue", return_value=None))
    stack.enter_context(mock.patch.dict(ask_act.NEEDS_GOODS, clear=True))
    return stack


def _told_and_not_noted() -> Patch:
    return mock.patch.object(tell_platform, "_note")


AGAIN_MUTANTS = (
    Mutant("sends goods again whenever asked", _goes_again_whenever_asked, "5", Kind.TOKEN),
    Mutant("sends goods for a case that is over", _goes_again_for_any_case, "", Kind.CONDITION),
    Mutant("lets go what a case has ended", _case_does_not_reach_its_goods, "", Kind.FENCE),
    Mutant(
        "tells the number of what must stay", _number_told_whatever_the_fence_says, "", Kind.FENCE
    ),
    Mutant("says stopped without looking", _stopped_is_told_unseen, "1", Kind.CONDITION),
    Mutant("tells a case and forgets it", _told_and_not_noted, "9", Kind.WRONG),
)
