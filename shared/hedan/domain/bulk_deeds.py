"""What can be done to many orders at once, and which orders are meant."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from hedan.domain.base import Frozen, StoreId, SupplierId
from hedan.domain.edits import EditField
from hedan.domain.findings import Post
from hedan.domain.rules import Code

DAYS_MAX = 31
# The holds of orders that no rule takes by itself, and that a person may take.
ACCEPTING = frozenset({"ACCEPT_WAIT", "ACCEPT_ASK"})


class BulkAccept(Frozen):
    """Take the orders that wait for their time or for somebody's word."""

    do: Literal["accept"]


class BulkHold(Frozen):
    """Keep them back until a person releases them."""

    do: Literal["hold"]
    post: Post = Post.OPERATOR
    due_minutes: Annotated[int, Field(ge=1, le=4 * 7 * 24 * 60)] | None = None


class BulkRelease(Frozen):
    """End all their open holds of these findings."""

    do: Literal["release"]
    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class BulkTag(Frozen):
    """Put tags on and take tags off: "+vip", "-new"."""

    do: Literal["tag"]
    tags: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[+-][^\s,#|]{1,32}$")], ...],
        Field(min_length=1, max_length=20),
    ]

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        names = [tag[1:] for tag in self.tags]
        if len(names) > len(set(names)):
            raise ValueError("a tag is named twice")
        return self


class BulkRoute(Frozen):
    """Let another supplier ship."""

    do: Literal["route"]
    supplier: SupplierId


class BulkCarrier(Frozen):
    """Ask the supplier for a carrier, by its code in the settings."""

    do: Literal["carrier"]
    carrier: Annotated[str, StringConstraints(min_length=1, max_length=64)]


type Deed = Annotated[
    BulkAccept | BulkHold | BulkRelease | BulkTag | BulkRoute | BulkCarrier,
    Field(discriminator="do"),
]


def decided_by(deed: Deed) -> tuple[tuple[EditField, str], ...]:
    """Return the decisions that it makes about each order; none for what only moves holds."""
    match deed:
        case BulkTag(tags=tags):
            return tuple((EditField.TAG, tag) for tag in tags)
        case BulkRoute(supplier=supplier):
            return ((EditField.SUPPLIER, supplier),)
        case BulkCarrier(carrier=carrier):
            return ((EditField.CARRIER, carrier),)
        case _:
            return ()


class OfDays(Frozen):
    """The orders that were made at a store on these UTC days, the last one included."""

    by: Literal["days"]
    store: StoreId
    first: date
    last: date

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.last - self.first).days < DAYS_MAX:
            raise ValueError(f"from the first to the last day there are 1 to {DAYS_MAX} days")
        return self

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=number) for number in range(count))


class OfPost(Frozen):
    """The orders that wait for a post's next step."""

    by: Literal["post"]
    post: Post


class Selection(Frozen):
    """Which orders: of days or of a post, and of these only those that fit all the rest."""

    among: Annotated[OfDays | OfPost, Field(discriminator="by")]
    finding: Literal[""] | Code = ""  # An open hold of this finding; empty: any order.
    # A condition of the seller's own language, as in a rule of scope order; empty: any order.
    when: Annotated[str, StringConstraints(max_length=4000)] = ""
