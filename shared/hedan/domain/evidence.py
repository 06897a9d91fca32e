"""The evidence of a case: everything that is kept of it, and what is missing, as plain values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.cases import Case
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopLevel

# The whole archive is put together in memory: a function of 1 GB has room for three times this.
BUNDLE_BYTES_MAX = 128 * 1024 * 1024


class Entry(NamedTuple):
    """One thing that happened, or one instant that is kept of something."""

    at: datetime
    of: str  # order, line 692, after-sale 714, parcel P…, stop S…, case, workbook …
    kind: str  # The event's name, or the name of the instant.
    by: str  # Who did it, where somebody did.
    facts: Mapping[str, str] = {}


class RowSaid(NamedTuple):
    """One row of a workbook that stands for the order's lines."""

    sheet_row: int
    cells: Sequence[str]


class SheetSaid(NamedTuple):
    """What a workbook said of the order's lines."""

    number: str
    supplier: str
    file_key: str
    sha256: str
    written_at: datetime
    headings: Sequence[str]
    rows: Sequence[RowSaid]


class NoticeSaid(NamedTuple):
    """What was told at one level of a stop: the instant is kept, the text is written anew."""

    stop_id: str
    level: StopLevel
    at: datetime
    title: str
    body: str


class Way(NamedTuple):
    """What the platform tells of one parcel's way."""

    carrier: str
    number: str
    steps: Sequence[tuple[datetime, str, str]]  # When, in words, the platform's code.


class Attachment(NamedTuple):
    """A file that goes into the bundle as it is."""

    name: str
    body: bytes


class Missing(NamedTuple):
    """What is not in the bundle: why (a text bundle.missing.<why>), and which piece."""

    why: str  # expired, unread, too_large, not_told, settings_gone
    piece: str


class PolicySaid(NamedTuple):
    """The seller's policy that the case falls under, in the seller's words."""

    policy: str
    zh: str
    en: str
    is_in_time: bool
    freight: str
    window_days: int | None


class Evidence(NamedTuple):
    """All of it."""

    store_name: str
    zone: str
    case: Case
    after_sale: AfterSale | None  # None: a complaint or a dispute.
    order: Order | None  # None: the refund came before its order.
    parcels: Sequence[Parcel]
    stops: Sequence[Stop]
    entries: Sequence[Entry]  # By their instants.
    sheets: Sequence[SheetSaid]
    notices: Sequence[NoticeSaid]
    ways: Sequence[Way]
    policy: PolicySaid | None
    raw: Sequence[Attachment]
    photos: Sequence[Attachment]
    missing: Sequence[Missing]

    @property
    def as_of(self) -> datetime:
        """The newest thing in it: asked again with nothing new, the bundle is the same."""
        return max((entry.at for entry in self.entries), default=self.case.opened_at)
