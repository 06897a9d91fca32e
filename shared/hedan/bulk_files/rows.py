"""From what was told of a shipment to the rows of a platform's file."""

from collections.abc import Iterator

from hedan.domain.bulk_files import BulkLine, BulkRow
from hedan.platforms.filed.formats import BulkFormat, Cell

type FileRow = tuple[str, ...]


def rows_of(row: BulkRow, bulk: BulkFormat, *, complete: bool) -> Iterator[FileRow]:
    """Yield the rows of one order's share of a shipment, a text for each column.

    complete: nothing of the order is left to ship after it.
    """
    facts = {
        Cell.ORDER: row.order.order_id,
        Cell.CARRIER: row.carrier,
        Cell.NUMBER: row.tracking.number,
        Cell.WHOLE: bulk.words.whole if complete else bulk.words.part,
    }
    for line in row.lines if _by_line(row, bulk) else (None,):
        of_line = _line_facts(line) if line else {}
        yield tuple((facts | of_line).get(column.cell, "") for column in bulk.columns)


def count_of(row: BulkRow, bulk: BulkFormat) -> int:
    """Return how many rows it takes: an order's share is never cut by the end of a file."""
    return len(row.lines) if _by_line(row, bulk) else 1


def _by_line(row: BulkRow, bulk: BulkFormat) -> bool:
    return bulk.always_by_line or (bulk.has(Cell.LINE) and not row.whole_order)


def _line_facts(line: BulkLine) -> dict[Cell, str]:
    return {Cell.LINE: line.line_id, Cell.QUANTITY: str(line.quantity)}
