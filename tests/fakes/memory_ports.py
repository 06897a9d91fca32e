"""The smaller ports in memory: files, notices, queues, workflows that were started."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hedan.notices import Notice
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate


class MemoryArchive:
    """The Archive port on a dictionary."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.files: dict[str, bytes] = {}

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Write; writing the same again is harmless."""
        assert "/" in content_type, content_type
        self.gate(f"{BEFORE}archive.put")
        self.files[key] = body
        self.gate(f"{AFTER}archive.put")

    def get(self, key: str) -> bytes:
        """Read. Raises KeyError when there is no such file."""
        self.gate(f"{BEFORE}archive.get")
        return self.files[key]

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of all files that begin so, sorted."""
        self.gate(f"{BEFORE}archive.keys")
        return sorted(key for key in self.files if key.startswith(prefix))


class MemoryNotices:
    """The Notices port on a list."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.published: list[Notice] = []

    def publish(self, notice: Notice) -> str:
        """Remember what was said; the id counts."""
        self.gate(f"{BEFORE}notices.publish")
        self.published.append(notice)
        self.gate(f"{AFTER}notices.publish")
        return str(len(self.published))


class Message(NamedTuple):
    """One message as it waits."""

    group: str
    once: str
    body: str


class MemoryQueue:
    """The Queue port: FIFO, one message in flight per group, the same message once."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.waiting: list[Message] = []
        self._known: set[str] = set()

    def send(self, bodies: Sequence[tuple[str, str, str]]) -> None:
        """Send (group, deduplication id, body) each."""
        self.gate(f"{BEFORE}queue.send")
        for group, once, body in bodies:
            if once not in self._known:
                self._known.add(once)
                self.waiting.append(Message(group, once, body))
        self.gate(f"{AFTER}queue.send")

    def heads(self) -> list[Message]:
        """Return the messages that may be taken now: the first of each group."""
        first: dict[str, Message] = {}
        for message in self.waiting:
            first.setdefault(message.group, message)
        return list(first.values())

    def delete(self, message: Message) -> None:
        """Take a message off the queue, as its consumer does when it is done."""
        self.waiting.remove(message)


class Started(NamedTuple):
    """One execution."""

    machine: str
    name: str
    payload: Mapping[str, object]


class MemoryWorkflows:
    """What starts workflows: an execution of one name starts once."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.started: list[Started] = []
        self._names: set[tuple[str, str]] = set()

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution unless one of this name was started before."""
        self.gate(f"{BEFORE}workflows.start")
        if (machine, name) not in self._names:
            self._names.add((machine, name))
            self.started.append(Started(machine, name, payload))
        self.gate(f"{AFTER}workflows.start")
