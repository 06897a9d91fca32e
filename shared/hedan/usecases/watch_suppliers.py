"""Every few minutes: what becomes due for a supplier although nothing happens.

A line comes near its deadline while it waits, a wave ends while enough orders wait for the next, a
supplier looks at nothing. One read of an index for each supplier with such a setting, none for the
others: cheaper than an alarm clock for each line (docs/decisions.md).
"""

from datetime import datetime
from typing import NamedTuple

from hedan.ports import Desk
from hedan.settings import Settings
from hedan.usecases.begin_wave import begin_due_wave
from hedan.usecases.silent_suppliers import find_silent
from hedan.usecases.starting import Starter


class Watched(NamedTuple):
    """What was found due."""

    waves: list[str]  # Begun, by name.
    silent: list[str]  # Workbooks at which nobody has looked.


def watch_suppliers(
    settings: Settings, *, desk: Desk, workflows: Starter, now: datetime
) -> Watched:
    """Begin the waves that are due and mark who is silent. Repeatable at any point."""
    waves: list[str] = []
    silent: list[str] = []
    for supplier in settings.suppliers:
        silent += find_silent(supplier, desk=desk, now=now)
        if name := begin_due_wave(supplier, now, desk=desk, workflows=workflows, now=now):
            waves.append(name)
    return Watched(waves, silent)
