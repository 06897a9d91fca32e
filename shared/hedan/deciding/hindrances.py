"""What keeps a supplier from shipping a line: the settings, the place, its days, what is known."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import SupplierId
from hedan.domain.calendars import Calendar, next_cut_off, next_opening, works_at
from hedan.domain.checks.regions import covering
from hedan.domain.decisions import Case
from hedan.domain.orders import Line
from hedan.domain.routing import Hindrance, Passed
from hedan.domain.waves import is_urgent
from hedan.settings import SupplierSettings

# With these nobody could ship it; the others only make somebody else the better choice.
HARD = frozenset({"gone", "region"})
EVERY_DAY = frozenset(range(1, 8))


class _NeverClosed(NamedTuple):
    """The hours of a supplier as they were if it worked every day."""

    time_zone: str
    cut_offs: Collection[str]
    workdays: Collection[int] = EVERY_DAY
    holidays: Collection[date] = ()


class Hindrances:
    """Knows who cannot ship what of one order."""

    def __init__(self, case: Case, book: RuleBook) -> None:
        self._case = case
        self._book = book
        self._regions: dict[str, str] = {}

    def of(self, supplier_id: SupplierId, line: Line) -> Passed | None:
        """Return why a supplier is passed over for a line, the weightiest reason; None: it can."""
        supplier = self._book.suppliers.get(supplier_id)
        if supplier is None:
            return Passed(supplier=supplier_id, why="gone")
        if line.is_virtual:
            return None  # Nothing travels, and nobody has to be there.
        if region := self._region(supplier):
            return Passed(supplier=supplier_id, why="region", region=region)
        why = self._why_rather(supplier, line)
        return Passed(supplier=supplier_id, why=why) if why else None

    def _why_rather(self, supplier: SupplierSettings, line: Line) -> Hindrance | None:
        """Return why somebody else would be the better choice; None: nobody would."""
        facts = self._case.facts
        if supplier.id in facts.silent:
            return "silent"
        if self._is_late(supplier, line):
            return "full" if supplier.id in facts.full else "closed"
        return "poor" if supplier.id in facts.poor else None

    def chain(self, supplier_id: SupplierId) -> Iterator[SupplierId]:
        """Yield a supplier, who takes over from it, who takes over from that one, each once."""
        seen: set[SupplierId] = set()
        following: SupplierId | None = supplier_id
        while following is not None and following not in seen:
            yield following
            seen.add(following)
            known = self._book.suppliers.get(following)
            following = known.fall_back if known else None

    def _region(self, supplier: SupplierSettings) -> str:
        if not supplier.refused_regions:
            return ""
        if supplier.id not in self._regions:
            receiver = self._case.order.receiver
            self._regions[supplier.id] = covering(supplier.refused_regions, receiver)
        return self._regions[supplier.id]

    def _is_late(self, supplier: SupplierSettings, line: Line) -> bool:
        """Tell whether its closed days, or its full one, are what makes the line late.

        A line that would be late with it on any days is late with the others, too.
        """
        deadline, at = line.deadline or self._case.order.deadline, self._case.at
        closes = supplier.holidays or not EVERY_DAY.issubset(supplier.workdays)
        if deadline is None or not (closes or supplier.id in self._case.facts.full):
            return False
        goes = self._goes(supplier, deadline, at)
        if goes is not None and goes <= deadline:
            return False
        always = _chance(_NeverClosed(supplier.time_zone, supplier.cut_offs), at)
        return always is not None and always <= deadline

    def _goes(
        self, supplier: SupplierSettings, deadline: datetime, at: datetime
    ) -> datetime | None:
        """Return when a line would go with the supplier; None: not within a year."""
        if supplier.id in self._case.facts.full:
            tomorrow = next_opening(supplier, at)
            return tomorrow if tomorrow is None else _chance(supplier, tomorrow)
        if is_urgent(deadline, supplier, at) and works_at(supplier, at):
            return at
        return _chance(supplier, at)


def _chance(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when the next wave may go: at a cut-off, or on any open day where there are none."""
    if calendar.cut_offs:
        return next_cut_off(calendar, at)
    return at if works_at(calendar, at) else next_opening(calendar, at)
