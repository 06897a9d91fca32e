"""What can be wrong with a condition, with its place: what the seller reads before publishing.

Here it is a name with values; texts/rule_mistakes.py says it in the reader's language.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, Self

from hedan.errors import SettingsInvalid


class MistakeCode(StrEnum):
    """The kinds of mistakes, for programs."""

    UNKNOWN_NAME = "UNKNOWN_NAME"
    WRONG_TYPES = "WRONG_TYPES"
    EMPTY = "EMPTY"
    NOT_BOOLEAN = "NOT_BOOLEAN"
    SYNTAX = "SYNTAX"
    BAD_VALUE = "BAD_VALUE"  # A pattern, time, span or number that can not be read.
    TOO_LONG = "TOO_LONG"
    TOO_DEEP = "TOO_DEEP"
    OTHER = "OTHER"


class Wrong(StrEnum):
    """What is wrong, a sentence each: rule.wrong.NO_FIELD in the texts, and so on."""

    NO_FIELD = "NO_FIELD"
    NO_NAME = "NO_NAME"
    NO_FUNCTION = "NO_FUNCTION"
    LINE_IN_ORDER = "LINE_IN_ORDER"
    WRITE_INSTEAD = "WRITE_INSTEAD"
    NOT_COMPARABLE = "NOT_COMPARABLE"
    NEEDS_YES_NO = "NEEDS_YES_NO"
    NOT_IN_A_LIST = "NOT_IN_A_LIST"
    LIST_ON_THE_LEFT = "LIST_ON_THE_LEFT"
    ASKED_OF_A_LIST = "ASKED_OF_A_LIST"
    NOT_TAKEN = "NOT_TAKEN"
    FIELD_OF_A_LIST = "FIELD_OF_A_LIST"
    FIELD_OF_A_VALUE = "FIELD_OF_A_VALUE"
    NOT_A_LIST = "NOT_A_LIST"
    EMPTY = "EMPTY"
    NOT_BOOLEAN = "NOT_BOOLEAN"
    HALF_A_CHARACTER = "HALF_A_CHARACTER"
    NOT_CLOSED = "NOT_CLOSED"
    ARROW = "ARROW"
    UNKNOWN_SIGN = "UNKNOWN_SIGN"
    SIGN_MISSING = "SIGN_MISSING"
    ENDS_EARLY = "ENDS_EARLY"
    TEXT_HERE = "TEXT_HERE"
    COMMAS = "COMMAS"
    NOT_HERE = "NOT_HERE"
    STEP_WITHOUT_NAME = "STEP_WITHOUT_NAME"
    NOT_A_PATTERN = "NOT_A_PATTERN"
    NOT_A_TIME = "NOT_A_TIME"
    NOT_A_SPAN = "NOT_A_SPAN"
    NOT_WHOLE = "NOT_WHOLE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_A_ZONE = "NOT_A_ZONE"
    BAD_LITERAL = "BAD_LITERAL"
    NEVER_ASKED = "NEVER_ASKED"
    TOO_LONG = "TOO_LONG"
    TOO_MANY_BRACKETS = "TOO_MANY_BRACKETS"
    TOO_MANY_STEPS = "TOO_MANY_STEPS"
    TOO_OFTEN = "TOO_OFTEN"
    COMPILER = "COMPILER"  # In the library's own words, which are English.


class Hint(StrEnum):
    """What to write instead, at the end of a sentence: rule.hint.POINT in the texts, and so on."""

    NONE = ""
    POINT = "POINT"
    NO_U = "NO_U"
    QUOTES = "QUOTES"
    NO_QUOTES = "NO_QUOTES"
    TIMESTAMP = "TIMESTAMP"
    DURATION = "DURATION"
    IN_LIST = "IN_LIST"
    ALONE = "ALONE"


class Mistake(NamedTuple):
    """One mistake in a condition. line and column count from 1; 0: the whole condition.

    nearest: the names that may be meant, the likeliest first.
    """

    code: MistakeCode
    wrong: Wrong
    values: Mapping[str, str] = {}
    nearest: tuple[str, ...] = ()
    line: int = 0
    column: int = 0

    def at(self, line: int, column: int) -> Self:
        """Return it with its place."""
        return self._replace(line=line, column=column)

    def __str__(self) -> str:
        values = " ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.line}:{self.column} {self.wrong} {values}".rstrip()


class RuleMistake(NamedTuple):
    """One mistake in one field of a rule."""

    rule_id: str
    field: str
    mistake: Mistake


class ConditionInvalid(SettingsInvalid):
    """A condition that cannot be asked. str() is for logs; people are told by the texts."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(map(str, self.mistakes)))


class RulesInvalid(SettingsInvalid):
    """Rules that cannot be published; mistakes holds them all, in the order of the rules."""

    def __init__(self, mistakes: Iterable[RuleMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"rule {one.rule_id}, {one.mistake}" for one in self.mistakes))
