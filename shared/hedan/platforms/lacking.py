"""The base of every adapter: what a platform lacks raises NotOffered, and only programmers see it.

Callers look at `capabilities` first; a test holds the two against each other.
"""

from collections.abc import Sequence

from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.platforms.platform import (
    ActRequest,
    Capabilities,
    Departure,
    PlatformCarrier,
    PulledMessage,
    ReplacementSent,
    Shipment,
    ShownParcel,
    StockLevel,
    TrackingStep,
)


class NotOffered(NotImplementedError):
    """The platform has no such call: its capabilities say so, and nobody may ask."""


class Lacking:
    """Every optional part of a platform, as lacking."""

    capabilities: Capabilities

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """It does not say which orders may share a parcel: none may."""
        return []

    def ship_virtual(self, departure: Departure) -> None:
        """Lacking: a person ships virtual goods on the platform."""
        raise self._not_offered("ship_virtual")

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Lacking: whoever works on the case writes the number on the platform."""
        raise self._not_offered("ship_replacement")

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Lacking."""
        raise self._not_offered("correct_tracking")

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Lacking: nothing can be read back."""
        raise self._not_offered("parcels_shown")

    def carrier_word(self, carrier: str) -> str:
        """It shows no carrier that could be compared."""
        return ""

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Lacking."""
        raise self._not_offered("push_stock")

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Lacking."""
        raise self._not_offered("mark")

    def carriers(self) -> list[PlatformCarrier]:
        """Lacking."""
        raise self._not_offered("carriers")

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Lacking."""
        raise self._not_offered("track")

    def act(self, request: ActRequest) -> None:
        """Lacking: whoever answers does so on the platform."""
        raise self._not_offered("act")

    def pull_messages(self, limit: int) -> list[PulledMessage]:
        """Lacking."""
        raise self._not_offered("pull_messages")

    def confirm_messages(self, message_ids: Sequence[str]) -> None:
        """Lacking."""
        raise self._not_offered("confirm_messages")

    def _not_offered(self, what: str) -> NotOffered:
        return NotOffered(f"{self.capabilities.platform}: {what}")
