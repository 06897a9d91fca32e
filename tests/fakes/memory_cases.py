"""The book of cases in memory, on what a MemoryDesk holds: tests/contracts runs on both books."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from hedan.adapters.index_facts import CASES, facts_of
from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, OpenCase
from tests.fakes.memory_desk import MemoryDesk


class MemoryCases:
    """The CaseBook port on a MemoryDesk."""

    def __init__(self, desk: MemoryDesk) -> None:
        """Look at what this desk holds."""
        self._desk = desk

    def cases(
        self, keys_wanted: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], Case]:
        """Return our work on these cases, by order and case id, as far as there is any."""
        self._desk.gate("before cases.cases")
        wanted = set(keys_wanted)
        known = {(case.order, case.case_id): case for case in self._desk.all(Case)}
        return {key: case for key, case in known.items() if key in wanted}

    def open_cases(self, limit: int, until: datetime | None = None) -> list[OpenCase]:
        """Return the cases that wait for an end, the least time left first, at most so many."""
        self._desk.gate("before cases.open_cases")
        rows = (_row(one) for _, one in self._desk.listed(CASES))
        due = [one for one in rows if until is None or (one.answer_by and one.answer_by <= until)]
        return due[:limit]

    def cases_of_day(self, store: str, day: date) -> list[OpenCase]:
        """Return every case of a store that was opened on this UTC day, ended ones too."""
        self._desk.gate("before cases.cases_of_day")
        known: list[AfterSale | Case] = [*self._desk.all(AfterSale), *self._desk.all(Case)]
        found = [
            _row(one).but(answer_by=None)
            for one in known
            if "day" in facts_of(one) and _opened_on(one, store, day)
        ]
        return sorted(found, key=lambda one: (str(one.order), one.case_id))


def _opened_on(one: AfterSale | Case, store: str, day: date) -> bool:
    at = one.asked_at if isinstance(one, AfterSale) else one.opened_at
    return one.order.store == store and at.astimezone(UTC).date() == day


def _row(one: object) -> OpenCase:
    match one:
        case AfterSale():
            return OpenCase(
                order=one.order,
                case_id=one.after_sale_id,
                is_after_sale=True,
                answer_by=one.answer_by,
            )
        case Case():
            return OpenCase(
                order=one.order, case_id=one.case_id, is_after_sale=False, answer_by=one.answer_by
            )
        case _:
            raise TypeError(type(one).__name__)
