"""The Platform of a store without an API: what it is told waits for the next bulk-shipping file."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import short_id
from hedan.domain.bulk_files import BulkLine, BulkRow
from hedan.domain.orders import Order
from hedan.errors import PlatformRejected
from hedan.platforms.filed.formats import OPTIONS, carrier_words, format_of
from hedan.platforms.filed.outbox import Outbox
from hedan.platforms.lacking import Lacking
from hedan.platforms.platform import (
    Capabilities,
    Listing,
    Page,
    Shipment,
    ShipShape,
    Told,
)
from hedan.settings import CarrierSettings, StoreSettings


def filed_capabilities(store: StoreSettings) -> Capabilities:
    """Return what files can do for a store, as its options describe them.

    Raises SettingsInvalid when they describe no file.
    """
    ships = format_of(store).ships
    return Capabilities(
        platform=store.platform,
        push="none",
        listings={},
        reads=False,
        shows=False,
        merge="address_id" if ShipShape.MERGED in ships else "none",
        ships=ships,
        options=OPTIONS,
    )


class FiledStore(Lacking):
    """One store whose orders and numbers travel in files."""

    def __init__(
        self,
        store: StoreSettings,
        carriers: Sequence[CarrierSettings],
        outbox: Outbox,
        now: Callable[[], datetime],
    ) -> None:
        """Raises SettingsInvalid when the store's options describe no file."""
        self._store = store
        self._carriers = carrier_words(store, format_of(store), tuple(carriers))
        self._outbox = outbox
        self._now = now
        self.capabilities = filed_capabilities(store)

    def read_order(self, order_id: str) -> Told[Order]:
        """Lacking: what the export sheets told is all there is."""
        raise self._not_offered("read_order")

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Lacking."""
        raise self._not_offered("read_after_sale")

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Lacking."""
        raise self._not_offered(f"pages of {listing}")

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the orders to one address, by the platform's own id of it and nothing else."""
        if ShipShape.MERGED not in self.capabilities.ships:
            return []
        known = sorted(
            (order.receiver.address_id, order.key.order_id)
            for order in orders
            if order.receiver.address_id and order.key.store == self._store.id
        )
        groups = (
            tuple(dict.fromkeys(order_id for _, order_id in same))
            for _, same in groupby(known, key=lambda one: one[0])
        )
        return [group for group in groups if len(group) > 1]

    def ship(self, shipment: Shipment) -> None:
        """Put the number among what goes into the next file; the same again changes nothing.

        Raises PlatformRejected when the file cannot say it, or when this request has told another
        number; VersionConflict while the batch keeps closing.
        """
        for row in self._rows(shipment, self._carrier(shipment)):
            kept = self._outbox.put(row)
            _same_number(kept, row)
            known = {line.line_id for line in kept.lines}
            missing = tuple(line for line in row.lines if line.line_id not in known)
            if missing:
                # Told before for fewer lines, whose fence has opened since: they follow.
                ids = (line.line_id for line in missing)
                request_id = short_id("P", row.request_id, str(row.order), *ids)
                follows = row.but(request_id=request_id, lines=missing, whole_order=False)
                _same_number(self._outbox.put(follows), follows)

    def _carrier(self, shipment: Shipment) -> str:
        carrier = self._carriers.get(shipment.tracking.carrier)
        if carrier is None:
            raise _refused(
                "carrier-unknown",
                f"the settings do not say what the bulk upload of {self._store.platform} calls"
                f" carrier '{shipment.tracking.carrier}'",
            )
        return carrier

    def _rows(self, shipment: Shipment, carrier: str) -> list[BulkRow]:
        if not shipment.lines:
            raise ValueError(f"{shipment.request_id}: a shipment without lines")
        orders = dict.fromkeys(line.order for line in shipment.lines)
        shape = ShipShape.WHOLE if shipment.whole_order else ShipShape.PART
        if len(orders) > 1:
            shape = ShipShape.MERGED
        if shape not in self.capabilities.ships:
            raise _refused(
                f"no-{shape}", f"the bulk upload of {self._store.platform} cannot say this shipment"
            )
        told_at = self._now()
        return [
            BulkRow(
                order=order,
                request_id=shipment.request_id,
                tracking=shipment.tracking,
                carrier=carrier,
                lines=tuple(
                    BulkLine(line_id=line.line_id, quantity=line.quantity)
                    for line in shipment.lines
                    if line.order == order
                ),
                whole_order=shipment.whole_order,
                told_at=told_at,
            )
            for order in orders
        ]


def _same_number(kept: BulkRow, row: BulkRow) -> None:
    if kept.tracking != row.tracking:
        raise _refused(
            "other-number",
            f"{row.request_id}: order {row.order.order_id} was told {kept.tracking.number} before",
        )


def _refused(sub_code: str, message: str) -> PlatformRejected:
    """Say no in the platform's stead."""
    return PlatformRejected("hedan", sub_code, message)
