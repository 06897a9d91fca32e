"""Any desk behind a gate, with a record of what was committed: memory and DynamoDB look alike."""

from collections.abc import Callable
from typing import Any

from hedan.adapters.keys import event_key
from hedan.ports import Change, Desk
from tests.fakes.gates import AFTER, BEFORE, Gate
from tests.fakes.memory_desk import StreamedEvent


class WatchedDesk:
    """The Desk port on another desk. What passed is remembered in the order of the commits."""

    def __init__(self, desk: Desk, gate: Gate) -> None:
        self._desk = desk
        self._gate = gate
        self.changes: list[Change] = []
        self.events: list[StreamedEvent] = []

    def commit(self, change: Change) -> None:
        """Do all of it or nothing, and remember it."""
        self._gate(f"{BEFORE}desk.commit")
        self._desk.commit(change)
        self.changes.append(change)
        for of, event in change.events:
            self.events.append(StreamedEvent("|".join(event_key(of, event)), event))
        self._gate(f"{AFTER}desk.commit")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Read through the gate."""
        read = getattr(self._desk, name)

        def gated(*given: Any, **named: Any) -> Any:
            self._gate(f"{BEFORE}desk.{name}")
            return read(*given, **named)

        return gated
