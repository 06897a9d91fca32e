"""The people's side of exchanges: what buyers do, and sellers in the back office."""

from infra.local.pinduoduo import exchange_flow
from infra.local.pinduoduo.desk import Desk


class ExchangeDesk(Desk):
    """Exchanges, beside orders and refunds; one that is withdrawn is withdrawn as a refund is."""

    def request_exchange(self, order_id: str, *, reason: str = "质量问题") -> str:
        """The buyer wants other goods for what was delivered. Returns the after-sale's id."""
        with self.book.lock:
            return exchange_flow.ask(self.book, self.book.orders[order_id], reason).id

    def agree_exchange(self, after_sale_id: str) -> None:
        """The seller agrees in the back office: the goods are to come back."""
        with self.book.lock:
            exchange_flow.agree(self.book, self.book.after_sales[after_sale_id])

    def return_goods(self, after_sale_id: str, number: str) -> None:
        """The buyer sends the goods back."""
        with self.book.lock:
            exchange_flow.send_back(self.book, self.book.after_sales[after_sale_id], number)

    def receive_again(self, after_sale_id: str) -> None:
        """The buyer has what was sent instead."""
        with self.book.lock:
            exchange_flow.receive_again(self.book, self.book.after_sales[after_sale_id])
