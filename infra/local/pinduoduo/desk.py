"""The people's side, in Python: what buyers, sellers and the platform's staff do."""

from collections.abc import Sequence
from datetime import UTC, datetime

from infra.local.pinduoduo import flow
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.flow import WrongState
from infra.local.pinduoduo.model import AfterSale, AfterSaleKind, Order, OrderStatus, Parcel
from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms


class Desk:
    """Moves of orders and refunds. Its methods may be called from any thread."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def place_order(  # noqa: PLR0913 - each is something that a buyer or the platform decides
        self,
        shop_id: str,
        goods: Sequence[Goods],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
        in_review: bool = False,
        group_formed: bool = True,
        post_fen: int = 0,
        terms: Terms = ORDINARY,
    ) -> str:
        """Somebody orders and pays; of two payments the deposit, until `pay_balance`.

        The seller sees it once its group is complete. Of carriers the platform sells SF alone; of
        an invoice it tells only that one is wanted.
        """
        terms.only("deposit_minor", "carrier", "invoice", "memo", "flag")
        if terms.carrier not in ("", "顺丰"):
            raise ValueError(f"this platform sells no {terms.carrier}")
        if not goods:
            raise ValueError("an order has at least one line")
        paid = paid_at.astimezone(UTC).replace(microsecond=0)
        with self.book.lock:
            order = Order(
                order_sn=self.book.next_order_sn(paid),
                shop_id=self.book.shops[shop_id].shop_id,
                group_order_id=self.book.next_group_id(),
                goods=tuple(goods),
                person=person,
                created=paid,
                paid=paid,
                updated=self.book.now(),
                in_review=in_review,
                post_fen=post_fen,
                buyer_memo=remark,
                terms=terms,
                balance_paid=not terms.deposit_minor,
                remark=terms.memo,
                remark_tag=terms.flag,
            )
            self.book.orders[order.order_sn] = order
            if group_formed:
                self.book.confirm(order, paid)
            return order.order_sn

    def pay_balance(self, order_id: str) -> None:
        """The buyer pays the second of two payments."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.balance_paid:
                raise WrongState(f"{order_id} is paid")
            order.balance_paid = True
            self.book.touch(order)

    def set_remark(self, order_id: str, remark: str, tag: int = 0) -> None:
        """The seller writes a remark and sets a flag in the back office."""
        with self.book.lock:
            order = self.book.orders[order_id]
            order.remark, order.remark_tag = remark, tag
            self.book.touch(order)

    def ship_by_hand(self, order_id: str, company_id: int, number: str) -> None:
        """The seller ships an order in the back office, past every app."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.status is not OrderStatus.TO_SHIP or not order.balance_paid:
                raise WrongState(f"{order_id} cannot be shipped now")
            flow.send(self.book, order, Parcel(company_id, number, self.book.now()))

    def form_group(self, order_id: str) -> None:
        """The last buyer joined: the order is to be shipped."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.confirmed is not None:
                raise WrongState(f"{order_id} has its group")
            self.book.confirm(order, self.book.now())

    def begin_review(self, order_id: str) -> None:
        """The platform suspects something: no receiver, no shipping until it is over."""
        self._set_review(order_id, in_review=True)

    def end_review(self, order_id: str) -> None:
        """The platform found nothing."""
        self._set_review(order_id, in_review=False)

    def hold_shipping(self, order_id: str, *, held: bool = True) -> None:
        """Put the tag ship_hold on an order, or take it off."""
        with self.book.lock:
            order = self.book.orders[order_id]
            order.ship_hold = held
            self.book.touch(order)

    def confirm_receipt(self, order_id: str) -> None:
        """The buyer has everything."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.status is not OrderStatus.SHIPPED:
                raise WrongState(f"{order_id} is not on its way")
            order.status, order.received = OrderStatus.SIGNED, self.book.now()
            self.book.touch(order)

    def request_refund(
        self,
        order_id: str,
        *,
        kind: AfterSaleKind = AfterSaleKind.REFUND_ONLY,
        amount_fen: int | None = None,
        reason: str = "不想要了",
    ) -> str:
        """The buyer asks the money back, all of it unless told otherwise."""
        with self.book.lock:
            order = self.book.orders[order_id]
            amount = order.paid_fen if amount_fen is None else amount_fen
            return flow.open_request(self.book, order, kind, amount, reason).id

    def withdraw_refund(self, order_id: str) -> None:
        """The buyer takes the open request of an order back."""
        with self.book.lock:
            flow.withdraw(self.book, self._open(order_id))

    def agree_refund(self, order_id: str) -> None:
        """The open request succeeds: the money is back."""
        with self.book.lock:
            flow.pay_back(self.book, self._open(order_id))

    def begin_paying_back(self, order_id: str) -> None:
        """The seller agrees; the money is still on its way."""
        with self.book.lock:
            flow.agree(self.book, self._open(order_id))

    def refuse_refund(self, order_id: str) -> None:
        """The seller refuses; the request stays open, it is the buyer's turn."""
        with self.book.lock:
            flow.refuse(self.book, self._open(order_id))

    def change_address(self, order_id: str, person: Person) -> None:
        """The order goes somewhere else, unless it has been shipped."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.status is OrderStatus.TO_SHIP:
                order.person = person
                self.book.touch(order)

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the platform took for an order, oldest first."""
        with self.book.lock:
            return tuple(self.book.orders[order_id].taken)

    def order(self, order_id: str) -> Order:
        """The platform's own record; read it, do not change it."""
        with self.book.lock:
            return self.book.orders[order_id]

    def after_sale(self, after_sale_id: str) -> AfterSale:
        """The platform's own record; read it, do not change it."""
        with self.book.lock:
            return self.book.after_sales[after_sale_id]

    def orders(self, shop_id: str | None = None) -> list[Order]:
        """All orders, or one shop's, in the order in which they were placed."""
        with self.book.lock:
            found = self.book.orders.values()
            return [order for order in found if shop_id in {None, order.shop_id}]

    def _set_review(self, order_id: str, *, in_review: bool) -> None:
        with self.book.lock:
            order = self.book.orders[order_id]
            order.in_review = in_review
            self.book.touch(order)

    def _open(self, order_id: str) -> AfterSale:
        newest = self.book.newest_after_sale(self.book.orders[order_id])
        if newest is None:
            raise WrongState(f"{order_id} has no after-sale")
        return newest
