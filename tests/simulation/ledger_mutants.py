"""Bugs in the ways in: a poll that misses, a ledger that lies, a gate that stays open."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from hedan.domain.pull_ledger import PullLedger, PullWindow, Row, SetAside, Standing
from hedan.usecases.intake import poll_store, row_standing, take_in
from hedan.usecases.uploads import upload_tracking
from hedan.usecases.waves import claim_parcels
from tests.simulation.mutants import Kind, Mutant, Patch

FOR_EVER = timedelta(days=999)


def _constant(module: Any, name: str, value: object) -> Callable[[], Patch]:
    """Change one constant."""
    return lambda: mock.patch.object(module, name, value)


def _counts_do_not_matter() -> Patch:
    return mock.patch.object(PullWindow, "counts_agree", property(lambda _: True))


def _the_end_does_not_matter() -> Patch:
    """Take any listing for whole."""

    def why_open(window: PullWindow) -> str:
        reason: str = real(window.but(end_seen=True))
        return reason

    real: Any = vars(PullWindow)["why_open"].fget
    return mock.patch.object(PullWindow, "why_open", property(why_open))


def _any_state_counts_as_taken() -> Patch:
    return mock.patch.object(row_standing, "_covers", return_value=True)


def _queued_counts_as_taken() -> Patch:
    """Close a window as soon as its hints are queued."""

    def saved(poll: Any, ledger: PullLedger, looked_at: Sequence[PullWindow]) -> PullLedger:
        return real(poll, ledger, [_trusting(window, poll._now) for window in looked_at])

    real = poll_store._Poll._saved
    return mock.patch.object(poll_store._Poll, "_saved", saved)


def _trusting(window: PullWindow, now: datetime) -> PullWindow:
    if window.must_be_asked_again:
        return window
    taken = window.taken + len(window.pending)
    return window.but(pending=(), taken=taken, closed_at=now)


def _claims_while_stale() -> Patch:
    careless = mock.Mock()
    careless.return_value.why_stale.return_value = ""
    careless.return_value.reasons = ()
    return mock.patch.object(claim_parcels, "Freshness", careless)


def _uploads_while_stale() -> Patch:
    careless = mock.Mock()
    careless.return_value.why_stale.return_value = ""
    return mock.patch.object(upload_tracking, "Freshness", careless)


def _sets_aside_without_reason() -> Patch:
    def mark(intake: Any, outcome: Any, reason: str) -> None:
        real(intake, outcome, "" if outcome == "set_aside" else reason)

    real = take_in._Intake._mark
    return mock.patch.object(take_in._Intake, "_mark", mark)


def _set_aside_blocks() -> Patch:
    """Wait for what will never come."""

    def by_mark(row: Row, mark: Any) -> Standing:
        found = real(row, mark)
        return None if isinstance(found, SetAside) else found

    real = row_standing._by_mark
    return mock.patch.object(row_standing, "_by_mark", by_mark)


def _known_as_far_as_asked() -> Patch:
    asked = property(lambda ledger: ledger.asked_until)
    return mock.patch.object(PullLedger, "known_until", asked)


def _one_open_window_at_most() -> Patch:
    def with_window(ledger: PullLedger, window: PullWindow) -> PullLedger:
        return ledger.but(open=() if window.closed_at else (window,))

    return mock.patch.object(PullLedger, "with_window", with_window)


def _sweep_leaves_what_was_set_aside() -> Patch:
    def init(poll: Any, *ports: Any, **_: Any) -> None:
        real(poll, *ports)

    real = poll_store._Poll.__init__
    return mock.patch.object(poll_store._Poll, "__init__", init)


LEDGER_MUTANTS = (
    Mutant("closes a window whose counts disagree", _counts_do_not_matter, "4", Kind.CONDITION),
    Mutant("closes a window whose end nobody saw", _the_end_does_not_matter, "4", Kind.CONDITION),
    Mutant(
        "counts rows as taken that are stored older", _any_state_counts_as_taken, "4", Kind.VERSION
    ),
    Mutant("closes a window when its hints are queued", _queued_counts_as_taken, "4", Kind.EARLY),
    Mutant(
        "asks for no time twice", _constant(poll_store, "OVERLAP", timedelta(0)), "4", Kind.WRONG
    ),
    Mutant(
        "looks back less than clocks are apart",
        _constant(poll_store, "OVERLAP", timedelta(minutes=5)),
        "4",
        Kind.WRONG,
    ),
    # Its window stays open; where that is one of refunds, the store is stale and nothing rests.
    Mutant(
        "waits for hints that died",
        _constant(poll_store, "HINT_PATIENCE", FOR_EVER),
        "",
        Kind.WRONG,
    ),
    Mutant(
        "trusts a reading in the second of the change",
        _constant(row_standing, "A_SECOND", timedelta(0)),
        "4",
        Kind.VERSION,
    ),
    Mutant("claims while refunds are stale", _claims_while_stale, "9", Kind.CONDITION),
    Mutant("uploads while refunds are stale", _uploads_while_stale, "9", Kind.CONDITION),
    Mutant("sets aside without a reason", _sets_aside_without_reason, "4", Kind.WRONG),
    Mutant("lets one poison order block its window", _set_aside_blocks, "4", Kind.WRONG),
    Mutant("takes what was asked for known", _known_as_far_as_asked, "4", Kind.EARLY),
    Mutant(
        "forgets an open window when the next one opens", _one_open_window_at_most, "4", Kind.WRONG
    ),
    Mutant(
        "never tries again what was set aside", _sweep_leaves_what_was_set_aside, "4", Kind.WRONG
    ),
)
