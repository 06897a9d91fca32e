"""The people's side of goods that leave a second time: buyers, and sellers in the web console."""

from infra.local.doudian import after_sale_flow, again_flow
from infra.local.doudian.after_sale_flow import Request
from infra.local.doudian.model import AfterSaleType
from infra.local.doudian.refund_desk import RefundDesk, wanted_lines
from infra.local.doudian.ship_checks import Waybill

# Of the buyer's reasons.
MISSING, DEFECT = 5, 7


class AgainDesk(RefundDesk):
    """Exchanges and resends, beside refunds: both are agreed to and withdrawn like those."""

    def request_exchange(self, order_id: str, sku_order_id: str | None = None) -> str:
        """A buyer wants other goods for what was delivered. Returns the after-sale's id."""
        return self._request(order_id, sku_order_id, AfterSaleType.EXCHANGE, DEFECT, "质量问题")

    def request_resend(self, order_id: str, sku_order_id: str | None = None) -> str:
        """A buyer wants the same goods once more, and sends nothing back. Returns the id."""
        return self._request(order_id, sku_order_id, AfterSaleType.RESEND, MISSING, "少件/漏发")

    def accept_back(self, after_sale_id: str) -> None:
        """The seller says in the web console that the goods of an exchange came back."""
        with self.book.lock:
            again_flow.accept_back(self.book, self.book.after_sales[after_sale_id])

    def send_again_by_hand(
        self, after_sale_id: str, company_code: str, logistics_code: str
    ) -> None:
        """The seller writes the number of the second parcel into the case in the web console.

        Raises WrongState, and Refused as the API does for a number that cannot be it.
        """
        with self.book.lock:
            record = self.book.after_sales[after_sale_id]
            waybill = Waybill(company_code, logistics_code)
            again_flow.check_number(self.book, record, waybill)
            again_flow.send_again(self.book, record, waybill)

    def receive_again(self, after_sale_id: str) -> None:
        """The buyer has the second parcel; the platform tells nobody."""
        with self.book.lock:
            again_flow.receive_again(self.book, self.book.after_sales[after_sale_id])

    def _request(
        self, order_id: str, named: str | None, kind: AfterSaleType, code: int, reason: str
    ) -> str:
        with self.book.lock:
            order = self.book.orders[order_id]
            pieces = {
                line.order_id: line.item.quantity - line.refunded_num
                for line in wanted_lines(order, named)
            }
            wanted = Request(lines=pieces, type=kind, amount_fen=0, reason_code=code, reason=reason)
            return after_sale_flow.open_request(self.book, order, wanted).after_sale_id
