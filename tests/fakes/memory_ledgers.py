"""The pull ledgers and intake marks in memory: versions conflict as they do in the table."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.intake import IntakeMark
from hedan.domain.pull_ledger import Listing, PullLedger, PullWindow
from hedan.errors import VersionConflict
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate


class Save(NamedTuple):
    """One save of a ledger, with the windows that it found closed."""

    before: PullLedger
    ledger: PullLedger
    closed: Sequence[PullWindow]


class MemoryLedgers:
    """Ledgers, closed windows and marks of all stores."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.closed: dict[tuple[str, str, datetime, datetime], PullWindow] = {}
        self.kept: dict[tuple[str, str], IntakeMark] = {}
        self.saves: list[Save] = []
        """Every save, in their order; whoever watches may empty it."""
        self._ledgers: dict[tuple[str, str], PullLedger] = {}

    def ledger(self, store: str, listing: Listing) -> PullLedger:
        """Return a store's ledger of a listing; a fresh one before the first look."""
        known = self._ledgers.get((store, listing))
        return known or PullLedger(store=store, listing=listing)

    def save(self, ledger: PullLedger, closed: Sequence[PullWindow]) -> PullLedger:
        """Keep the closed windows, then the ledger; VersionConflict for the slower of two."""
        self.gate(f"{BEFORE}ledgers.save")
        for window in closed:
            self.closed[window.store, window.listing, window.since, window.until] = window
        known = self.ledger(ledger.store, ledger.listing)
        if known.version != ledger.version:
            raise VersionConflict("another poll was faster")
        stored = ledger.but(version=ledger.version + 1)
        self._ledgers[ledger.store, ledger.listing] = stored
        self.saves.append(Save(known, stored, closed))
        self.gate(f"{AFTER}ledgers.save")
        return stored

    def closed_windows(
        self, store: str, listing: Listing, since: datetime, until: datetime
    ) -> list[PullWindow]:
        """Return the closed windows that touch a span, oldest first."""
        found = (
            window
            for window in self.closed.values()
            if (window.store, window.listing) == (store, listing)
            and window.since <= until
            and window.until >= since
        )
        return sorted(found, key=lambda window: window.since)

    def mark(self, mark: IntakeMark) -> None:
        """Write down what became of a hint; an older mark of the same subject gives way."""
        self.gate(f"{BEFORE}marks.mark")
        known = self.kept.get((mark.store, mark.subject))
        if known is None or known.at <= mark.at:
            self.kept[mark.store, mark.subject] = mark

    def marks(self, store: str, subjects: Iterable[str]) -> dict[str, IntakeMark]:
        """Return the marks that exist of these subjects."""
        found = {subject: self.kept.get((store, subject)) for subject in subjects}
        return {subject: mark for subject, mark in found.items() if mark}

    def set_aside(self, store: str) -> list[IntakeMark]:
        """Return everything of a store that waits for a person."""
        marks = (mark for (owner, _), mark in self.kept.items() if owner == store)
        return [mark for mark in marks if mark.outcome == "set_aside"]
