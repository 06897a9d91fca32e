"""What is told of single things, on what a MemoryDesk holds."""

from hedan.adapters.keys import EVENT_PREFIX, key_of
from hedan.domain.events import Event
from hedan.ports import Aggregate
from tests.fakes.memory_desk import MemoryDesk


class MemoryEvents:
    """The EventBook on a MemoryDesk."""

    def __init__(self, desk: MemoryDesk) -> None:
        """Look at what this desk holds."""
        self._desk = desk

    def events_of(self, one: Aggregate) -> list[Event]:
        """Return every event that tells of it, the oldest first."""
        pk, sk = key_of(one)
        begins = f"{pk}|{EVENT_PREFIX}{sk}#"
        found = [told.event for told in self._desk.events if told.key.startswith(begins)]
        return sorted(found, key=lambda event: event.at)
