"""Everything that a check may look at, and what it hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple, Protocol

from hedan.domain.after_sales import AfterSale
from hedan.domain.checks.catalogue import Catalogue
from hedan.domain.checks.check_rules import CheckRules
from hedan.domain.checks.goods_facts import Goods
from hedan.domain.checks.words import plain
from hedan.domain.decisions import LinePlan
from hedan.domain.edits import Edit
from hedan.domain.facts import Facts
from hedan.domain.findings import Ends, Proposal
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import PAID_AND_OPEN, Line, Order
from hedan.domain.parts import Part


class Carrier(Protocol):
    """What the checks need to know about a carrier."""

    @property
    def code(self) -> str:
        """Ours."""

    @property
    def name(self) -> str:
        """As people write it."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """As other people write it."""

    @property
    def refused_regions(self) -> tuple[str, ...]:
        """Where it does not deliver."""


class Blocked(Protocol):
    """A buyer whose orders a person looks at."""

    @property
    def buyer_id(self) -> str:
        """The platform's id of the buyer; empty: found by the address."""

    @property
    def address_id(self) -> str:
        """The platform's id of the address; empty: found by the buyer."""

    @property
    def store(self) -> str | None:
        """Where it counts; None: in every store."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def until(self) -> date | None:
        """The last day on which it counts, by the store's clock; None: for ever."""


@dataclass(frozen=True)
class Seen:
    """One order with what is known beside it. Every field after `now` may be left out."""

    order: Order
    now: datetime
    rules: CheckRules = field(default_factory=CheckRules)
    zone: tzinfo = UTC  # The store's.
    goods: Mapping[str, Goods] = field(default_factory=dict)  # Every SKU of the settings.
    catalogue: Catalogue | None = None  # Of the same goods; None: made when it is needed.
    # By line, in SKUs of ours, without gifts of rules; None or absent: nobody knows what it is.
    parts: Mapping[str, tuple[Part, ...] | None] = field(default_factory=dict)
    plans: Mapping[str, LinePlan] = field(default_factory=dict)  # By line, after rules and persons.
    works: Mapping[str, LineWork] = field(default_factory=dict)  # By line, where there is any.
    # Lines in a parcel that has no tracking number yet.
    unnumbered: frozenset[str] = frozenset()
    predecessors: tuple[LineWork, ...] = ()
    after_sales: tuple[AfterSale, ...] = ()
    facts: Facts = field(default_factory=Facts)
    edits: tuple[Edit, ...] = ()
    facets: Mapping[str, str] = field(
        default_factory=dict
    )  # What changes.facets_of() said when it last went through.
    refused: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # The regions that a supplier refuses.
    carriers: Mapping[str, Carrier] = field(default_factory=dict)  # By their codes.
    blocked: tuple[Blocked, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Only those still to be shipped."""
        return tuple(line for line in self.order.lines if line.status in PAID_AND_OPEN)

    @cached_property
    def travelling(self) -> tuple[Line, ...]:
        """Of these, the ones that need a parcel."""
        return tuple(line for line in self.lines if not line.is_virtual)

    @cached_property
    def texts(self) -> "tuple[Text, ...]":
        """What the buyer and the seller wrote, where they wrote anything."""
        texts = Text("remark", self.order.buyer_remark), Text("memo", self.order.seller_memo)
        return tuple(one for one in texts if one.text and not one.text.isspace())

    def state(self, line_id: str) -> LineState:
        """Where our work on a line stands; NEW where nobody touched it."""
        work = self.works.get(line_id)
        return LineState.NEW if work is None else work.state

    def parts_of(self, line: Line) -> tuple[Part, ...]:
        """What a line is made of; nothing where nobody knows."""
        return self.parts.get(line.line_id) or ()

    def only_part(self, line: Line) -> Part | None:
        """The SKU that a line is, if it is one SKU and no combo."""
        parts = self.parts_of(line)
        return parts[0] if len(parts) == 1 else None


class Text(NamedTuple):
    """Somebody's words and where they stand."""

    place: str
    text: str

    @property
    def plain(self) -> str:
        """As a reader sees them."""
        return plain(self.text)


class Found(NamedTuple):
    """What a test saw."""

    evidence: str
    until: datetime | None = None
    proposals: tuple[Proposal, ...] = ()
    ends: Ends | None = None  # Where it is not what the table says.


def instant(at: datetime) -> str:
    """Return an instant as evidence writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def quoted(text: str, order: Order) -> str:
    """Return somebody's own words for evidence, without what tells who receives the parcel."""
    receiver = order.receiver
    for secret in (receiver.detail, receiver.phone, receiver.name):
        if len(secret) > 1:
            text = text.replace(secret, "***")
    return f"'{text}'"
