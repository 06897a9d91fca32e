"""The people's side, in Python: what buyers, sellers and the platform's staff do."""

from collections.abc import Sequence
from datetime import UTC, datetime

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms
from infra.local.taobao import flow, topics
from infra.local.taobao.book import Book
from infra.local.taobao.flow import WrongState
from infra.local.taobao.model import (
    OPEN_REFUNDS,
    Line,
    Parcel,
    Refund,
    RefundStatus,
    Status,
    Trade,
)


class Desk:
    """Moves of trades and refunds. Its methods may be called from any thread."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def place_order(
        self,
        shop_id: str,
        goods: Sequence[Goods],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
        post_fen: int = 0,
        terms: Terms = ORDINARY,
    ) -> str:
        """Somebody orders and pays; of a trade in two payments the deposit, until `pay_balance`.

        A single line has the trade's own id.
        """
        terms.only("deposit_minor", "carrier", "shipping_method", "invoice", "memo", "flag")
        if not goods:
            raise ValueError("a trade has at least one line")
        paid = paid_at.astimezone(UTC).replace(microsecond=0)
        with self.book.lock:
            tid = self.book.next_id("trade")
            oids = [tid] if len(goods) == 1 else [self.book.next_id("trade") for _ in goods]
            trade = Trade(
                tid=tid,
                shop_id=self.book.shops[shop_id].shop_id,
                lines=[Line(oid, item) for oid, item in zip(oids, goods, strict=True)],
                person=person,
                created=paid,
                paid=paid,
                modified=self.book.now(),
                buyer_message=remark,
                memo=terms.memo,
                flag=terms.flag,
                terms=terms,
                balance_paid=not terms.deposit_minor,
                post_fen=post_fen,
            )
            self.book.trades[tid] = trade
            self.book.created_trades[trade.shop_id].note(tid, paid)
            self.book.touch(trade)
            self.book.tell(topics.BUYER_PAY if trade.balance_paid else topics.DEPOSIT_PAY, trade)
            return tid

    def pay_balance(self, order_id: str) -> None:
        """The buyer pays the second of two payments."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            if trade.balance_paid:
                raise WrongState(f"{order_id} is paid")
            trade.balance_paid, trade.paid = True, self.book.now()
            self.book.touch(trade)
            self.book.tell(topics.BUYER_PAY, trade)

    def set_memo(self, order_id: str, memo: str, flag: int = 0) -> None:
        """The seller writes a memo and sets a flag in the back office."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            trade.memo, trade.flag = memo, flag
            self.book.touch(trade)
            self.book.tell(topics.MEMO, trade)

    def change_sku(self, order_id: str, oid: str, goods: Goods) -> None:
        """The buyer takes another SKU of the item, before anything is shipped."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            line = trade.line(oid)
            if line is None or trade.status is not Status.WAIT_SELLER_SEND_GOODS:
                raise WrongState(f"{oid} of {order_id} cannot be changed now")
            line.goods = goods
            self.book.touch(trade)
            self.book.tell(topics.SKU_CHANGED, trade)

    def ship_by_hand(self, order_id: str, company_code: str, number: str) -> None:
        """The seller ships all that is left in the back office, past every app."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            pieces = {line.oid: line.left for line in trade.lines if line.left}
            if trade.status is not Status.WAIT_SELLER_SEND_GOODS:
                raise WrongState(f"{order_id} cannot be shipped now")
            parcel = Parcel(company_code, number, self.book.now(), tuple(pieces))
            flow.send(self.book, trade, parcel, pieces)

    def confirm_receipt(self, order_id: str) -> None:
        """The buyer has everything."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            if trade.status is not Status.WAIT_BUYER_CONFIRM_GOODS:
                raise WrongState(f"{order_id} is not on its way")
            trade.finished = self.book.now()
            for line in trade.lines:
                if line.status is Status.WAIT_BUYER_CONFIRM_GOODS:
                    line.status = Status.TRADE_FINISHED
            self.book.touch(trade)
            self.book.tell(topics.SUCCESS, trade)

    def hold(self, order_id: str, field: str, value: int | bool = 1) -> None:
        """Put one of the documented holds on a trade (`top_hold`, `is_sh_ship`…); 0 lifts it."""
        with self.book.lock:
            trade = self.book.trades[order_id]
            trade.holds[field] = value
            self.book.touch(trade)
            self.book.tell(topics.CHANGED, trade)

    def request_refund(
        self,
        order_id: str,
        oid: str | None = None,
        *,
        returned: bool = False,
        reason: str = "不想要了",
    ) -> str:
        """The buyer asks the money back: of one line, or of every line that is left.

        Each line has a refund of its own; returns the id of the first. returned: the goods come
        back too.
        """
        with self.book.lock:
            trade = self.book.trades[order_id]
            lines = [
                line
                for line in trade.lines
                if oid in {None, line.oid}
                and line.status is not Status.TRADE_CLOSED
                and self.book.refund_status(trade, line.oid) not in OPEN_REFUNDS
            ]
            if not lines:
                raise WrongState(f"nothing of {order_id} can be asked back now")
            opened = [
                flow.open_request(self.book, trade, line, reason, returned=returned)
                for line in lines
            ]
            return opened[0].refund_id

    def withdraw_refund(self, order_id: str) -> None:
        """The buyer takes the open requests of a trade back."""
        self._move_all(order_id, RefundStatus.CLOSED, topics.REFUND_CLOSED)

    def agree_refund(self, order_id: str) -> None:
        """The open requests of a trade succeed: the money is back."""
        self._move_all(order_id, RefundStatus.SUCCESS, topics.REFUND_SUCCESS)

    def refuse_refund(self, order_id: str) -> None:
        """The seller refuses; the buyer may go on."""
        self._move_all(order_id, RefundStatus.SELLER_REFUSE_BUYER, topics.REFUND_REFUSED)

    def accept_return(self, order_id: str) -> None:
        """The seller agrees that the goods come back first."""
        self._move_all(order_id, RefundStatus.WAIT_BUYER_RETURN_GOODS, topics.REFUND_AGREED)

    def change_address(self, order_id: str, person: Person) -> None:
        """The trade goes somewhere else, unless a line was shipped; a seller who wants to be
        asked is asked first."""
        with self.book.lock:
            flow.ask_address(self.book, self.book.trades[order_id], person)

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the platform took for a trade, oldest first."""
        with self.book.lock:
            return tuple(self.book.trades[order_id].taken)

    def trade(self, order_id: str) -> Trade:
        """The platform's own record; read it, do not change it."""
        with self.book.lock:
            return self.book.trades[order_id]

    def refund(self, refund_id: str) -> Refund:
        """The platform's own record; read it, do not change it."""
        with self.book.lock:
            return self.book.refunds[refund_id]

    def trades(self, shop_id: str | None = None) -> list[Trade]:
        """All trades, or one shop's, in the order in which they were placed."""
        with self.book.lock:
            found = self.book.trades.values()
            return [trade for trade in found if shop_id in {None, trade.shop_id}]

    def _move_all(self, order_id: str, status: RefundStatus, topic: str) -> None:
        with self.book.lock:
            trade = self.book.trades[order_id]
            newest = [line.refund_ids[-1] for line in trade.lines if line.refund_ids]
            opened = [
                refund
                for refund in (self.book.refunds[refund_id] for refund_id in newest)
                if refund.status in OPEN_REFUNDS
            ]
            if not opened:
                raise WrongState(f"{order_id} has no open refund")
            for refund in opened:
                flow.move_refund(self.book, refund, status, topic)
