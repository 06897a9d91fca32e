"""What carriers do with parcels, for the platforms that tell of their ways.

By itself a carrier has a parcel when its number is told. A test may say otherwise: that nobody ever
scans it, or that it was scanned at other times, before its goods were paid for instance.
"""

from datetime import datetime


class CarrierScans:
    """The scans of one platform's parcels, by number. Whoever asks holds the platform's lock."""

    def __init__(self) -> None:
        self._scans: dict[str, tuple[datetime, ...]] = {}

    def never(self, number: str) -> None:
        """No carrier has this parcel."""
        self._scans[number] = ()

    def at(self, number: str, *instants: datetime) -> None:
        """It was scanned then, whatever was so before."""
        self._scans[number] = tuple(sorted(instants))

    def of(self, number: str, told_at: datetime) -> tuple[datetime, ...]:
        """When it was scanned, the oldest first. told_at: when the platform took its number."""
        return self._scans.get(number, (told_at,))
