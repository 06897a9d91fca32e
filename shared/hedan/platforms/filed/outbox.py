"""Where numbers wait until they go back to a platform as a file.

A store's rows gather in its open batch. Closing the batch is one conditional write; from then on
its rows are fixed, so that writing it again after a crash gives the same files with the same rows.
"""

from collections.abc import Sequence
from typing import Protocol

from hedan.domain.bulk_files import BulkFile, BulkRow, BulkState


class Outbox(Protocol):
    """Takes what a shipment tells."""

    def put(self, row: BulkRow) -> BulkRow:
        """Keep the row in the open batch unless its request has one for this order already.

        Returns the row that is kept. Raises VersionConflict when the batch keeps closing.
        """
        ...


class BulkDesk(Outbox, Protocol):
    """Turns what waits into files."""

    def state(self, store: str) -> BulkState:
        """Return how far a store's batches have come; the first one is open before any row."""
        ...

    def rows(self, store: str, batch: int) -> list[BulkRow]:
        """Return the rows of one batch, always in the same order."""
        ...

    def close(self, store: str, batch: int) -> None:
        """Let a batch take no more rows and open the next.

        Raises VersionConflict when somebody else has closed it.
        """
        ...

    def keep(self, store: str, batch: int, files: Sequence[BulkFile]) -> None:
        """Write down that a batch lies in these files: all of them or none.

        Raises VersionConflict when somebody else has written it down, or an older batch is open.
        """
        ...

    def told(self, file: BulkFile) -> None:
        """Write down that people were told of a file; doing it again is harmless."""
        ...

    def files(self, store: str, limit: int) -> list[BulkFile]:
        """Return the newest files of a store, newest first."""
        ...

    def file(self, store: str, number: str) -> BulkFile | None:
        """Return one file of a store."""
        ...
