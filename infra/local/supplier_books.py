"""A supplier's own books: what left its house, and what came back. It knows nothing of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from infra.local.supplier_sheets import Row

KEY = "行键（勿改）"


class Sent(NamedTuple):
    """Units of one row that left its house."""

    order: str
    sku: str
    quantity: int
    label: tuple[str, str]  # The parcel, and what is written on it: each costs its fee.


@dataclass
class SupplierBooks:
    """By row of the workbooks: whoever writes another number into a row sends it once."""

    sent: dict[str, Sent] = field(default_factory=dict)
    returned: dict[str, Sent] = field(default_factory=dict)

    def leaves(self, rows: Iterable[Row]) -> None:
        """Enter rows that left, under the numbers that stand in them."""
        for row in rows:
            label = (row["包裹号"], row["运单号"])
            one = Sent(row["订单号"], row["商家编码"], int(row["数量"]), label)
            self.sent[row[KEY]] = one

    def comes_back(self, order: str) -> None:
        """Enter that everything of an order is back."""
        self.returned |= {key: one for key, one in self.sent.items() if one.order == order}

    def owed(self, prices: Mapping[str, int], parcel_fee: int) -> int:
        """Return what it wants for all of it, in minor units. Raises KeyError without a price."""
        goods = sum(prices[one.sku] * one.quantity for one in self.sent.values())
        credit = sum(prices[one.sku] * one.quantity for one in self.returned.values())
        return goods - credit + parcel_fee * len({one.label for one in self.sent.values()})
