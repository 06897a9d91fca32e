"""What can be wrong with a condition, with its place: what the seller reads before publishing."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from hedan.errors import SettingsInvalid


class MistakeCode(StrEnum):
    """The kinds of mistakes; texts translate them by these names."""

    UNKNOWN_NAME = "UNKNOWN_NAME"
    WRONG_TYPES = "WRONG_TYPES"
    EMPTY = "EMPTY"
    NOT_BOOLEAN = "NOT_BOOLEAN"
    SYNTAX = "SYNTAX"
    BAD_VALUE = "BAD_VALUE"  # A pattern, time, span or number that can not be read.
    TOO_LONG = "TOO_LONG"
    TOO_DEEP = "TOO_DEEP"
    OTHER = "OTHER"


class Mistake(NamedTuple):
    """One mistake in a condition. line and column count from 1; 0: the whole condition."""

    code: MistakeCode
    message: str
    line: int = 0
    column: int = 0


class RuleMistake(NamedTuple):
    """One mistake in one field of a rule."""

    rule_id: str
    field: str
    message: str
    line: int
    column: int
    code: MistakeCode = MistakeCode.OTHER


class ConditionInvalid(SettingsInvalid):
    """A condition that cannot be asked."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(mistake.message for mistake in self.mistakes))


class RulesInvalid(SettingsInvalid):
    """Rules that cannot be published; mistakes holds them all, in the order of the rules."""

    def __init__(self, mistakes: Iterable[RuleMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(
            "; ".join(
                f"rule {mistake.rule_id}, {mistake.line}:{mistake.column}: {mistake.message}"
                for mistake in self.mistakes
            )
        )
