"""Promise 9: where after-sales are known only up to too long ago, nothing new may leave.

A refund that nobody has seen yet is the one that costs a parcel: claims and uploads of such a
store wait, and say so.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from hedan.settings import Settings, StoreSettings

type KnownUntil = Callable[[StoreSettings], datetime | None]
"""Up to when a store's after-sales are known; None when they never were."""


class Freshness:
    """Tells which stores must wait. Asks about each store once."""

    def __init__(self, settings: Settings, known_until: KnownUntil, now: datetime) -> None:
        self._settings = settings
        self._known_until = known_until
        self._now = now
        self._reasons: dict[str, str] = {}

    def why_stale(self, store_id: str) -> str:
        """Return why a store must wait, in words; empty when it need not."""
        if store_id not in self._reasons:
            self._reasons[store_id] = self._look(store_id)
        return self._reasons[store_id]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why each store that was asked about and is stale must wait."""
        return tuple(why for why in self._reasons.values() if why)

    def _look(self, store_id: str) -> str:
        try:
            store = self._settings.store(store_id)
        except KeyError:
            return f"store {store_id} is not in the settings"
        known = self._known_until(store)
        limit = store.after_sales_limit
        if known is not None and self._now - known <= limit:
            return ""
        since = f"only until {known:%Y-%m-%d %H:%M:%S} UTC" if known else "not at all yet"
        return (
            f"after-sales of store {store_id} are known {since};"
            f" the limit is {limit // timedelta(minutes=1)} minutes"
        )
