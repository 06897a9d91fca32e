"""What actions speak of, so that two rules that speak of the same can be told from two that do not.

Of the kinds in SINGLE the first one that speaks of a place counts. Anything else that is said twice
has no effect the second time, except gifts: they add up.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hedan.domain.rules import (
    SINGLE,
    Accept,
    Action,
    AddGift,
    HoldIt,
    ReleaseIt,
    Rule,
    TagIt,
)

# Of these each line can have one of its own; the other kinds of SINGLE are the whole order's.
BY_LINE: Final = frozenset({"route", "carrier", "package", "merge"})
# What the hold of a rule is called among the findings: what a release of it lets pass.
RULE_HOLD: Final = "RULE_HOLD"


class Voice(NamedTuple):
    """Who spoke of a place first, and what."""

    rule: Rule
    action: Action


type Place = tuple[str | Action, str]


class Spoken:
    """What was said of one order so far, and by whom."""

    def __init__(self, line_ids: tuple[str, ...]) -> None:
        self._all = line_ids or ("",)
        self._first: dict[Place, Voice] = {}
        self._voices: list[Voice] = []

    def hear(self, rule: Rule, line_ids: tuple[str, ...]) -> tuple[set[str], set[str]]:
        """Take in what a rule says. Return whose words left it nothing to say, and contradicted it.

        The first set is empty as long as anything the rule says is new.
        """
        before: set[str] = set()
        contradicted: set[str] = set()
        is_new = False
        for action in rule.then:
            for voice in self._against(rule, action):
                contradicted.add(voice.rule.id)
            places = list(self._places(action, line_ids))
            is_new = is_new or not places
            for place in places:
                first = self._first.setdefault(place, Voice(rule, action))
                if first.rule.id == rule.id:
                    is_new = True
                    continue
                before.add(first.rule.id)
                if first.action != action and first.rule.priority == rule.priority:
                    contradicted.add(first.rule.id)
            self._voices.append(Voice(rule, action))
        return (set() if is_new else before), contradicted

    def _places(self, action: Action, line_ids: tuple[str, ...]) -> Iterator[Place]:
        if isinstance(action, AddGift):
            return
        kind: str | Action = SINGLE.get(action.do, action)
        is_whole = kind not in BY_LINE if isinstance(kind, str) else isinstance(action, TagIt)
        for target in ("",) if is_whole else line_ids or self._all:
            yield kind, target

    def _against(self, rule: Rule, action: Action) -> Iterator[Voice]:
        """Yield what was said at the same priority and wants the opposite."""
        for voice in self._voices:
            same = voice.rule.priority == rule.priority and voice.rule.id != rule.id
            if same and are_opposite(voice.action, action):
                yield voice


def are_opposite(one: Action, other: Action) -> bool:
    """Tell whether one keeps the order back and the other lets exactly that pass."""
    return _passes(one, other) or _passes(other, one)


def _passes(held: Action, passing: Action) -> bool:
    if not isinstance(held, HoldIt):
        return False
    return isinstance(passing, Accept) or (
        isinstance(passing, ReleaseIt) and passing.finding == RULE_HOLD
    )


def contradicts_itself(rule: Rule) -> bool:
    """Tell whether a rule says two things of which only one can count."""
    for place, action in enumerate(rule.then):
        for other in rule.then[place + 1 :]:
            kind = SINGLE.get(action.do)
            if kind is not None and kind == SINGLE.get(other.do) and action != other:
                return True
            if are_opposite(action, other):
                return True
    return False
