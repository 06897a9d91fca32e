"""The contract of what is told of single things: of each its own events, and no other's."""

import pytest

from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.adapters.told_events import ToldEvents
from hedan.domain.cases import CaseKind, fresh_case
from hedan.domain.events import Event, EventKind
from hedan.domain.stops import Stop
from hedan.ports import Change, Desk
from hedan.usecases.evidence.entries import EventBook
from tests.domain.builders import NOW, minutes, order_key
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_events import MemoryEvents


@pytest.fixture
def events(desk: Desk) -> EventBook:
    """What is told, over the same table as the desk."""
    if isinstance(desk, MemoryDesk):
        return MemoryEvents(desk)
    assert isinstance(desk, DynamoDesk)
    return ToldEvents(desk._client, desk._orders)


def stop(stop_id: str) -> Stop:
    return Stop(
        stop_id=stop_id,
        order=order_key(),
        store="cup-shop",
        supplier="factory-a",
        parcel_id="P1",
        workbook="factory-a-000001",
        lines=(),
        asked_at=NOW,
        seen_at=NOW,
        fenced_at=NOW,
    )


def test_each_thing_has_its_own_events_the_oldest_first(desk: Desk, events: EventBook) -> None:
    one, other = stop("S1"), stop("S12")  # The one's id begins the other's.
    case = fresh_case(order_key(), "K1", CaseKind.COMPLAINT, NOW)
    opened = Event(kind=EventKind.STOP_OPENED, at=NOW + minutes(1))
    asked = Event(kind=EventKind.BUNDLE_ASKED, at=NOW, facts={"by": "li"})
    told = ((one, opened), (other, opened), (case, asked))
    desk.commit(Change(puts=(one, other, case), events=told))
    again = one.but(version=1)
    answered = Event(kind=EventKind.STOP_ANSWERED, at=NOW)  # By a clock that is behind.
    desk.commit(Change(puts=(again,), events=((again, answered),)))
    assert events.events_of(one) == [answered, opened]
    assert events.events_of(other) == [opened]
    assert events.events_of(case) == [asked]
    assert events.events_of(stop("S2")) == []
