"""A person's decision about a number: believed or not, changed or not, or written by hand.

It stands: a number that was refused is not taken again from the same file, nor from a later one.
"""

from datetime import datetime

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import NumberChange, Parcel, ParcelState, Tracking
from hedan.errors import Rejected
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.following.parcel_events import numbered, told_of_change
from hedan.usecases.numbers.number_doubts import look_up
from hedan.usecases.numbers.number_parcel import NOBODY_MAY_TRAVEL
from hedan.usecases.numbers.number_standing import FOLLOWED, doubts_of, is_told, may_travel


class NothingToDecide(Rejected):
    """No number of the parcel waits for a person, or it can take none."""


def believe_number(parcel_id: str, by: str, *, desk: Desk, now: datetime) -> Parcel:
    """Let the number that waits for a person go its way, or the change that does.

    Returns the parcel. Raises KeyError for an unknown parcel, NothingToDecide when nothing of it
    waits, TryAgain when others keep writing to it.
    """
    return until_settled(lambda: _Deciding(parcel_id, by, desk, now).believe())


def refuse_number(parcel_id: str, by: str, *, desk: Desk, now: datetime) -> Parcel:
    """Say no to the number that waits for a person, or to the change; its supplier is told.

    A parcel whose number no platform knows waits for another one. Raises as believe_number does.
    """
    return until_settled(lambda: _Deciding(parcel_id, by, desk, now).refuse())


def give_number(
    parcel_id: str, tracking: Tracking, by: str, *, desk: Desk, now: datetime
) -> Parcel:
    """Write a number by hand: the first of a parcel, or another one in the place of what it has.

    Whatever waited for a person is decided by it. The same number again changes nothing. Raises as
    believe_number does, NothingToDecide for a parcel that has lost its lines or needs no number.
    """
    return until_settled(lambda: _Deciding(parcel_id, by, desk, now).give(tracking))


class _Deciding:
    """One attempt: everything is read anew, and one transaction is written."""

    def __init__(self, parcel_id: str, by: str, desk: Desk, now: datetime) -> None:
        self._parcel = desk.parcels([parcel_id])[parcel_id]
        self._works = desk.lines(line.key for line in self._parcel.lines)
        self._by = by
        self._desk = desk
        self._now = now

    def believe(self) -> Parcel:
        """Allow the change that waits, or let the number in doubt go."""
        parcel, change = self._parcel, self._parcel.change
        if change is not None and change.allowed_at is None:
            return self._allowed(parcel, change, believed=True)
        if not parcel.doubts:
            raise NothingToDecide(f"{parcel.parcel_id}: no number of it is in question")
        believed = parcel.but(doubts=())
        return self._sent(believed) if parcel.state is ParcelState.HELD else self._kept(believed)

    def refuse(self) -> Parcel:
        """Deny the change that waits, or take the number in doubt away."""
        parcel, change = self._parcel, self._parcel.change
        if change is not None and change.allowed_at is None:
            return self._denied(parcel, change)
        if not parcel.doubts or parcel.tracking is None:
            raise NothingToDecide(f"{parcel.parcel_id}: no number of it is in question")
        changes = (*parcel.number_changes, self._never(parcel.tracking, parcel))
        if is_told(parcel, self._works.values()) or parcel.state is not ParcelState.HELD:
            # A platform has it: it stays until another one comes, which is then a change.
            return self._kept(parcel.but(doubts=(), number_changes=changes), believed=False)
        open_again = parcel.move(ParcelState.CLAIMED).but(
            tracking=None, more_numbers=(), doubts=(), number_changes=changes, problem=""
        )
        if not open_again.rest:
            open_again = open_again.move(ParcelState.EMPTY)
        return self._kept(open_again, believed=False)

    def give(self, tracking: Tracking) -> Parcel:
        """Keep a number written by hand."""
        parcel = self._parcel
        if parcel.state is ParcelState.EMPTY or parcel.is_virtual:
            raise NothingToDecide(f"{parcel.parcel_id}: takes no number")
        if parcel.tracking is None:
            return self._sent(parcel.but(tracking=tracking, doubts=()), fresh=tracking)
        open_change = parcel.change
        if open_change is not None and open_change.allowed_at is not None:
            raise NothingToDecide(f"{parcel.parcel_id}: its number is just being changed")
        changes = parcel.number_changes
        if open_change is not None:
            followed = open_change.but(problem=f"{FOLLOWED}: {tracking.number}")
            changes = (*changes[:-1], followed)
        if parcel.tracking == tracking:
            if not parcel.is_in_question:
                return parcel
            believed = parcel.but(doubts=(), number_changes=changes)
            held = parcel.state is ParcelState.HELD
            return self._sent(believed) if held else self._kept(believed)
        asked = NumberChange(
            old=parcel.tracking, new=tracking, asked_at=self._now, asked_by=self._by
        )
        wanted = parcel.but(number_changes=(*changes, asked))
        return self._allowed(wanted, asked, believed=True, fresh=tracking)

    # --- What is written ------------------------------------------------------------------------

    def _allowed(
        self,
        parcel: Parcel,
        change: NumberChange,
        *,
        believed: bool,
        fresh: Tracking | None = None,
    ) -> Parcel:
        allowed = change.but(allowed_at=self._now, allowed_by=self._by)
        if not is_told(parcel, self._works.values()):
            changes = (*parcel.number_changes[:-1], allowed.but(done_at=self._now))
            taken = parcel.but(tracking=change.new, number_changes=changes, doubts=())
            return self._sent(taken, fresh=fresh)
        changes = (*parcel.number_changes[:-1], allowed)
        decided = parcel.but(number_changes=changes, doubts=())
        facts = {"version": str(decided.version + 1), **told_of_change(change)}
        told = self._event(EventKind.NUMBER_CHANGE_ALLOWED, facts, believed=believed)
        return self._commit(decided, (told,), fresh)

    def _denied(self, parcel: Parcel, change: NumberChange) -> Parcel:
        """Keep the number that it has; one that was kept back for the question goes its way."""
        denied = change.but(problem=f"refused by {self._by}")
        left = doubts_of(parcel, change.old)
        kept = parcel.but(number_changes=(*parcel.number_changes[:-1], denied), doubts=left)
        if parcel.state is ParcelState.HELD and not left:
            return self._sent(kept, believed=False, number=change.new)
        return self._kept(kept, believed=False, number=change.new)

    def _never(self, tracking: Tracking, parcel: Parcel) -> NumberChange:
        """Write down a number that was not believed, so that nobody takes it again."""
        return NumberChange(
            old=tracking,
            new=tracking,
            asked_at=self._now,
            asked_by=f"workbook {parcel.workbook}",
            problem=f"refused by {self._by}",
        )

    def _sent(
        self,
        parcel: Parcel,
        *,
        believed: bool = True,
        number: Tracking | None = None,
        fresh: Tracking | None = None,
    ) -> Parcel:
        """Send the parcel's number on its way, for whatever of it may travel."""
        travels = any(may_travel(work, parcel) for work in self._works.values())
        sent = parcel.but(
            state=ParcelState.NUMBERED if travels else ParcelState.HELD,
            problem="" if travels else NOBODY_MAY_TRAVEL,
        )
        told = self._decided(sent, believed=believed, number=number)
        events = (told, numbered(sent, self._now)) if travels else (told,)
        # Held only as long as every line is fenced: a refund may be withdrawn at this moment.
        unchanged = () if travels else tuple(self._works.values())
        return self._commit(sent, events, fresh, unchanged)

    def _kept(
        self, parcel: Parcel, *, believed: bool = True, number: Tracking | None = None
    ) -> Parcel:
        return self._commit(parcel, (self._decided(parcel, believed=believed, number=number),))

    def _decided(self, parcel: Parcel, *, believed: bool, number: Tracking | None) -> Event:
        decided = number or parcel.tracking or self._parcel.tracking
        facts = {
            "carrier": decided.carrier if decided else "",
            "number": decided.number if decided else "",
        }
        return self._event(EventKind.NUMBER_DECIDED, facts, believed=believed)

    def _event(self, kind: EventKind, facts: dict[str, str], *, believed: bool) -> Event:
        parcel = self._parcel
        whose = {
            "parcel": parcel.parcel_id,
            "supplier": parcel.supplier,
            "workbook": parcel.workbook,
            "by": self._by,
            "believed": str(believed),
        }
        return Event(kind=kind, at=self._now, facts=whose | facts)

    def _commit(
        self,
        parcel: Parcel,
        events: tuple[Event, ...],
        fresh: Tracking | None = None,
        unchanged: tuple[LineWork, ...] = (),
    ) -> Parcel:
        """Write it; a number written by hand is remembered like any other, and not doubted."""
        looked = look_up(parcel, [fresh], self._desk, self._now) if fresh else None
        uses: tuple[Aggregate, ...] = looked.fresh if looked else ()
        told = tuple((parcel, event) for event in events)
        self._desk.commit(Change(puts=(parcel, *uses), unchanged=unchanged, events=told))
        return parcel.but(version=parcel.version + 1)
