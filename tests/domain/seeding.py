"""What stands in a table before a test: a Change that also tells of it, as every one must."""

from collections.abc import Iterator

from hedan.domain.events import Event, EventKind
from hedan.domain.history import Member, is_member, place_of
from hedan.ports import Aggregate, Change, Desk
from tests.domain.builders import NOW


def seeded(*aggregates: Aggregate, desk: Desk | None = None) -> Change:
    """Return the change that stores these; desk is needed where one of them is stored already."""
    members = [one for one in aggregates if is_member(one)]
    first = {place_of(one)[0]: one for one in reversed(members)}
    events = ((one, _told(one)) for one in first.values())
    return Change(puts=aggregates, was=tuple(_was(members, desk)), events=tuple(events))


def _told(one: Member) -> Event:
    facts = {"order": str(place_of(one)[0]), "status": "to_ship"}
    return Event(kind=EventKind.ORDER_STORED, at=NOW, facts=facts)


def _was(members: list[Member], desk: Desk | None) -> Iterator[Member]:
    for one in members:
        if not one.version:
            continue
        assert desk is not None, f"{place_of(one)}: what stands there is needed"
        stored = desk.order_file(place_of(one)[0]).before([one])
        # Who writes over another version than is stored read something that is gone.
        yield stored[0] if stored and stored[0].version == one.version else one
