"""The completeness certificate of a store's day: summed up from the ledger, kept as a file."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from hedan.domain.certificate import Certificate, ListingProof
from hedan.domain.pull_ledger import Listing, PullLedger, PullWindow
from hedan.pages.certificate import certificate_text
from hedan.ports import Archive
from hedan.settings import StoreSettings
from hedan.texts import Language

# The sweep looks back by night: until then it says nothing of the day.
SWEEP = Listing.ORDERS_CREATED
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


class Windows(Protocol):
    """Where the ledgers and their closed windows lie."""

    def ledger(self, store: str, listing: Listing) -> PullLedger:
        """Return a store's ledger of a listing; a fresh one before the first look."""
        ...

    def closed_windows(
        self, store: str, listing: Listing, since: datetime, until: datetime
    ) -> list[PullWindow]:
        """Return the closed windows that touch a span, oldest first."""
        ...


def certify_day(
    store: StoreSettings,
    listings: Mapping[Listing, object],
    *,
    windows: Windows,
    archive: Archive,
    language: Language,
    now: datetime,
    day: date | None = None,
) -> Certificate:
    """Write and return the certificate of a day of the store's zone; by default of yesterday.

    Written again it tells more: what was open may have closed meanwhile.
    """
    zone = ZoneInfo(store.time_zone)
    wanted = day or (now.astimezone(zone) - timedelta(days=1)).date()
    since = datetime.combine(wanted, time(), zone)
    until = datetime.combine(wanted + timedelta(days=1), time(), zone)
    is_over = until <= now
    if not is_over:  # Certified up to where every listing was asked.
        until = min(_asked_until(store, listings, windows, now), now)
    certificate = Certificate(
        store=store.id,
        store_name=store.name,
        platform=store.platform,
        day=wanted.isoformat(),
        zone=store.time_zone,
        since=since,
        until=until,
        made_at=now,
        listings=tuple(
            _proof(store, listing, since, until, windows)
            for listing in Listing
            if listing in listings and (is_over or listing is not SWEEP)
        ),
        lists_nothing=not listings,
    )
    key = certificate_key(store.id, wanted)
    archive.put(f"{key}.txt", certificate_text(certificate, language).encode(), TEXT)
    archive.put(f"{key}.json", certificate.model_dump_json(indent=1).encode(), JSON)
    return certificate


def _asked_until(
    store: StoreSettings, listings: Mapping[Listing, object], windows: Windows, now: datetime
) -> datetime:
    asked = [windows.ledger(store.id, one).asked_until for one in listings if one is not SWEEP]
    return min((one for one in asked if one), default=now)


def certificate_key(store: str, day: date) -> str:
    """Where a certificate lies, without its ending."""
    return f"certificates/{store}/{day.isoformat()}"


def _proof(
    store: StoreSettings, listing: Listing, since: datetime, until: datetime, windows: Windows
) -> ListingProof:
    closed = windows.closed_windows(store.id, listing, since, until)
    still_open = windows.ledger(store.id, listing).open
    return ListingProof.of(listing, closed, still_open, since, until)
