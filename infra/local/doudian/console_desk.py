"""What a seller does by hand in the web console, past every app."""

from collections.abc import Collection

from infra.local.doudian.book import Desk
from infra.local.doudian.ship_checks import Waybill
from infra.local.doudian.ship_methods import ship_by_hand


class ConsoleDesk(Desk):
    """The seller's own hands."""

    def ship_by_hand(
        self,
        order_id: str,
        company_code: str,
        logistics_code: str,
        *,
        lines: Collection[int] | None = None,
    ) -> None:
        """Ship everything that is left, or these lines by position, and send 102 or 108.

        Raises Refused as the API does: a refund waits, the number is not of the carrier.
        """
        with self.book.lock:
            order = self.book.orders[order_id]
            pieces = {
                line.order_id: line.left_to_ship
                for position, line in enumerate(order.sku_orders)
                if line.left_to_ship and (lines is None or position in lines)
            }
            ship_by_hand(self.book, order, Waybill(company_code, logistics_code), pieces)
