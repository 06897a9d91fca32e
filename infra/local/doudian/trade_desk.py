"""The people's side of orders, in Python: what they do in the shop's app and console."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from infra.local.doudian import messages, order_flow
from infra.local.doudian.book import Desk
from infra.local.doudian.model import (
    Gift,
    Item,
    OrderStatus,
    Receiver,
    ShopOrder,
    SkuOrder,
    Terms,
)

SHIP_WITHIN_HOURS = 48


class TradeDesk(Desk):
    """Order moves: buyers, sellers in the web console, and the carrier's scans."""

    def place_order(  # noqa: PLR0913 - each name is something a buyer or the platform decides
        self,
        shop_id: str,
        lines: Sequence[Item],
        *,
        receiver: Receiver,
        buyer: str,
        gifts: Sequence[Gift] = (),
        remark: str = "",
        paid: bool = True,
        created_at: datetime | None = None,
        pay_time: datetime | None = None,
        risk_review: bool = False,
        ship_within_hours: int = SHIP_WITHIN_HOURS,
        exp_ship_time: datetime | None = None,
        appointment_ship_time: datetime | None = None,
        post_fen: int = 0,
        order_type: int = 0,
        trade_type: int = 0,
        platform_warehouse: bool = False,
        misreport_paid_by_fen: int = 0,
        terms: Terms = Terms(),  # noqa: B008 - frozen: every order may share it.
        memo: str = "",
        star: int = 0,
    ) -> str:
        """A buyer orders and, unless told otherwise, pays. Returns the shop order's id.

        `created_at` and `pay_time` may lie in the past; the record's `update_time` is now all the
        same, so that a poll finds it. `exp_ship_time` fixes the deadline, else it is the payment
        plus `ship_within_hours`. `misreport_paid_by_fen` makes the order's amounts
        disagree with its lines'. Of a presale with a deposit (see `Terms`) only the deposit is
        paid, until `pay`. `memo` and `star` are the seller's, any number of stars.
        """
        if not lines:
            raise ValueError("an order has at least one line")
        with self.book.lock:
            created = _seconds(created_at) or _seconds(pay_time) or self.book.now()
            order = ShopOrder(
                order_id=self.book.next_order_id(),
                shop_id=self.book.shops[shop_id].shop_id,
                buyer=buyer,
                receiver=receiver,
                sku_orders=[],
                status=OrderStatus.UNPAID,
                create_time=created,
                update_time=self.book.now(),
                exp_ship_time=_seconds(exp_ship_time)
                or created + timedelta(hours=ship_within_hours),
                ship_within_seconds=0 if exp_ship_time else ship_within_hours * 3600,
                buyer_words=remark,
                appointment_ship_time=_seconds(appointment_ship_time),
                post_fen=post_fen,
                risk_review=risk_review,
                platform_warehouse=platform_warehouse,
                order_type=order_type,
                trade_type=trade_type,
                misreport_paid_by_fen=misreport_paid_by_fen,
                terms=terms,
                seller_words=memo,
                seller_remark_stars=star,
            )
            self._add_lines(order, lines, gifts)
            self.book.orders[order.order_id] = order
            born = messages.trade(order, create_time=messages.unix(order.create_time))
            self.book.tell(messages.CREATED, order, born)
            if paid:
                first = order_flow.pay_deposit if terms.deposit_fen else order_flow.pay
                first(self.book, order, _seconds(pay_time) or created)
            return order.order_id

    def pay(self, order_id: str, pay_time: datetime | None = None) -> None:
        """The buyer pays an unpaid order, or the balance of a presale."""
        with self.book.lock:
            moment = _seconds(pay_time) or self.book.now()
            order_flow.pay(self.book, self.book.orders[order_id], moment)

    def pass_risk_review(self, order_id: str) -> None:
        """The platform's review finds nothing."""
        with self.book.lock:
            order_flow.pass_risk_review(self.book, self.book.orders[order_id])

    def cancel_order(self, order_id: str, reason: str = "买家取消") -> None:
        """An unpaid order is dropped, or one under review is closed. Paid ones need a refund."""
        with self.book.lock:
            order_flow.cancel(self.book, self.book.orders[order_id], reason)

    def confirm_receipt(self, order_id: str) -> None:
        """The buyer has everything."""
        with self.book.lock:
            order_flow.complete(self.book, self.book.orders[order_id])

    def apply_address_change(self, order_id: str, receiver: Receiver) -> None:
        """The buyer wants another receiver; reviewed by the seller if the shop is set so."""
        with self.book.lock:
            order_flow.apply_address_change(self.book, self.book.orders[order_id], receiver)

    def confirm_address_change(self, order_id: str) -> None:
        """The seller agrees in the web console. Raises ValueError if nothing was asked."""
        with self.book.lock:
            order = self.book.orders[order_id]
            if order.wanted_receiver is None:
                raise ValueError(f"nobody asked to change the receiver of {order_id}")
            order_flow.change_address(self.book, order, order.wanted_receiver)

    def refuse_address_change(self, order_id: str) -> None:
        """The seller refuses in the web console; the platform sends no message about it."""
        with self.book.lock:
            order = self.book.orders[order_id]
            order.wanted_receiver = None
            self.book.touch(order)

    def set_memo(self, order_id: str, remark: str, star: int = 0) -> None:
        """The seller writes a remark in the web console."""
        with self.book.lock:
            order_flow.set_memo(self.book, self.book.orders[order_id], remark, star)

    def move_deadline(self, order_id: str, exp_ship_time: datetime) -> None:
        """Seller and buyer agree on another day to ship by."""
        with self.book.lock:
            moment = exp_ship_time.astimezone(UTC).replace(microsecond=0)
            order_flow.move_deadline(self.book, self.book.orders[order_id], moment)

    def recycle_waybill(self, logistics_code: str) -> None:
        """A printed waybill is cancelled; shipping with its number is refused from now on."""
        with self.book.lock:
            self.book.recycled_waybills.add(logistics_code)

    def note_first_scan(self, logistics_code: str, at: datetime) -> None:
        """The carrier has scanned a number; a scan older than the payment is suspicious."""
        with self.book.lock:
            self.book.first_scans[logistics_code] = at.astimezone(UTC)

    def _add_lines(self, order: ShopOrder, lines: Sequence[Item], gifts: Sequence[Gift]) -> None:
        """The first line carries the order's own id, as on the platform."""
        for position, item in enumerate(lines):
            line_id = order.order_id if position == 0 else self.book.next_order_id()
            order.sku_orders.append(self._line(order, line_id, item))
        for gift in gifts:
            free = Item(gift.code, gift.name, gift.quantity, 0)
            line = self._line(order, self.book.next_order_id(), free)
            line.is_gift = True
            line.master_ids = tuple(
                order.sku_orders[position].order_id for position in gift.master_lines
            )
            order.sku_orders.append(line)

    def _line(self, order: ShopOrder, line_id: str, item: Item) -> SkuOrder:
        return SkuOrder(
            order_id=line_id,
            item=item,
            sku_id=self.book.sku_id(order.shop_id, item.code),
            product_id=self.book.product_id(order.shop_id, item.name),
            status=order.status,
            exp_ship_time=order.exp_ship_time,
            update_time=order.update_time,
        )


def _seconds(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None
