"""Who has the last word: of rules the first of a kind, and persons before all rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hedan.deciding.rule_book import Said
from hedan.domain.decisions import Given
from hedan.domain.edits import EditField, Edits
from hedan.domain.rules import (
    SINGLE,
    Action,
    Scope,
)

# Of these each line can have one of its own; the other kinds of SINGLE are the whole order's.
BY_LINE: Final = frozenset({"route", "carrier", "package", "merge"})
# Of these somebody may have spoken of one line only; the others are asked about once.
ASKED_BY_LINE: Final = frozenset({"route", "carrier", "package", "merge", "never_merge", "split"})
# Where a person may have spoken, by the action: what nobody edits, nobody overrules.
FIELDS: Final = {
    "route": EditField.SUPPLIER,
    "carrier": EditField.CARRIER,
    "package": EditField.PACKAGE,
    "merge": EditField.TRAVELS,
    "never_merge": EditField.TRAVELS,
    "split": EditField.TRAVELS,
    "priority": EditField.PRIORITY,
}


class Standing(NamedTuple):
    """One action of one rule that counts, and for which lines."""

    rule_id: str
    action: Action
    line_ids: tuple[str, ...]  # Those that it speaks of; all of them when it spoke of the order.
    of_order: bool


class Settled(NamedTuple):
    """What of all that rules said counts, and all that they said."""

    standing: tuple[Standing, ...]
    given: tuple[Given, ...]
    by_line: Mapping[tuple[type, str], Sequence[Action]]

    def acts[A: Action](self, kind: type[A]) -> list[A]:
        """Return the actions of one kind that count, in the order of the rules."""
        return [one.action for one in self.standing if type(one.action) is kind]

    def of_line[A: Action](self, kind: type[A], line_id: str) -> Sequence[A]:
        """Return the actions of one kind that count for a line, in the order of the rules."""
        found: Sequence[A] = self.by_line.get((kind, line_id), ())  # type: ignore[assignment] # Filed under their kind.
        return found


def settle(
    effects: Iterable[Said], line_ids: Sequence[str], edits: Edits, never_waived: frozenset[str]
) -> Settled:
    """Decide between rules that contradict each other, and between rules and persons.

    never_waived: the findings that no rule may let pass.
    """
    judge = _Judge(edits, never_waived)
    every_line = tuple(line_ids)
    standing: list[Standing] = []
    given: list[Given] = []
    by_line: dict[tuple[type, str], list[Action]] = {}
    for number, effect in enumerate(effects):
        # An order without a line to ship is spoken of all the same.
        spoken_of = effect.line_ids or every_line
        of_order = effect.rule.scope is Scope.ORDER
        for by, lines in judge.parted(number, effect, spoken_of).items():
            ids = () if of_order and len(lines) == len(spoken_of) else lines
            given.append(_given(effect, ids, by))
            if by:
                continue
            standing.append(Standing(effect.rule.id, effect.action, lines, of_order))
            for line_id in lines:
                by_line.setdefault((type(effect.action), line_id), []).append(effect.action)
    return Settled(tuple(standing), tuple(given), by_line)


class _Judge:
    """Knows who has spoken before."""

    def __init__(self, edits: Edits, never_waived: frozenset[str]) -> None:
        self._edits = edits
        self._never_waived = never_waived
        self._taken_off = {
            tag: edit.by for tag, edit in edits.tags().items() if edit.value.startswith("-")
        }
        # By kind and line: the number and the rule of the action that came first.
        self._first: dict[tuple[str, str], tuple[int, str]] = {}

    def parted(
        self, number: int, effect: Said, line_ids: tuple[str, ...]
    ) -> dict[str, tuple[str, ...]]:
        """Part the lines of an action by who overrules it there; nobody where it counts."""
        if effect.action.do not in ASKED_BY_LINE:
            return {self._overruled_by(number, effect, ""): line_ids}
        parts: dict[str, list[str]] = {}
        for line_id in line_ids or ("",):
            by = self._overruled_by(number, effect, line_id)
            parts.setdefault(by, []).append(line_id)
        return {by: tuple(lines) for by, lines in parts.items()}

    def _overruled_by(self, number: int, effect: Said, line_id: str) -> str:
        """Return who has spoken about the same before; and remember who spoke first."""
        action = effect.action
        if action.do == "release" and action.finding in self._never_waived:
            return "platform"
        if person := self._person(action, line_id):
            return f"person:{person}"
        kind = SINGLE.get(action.do)
        if kind is None:
            return ""
        place = kind, line_id if kind in BY_LINE else ""
        first, rule_id = self._first.setdefault(place, (number, effect.rule.id))
        # A rule may say two things of one kind, too: its first counts.
        return "" if first == number else rule_id

    def _person(self, action: Action, line_id: str) -> str:
        if not self._edits.edits:
            return ""
        if action.do == "tag":
            return self._taken_off.get(action.tag, "")
        field = FIELDS.get(action.do)
        edit = self._edits.standing(field, line_id) if field else None
        return edit.by if edit else ""


def _given(effect: Said, line_ids: tuple[str, ...], overruled_by: str) -> Given:
    return Given.model_construct(
        rule_id=effect.rule.id,
        act=effect.action.do,
        value=value_of(effect.action),
        line_ids=line_ids,
        overruled_by=overruled_by,
    )


def value_of(action: Action) -> str:
    """Return what an action says, as text."""
    said = ""  # "accept", "never_merge" and "split" say it all themselves.
    match action.do:  # Not of which class it is: that takes a dozen questions.
        case "hold" | "refuse":
            said = action.reason
        case "ask":
            said = action.question
        case "message":
            said = f"{action.to}: {action.text}"
        case "release":
            said = action.finding
        case "tag":
            said = action.tag
        case "priority":
            said = f"{action.hours_earlier:+d} h"
        case "wait":
            said = f"{action.minutes_after_payment} min"
        case "merge":
            said = f"{action.window_minutes} min"
        case "route":
            said = action.supplier
        case "carrier":
            said = action.carrier
        case "package":
            said = action.package
        case "gift":
            said = f"{action.sku}*{action.quantity}"
    return said
