"""One condition made ready to be asked, or refused with what is wrong where."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cel_expr_python import cel

from hedan.domain.rules import Scope
from hedan.rules.bounds import beyond
from hedan.rules.explain import explain, odd_sign
from hedan.rules.failures import failure_of
from hedan.rules.mistakes import ConditionInvalid, Mistake, MistakeCode, Wrong
from hedan.rules.scan import Token, conjuncts, line_and_column, names_spoken, roots, scan
from hedan.rules.schema import environment, variables
from hedan.rules.types_apart import our_type

# The status that the library writes before and after its own words.
_STATUS: Final = re.compile(r"^[A-Z_]+: | \[[A-Z_]+\]$")
# How a text written in a condition is tried before any order is: by the function that takes it.
_TIMES_ASKED: Final = (
    *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
    *("getHours", "getMinutes", "getSeconds", "getMilliseconds"),
)
_TRIED: Final[dict[str, tuple[str, Wrong]]] = {
    "matches": ('"".matches({0})', Wrong.NOT_A_PATTERN),
    "timestamp": ("timestamp({0}) == timestamp({0})", Wrong.NOT_A_TIME),
    "duration": ("duration({0}) == duration({0})", Wrong.NOT_A_SPAN),
    "int": ("int({0}) == int({0})", Wrong.NOT_WHOLE),
    "double": ("double({0}) == double({0})", Wrong.NOT_A_NUMBER),
    **{
        name: (f'timestamp("2026-01-01T00:00:00Z").{name}({{0}}) >= 0', Wrong.NOT_A_ZONE)
        for name in _TIMES_ASKED
    },
}


class Part(NamedTuple):
    """One part of a conjunction: as it is written, and ready to be asked."""

    text: str
    expression: cel.Expression


class Condition:
    """A condition that can be asked of an order or a line. Asking never raises."""

    def __init__(self, text: str, scope: Scope, expression: cel.Expression) -> None:
        self.text = text
        self.scope = scope
        self.names = names_spoken(text)
        self._expression = expression
        self.parts = tuple(_parts(text, scope))

    def test(self, activation: cel.Activation) -> bool | str:
        """Tell whether it is true of what is bound, or why that cannot be said (a Failure)."""
        return _asked(self._expression, activation)

    def failing_part(self, activation: cel.Activation) -> str:
        """Return the first part of which it cannot be said; of one part, or of none, the whole."""
        for part in self.parts:
            if isinstance(_asked(part.expression, activation), str):
                return part.text
        return self.text

    def only_false_part(self, activation: cel.Activation) -> str:
        """Return the one part that is false while all others are true; empty: not so."""
        false = ""
        for part in self.parts:
            answer = _asked(part.expression, activation)
            if answer is True:
                continue
            if answer is not False or false:
                return ""
            false = part.text
        return false

    @property
    def is_never_true(self) -> bool:
        """Whether no order at all can make it true: a part of it speaks of none and is false."""
        nothing = environment(self.scope).Activation({})
        texts = [(part.text, part.expression) for part in self.parts]
        return any(
            _speaks_of_nothing(text, self.scope) and _asked(expression, nothing) is False
            for text, expression in texts or [(self.text, self._expression)]
        )


def compile_condition(text: str, scope: Scope) -> Condition:
    """Make a condition ready. Raises ConditionInvalid with every mistake that can be seen."""
    tokens = scan(text)
    if not tokens:
        raise ConditionInvalid([Mistake(MistakeCode.EMPTY, Wrong.EMPTY)])
    if early := beyond(text, tokens) or odd_sign(text, tokens):
        raise ConditionInvalid([early])
    try:
        expression = environment(scope).compile(text)
    except RuntimeError as refused:
        complaint = _STATUS.sub("", str(refused))
        raise ConditionInvalid(explain(complaint, text, tokens, scope)) from refused
    if expression.return_type() != cel.Type.BOOL:
        kind = {"type": our_type(expression.return_type().name())}
        raise ConditionInvalid([Mistake(MistakeCode.NOT_BOOLEAN, Wrong.NOT_BOOLEAN, kind).at(1, 1)])
    if unusable := list(_unusable(text, tokens, scope, expression)):
        raise ConditionInvalid(unusable)
    return Condition(text, scope, expression)


def _asked(expression: cel.Expression, activation: cel.Activation) -> bool | str:
    try:
        answer = expression.eval(activation).value()
    except RuntimeError as failed:  # Too many steps: the only failure that it does not return.
        answer = str(failed)
    if answer is True or answer is False:
        return answer
    return failure_of(_STATUS.sub("", _STATUS.sub("", str(answer)))).value


def _parts(text: str, scope: Scope) -> Iterator[Part]:
    """Yield the parts of a conjunction; none where the condition is not one."""
    texts = conjuncts(text)
    if len(texts) > 1:
        for part in texts:
            yield Part(part, environment(scope).compile(part))


def _unusable(
    text: str, tokens: Sequence[Token], scope: Scope, expression: cel.Expression
) -> Iterator[Mistake]:
    """Yield the texts in it that no order could make usable, such as a pattern with a hole."""
    env = environment(scope)
    nothing = env.Activation({})
    found = False
    for name, opened, literal, closed in zip(
        tokens, tokens[1:], tokens[2:], tokens[3:], strict=False
    ):
        if literal.kind != "text" or opened.text != "(" or closed.text != ")":
            continue
        if name.kind != "name" or name.text not in _TRIED:
            continue
        trial, wrong = _TRIED[name.text]
        if isinstance(_asked(env.compile(trial.format(literal.text)), nothing), str):
            found = True
            where = line_and_column(text, literal.start)
            yield Mistake(MistakeCode.BAD_VALUE, wrong, {"text": literal.text}).at(*where)
    if not found and _speaks_of_nothing(text, scope):
        answer = _asked(expression, nothing)
        if isinstance(answer, str):
            failure = {"failure": answer}
            yield Mistake(MistakeCode.BAD_VALUE, Wrong.NEVER_ASKED, failure).at(1, 1)


def _speaks_of_nothing(text: str, scope: Scope) -> bool:
    """Tell whether a condition asks nothing of what is bound: "true", "1 > 2"."""
    known = variables(scope)
    return not any(root.word in known for root in roots(scan(text)))
