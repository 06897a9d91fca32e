"""Why? Every decision about an order, what it was made on, and whether it comes out the same again.

The order is rebuilt as it was, the settings are those of that time, the facts lie with the
decision: nothing that happened since can change the answer.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.findings import Holds
from hedan.domain.history import Member
from hedan.ports import Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.orders.order_history import Moment, file_of, history_of, moments
from hedan.usecases.orders.past_case import past_case


class Replayed(Frozen):
    """One decision, and what differs when it is made again on what it was made on."""

    decision: Decision
    is_checked: bool = True  # False: the settings of that time are gone, it cannot be made again.
    differs: tuple[str, ...] = ()  # Names of fields; none: it comes out the same.


class Why(Frozen):
    """All that explains an order at an instant."""

    file: OrderFile  # As it was.
    decisions: tuple[Replayed, ...]  # The oldest first, each with its reasoning.
    timeline: tuple[Moment, ...]

    @property
    def replayed(self) -> bool:
        """Whether every decision comes out the same again."""
        return all(one.is_checked and not one.differs for one in self.decisions)

    @property
    def holds(self) -> Holds:
        """What kept it back, and who let it go."""
        return self.file.holds

    @property
    def edits(self) -> Edits:
        """What persons decided."""
        return self.file.edits


def why(
    key: OrderKey,
    at: datetime | None,
    *,
    desk: Desk,
    settings_of: Callable[[int], Settings],
) -> Why:
    """Explain an order as it was at an instant; None: as it is now.

    settings_of returns a version of the settings, and raises KeyError for one that is gone.
    Raises HistoryBroken when the order's events do not lead to what is stored of it, TryAgain when
    it keeps changing meanwhile.
    """
    history = history_of(key, desk=desk)
    books = _Books(settings_of)
    instant = at or datetime.max.replace(tzinfo=UTC)
    decisions = tuple(
        _replayed(key, decision, before, desk, books)
        for decision, before in history.decisions()
        if decision.at <= instant
    )
    return Why(
        file=file_of(key, history.at(instant)),
        decisions=decisions,
        timeline=tuple(moment for moment in moments(history) if moment.at <= instant),
    )


class _Books:
    """The rule books of past settings, each compiled once."""

    def __init__(self, settings_of: Callable[[int], Settings]) -> None:
        self._settings_of = settings_of
        self._books: dict[int, RuleBook | None] = {}

    def of(self, version: int) -> RuleBook | None:
        """Return the rules of that time; None when they are gone."""
        if version not in self._books:
            try:
                settings = self._settings_of(version)
            except KeyError:
                self._books[version] = None
            else:
                self._books[version] = RuleBook(settings)
        return self._books[version]


def _replayed(
    key: OrderKey, decision: Decision, before: tuple[Member, ...], desk: Desk, books: _Books
) -> Replayed:
    book = books.of(decision.settings_version)
    if book is None:
        return Replayed(decision=decision, is_checked=False)
    again = decide(past_case(key, decision, before, desk=desk), book).but(version=decision.version)
    return Replayed(decision=decision, differs=tuple(_differing(decision, again)))


def _differing(one: Decision, other: Decision) -> Iterator[str]:
    for field in Decision.model_fields:
        if getattr(one, field) != getattr(other, field):
            yield field
