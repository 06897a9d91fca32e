"""Who hears of parcels that no carrier has scanned: one notice for all of a supplier's."""

from collections.abc import Mapping
from datetime import datetime

from hedan.domain.scans import ScanFinding, told_at
from hedan.notices import scans_asked, scans_missing
from hedan.ports import Desk, Notices
from hedan.settings import Settings


def follow_scans(
    facts: Mapping[str, str], *, desk: Desk, notices: Notices, settings: Settings
) -> None:
    """Tell the owner, and ask the supplier while its numbers can still be changed.

    Of a parcel that was scanned meanwhile nobody hears, and nobody at all when all of them were.
    """
    named = facts["parcels"].split(",")
    stored = desk.parcels(named)
    finding = ScanFinding(facts["finding"])
    parcels = [stored[one] for one in named if one in stored and told_at(stored[one])]
    if finding is not ScanFinding.NO_CHANGE:  # These were scanned long ago.
        parcels = [parcel for parcel in parcels if parcel.scanned_at is None]
    if not parcels:
        return
    supplier, at = settings.supplier(facts["supplier"]), datetime.fromisoformat(facts["at"])
    if finding is ScanFinding.SOON:
        notices.publish(scans_asked(parcels, supplier, times=settings.numbers, now=at))
    notices.publish(
        scans_missing(
            parcels,
            finding,
            supplier,
            times=settings.numbers,
            now=at,
            refused=facts["refused"],
            language=settings.language,
        )
    )
