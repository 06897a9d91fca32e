"""The BulkDesk port on dictionaries."""

from collections.abc import Sequence

from hedan.domain.bulk_files import BulkFile, BulkRow, BulkState
from hedan.errors import VersionConflict
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate


class MemoryOutbox:
    """Rows and files of all stores."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self._states: dict[str, BulkState] = {}
        self._rows: dict[tuple[str, int], list[BulkRow]] = {}
        self._by_request: dict[tuple[str, str, str], BulkRow] = {}
        self._files: dict[str, dict[str, BulkFile]] = {}

    def put(self, row: BulkRow) -> BulkRow:
        """Keep the row in the open batch unless its request has one for this order already."""
        self.gate(f"{BEFORE}outbox.put")
        store = row.order.store
        name = (store, row.request_id, row.order.order_id)
        if name not in self._by_request:
            self._by_request[name] = row
            self._rows.setdefault((store, self._state(store).open), []).append(row)
        self.gate(f"{AFTER}outbox.put")
        return self._by_request[name]

    def _state(self, store: str) -> BulkState:
        return self._states.get(store, BulkState())

    def state(self, store: str) -> BulkState:
        """Return how far a store's batches have come."""
        self.gate(f"{BEFORE}outbox.state")
        return self._state(store)

    def rows(self, store: str, batch: int) -> list[BulkRow]:
        """Return the rows of one batch, always in the same order."""
        self.gate(f"{BEFORE}outbox.rows")
        rows = self._rows.get((store, batch), [])
        return sorted(rows, key=lambda row: (row.told_at, row.request_id, row.order.order_id))

    def close(self, store: str, batch: int) -> None:
        """Let a batch take no more rows and open the next."""
        self.gate(f"{BEFORE}outbox.close")
        state = self._state(store)
        if state.open != batch:
            raise VersionConflict(f"{store}: {batch}")
        self._states[store] = state.but(open=batch + 1)
        self.gate(f"{AFTER}outbox.close")

    def keep(self, store: str, batch: int, files: Sequence[BulkFile]) -> None:
        """Write down that a batch lies in these files."""
        self.gate(f"{BEFORE}outbox.keep")
        state = self._state(store)
        if batch != state.written + 1 or batch >= state.open:
            raise VersionConflict(f"{store}: {batch}")
        self._states[store] = state.but(written=batch)
        self._files.setdefault(store, {}).update({file.number: file for file in files})
        self.gate(f"{AFTER}outbox.keep")

    def told(self, file: BulkFile) -> None:
        """Write down that people were told of a file."""
        self.gate(f"{BEFORE}outbox.told")
        self._files[file.store][file.number] = file
        self.gate(f"{AFTER}outbox.told")

    def files(self, store: str, limit: int) -> list[BulkFile]:
        """Return the newest files of a store, newest first."""
        self.gate(f"{BEFORE}outbox.files")
        known = self._files.get(store, {})
        return [known[number] for number in sorted(known, reverse=True)][:limit]

    def file(self, store: str, number: str) -> BulkFile | None:
        """Return one file of a store."""
        self.gate(f"{BEFORE}outbox.file")
        return self._files.get(store, {}).get(number)
