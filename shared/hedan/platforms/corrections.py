"""When a number that a platform has may still be replaced: its rule, and what the seller knows.

The documents of most platforms name no window and no limit. A seller who has met one says so in
the store's options; nothing is invented in their place.
"""

from datetime import datetime, timedelta
from typing import Final

from hedan.errors import SettingsInvalid
from hedan.platforms.platform import Capabilities, CorrectionRule
from hedan.settings import StoreSettings

HOURS_OPTION: Final = "correction_hours"
TIMES_OPTION: Final = "correction_times"
OPTIONS: Final[dict[str, str]] = {
    HOURS_OPTION: "how many hours after shipping this store's platform still takes another "
    "tracking number; empty: what its documents say, if they say anything",
    TIMES_OPTION: "how often it takes another number for one parcel; empty: what its documents "
    "say, if they say anything",
}


def correction_of(store: StoreSettings, capabilities: Capabilities) -> CorrectionRule | None:
    """Return when this store's numbers may be replaced; None: never by a call of ours.

    Raises SettingsInvalid for an option that is no whole number above zero.
    """
    known = capabilities.correction
    if known is None:
        return None
    hours, times = (_number(store, name) for name in (HOURS_OPTION, TIMES_OPTION))
    return CorrectionRule(
        window=timedelta(hours=hours) if hours else known.window, times=times or known.times
    )


def closes_at(rule: CorrectionRule, accepted_at: datetime) -> datetime | None:
    """Return the last moment for another number; None: nobody knows of one."""
    return accepted_at + rule.window if rule.window else None


def _number(store: StoreSettings, option: str) -> int:
    told = store.options.get(option, "")
    if told and (not told.isdecimal() or not told.isascii() or int(told) == 0):
        raise SettingsInvalid(f"store {store.id}: options.{option}: a whole number above zero")
    return int(told or 0)
