"""What a row of an export sheet says, once all its cells can be trusted."""

from dataclasses import dataclass
from datetime import datetime

from hedan.domain.orders import Receiver
from hedan.exports.sheets import ExportRow
from hedan.exports.words import Standing


@dataclass(frozen=True, slots=True)
class Goods:
    """What a row says of one line."""

    line_id: str  # Empty when the sheet tells none.
    place: int
    sku: str
    sku_id: str
    product_id: str
    name: str
    spec: str
    quantity: int
    unit_price_minor: int | None
    is_gift: bool
    is_virtual: bool


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be trusted."""

    row: ExportRow
    order_id: str
    purchase_id: str
    goods: tuple[Goods, ...]
    kinds: int | None
    standing: Standing
    line_paid_minor: int | None
    order_paid_minor: int | None
    postage_minor: int
    refund_minor: int
    currency: str
    created_at: datetime
    paid_at: datetime | None
    changed_at: datetime
    deadline: datetime | None
    not_before: datetime | None
    receiver: Receiver
    buyer_id: str
    buyer_remark: str
    seller_memo: str
    logistics_method: str
    carrier_wished: str
    invoice_wished: str

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything that it says, wherever it stands in the sheet."""
        return (
            *(self.order_id, self.purchase_id, self.goods, self.kinds, self.standing),
            *(self.line_paid_minor, self.order_paid_minor, self.postage_minor, self.refund_minor),
            *(self.currency, self.created_at, self.paid_at, self.changed_at, self.deadline),
            *(self.not_before, self.receiver, self.buyer_id, self.buyer_remark, self.seller_memo),
            *(self.logistics_method, self.carrier_wished, self.invoice_wished),
        )
