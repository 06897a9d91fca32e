"""Rows as they wait: a test names only what it is about."""

from hedan.domain.bulk_files import BulkLine, BulkRow
from hedan.domain.parcels import Tracking
from tests.domain.builders import NOW, order_key


def make_row(order_id: str = "6920000000000000123", **changes: object) -> BulkRow:
    """Return one order's share of a shipment: all of it, in one line."""
    return BulkRow(
        order=order_key(order_id),
        request_id=f"P{order_id}",
        tracking=Tracking(carrier="zto", number="78001122334455"),
        carrier="中通快递",
        lines=(BulkLine(line_id=f"{order_id}1", quantity=2),),
        whole_order=True,
        told_at=NOW,
    ).but(**changes)


def lines(*line_ids: str, quantity: int = 1) -> tuple[BulkLine, ...]:
    """Return some lines."""
    return tuple(BulkLine(line_id=line_id, quantity=quantity) for line_id in line_ids)
