"""What a dry run found: how past orders would have gone under other settings. Parts add up.

No receiver, no remark and no evidence is in here: who may read a report need not see an order.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, OrderKey, short_id
from hedan.domain.rule_health import HealthTally, RuleFinding

EXAMPLES_MAX = 3


class Facet(StrEnum):
    """In what two decisions about one order differ."""

    HELD = "held"  # By which findings.
    ANSWER = "answer"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    PACKAGE = "package"
    TRAVELS = "travels"  # Merged, with its order, alone; and how long it waits for others.
    GOODS = "goods"  # What a line is in SKUs of ours.
    GIFTS = "gifts"
    TAGS = "tags"
    PRIORITY = "priority"
    MESSAGES = "messages"  # Notes for the supplier and words for the operator.
    WORDS = "words"  # Nothing but the wording of a finding.


class Shift(Frozen):
    """A number under the settings in force and under the others."""

    before: int = 0
    after: int = 0

    @property
    def change(self) -> int:
        """How much more it becomes."""
        return self.after - self.before

    def plus(self, other: "Shift") -> "Shift":
        """Return both together."""
        return Shift(before=self.before + other.before, after=self.after + other.after)


class Example(Frozen):
    """One order that would have gone another way."""

    order: OrderKey
    before: tuple[str, ...]  # Codes, ids, tags: the same in every language.
    after: tuple[str, ...]


class Changed(Frozen):
    """How many orders, and a few of them."""

    orders: NonNegativeInt = 0
    examples: tuple[Example, ...] = ()

    def plus(self, other: Self) -> "Changed":
        """Return both together; which examples stay does not hang on who was counted first."""
        examples = sorted((*self.examples, *other.examples), key=lambda one: str(one.order))
        return Changed(orders=self.orders + other.orders, examples=tuple(examples[:EXAMPLES_MAX]))


class HoldChange(Frozen):
    """Orders that one finding would newly hold, and orders that it would no longer hold."""

    gained: Changed = Changed()
    lost: Changed = Changed()

    @property
    def change(self) -> int:
        """How many more orders it holds."""
        return self.gained.orders - self.lost.orders

    def plus(self, other: Self) -> "HoldChange":
        """Return both together."""
        return HoldChange(gained=self.gained.plus(other.gained), lost=self.lost.plus(other.lost))


class Counts(Frozen):
    """All that is counted. Money is in minor units of the seller's own currency."""

    orders: NonNegativeInt = 0
    changed: NonNegativeInt = 0
    facets: Mapping[Facet, Changed] = {}
    held: Shift = Shift()  # Orders with at least one finding.
    holds: Mapping[str, HoldChange] = {}  # By the finding's code.
    lines: Mapping[str, Shift] = {}  # Lines that would go, by supplier.
    parcels: Shift = Shift()
    carriers: Mapping[str, Shift] = {}  # Parcels by carrier; "": the supplier chooses.
    freight_minor: Shift = Shift()
    freight_unknown: Shift = Shift()  # Parcels without a carrier, a price or a known weight.
    gifts_minor: Shift = Shift()
    gifts_unknown: Shift = Shift()  # Gift units whose cost nobody told.

    def plus(self, other: Self) -> "Counts":
        """Return both together."""
        return Counts(
            orders=self.orders + other.orders,
            changed=self.changed + other.changed,
            facets={
                facet: self.facets.get(facet, Changed()).plus(other.facets.get(facet, Changed()))
                for facet in Facet
                if facet in self.facets or facet in other.facets
            },
            held=self.held.plus(other.held),
            holds={
                code: self.holds.get(code, HoldChange()).plus(other.holds.get(code, HoldChange()))
                for code in sorted({*self.holds, *other.holds})
            },
            lines=_both(self.lines, other.lines),
            parcels=self.parcels.plus(other.parcels),
            carriers=_both(self.carriers, other.carriers),
            freight_minor=self.freight_minor.plus(other.freight_minor),
            freight_unknown=self.freight_unknown.plus(other.freight_unknown),
            gifts_minor=self.gifts_minor.plus(other.gifts_minor),
            gifts_unknown=self.gifts_unknown.plus(other.gifts_unknown),
        )


def _both(ours: Mapping[str, Shift], theirs: Mapping[str, Shift]) -> dict[str, Shift]:
    return {
        name: ours.get(name, Shift()).plus(theirs.get(name, Shift()))
        for name in sorted({*ours, *theirs})
    }


class DryRunPart(Frozen):
    """What came of some of the orders, commonly those of one store and day."""

    counts: Counts = Counts()
    # Of each order what the other settings decide, hashed: published, they must decide just that.
    digests: Mapping[str, str] = {}
    health: HealthTally = HealthTally()  # Of the rules that are tried.


class RunState(StrEnum):
    """How far a dry run is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DryRun(Frozen):
    """One dry run: what is tried on which days, and how far it is."""

    id: Id
    draft: str
    content: str  # The hash of the settings that are tried: publishing asks for just these.
    base_version: NonNegativeInt  # Of the settings in force that they are compared with.
    days: int
    started_at: AwareDatetime
    started_by: str = ""
    state: RunState = RunState.RUNNING
    ended_at: AwareDatetime | None = None
    orders: NonNegativeInt = 0
    changed: NonNegativeInt = 0


class DryRunReport(Frozen):
    """What the seller looks at before publishing."""

    run: DryRun
    files: NonNegativeInt  # Of how many stores and days.
    counts: Counts
    digest: str  # Over the digests of all orders.
    health: tuple[RuleFinding, ...] = ()  # What is wrong with the rules that are tried.


class RulesHealth(Frozen):
    """How rules are, by the newest dry run of them."""

    run: DryRun
    findings: tuple[RuleFinding, ...] = ()


def dry_run_id(draft: str, content: str, base_version: int, days: int, today: str) -> str:
    """Derive the name: the same draft against the same settings on the same day is one dry run."""
    return short_id("D", draft, content, str(base_version), str(days), today)


def add_up(parts: Iterable[DryRunPart]) -> DryRunPart:
    """Return the parts as one, in whatever order they come: an order is in one part only."""
    counts, health = Counts(), HealthTally()
    digests: dict[str, str] = {}
    for part in parts:
        counts = counts.plus(part.counts)
        digests |= part.digests
        health = health.plus(part.health)
    return DryRunPart(counts=counts, digests=digests, health=health)


def digest_of(digests: Mapping[str, str]) -> str:
    """Return one hash over what was decided about all orders."""
    whole = hashlib.sha256()
    for order in sorted(digests):
        whole.update(f"{order} {digests[order]}\n".encode())
    return whole.hexdigest()
