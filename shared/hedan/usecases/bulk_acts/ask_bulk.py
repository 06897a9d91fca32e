"""What a person asks for over many orders: preview it, apply it, undo it.

The work itself is done by a function of its own, begun here; whoever asked looks how far it is.
"""

from datetime import datetime
from typing import Protocol

from hedan.deciding.order_filter import OrderFilter
from hedan.domain.bulk_acts import (
    BulkAct,
    BulkPage,
    BulkRefused,
    BulkState,
    asked_bulk,
    undo_id,
    undo_of,
)
from hedan.domain.bulk_deeds import Deed, OfDays, Selection, decided_by
from hedan.domain.events import Event
from hedan.domain.people import Person
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.bulk_acts.bulk_verdicts import is_known


class BulkActs(Protocol):
    """Where bulk acts are kept, with their rows in pages beside them."""

    def bulk_act(self, bulk_id: str) -> BulkAct | None:
        """Return one, or None when nobody asked for it."""
        ...

    def newest(self, limit: int) -> list[BulkAct]:
        """Return the newest, newest first."""
        ...

    def page(self, bulk_id: str, number: int) -> BulkPage | None:
        """Return some of its rows."""
        ...

    def pages(self, bulk: BulkAct) -> list[BulkPage]:
        """Return all of its rows, in their order."""
        ...

    def keep(self, bulk: BulkAct, event: Event | None = None) -> BulkAct:
        """Store and return it, and its event beside it. Raises VersionConflict when overtaken."""
        ...

    def keep_page(self, page: BulkPage) -> BulkPage:
        """Store and return rows. Raises VersionConflict when somebody was quicker."""
        ...


class Runner(Protocol):
    """What works on bulk acts."""

    def run(self, bulk_id: str) -> None:
        """Begin to work on one, at once and without waiting; beginning twice is harmless."""
        ...


def ask_bulk(
    deed: Deed,
    selection: Selection,
    reason: str,
    by: Person,
    *,
    settings: Settings,
    bulk_acts: BulkActs,
    runner: Runner,
    now: datetime,
) -> BulkAct:
    """Begin the preview: nothing is written to any order.

    Raises ConditionInvalid for a condition that cannot be asked, BulkRefused for what the settings
    do not name.
    """
    OrderFilter(selection.when)
    _refuse_unknown(deed, selection, settings)
    fresh = asked_bulk(deed, selection, reason, by=by, at=now)
    known = bulk_acts.bulk_act(fresh.bulk_id) or bulk_acts.keep(fresh)
    runner.run(known.bulk_id)
    return known


def apply_bulk(
    bulk_id: str, by: Person, *, bulk_acts: BulkActs, runner: Runner, now: datetime
) -> BulkAct:
    """Begin to do what was previewed. Asked again it does nothing twice.

    Raises KeyError for one that nobody asked for, BulkRefused for one without a preview.
    """

    def attempt() -> BulkAct:
        known = _known(bulk_id, bulk_acts)
        if known.state in (BulkState.APPLYING, BulkState.DONE):
            return known
        if known.undoes:
            raise BulkRefused("BULK_IS_UNDO", bulk_id)
        if known.state is not BulkState.PREVIEWED:
            raise BulkRefused(f"BULK_{known.state.upper()}", bulk_id)
        return bulk_acts.keep(known.moved(BulkState.APPLYING).but(applied_by=by, applied_at=now))

    bulk = until_settled(attempt)
    if bulk.state is BulkState.APPLYING:
        runner.run(bulk_id)  # Also again: whoever began it may have died before this line.
    return bulk


def undo_bulk(
    bulk_id: str, by: Person, reason: str, *, bulk_acts: BulkActs, runner: Runner, now: datetime
) -> BulkAct:
    """Begin to put back what stood before, and return the bulk act that does so.

    Raises KeyError for one that nobody asked for, BulkRefused for one that was not applied, that
    is an undo itself, or that was done too long ago.
    """

    def attempt() -> BulkAct:
        known = bulk_acts.bulk_act(undo_id(bulk_id))
        if known is not None:
            return known
        return bulk_acts.keep(undo_of(_known(bulk_id, bulk_acts), by=by, reason=reason, at=now))

    undo = until_settled(attempt)
    if undo.state is not BulkState.DONE:
        runner.run(undo.bulk_id)
    return undo


def _known(bulk_id: str, bulk_acts: BulkActs) -> BulkAct:
    known = bulk_acts.bulk_act(bulk_id)
    if known is None:
        raise KeyError(bulk_id)
    return known


def _refuse_unknown(deed: Deed, selection: Selection, settings: Settings) -> None:
    for field, value in decided_by(deed):
        if not is_known(field, value, settings):
            raise BulkRefused("BULK_NOT_KNOWN", value)
    among = selection.among
    if isinstance(among, OfDays) and all(store.id != among.store for store in settings.stores):
        raise BulkRefused("BULK_NOT_KNOWN", among.store)
