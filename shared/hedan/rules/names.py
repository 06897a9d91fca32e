"""Every name that a condition can write, for the help sheet and the documents.

What the names mean stands in texts/rule_names.py under the same keys; what a name holds is taken
from the view itself, so that neither can say something else than the engine does.
"""

from typing import Final, NamedTuple

from hedan.domain.rules import Scope
from hedan.rules.functions import OFFERED
from hedan.rules.schema import VARIABLES, Kind, kinds


class Name(NamedTuple):
    """One name: "order.total", what it holds, and where its meaning stands in the texts."""

    path: str
    kind: Kind
    key: str
    only_in_line_rules: bool


class Example(NamedTuple):
    """A condition that works as it stands; its meaning is in the texts under its key."""

    condition: str
    scope: Scope
    key: str


EXAMPLES: Final = (
    Example("order.total >= 50000", Scope.ORDER, "rule.example.total"),
    Example('"vip" in order.tags && !buyer.is_new', Scope.ORDER, "rule.example.tags"),
    Example(
        'order.province.startsWith("新疆") || order.province.startsWith("西藏")',
        Scope.ORDER,
        "rule.example.region",
    ),
    Example('order.remark.hasWord(["发票", "invoice"])', Scope.ORDER, "rule.example.words"),
    Example(
        'order.lines.exists(x, x.sku.startsWith("CUP-") && x.quantity >= 10)',
        Scope.ORDER,
        "rule.example.lines",
    ),
    Example("order.lines.filter(x, x.is_gift).size() >= 2", Scope.ORDER, "rule.example.count"),
    Example("order.has_deadline && order.hours_left < 6.0", Scope.ORDER, "rule.example.deadline"),
    Example(
        'time.weekday >= 6 || (time.hour >= 22 && store.platform == "doudian")',
        Scope.ORDER,
        "rule.example.time",
    ),
    Example(
        'order.paid >= timestamp("2026-11-11T00:00:00+08:00")', Scope.ORDER, "rule.example.paid"
    ),
    Example('line.spec.matches("^(XL|XXL)$") && order.units == 1', Scope.LINE, "rule.example.line"),
)


def describe() -> tuple[Name, ...]:
    """Return every name of the view, in its order."""
    return tuple(
        Name(f"{variable}.{name}", kind, f"rule.{variable}.{name}", variable == "line")
        for variable, view in VARIABLES.items()
        for name, kind in kinds(view).items()
    )


def functions() -> tuple[str, ...]:
    """Return what a condition can call, beside and, or, not, comparisons and sums."""
    return OFFERED
