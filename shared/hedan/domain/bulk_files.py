"""Numbers on their way back by file: what a platform without an API door is told, and the file."""

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, OrderKey, StoreId
from hedan.domain.parcels import Tracking

# How often a store's numbers become a file by themselves.
BULK_MINUTES = 30


class BulkLine(Frozen):
    """One line that travels under the number."""

    line_id: Id
    quantity: PositiveInt


class BulkRow(Frozen):
    """One order's share of one shipment, as it goes into a bulk-shipping file."""

    order: OrderKey
    request_id: Id  # The shipment's: the same again is the same row.
    tracking: Tracking
    carrier: str  # The carrier as the platform's upload wants to read it.
    lines: tuple[BulkLine, ...]
    whole_order: bool  # The shipment is all of this order and nothing else.
    told_at: AwareDatetime


class BulkState(Frozen):
    """How far a store's rows have come: batches are counted from 1 and written in their order."""

    open: PositiveInt = 1  # The batch that takes rows.
    written: NonNegativeInt = 0  # The last batch whose files lie in the bucket.

    @property
    def closed(self) -> range:
        """The batches that take no more rows and are not written yet."""
        return range(self.written + 1, self.open)


class BulkFile(Frozen):
    """One bulk-shipping file, ready to be uploaded in the platform's back office."""

    number: Id
    store: StoreId
    batch: PositiveInt
    file_key: str  # Where it lies in the bucket; empty when every row was left out.
    row_count: NonNegativeInt  # Rows below the headings.
    order_count: NonNegativeInt
    # Orders whose fence closed before the file was written: their numbers are not in it.
    left_out: tuple[Id, ...] = ()
    written_at: AwareDatetime
    told_at: AwareDatetime | None = None

    @property
    def file_name(self) -> str:
        """The name under which a person downloads it."""
        return f"{self.number}.{self.file_key.rpartition('.')[2]}"


def bulk_number(store: str, batch: int, part: int) -> str:
    """Name a file: my-store-000012, and my-store-000012-02 where a batch fills several."""
    name = f"{store}-{batch:06d}"
    return name if part == 1 else f"{name}-{part:02d}"
