"""The after-sales of a platform in memory: asked for, moved on, answered by the seller.

Written from the platform's documentation and never from our own adapter. An answer counts only
while the case waits for one; goods go again under one number, as long as the case is open.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.errors import PlatformRejected
from hedan.platforms.lacking import Lacking
from hedan.platforms.platform import ActRequest, ReplacementSent, Told
from tests.fakes.gates import AFTER, Gate

PENDING = frozenset({AfterSaleStatus.REQUESTED, AfterSaleStatus.AGREED, AfterSaleStatus.UNKNOWN})
WITHDRAWN = frozenset({AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED})
# Through these the buyer keeps what he bought, or gets it once more: the order stays as it is.
GOODS_AGAIN = frozenset({AfterSaleKind.EXCHANGE, AfterSaleKind.RESEND})
NO_PERMISSION = "50002"  # The code under which Doudian files every refusal to ship.


class FakeCases(Lacking):
    """What of platforms.platform.Platform is about after-sales, for one store."""

    gate: Gate
    clock: Callable[[], datetime] | None
    _orders: dict[str, Order]

    def __init__(self) -> None:
        self._after_sales: dict[str, AfterSale] = {}
        self.acts: list[ActRequest] = []  # What it was told of its cases.
        self.replacement_calls: list[ReplacementSent] = []
        self.replaced: dict[str, str] = {}  # The number under which goods went again, by case.

    def change_order(self, order_id: str, at: datetime, **changes: object) -> None:
        """Something of the order changes."""
        raise NotImplementedError

    def _answers(self, call: str, point: str = "") -> None:
        raise NotImplementedError

    # --- What buyers and the platform itself do -----------------------------------------------

    def ask_refund(
        self,
        after_sale_id: str,
        order_id: str,
        line_ids: Iterable[str],
        at: datetime,
        kind: AfterSaleKind = AfterSaleKind.REFUND_UNSHIPPED,
    ) -> AfterSale:
        """A buyer wants the money back for these lines."""
        order = self._orders[order_id]
        lines = tuple(
            AfterSaleLine(line_id=line_id, quantity=order.line(line_id).quantity)
            for line_id in line_ids
        )
        self._after_sales[after_sale_id] = AfterSale(
            order=order.key,
            after_sale_id=after_sale_id,
            kind=kind,
            status=AfterSaleStatus.REQUESTED,
            lines=lines,
            refund_minor=sum(order.line(line.line_id).paid_minor for line in lines),
            reason="多拍",
            asked_at=at,
            changed_at=at,
        )
        self.change_order(order_id, at)
        return self._after_sales[after_sale_id]

    def change_after_sale(self, after_sale_id: str, status: AfterSaleStatus, at: datetime) -> None:
        """The case goes on."""
        case = self._after_sales[after_sale_id].but(status=status, changed_at=at)
        self._after_sales[after_sale_id] = case
        self.change_order(case.order.order_id, at)

    @property
    def after_sales(self) -> Sequence[AfterSale]:
        """Every case."""
        return tuple(self._after_sales.values())

    @property
    def count_after_sales(self) -> int:
        """How many cases there are."""
        return len(self._after_sales)

    def after_sale(self, after_sale_id: str) -> AfterSale:
        """Return a case as it is now, whatever trouble the platform is in."""
        return self._after_sales[after_sale_id]

    # --- The port -----------------------------------------------------------------------------

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now."""
        self._answers("read_after_sale")
        case = self._after_sales.get(after_sale_id)
        if case is None:
            raise PlatformRejected("50002", "isv.business-failed:10002", "no such after-sale")
        raw = f'{{"after_sale":"{after_sale_id}"}}'
        return Told[AfterSale].model_construct(value=case, raw=raw, after_sales=())

    def act(self, request: ActRequest) -> None:
        """Hear of a case; an answer to it ends it, and counts only while it waits for one."""
        self._answers("act")
        case = self._after_sales[request.case.after_sale_id]
        ends = {
            PlatformAct.AGREE: AfterSaleStatus.SUCCEEDED,
            PlatformAct.REFUSE: AfterSaleStatus.REFUSED,
        }
        if request.act in ends:
            if case.status is not AfterSaleStatus.REQUESTED:
                raise refusal("20309541", "the status has changed")
            at = self.clock() if self.clock else request.at  # It dates by its own clock.
            later = max(at, case.changed_at + timedelta(seconds=1))
            self.change_after_sale(case.after_sale_id, ends[request.act], later)
        self.acts.append(request)
        self.gate(f"{AFTER}platform.act")

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Take the number of what is sent for a case: one, as long as the case is open."""
        self._answers("ship_replacement")
        self.replacement_calls.append(sent)
        case = self._after_sales[sent.after_sale_id]
        known = self.replaced.get(sent.after_sale_id)
        if known != sent.tracking.number:
            if known is not None:
                raise refusal("60110", "already shipped under another number")
            if not case.is_open:
                raise refusal("20309541", "the status has changed")
            self.replaced[sent.after_sale_id] = sent.tracking.number
        self.gate(f"{AFTER}platform.ship_replacement")

    # --- Rules --------------------------------------------------------------------------------

    def _standing(self, order_id: str) -> list[AfterSale]:
        return [
            case
            for case in self._after_sales.values()
            if case.order.order_id == order_id and case.status not in WITHDRAWN
        ]

    def _cases(self, order_id: str, line_id: str) -> list[AfterSale]:
        return [case for case in self._standing(order_id) if line_id in case.line_ids]


def refusal(number: str, message: str) -> PlatformRejected:
    """Return the platform's no, under its sub-code."""
    return PlatformRejected(NO_PERMISSION, f"isv.business-failed:{number}", message)
