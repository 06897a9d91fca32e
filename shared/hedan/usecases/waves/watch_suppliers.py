"""Every few minutes: what becomes due for a supplier although nothing happens.

A line comes near its deadline while it waits, a wave ends while enough orders wait for the next, a
supplier looks at nothing, or does not answer what has changed. One read of an index for each
supplier, one more for each with such a setting: cheaper than an alarm clock for each line
(docs/decisions.md).
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from hedan.ports import Desk, Notices
from hedan.settings import Settings
from hedan.usecases.following.starting import Starter
from hedan.usecases.waves.begin_wave import begin_due_wave
from hedan.usecases.waves.silent_suppliers import find_silent
from hedan.usecases.workbooks.remind_changes import remind_changes


class Watched(NamedTuple):
    """What was found due."""

    waves: list[str]  # Begun, by name.
    silent: list[str]  # Workbooks at which nobody has looked.
    reminded: list[str]  # Of changes without an answer: "factory-a reminder".


def watch_suppliers(
    settings: Settings,
    *,
    desk: Desk,
    workflows: Starter,
    notices: Notices,
    link_of: Callable[[str], str],
    now: datetime,
) -> Watched:
    """Begin the waves that are due, mark who is silent, remind who owes an answer.

    Repeatable at any point. link_of: the address of a supplier's page.
    """
    waves: list[str] = []
    silent: list[str] = []
    reminded: list[str] = []
    for supplier in settings.suppliers:
        silent += find_silent(supplier, desk=desk, now=now)
        if name := begin_due_wave(supplier, now, desk=desk, workflows=workflows, now=now):
            waves.append(name)
        levels = remind_changes(
            supplier, desk=desk, notices=notices, settings=settings, link_of=link_of, now=now
        )
        reminded += [f"{supplier.id} {level}" for level in levels]
    return Watched(waves, silent, reminded)
