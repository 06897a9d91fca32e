"""The people's side of refunds, in Python: what they do in the shop's app and console."""

from infra.local.doudian import after_sale_flow
from infra.local.doudian.after_sale_flow import Request
from infra.local.doudian.book import Desk
from infra.local.doudian.model import AfterSaleType, ShopOrder, SkuOrder


class RefundDesk(Desk):
    """After-sale moves: buyers, and sellers in the web console."""

    def request_refund(
        self,
        order_id: str,
        sku_order_id: str | None = None,
        *,
        kind: AfterSaleType | None = None,
        count: int | None = None,
        amount_fen: int | None = None,
        post_fen: int = 0,
        reason_code: int = 1,
        reason: str = "多拍/错拍/不想要",
    ) -> str:
        """A buyer asks for money back. Returns the after-sale's id.

        Without `sku_order_id` the request is for all bought lines that are left, as one after-sale
        whose message names the first only. `count` is for a single line, default all its pieces.
        Kind: refund before shipping while nothing of the lines was sent, else refund only.
        """
        with self.book.lock:
            order = self.book.orders[order_id]
            lines = wanted_lines(order, sku_order_id)
            if not lines or (count is not None and len(lines) > 1):
                raise ValueError(f"{order_id}: nothing left to refund, or a count for many lines")
            pieces = {
                line.order_id: count or line.item.quantity - line.refunded_num for line in lines
            }
            if kind is None:
                sent = any(line.shipped_num for line in lines)
                kind = AfterSaleType.REFUND_ONLY if sent else AfterSaleType.BEFORE_SHIPPING
            wanted = Request(
                lines=pieces,
                type=AfterSaleType(kind),
                amount_fen=_share(lines, pieces) if amount_fen is None else amount_fen,
                post_fen=post_fen,
                reason_code=reason_code,
                reason=reason,
            )
            return after_sale_flow.open_request(self.book, order, wanted).after_sale_id

    def modify_refund(self, after_sale_id: str, *, amount_fen: int) -> None:
        """The buyer changes the sum; the request waits for the seller again."""
        with self.book.lock:
            record = self.book.after_sales[after_sale_id]
            after_sale_flow.modify(self.book, record, amount_fen=amount_fen)

    def agree_refund(self, after_sale_id: str) -> None:
        """The seller agrees in the web console (or the time to answer lapses)."""
        with self.book.lock:
            after_sale_flow.agree(self.book, self.book.after_sales[after_sale_id])

    def refuse_refund(self, after_sale_id: str, why: str = "商家拒绝") -> None:
        """The seller refuses in the web console."""
        with self.book.lock:
            after_sale_flow.refuse(self.book, self.book.after_sales[after_sale_id], why)

    def withdraw_refund(self, after_sale_id: str) -> None:
        """The buyer wants the goods after all: status 28, refund status stays 1."""
        with self.book.lock:
            after_sale_flow.withdraw(self.book, self.book.after_sales[after_sale_id])

    def return_goods(self, after_sale_id: str, company_code: str, logistics_code: str) -> None:
        """The buyer sends the goods back."""
        with self.book.lock:
            record = self.book.after_sales[after_sale_id]
            after_sale_flow.send_back(self.book, record, company_code, logistics_code)

    def refund_success(self, after_sale_id: str) -> None:
        """The money is back with the buyer; unsent pieces are cancelled."""
        with self.book.lock:
            after_sale_flow.pay_back(self.book, self.book.after_sales[after_sale_id])


def wanted_lines(order: ShopOrder, sku_order_id: str | None) -> list[SkuOrder]:
    """The line that is named, or all bought ones that are left. Raises ValueError."""
    if sku_order_id is None:
        return [
            line
            for line in order.sku_orders
            if not line.is_gift and line.refunded_num < line.item.quantity
        ]
    line = order.line(sku_order_id)
    if line is None:
        raise ValueError(f"{sku_order_id} is not of order {order.order_id}")
    return [line]


def _share(lines: list[SkuOrder], pieces: dict[str, int]) -> int:
    """What was paid for these pieces, fen; parts of a line round down, the last takes the rest."""
    return sum(_paid_for(line, pieces[line.order_id]) for line in lines)


def _paid_for(line: SkuOrder, pieces: int) -> int:
    paid, quantity, before = line.item.paid_fen, line.item.quantity, line.refunded_num
    return paid * (before + pieces) // quantity - paid * before // quantity
