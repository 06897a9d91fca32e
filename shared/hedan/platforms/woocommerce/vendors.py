"""Whose order it is, in a shop of several vendors: Dokan's child orders, WCFM's marked lines."""

from typing import NamedTuple

from hedan.errors import OrderGone
from hedan.platforms.woocommerce.payloads import LineItem, WooOrder, meta_text
from hedan.settings import StoreSettings

DOKAN, WCFM = "dokan", "wcfm"
# Names in the plugins' data. Dokan's were read in its source; WCFM's is told by third parties.
DIVIDED = "has_sub_order"
DOKAN_VENDOR = "_dokan_vendor_id"
WCFM_VENDOR = "_vendor_id"
_NO = frozenset({"", "0", "no", "false"})


class Vendor(NamedTuple):
    """The store's side of the shop. plugin: dokan, wcfm, or empty: the whole shop is ours."""

    plugin: str
    vendor_id: str

    @classmethod
    def of(cls, store: StoreSettings) -> "Vendor":
        """Return what the settings say. Raises ValueError for a plugin that nobody knows."""
        plugin = store.options.get("vendor", "")
        if plugin not in ("", DOKAN, WCFM):
            raise ValueError(f"store {store.id}: options.vendor is neither {DOKAN} nor {WCFM}")
        return cls(plugin, store.shop_id)

    def check(self, order: WooOrder) -> None:
        """Raise OrderGone for an order in which nothing is this vendor's."""
        if self.plugin == DOKAN:
            theirs = meta_text(order.meta_data, DOKAN_VENDOR)
            if theirs != self.vendor_id:
                raise self._not_ours(order, theirs)
        elif order.line_items and not self.own_lines(order):
            raise self._not_ours(order, ", ".join(sorted(_vendors(order))))

    def owns(self, child: WooOrder) -> bool:
        """Tell whether a child order is this vendor's."""
        return self.plugin != DOKAN or meta_text(child.meta_data, DOKAN_VENDOR) == self.vendor_id

    def own_lines(self, order: WooOrder) -> tuple[LineItem, ...]:
        """Return the lines of this vendor; only WCFM tells them apart within an order."""
        if self.plugin != WCFM:
            return order.line_items
        return tuple(
            line
            for line in order.line_items
            if meta_text(line.meta_data, WCFM_VENDOR) == self.vendor_id
        )

    def no_child(self, order: WooOrder) -> OrderGone:
        """Return the error for a divided order of which no part is this vendor's."""
        return self._not_ours(order, "others")

    def _not_ours(self, order: WooOrder, theirs: str) -> OrderGone:
        return OrderGone(
            f"order {order.id}: vendor {theirs or 'none'}, this store is {self.vendor_id}"
        )


def is_divided(order: WooOrder) -> bool:
    """Tell whether Dokan made one order per vendor of this one, which counts no more then."""
    return meta_text(order.meta_data, DIVIDED).lower() not in _NO


def _vendors(order: WooOrder) -> set[str]:
    return {meta_text(line.meta_data, WCFM_VENDOR) or "none" for line in order.line_items}
