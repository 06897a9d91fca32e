"""规则: what the seller wants done with which orders, as data.

A rule says when (a condition in CEL over the view of rules/view.py) and then (what is to be done).
Nothing in here knows CEL: conditions are text until rules/ compiles them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    Field,
    NonNegativeInt,
    PositiveInt,
    StringConstraints,
    model_validator,
)

from hedan.domain.base import Frozen, Sku, SupplierId
from hedan.domain.findings import Post, Severity
from hedan.domain.tallies import MEMBERS_MAX

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[^\s,#|]{1,32}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,47}$")]


class Scope(StrEnum):
    """What a condition is asked of: the order once, or each of its lines."""

    ORDER = "order"
    LINE = "line"


class HoldIt(Frozen):
    """Keep the order back with a reason."""

    do: Literal["hold"] = "hold"
    reason: Words
    severity: Severity = Severity.ASK
    post: Post = Post.OPERATOR
    due_minutes: PositiveInt | None = None
    until_hours_before_deadline: NonNegativeInt | None = None  # It ends then, and hurries.


class ReleaseIt(Frozen):
    """Let a finding of a check pass. What a refund or the platform forbids never passes."""

    do: Literal["release"] = "release"
    finding: Code


class TagIt(Frozen):
    """Put the order into a class of the seller's own."""

    do: Literal["tag"] = "tag"
    tag: Tag


class Prioritise(Frozen):
    """Let it be worked on as if its deadline were so many hours earlier (later if negative)."""

    do: Literal["priority"] = "priority"
    hours_earlier: Annotated[int, Field(ge=-240, le=240)]


class Accept(Frozen):
    """Take the order without a person. No other answer of a later rule counts."""

    do: Literal["accept"] = "accept"


class WaitUntil(Frozen):
    """Take the order this long after its payment, not before."""

    do: Literal["wait"] = "wait"
    minutes_after_payment: PositiveInt


class Ask(Frozen):
    """Let a person decide whether the order is taken."""

    do: Literal["ask"] = "ask"
    question: Words
    post: Post = Post.OPERATOR


class Refuse(Frozen):
    """Do not take the order: a person cancels it on the platform."""

    do: Literal["refuse"] = "refuse"
    reason: Words


class Merge(Frozen):
    """Wait this long for other orders of the buyer, whatever the merge settings say."""

    do: Literal["merge"] = "merge"
    window_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)]


class NeverMerge(Frozen):
    """Travel with no other order."""

    do: Literal["never_merge"] = "never_merge"


class Split(Frozen):
    """Travel in a parcel of its own: each line that the rule speaks of."""

    do: Literal["split"] = "split"


class Route(Frozen):
    """Let this supplier ship."""

    do: Literal["route"] = "route"
    supplier: SupplierId


class UseCarrier(Frozen):
    """Ask the supplier for this carrier, by its code in the settings."""

    do: Literal["carrier"] = "carrier"
    carrier: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class UsePackage(Frozen):
    """Ask the supplier for this packing."""

    do: Literal["package"] = "package"
    package: Words


class AddGift(Frozen):
    """Add something of the seller's own, at no price."""

    do: Literal["gift"] = "gift"
    sku: Annotated[Sku, StringConstraints(min_length=1)]
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1
    first_per_day: Annotated[int, Field(ge=1, le=MEMBERS_MAX)] | None = (
        None  # Orders, by the store.
    )
    # Of gifts with one word here an order gets only the first: a ladder of amounts, best first.
    exclusive: Annotated[str, StringConstraints(max_length=32)] = ""
    orders_from: AwareDatetime | None = None  # Only orders paid since: the new ones.
    if_out: Literal["skip", "hold"] = "skip"  # What happens when it is out of stock.


class Tell(Frozen):
    """Say something to the supplier (in the row) or to the operator (with the order)."""

    do: Literal["message"] = "message"
    to: Literal["supplier", "operator"] = "supplier"
    text: Words


type Action = Annotated[
    HoldIt
    | ReleaseIt
    | TagIt
    | Prioritise
    | Accept
    | WaitUntil
    | Ask
    | Refuse
    | Merge
    | NeverMerge
    | Split
    | Route
    | UseCarrier
    | UsePackage
    | AddGift
    | Tell,
    Field(discriminator="do"),
]

# Of these an order (or a line) can have only one: the first rule that says it counts, and the
# others are written down as overruled. All other effects add up.
SINGLE: dict[str, str] = {
    "priority": "priority",
    "accept": "answer",
    "wait": "answer",
    "ask": "answer",
    "refuse": "answer",
    "merge": "merge",
    "never_merge": "merge",
    "route": "route",
    "carrier": "carrier",
    "package": "package",
}
# These speak of a whole order; a rule of scope "line" cannot do them.
WHOLE_ORDER_ONLY = frozenset(
    {"release", "priority", "accept", "wait", "ask", "refuse", "merge", "never_merge"}
)


class Period(Frozen):
    """A time from its first instant up to, and without, its last."""

    starts: AwareDatetime
    ends: AwareDatetime

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("a period ends after it starts")
        return self

    def contains(self, at: datetime) -> bool:
        """Tell whether an instant lies in it."""
        return self.starts <= at < self.ends


class Rule(Frozen):
    """One rule of the seller's."""

    id: RuleId
    author: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
    note: Annotated[str, StringConstraints(max_length=500)] = ""  # Why it is there.
    scope: Scope = Scope.ORDER
    when: Annotated[str, StringConstraints(max_length=4000)]  # CEL; "true" for always.
    then: Annotated[tuple[Action, ...], Field(min_length=1, max_length=20)]
    priority: Annotated[int, Field(ge=0, le=10_000)] = 100  # The lower, the earlier; then by id.
    active: tuple[Period, ...] = ()  # Empty: always.
    excluded: tuple[Period, ...] = ()
    stops: bool = False  # Once it fired, no later rule is asked of this order.
    enabled: bool = True

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        if self.scope is Scope.LINE:
            whole = sorted({act.do for act in self.then} & WHOLE_ORDER_ONLY)
            if whole:
                raise ValueError(f"a rule of scope 'line' cannot do: {', '.join(whole)}")
        return self

    def is_active(self, at: datetime) -> bool:
        """Tell whether the rule counts at an instant."""
        if not self.enabled or any(period.contains(at) for period in self.excluded):
            return False
        return not self.active or any(period.contains(at) for period in self.active)


def in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules as they are asked: by priority, then by id."""
    return tuple(sorted(rules, key=lambda rule: (rule.priority, rule.id)))
