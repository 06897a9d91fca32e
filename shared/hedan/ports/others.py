"""What use cases need beside the desk: cases, files, people, queues."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, OpenCase
from hedan.notices import Notice


class CaseBook(Protocol):
    """After-sales, complaints and disputes of all orders; what is done about them is committed."""

    def cases(self, keys: Iterable[tuple[OrderKey, str]]) -> dict[tuple[OrderKey, str], Case]:
        """Return our work on these cases, by order and case id, as far as there is any."""
        ...

    def open_cases(self, limit: int, until: datetime | None = None) -> list[OpenCase]:
        """Return the cases that wait for an end, the least time left first, at most so many.

        until: only those whose time is over by then.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def cases_of_day(self, store: str, day: date) -> list[OpenCase]:
        """Return every case of a store that was opened on this UTC day, ended ones too.

        Of an index: what was written in the last moment may be missing. Their answer_by is None.
        """
        ...


class Archive(Protocol):
    """Files that are written once and read by key."""

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Write; writing the same again is harmless."""
        ...

    def get(self, key: str) -> bytes:
        """Read. Raises KeyError when there is no such file."""
        ...


class Notices(Protocol):
    """Where people are told."""

    def publish(self, notice: Notice) -> str:
        """Tell everybody whose subscription fits the attributes; return the message's id."""
        ...


class Queue(Protocol):
    """Where work waits."""

    def send(self, bodies: Sequence[tuple[str, str, str]]) -> None:
        """Send (group, deduplication id, body) each; raises TryAgain unless all were taken."""
        ...
