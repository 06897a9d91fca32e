"""Who has the last word: of rules the first of a kind, and persons before all rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hedan.deciding.rule_book import Said
from hedan.domain.decisions import Given
from hedan.domain.edits import EditField, Edits
from hedan.domain.rules import (
    SINGLE,
    Accept,
    Action,
    AddGift,
    Ask,
    HoldIt,
    Merge,
    NeverMerge,
    Prioritise,
    Refuse,
    ReleaseIt,
    Route,
    Scope,
    Split,
    TagIt,
    Tell,
    UseCarrier,
    UsePackage,
    WaitUntil,
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
        return [one.action for one in self.standing if isinstance(one.action, kind)]

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
    standing: list[Standing] = []
    given: list[Given] = []
    by_line: dict[tuple[type, str], list[Action]] = {}
    for number, effect in enumerate(effects):
        # An order without a line to ship is spoken of all the same.
        spoken_of = effect.line_ids or tuple(line_ids)
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
        if isinstance(action, ReleaseIt) and action.finding in self._never_waived:
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
        if isinstance(action, TagIt):
            return self._taken_off.get(action.tag, "")
        field = FIELDS.get(action.do)
        edit = self._edits.standing(field, line_id) if field else None
        return edit.by if edit else ""


def _given(effect: Said, line_ids: tuple[str, ...], overruled_by: str) -> Given:
    return Given(
        rule_id=effect.rule.id,
        act=effect.action.do,
        value=value_of(effect.action),
        line_ids=line_ids,
        overruled_by=overruled_by,
    )


def value_of(action: Action) -> str:
    """Return what an action says, as text."""
    said = ""
    match action:
        case HoldIt(reason=text) | Refuse(reason=text) | Ask(question=text):
            said = text
        case Tell():
            said = f"{action.to}: {action.text}"
        case ReleaseIt():
            said = action.finding
        case TagIt():
            said = action.tag
        case Prioritise():
            said = f"{action.hours_earlier:+d} h"
        case WaitUntil(minutes_after_payment=minutes) | Merge(window_minutes=minutes):
            said = f"{minutes} min"
        case Route():
            said = action.supplier
        case UseCarrier():
            said = action.carrier
        case UsePackage():
            said = action.package
        case AddGift():
            said = f"{action.sku}*{action.quantity}"
        case Accept() | NeverMerge() | Split():
            pass  # The act says it all.
    return said
