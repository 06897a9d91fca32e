"""Tells Taobao that a parcel left, and corrects its number: at most once, never over a refund.

No call takes a key of ours, so every one is preceded by a look at the trade: what already travels
under this number is done, and after a lost answer the trade tells what became of it.
"""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import NamedTuple

from hedan.domain.orders import SHIPPABLE, OrderStatus
from hedan.domain.parcels import Tracking
from hedan.errors import AfterSaleAhead, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.shipments import by_order, carry
from hedan.platforms.platform import Departure, Shipment, ShownParcel
from hedan.platforms.taobao.client import TaobaoApi
from hedan.platforms.taobao.mapping import (
    AUTO_DELIVERY,
    REFUNDED,
    YES,
    ids_in,
    in_after_sale,
    is_virtual,
    status_of,
    trade_of,
)
from hedan.platforms.taobao.options import Options
from hedan.platforms.taobao.payloads import OrderItem, ShippingData, TraceData, Trade
from hedan.platforms.taobao.reading import read_trade

SEND = "taobao.logistics.offline.send"
RESEND = "taobao.logistics.consign.resend"
SEND_VIRTUAL = "taobao.logistics.dummy.send"
TRACE = "taobao.logistics.trace.search"
# The platform takes no more child orders in one call.
SUB_TIDS_MAX = 50
LEFT = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})


class _Part(NamedTuple):
    """One order's share of a parcel: the trade as it is now, and our lines of it."""

    trade: Trade
    lines: tuple[OrderItem, ...]


class Shipper:
    """Ships for one store. carriers: in the platform's company_code."""

    def __init__(self, api: TaobaoApi, options: Options, carriers: CarrierCodes) -> None:
        self._api = api
        self._options = options
        self._carriers = carriers

    def ship(self, shipment: Shipment) -> None:
        """Give the platform the parcel's number; also done when it had this very number before.

        Every order is looked at before the first is told. Raises PlatformRejected with the meaning
        in words, AfterSaleAhead when a refund has come that is on its way to us, AccessEnded.
        """
        company = self._carriers.of(shipment.tracking.carrier)
        waiting = [
            (part, lines)
            for part in self._parts(shipment)
            if (lines := self._waiting(part, shipment.tracking.number))
        ]
        for part, lines in waiting:
            self._check(part, lines)
        for part, lines in waiting:
            self._send(SEND, part.trade, lines, company, shipment.tracking.number)

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the platform that an order of virtual goods is delivered; done already is done.

        The call knows no lines: it takes a trade as a whole, or nothing. Raises what ship raises.
        """
        for part in self._parts(departure):
            if _all_left(part.lines, part.trade):
                continue
            self._check_virtual(part)
            self._told_virtual(part)

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the old number; also done when the new one is there already."""
        company = self._carriers.of(shipment.tracking.carrier)
        number = shipment.tracking.number
        for part in self._parts(shipment):
            lines = []
            for line in part.lines:
                known = self._number_of(part.trade, line)
                if known == old.number:
                    lines.append(line)
                elif known != number:
                    raise ours("other-number", f"line {line.oid} travels under neither number")
            if lines:
                self._send(RESEND, part.trade, lines, company, number)

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels. Of a carrier it shows the name only, which nobody sends."""
        trade = self._trade(order_id)
        parcels: dict[str, list[str]] = {}
        for line in trade.orders:
            if number := self._number_of(trade, line):
                parcels.setdefault(number, []).append(line.oid)
        return tuple(
            ShownParcel(number=number, line_ids=tuple(oids)) for number, oids in parcels.items()
        )

    def _parts(self, departure: Departure) -> list[_Part]:
        parts = []
        for order_id, wanted in by_order(departure).items():
            trade = self._trade(order_id)
            known = {item.oid: item for item in trade.orders}
            for line in wanted:
                if line.line_id not in known:
                    raise ours("no-such-line", f"order {order_id} has no line {line.line_id}")
                if line.quantity != known[line.line_id].num:
                    raise ours("split-quantity", f"line {line.line_id} travels whole or not")
            parts.append(_Part(trade, tuple(known[line.line_id] for line in wanted)))
        return parts

    def _trade(self, order_id: str) -> Trade:
        try:
            return trade_of(read_trade(self._api, self._options, order_id).data, order_id)
        except OrderGone as gone:
            raise ours("order-gone", str(gone)) from gone

    def _waiting(self, part: _Part, number: str) -> list[OrderItem]:
        """Return the lines that the platform must still be told of."""
        waiting = []
        for line in part.lines:
            status = status_of(line.status, part.trade)
            known = self._number_of(part.trade, line)
            if known == number:
                continue
            if known or status in LEFT:
                raise ours("other-number", f"line {line.oid} was shipped under another number")
            if status not in SHIPPABLE:
                raise ours("not-to-ship", f"line {line.oid} is {line.status}")
            waiting.append(line)
        return waiting

    def _number_of(self, trade: Trade, line: OrderItem) -> str:
        """Return the number under which a line travels; empty if it does not."""
        if line.invoice_no or status_of(line.status, trade) not in LEFT:
            return line.invoice_no
        told = self._api.call(TRACE, {"tid": trade.tid, "is_split": "1", "sub_tid": line.oid})
        return TraceData.read(told.data, TRACE).out_sid

    def _check(self, part: _Part, lines: Sequence[OrderItem]) -> None:
        """See that these lines may leave now, and together."""
        for line in lines:
            if in_after_sale(line) or line.refund_status == REFUNDED:
                raise AfterSaleAhead(f"line {line.oid}: an after-sale is on its way to us")
        going = {line.oid for line in lines}
        for line in lines:
            bound = {*ids_in(line.bind_oids), *ids_in(line.bind_oid)}
            behind = sorted(item.oid for item in _to_go(part.trade) if item.oid in bound - going)
            if behind:
                raise ours("bound-lines", f"line {line.oid} leaves only with {', '.join(behind)}")
        if part.trade.logistics_agreement.no_detail_part_consign == "1":
            stays = [item.oid for item in _to_go(part.trade) if item.oid not in going]
            if stays:
                raise ours("no-part", f"order {part.trade.tid} must leave in one parcel")

    def _check_virtual(self, part: _Part) -> None:
        """See that all that is left of the trade are these lines, and that all of them may go."""
        tid, going = part.trade.tid, {line.oid for line in part.lines}
        left = [item.oid for item in part.trade.orders if _is_open(item, part.trade)]
        if stays := [oid for oid in left if oid not in going]:
            raise ours("whole-trade", f"order {tid}: {', '.join(stays)} would be shipped along")
        waiting = [line for line in part.lines if not _all_left([line], part.trade)]
        for line in waiting:
            if in_after_sale(line) or line.refund_status == REFUNDED:
                raise AfterSaleAhead(f"line {line.oid}: an after-sale is on its way to us")
            if status_of(line.status, part.trade) not in SHIPPABLE:
                raise ours("not-to-ship", f"line {line.oid} is {line.status}")
        if part.trade.type == AUTO_DELIVERY:
            raise ours("delivers-itself", f"order {tid}: the platform delivers it by itself")
        if all(line.is_service_order in YES for line in waiting):
            raise ours("services-only", f"order {tid} has nothing but services to deliver")

    def _told_virtual(self, part: _Part) -> None:
        tid = part.trade.tid
        try:
            answer = self._api.call(SEND_VIRTUAL, {"tid": tid}, repeatable=False)
            if ShippingData.read(answer.data, SEND_VIRTUAL).shipping.is_success:
                return
            unclear: PlatformBusy | PlatformRejected = _no_success(SEND_VIRTUAL)
        except (PlatformBusy, PlatformRejected) as refused:
            unclear = refused
        # An answer may be lost: what has left is told, whoever told it.
        now = self._trade(tid)
        asked = {line.oid for line in part.lines}
        if not _all_left([item for item in now.orders if item.oid in asked], now):
            raise unclear

    def _send(
        self, method: str, trade: Trade, lines: Sequence[OrderItem], company: str, number: str
    ) -> None:
        params = {"tid": trade.tid, "out_sid": number, "company_code": company}
        if _is_all(trade, lines):
            self._told(method, params, trade, lines)
            return
        for chunk in batched(lines, SUB_TIDS_MAX, strict=False):
            sub_tid = ",".join(line.oid for line in chunk)
            self._told(method, {**params, "is_split": "1", "sub_tid": sub_tid}, trade, chunk)

    def _told(
        self, method: str, params: Mapping[str, str], trade: Trade, lines: Sequence[OrderItem]
    ) -> None:
        """Make the call; whatever does not sound like success is settled by another look."""
        try:
            answer = self._api.call(method, params, repeatable=False)
            if ShippingData.read(answer.data, method).shipping.is_success:
                return
            unclear: PlatformBusy | PlatformRejected = _no_success(method)
        except (PlatformBusy, PlatformRejected) as refused:
            unclear = refused
        # An answer may be lost, and "already shipped" is a refusal among others.
        if not self._has(trade.tid, lines, params["out_sid"]):
            raise unclear

    def _has(self, order_id: str, lines: Sequence[OrderItem], number: str) -> bool:
        """Tell whether every line travels under this number, by the platform's own word."""
        return carry(self.shown(order_id), number, {line.oid for line in lines})


def _no_success(method: str) -> PlatformRejected:
    return ours("no-success", f"{method}: shipping.is_success: not true")


def _is_open(item: OrderItem, trade: Trade) -> bool:
    status = status_of(item.status, trade)
    return status not in LEFT and status is not OrderStatus.CANCELLED


def _all_left(lines: Sequence[OrderItem], trade: Trade) -> bool:
    return all(status_of(line.status, trade) in LEFT for line in lines)


def _to_go(trade: Trade) -> list[OrderItem]:
    return [
        item
        for item in trade.orders
        if status_of(item.status, trade) in SHIPPABLE and not is_virtual(item, trade)
    ]


def _is_all(trade: Trade, lines: Sequence[OrderItem]) -> bool:
    """Tell whether these are all the lines of a trade that travel at all.

    A line that was refunded counts: the platform is then told of the others by name.
    """
    going = {line.oid for line in lines}
    return all(item.oid in going or is_virtual(item, trade) for item in trade.orders)
