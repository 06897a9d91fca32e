"""One view bound for the conditions of a rule set: made once an order, only what is asked of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, cast

from cel_expr_python import cel
from google.protobuf.message import Message

from hedan.domain.rules import Scope
from hedan.rules.schema import VARIABLES, environment, message_class
from hedan.rules.view import View

# Which line it is stays visible: two lines that do not differ in what is asked are still two.
_ALWAYS: Final = frozenset({"id"})
_WHOLE_MIN: Final = -(2**63)
_WHOLE_MAX: Final = 2**63 - 1
# A day within what the library can count, so that no zone leads out of it.
_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)

type Maker = Callable[[Any], Message]


class Makers:
    """How messages are made of views for conditions that speak of these names and no others.

    A condition reaches a field only by writing its name: what no condition writes is left out.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self.asks_lines = not names.isdisjoint({"line", "lines"})
        self.asks_tags = "tags" in names
        self.of = {
            variable: _maker(view, names)
            for variable, view in VARIABLES.items()
            if variable in names or variable == "line"
        }


class Asked:
    """A view ready to be asked. Tags that rules give are seen by whatever is asked later."""

    def __init__(self, view: View, makers: Makers) -> None:
        self.line_ids = tuple(line.id for line in view.order.lines)
        self._tags = set(view.order.tags)
        self._asks_tags = makers.asks_tags
        self._bound: dict[str, Any] = {
            variable: makers.of[variable](part)
            for variable, part in zip(View._fields, view, strict=True)
            if variable in makers.of
        }
        self._lines: list[Message] = []
        if makers.asks_lines:
            self._lines = [makers.of["line"](line) for line in view.order.lines]
            if "order" in self._bound:
                self._bound["order"].lines.extend(self._lines)
        self._of_order: cel.Activation | None = None
        self._of_lines: list[cel.Activation] | None = None

    def of_order(self) -> cel.Activation:
        """Return what a condition of scope order is asked of."""
        if self._of_order is None:
            self._of_order = environment(Scope.ORDER).Activation(self._bound)
        return self._of_order

    def of_lines(self) -> list[cel.Activation]:
        """Return what a condition of scope line is asked of, in the order of the lines."""
        if self._of_lines is None:
            bind = environment(Scope.LINE).Activation
            if self._lines:
                self._of_lines = [bind({**self._bound, "line": line}) for line in self._lines]
            else:
                self._of_lines = [bind(self._bound)] * len(self.line_ids)
        return self._of_lines

    def tag(self, tags: Iterable[str]) -> None:
        """Add what a rule gave."""
        new = [tag for tag in dict.fromkeys(tags) if tag not in self._tags]
        self._tags.update(new)
        if new and self._asks_tags and "order" in self._bound:
            self._bound["order"].tags.extend(new)
            self._of_order = self._of_lines = None


def _maker(view: type, names: frozenset[str]) -> Maker:
    """Return what makes messages of one part of the view, with the fields of these names."""
    made = cast(Callable[..., Message], message_class(view))
    fields: tuple[str, ...] = view._fields  # type: ignore[attr-defined]
    places = [
        (field, place)
        for place, field in enumerate(fields)
        if field in names | _ALWAYS and field != "lines"
    ]

    def make(part: Any) -> Message:
        try:
            return made(**{field: part[place] for field, place in places})
        except (ValueError, OverflowError):  # Beyond 64 bits, half a character, the year 0.
            return made(**{field: _within(part[place]) for field, place in places})

    return make


def _within(value: Any) -> Any:
    """Return the nearest value that a message can hold."""
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return min(max(value, _WHOLE_MIN), _WHOLE_MAX)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return min(max(aware, _FIRST), _LAST)
    return [_within(one) for one in value]
