"""A decision about one order: what was decided, by which rule, on what, and what nearly was."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, Id, OrderKey, SupplierId
from hedan.domain.edits import Edits
from hedan.domain.facts import Facts
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parts import Handling, Part
from hedan.domain.routing import RouteReason
from hedan.domain.tallies import Counted


class Case(Frozen):
    """Everything that one decision looks at. The same case always comes out the same."""

    order: Order
    after_sales: tuple[AfterSale, ...] = ()
    works: tuple[LineWork, ...] = ()
    predecessors: tuple[LineWork, ...] = ()  # Our work on the orders that this one replaces.
    edits: Edits
    facts: Facts = Facts()
    settled: tuple[str, ...] = ()  # Holds that a person or a time ended: see Holds.settled.
    last: "Decision | None" = None  # What was decided before, if anything was.
    at: AwareDatetime


class Answer(StrEnum):
    """Whether the order is taken."""

    ACCEPT = "accept"
    WAIT = "wait"
    ASK = "ask"
    REFUSE = "refuse"


class Given(Frozen):
    """One effect of one rule: what it said, of which lines, and who overruled it."""

    rule_id: str
    act: str  # The action's "do".
    value: str  # What it said, as text: the supplier's id, the tag, the reason.
    line_ids: tuple[str, ...] = ()  # Empty: the whole order.
    # A rule's id, "person:<who>", or "platform" for what no rule may let pass; of a gift also
    # "stock", "first_per_day", "orders_from" and "after_sale"; empty: it counts.
    overruled_by: str = ""


class NearMiss(Frozen):
    """A rule that would have fired but for one part of its condition."""

    rule_id: str
    part: str  # The part that was not true, as it is written.
    line_id: str = ""


class RuleFailure(Frozen):
    """A rule that could not be evaluated. It holds the order and silences no other rule."""

    rule_id: str
    message: str
    line_id: str = ""


class Reasoning(Frozen):
    """Why: every rule that spoke, nearly spoke, or failed."""

    given: tuple[Given, ...] = ()
    near: tuple[NearMiss, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    stopped_by: str = ""  # The rule whose stop flag ended the run.


class LinePlan(Frozen):
    """How one line is to be shipped."""

    line_id: Id
    supplier: SupplierId | None = None
    parts: tuple[Part, ...] = ()
    handling: Handling = Handling()
    route: RouteReason | None = None  # Why this supplier; None: it is its SKU's own.


class Decision(Frozen):
    """One decision, kept with all that it was made on."""

    order: OrderKey
    at: AwareDatetime
    settings_version: NonNegativeInt
    order_version: NonNegativeInt
    edits_version: NonNegativeInt = 0
    facts: Facts = Facts()
    answer: Answer = Answer.ACCEPT
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()  # What a rule let pass.
    tags: tuple[str, ...] = ()
    # When work on it should begin at the latest: the deadline less the work left. The earlier,
    # the sooner; scarce stock goes to the earliest.
    priority: AwareDatetime
    lines: tuple[LinePlan, ...] = ()
    counted: tuple[Counted, ...] = ()  # What is counted once its lines are reserved.
    messages: tuple[str, ...] = ()  # For the operator.
    reasoning: Reasoning = Reasoning()
    # What the order looked like when it last went through: later changes are compared with it.
    facets: Mapping[str, str] = {}
    version: NonNegativeInt = 0

    def line(self, line_id: str) -> LinePlan:
        """Return the plan of one line. Raises KeyError when the order has no such line to ship."""
        for plan in self.lines:
            if plan.line_id == line_id:
                return plan
        raise KeyError(line_id)


# In these two decisions may differ and still say the same.
NOT_SAID = frozenset(
    {
        "at",
        "settings_version",
        "order_version",
        "edits_version",
        "facts",
        "counted",  # Taken with the lines that are reserved, and then not due any more.
        "reasoning",
        "version",
    }
)
SAID = tuple(field for field in Decision.model_fields if field not in NOT_SAID)


def said_anew(decision: Decision, last: Decision | None) -> bool:
    """Tell whether a decision says anything that the last one did not: else it is not stored."""
    if last is None:
        return True
    return (
        any(getattr(decision, field) != getattr(last, field) for field in SAID)
        or decision.reasoning.given != last.reasoning.given
    )


Case.model_rebuild()
