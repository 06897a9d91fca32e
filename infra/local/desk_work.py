"""What the after-sales desk of the local run was answered: the proof asks about each of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class AgainWork:
    """Goods that were sent again at Doudian and Pinduoduo, by scene."""

    cases: dict[str, str] = field(default_factory=dict)  # After-sales, by the platform's ids.
    asked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # Each wish sent twice.
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)  # Of the workbooks.
    held: dict[str, Any] = field(default_factory=dict)  # What the platform had refused.
    waited_for: str = ""  # The evidence of REPLACEMENT_WAITS.
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)  # At the end, by our API.
    first: dict[str, tuple[str, ...]] = field(default_factory=dict)  # What the buyers got first.
    # At the end, by the platform's API: the state of the case, and what was sent for it.
    at_platform: dict[str, tuple[int, str]] = field(default_factory=dict)


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
    again: AgainWork = field(default_factory=AgainWork)
    heard: tuple[str, ...] = ()  # The chat of the tea factory.
    owner_heard: tuple[str, ...] = ()
