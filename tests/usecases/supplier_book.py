"""A factory that keeps its own books: its labels, shelves and price list, and nothing of us."""

from datetime import date

from hedan.domain.bill_check import BilledLine

FEE = 150
GRACE_MINUTES = 30
PRICES = {
    "CUP": {date(2026, 1, 1): 1000, date(2026, 10, 3): 1100},
    "MUG": {date(2026, 1, 1): 700},
}


class SupplierBook:
    """What it sent, kept and got back; at the end of the month it writes a bill."""

    def __init__(self) -> None:
        self._handed_over: dict[str, date] = {}
        self._units: dict[tuple[str, str], int] = {}  # By parcel and line.
        self._skus: dict[tuple[str, str], str] = {}
        self._sent: set[tuple[str, str]] = set()
        self._own_fault: set[tuple[str, str]] = set()

    def gets_row(self, parcel_id: str, line: str, sku: str, units: int, day: date) -> None:
        """A row of a workbook that was handed over on a day."""
        self._handed_over[parcel_id] = day
        self._units[parcel_id, line], self._skus[parcel_id, line] = units, sku

    def sends(self, parcel_id: str, line: str) -> None:
        """It goes out of the door."""
        self._sent.add((parcel_id, line))

    def let_go_too_late(self, parcel_id: str, line: str, *, minutes_after_told: int) -> None:
        """It went although a stop was told; so long after, nobody pays for it."""
        self.sends(parcel_id, line)
        if minutes_after_told > GRACE_MINUTES:
            self._own_fault.add((parcel_id, line))

    def gets_back(self, parcel_id: str, line: str, units: int) -> None:
        """It is back on the shelf."""
        self._units[parcel_id, line] -= units

    def bill(self) -> list[BilledLine]:
        """Return what it asks for."""
        to_pay = sorted(self._sent - self._own_fault)
        lines = [
            BilledLine(
                parcel_id=parcel_id,
                sku=self._skus[parcel_id, line],
                quantity=self._units[parcel_id, line],
                amount_minor=self._units[parcel_id, line] * self._price(parcel_id, line),
            )
            for parcel_id, line in to_pay
        ]
        fees = [
            BilledLine(parcel_id=parcel_id, amount_minor=FEE)
            for parcel_id in sorted({parcel_id for parcel_id, _ in to_pay})
        ]
        return lines + fees

    def _price(self, parcel_id: str, line: str) -> int:
        versions = PRICES[self._skus[parcel_id, line]]
        day = self._handed_over[parcel_id]
        return versions[max(since for since in versions if since <= day)]
