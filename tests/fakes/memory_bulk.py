"""Bulk acts in memory: the same promises as the table's, and who was begun."""

from hedan.domain.bulk_acts import BulkAct, BulkPage
from hedan.domain.events import Event
from hedan.errors import VersionConflict
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate


class MemoryBulkActs:
    """The BulkActs port on dictionaries."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.events: list[Event] = []
        self.acts: dict[str, BulkAct] = {}
        self.kept: dict[tuple[str, int], BulkPage] = {}

    def bulk_act(self, bulk_id: str) -> BulkAct | None:
        """Return one, or None when nobody asked for it."""
        self.gate(f"{BEFORE}bulk.act")
        return self.acts.get(bulk_id)

    def newest(self, limit: int) -> list[BulkAct]:
        """Return the newest, newest first."""
        return [self.acts[name] for name in sorted(self.acts, reverse=True)][:limit]

    def page(self, bulk_id: str, number: int) -> BulkPage | None:
        """Return some of its rows."""
        self.gate(f"{BEFORE}bulk.page")
        return self.kept.get((bulk_id, number))

    def pages(self, bulk: BulkAct) -> list[BulkPage]:
        """Return all of its rows, in their order."""
        self.gate(f"{BEFORE}bulk.pages")
        return [self.kept[bulk.bulk_id, number] for number in range(bulk.pages)]

    def keep(self, bulk: BulkAct, event: Event | None = None) -> BulkAct:
        """Store and return it, and its event beside it."""
        self.gate(f"{BEFORE}bulk.keep")
        known = self.acts.get(bulk.bulk_id)
        if bulk.version != (known.version if known else 0):
            raise VersionConflict(bulk.bulk_id)
        kept = bulk.but(version=bulk.version + 1)
        self.acts[bulk.bulk_id] = kept
        if event is not None:
            self.events.append(event)
        self.gate(f"{AFTER}bulk.keep")
        return kept

    def keep_page(self, page: BulkPage) -> BulkPage:
        """Store and return rows."""
        self.gate(f"{BEFORE}bulk.keep_page")
        known = self.kept.get((page.bulk_id, page.number))
        if page.version != (known.version if known else 0):
            raise VersionConflict(f"{page.bulk_id} {page.number}")
        kept = page.but(version=page.version + 1)
        self.kept[page.bulk_id, page.number] = kept
        self.gate(f"{AFTER}bulk.keep_page")
        return kept


class MemoryRunner:
    """The Runner port on a list."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def run(self, bulk_id: str) -> None:
        """Note that somebody is to work on it."""
        self.begun.append(bulk_id)
