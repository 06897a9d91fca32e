"""A month of a supplier's account: its closed days and what was entered on them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hedan.domain.base import Frozen, SupplierId
from hedan.domain.bills import BillDay, BillEntry
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.ports import Archive, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.accounts.bill_files import entries_of_days

# What was settled this long ago is still listed beside what is expected.
SETTLED_LATELY = timedelta(days=31)


class DatedEntry(Frozen):
    """One entry with the day that it was entered on."""

    day: date
    entry: BillEntry


class MonthBill(Frozen):
    """What is owed for a month, up to the last day that is closed."""

    supplier: SupplierId
    first: date
    last: date
    days: tuple[BillDay, ...]
    entries: tuple[DatedEntry, ...]

    @property
    def amount_minor(self) -> int:
        """What the seller owes."""
        return sum(day.amount_minor for day in self.days)

    @property
    def by_kind(self) -> dict[str, int]:
        """The amounts by what they are for."""
        sums: dict[str, int] = {}
        for one in self.entries:
            sums[one.entry.kind.value] = sums.get(one.entry.kind.value, 0) + one.entry.amount_minor
        return sums

    @property
    def differences(self) -> tuple[DatedEntry, ...]:
        """What somebody must talk about: no price agreed, or another one asked."""
        return tuple(one for one in self.entries if one.entry.is_difference)


def month_bill(
    supplier: SupplierSettings, month: str, *, desk: Desk, archive: Archive
) -> MonthBill:
    """Return a month's account. month: "2026-11"; raises ValueError when it is none.

    Costs one query and one file for each closed day.
    """
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = desk.bill_days(supplier.id, first, last)
    return MonthBill(
        supplier=supplier.id,
        first=first,
        last=last,
        days=tuple(days),
        entries=tuple(
            DatedEntry(day=day, entry=entry) for day, entry in entries_of_days(days, archive)
        ),
    )


def this_month(supplier: SupplierSettings, now: datetime) -> str:
    """Return the month that it is by a supplier's clock."""
    return f"{now.astimezone(ZoneInfo(supplier.time_zone)):%Y-%m}"


def listed_returns(
    supplier: str | None, *, desk: Desk, settings: Settings, now: datetime
) -> tuple[SupplierReturn, ...]:
    """Return what is expected back, the longest first, then what was settled lately.

    Of one supplier or of all; costs one query for each. Raises KeyError for one that is not there.
    """
    names = [settings.supplier(supplier).id] if supplier else [s.id for s in settings.suppliers]
    found = [
        back for name in names for back in desk.supplier_news(name, now - SETTLED_LATELY).returns
    ]
    found.sort(
        key=lambda one: (
            one.state is not ReturnState.EXPECTED,
            one.settled_at or one.expected_since,
            one.return_id,
        )
    )
    return tuple(found)
