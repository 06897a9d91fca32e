"""How each line of an order got to where it is, step by step, read from what its events keep.

A reading of its own: the proof report must not ask the code whose work it checks.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import Frozen, LineKey
from hedan.domain.commits import Commit, HistoryBroken, StoredEvent, commits_of, in_order
from hedan.domain.differences import DoesNotFit, Json, applied
from hedan.domain.line_work import LineWork


class LineStep(NamedTuple):
    """One write of one line. before is None where nothing stood there."""

    at: datetime  # By the clock of the commit; never later than what was built upon it.
    before: LineWork | None
    after: LineWork

    @property
    def key(self) -> LineKey:
        """Which line."""
        return self.after.key

    @property
    def closes(self) -> bool:
        """Whether the fence was open before, and closed after."""
        was_closed = self.before is not None and self.before.fence.is_closed
        return self.after.fence.is_closed and not was_closed

    @property
    def opens(self) -> bool:
        """Whether the fence was closed before, and open after."""
        was_closed = self.before is not None and self.before.fence.is_closed
        return was_closed and not self.after.fence.is_closed


def line_steps(lines: Iterable[LineWork], events: Sequence[StoredEvent]) -> tuple[LineStep, ...]:
    """Return every step of these lines, in the order of the commits.

    lines: as they are stored now; events: all of their order. Raises HistoryBroken unless the
    events lead to exactly what is stored.
    """
    commits = in_order(commits_of(events))
    walked = [step for line in lines for step in _walked(line, commits)]
    return tuple(step for _, step in sorted(walked, key=lambda one: one[0]))


def _walked(line: LineWork, commits: Sequence[Commit]) -> Iterator[tuple[int, LineStep]]:
    """Yield a line's steps, the last one first, each with the place of its commit."""
    name = f"LINE#{line.key.line_id}"
    after = line
    for place, tree, version in walked_back(name, line, line.version, commits):
        before: LineWork | None = None
        if version:
            before = LineWork.model_validate_json(json.dumps(tree)).but(version=version)
        yield place, LineStep(commits[place].at, before, after)
        after = before or after


def walked_back(
    name: str, stored: Frozen, version: int, commits: Sequence[Commit]
) -> Iterator[tuple[int, Json, int]]:
    """Yield what stood before each write of one thing of this version, the last write first.

    As (place of the commit, JSON tree, version); None and 0 before the first. Raises HistoryBroken
    unless the commits lead to exactly what is stored.
    """
    tree: Json = json.loads(stored.model_dump_json(exclude={"version"}, exclude_defaults=True))
    for place in range(len(commits) - 1, -1, -1):
        step = commits[place].undo.get(name)
        if step is None:
            continue
        if step.version != version:
            raise HistoryBroken(f"{name}: told of version {step.version}, not of {version}")
        version -= 1
        tree = _undone(step.back, tree, name) if version else None
        yield place, tree, version
    if version:
        raise HistoryBroken(f"{name}: nothing tells of its version {version}")


def _undone(back: Json, tree: Json, name: str) -> Json:
    try:
        return applied(back, tree)
    except DoesNotFit as error:
        raise HistoryBroken(name) from error
