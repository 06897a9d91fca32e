"""What the after-sales desk of the local run was answered: the proof asks about each of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class DeskWork:
    """Filled while the day goes on; every answer as the staff API gave it."""

    queue: list[dict[str, Any]] = field(default_factory=list)
    open_cases: set[tuple[str, str]] = field(default_factory=set)  # Order and id, by the table.
    card: dict[str, Any] = field(default_factory=dict)  # Before anybody worked on the case.
    worked: dict[str, Any] = field(default_factory=dict)  # The case, each wish sent twice.
    call: dict[str, Any] = field(default_factory=dict)  # As it stood in the list of calls.
    noted: dict[str, Any] = field(default_factory=dict)  # The stop, after the call.
    calls_left: set[str] = field(default_factory=set)  # Stops, once it was noted.
    bundle: dict[str, Any] = field(default_factory=dict)
    archive: bytes = b""  # The bundle, by its link.
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)  # By store of the storm.
    report_files: dict[str, bytes] = field(default_factory=dict)  # Workbooks, by store.
    replacement: dict[str, Any] = field(default_factory=dict)
    heard: tuple[str, ...] = ()  # The chat of the tea factory.
    owner_heard: tuple[str, ...] = ()
