"""The timeline of a case: every event of its order, parcels, stops and itself, and every instant
that is kept without an event.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from hedan.domain.after_sales import AfterSale
from hedan.domain.cases import Case
from hedan.domain.commits import StoredEvent
from hedan.domain.events import Event, EventKind
from hedan.domain.evidence import Entry
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile
from hedan.ports import Aggregate

# That somebody asked for the bundle is no part of what it proves: it would never be the same twice.
NOT_TOLD = frozenset({EventKind.BUNDLE_ASKED})
# The names under which events say who it was.
WHO = ("by", "asked_by")

OF_AFTER_SALE = ("asked_at", "seen_at", "fenced_at")
OF_PARCEL = (
    *("claimed_at", "sent_at", "accepted_at", "visible_at", "unseen_at", "scanned_at"),
    *("unscanned_at", "quiet_at"),
)
OF_STOP = (
    *("asked_at", "seen_at", "fenced_at", "acknowledged_at", "label_printed_at", "answered_at"),
    *("withdrawn_at", "withdrawal_seen_at", "escalated_at", "call_due_at"),
)
OF_WORKBOOK = ("opened_at", "written_at", "told_at", "downloaded_at", "recalled_at")


class EventBook(Protocol):
    """What is told of single things beside the orders."""

    def events_of(self, one: Aggregate) -> list[Event]:
        """Return every event that tells of it, the oldest first."""
        ...


def entries_of(
    case: Case,
    after_sale: AfterSale | None,
    told: Iterable[StoredEvent],
    parcels: Sequence[Parcel],
    stops: Sequence[Stop],
    workbooks: Iterable[WorkbookFile],
    events: EventBook,
) -> tuple[Entry, ...]:
    """Return all of it, the oldest first; what is of one instant, by its name."""
    entries = [_entry(stored.event, _named(stored.name)) for stored in told]
    for parcel in parcels:
        name = f"parcel {parcel.parcel_id}"
        entries += [_entry(event, name) for event in events.events_of(parcel)]
        entries += _instants(parcel, name, OF_PARCEL)
    for stop in stops:
        name = f"stop {stop.stop_id}"
        entries += [_entry(event, name) for event in events.events_of(stop)]
        entries += _instants(stop, name, OF_STOP)
        entries += [Entry(one.at, name, f"told_{one.level.value}", "") for one in stop.told]
        entries += [Entry(one.at, name, "called", one.by, {"text": one.text}) for one in stop.calls]
    for workbook in workbooks:
        entries += _instants(workbook, f"workbook {workbook.number}", OF_WORKBOOK)
    if after_sale is not None:
        entries += _instants(after_sale, f"after-sale {after_sale.after_sale_id}", OF_AFTER_SALE)
    entries += [
        _entry(event, "case") for event in events.events_of(case) if event.kind not in NOT_TOLD
    ]
    entries += _of_case(case)
    return tuple(sorted(entries, key=lambda one: (one.at, one.of, one.kind, sorted(one.facts))))


def _entry(event: Event, of: str) -> Entry:
    by = next((event.facts[name] for name in WHO if event.facts.get(name)), "")
    return Entry(event.at, of, event.kind.value, by, event.facts)


def _named(name: str) -> str:
    kind, _, rest = name.partition("#")
    words = {"LINE": "line", "AFTERSALE": "after-sale"}
    return f"{words[kind]} {rest}" if kind in words else "order"


def _instants(one: object, of: str, names: Iterable[str]) -> Iterator[Entry]:
    for name in names:
        at: datetime | None = getattr(one, name)
        if at is not None:
            yield Entry(at, of, name, _who(one, name))


def _who(one: object, name: str) -> str:
    """Return who did it, where that is kept beside the instant: answered_at has answered_by."""
    return str(getattr(one, f"{name.removesuffix('_at')}_by", "") or "")


def _of_case(case: Case) -> Iterator[Entry]:
    for note in case.notes:
        yield Entry(note.at, "case", "note", note.by, {"text": note.text})
    for photo in case.photos:
        yield Entry(
            photo.at, "case", "photo", photo.by, {"sha256": photo.sha256, "text": photo.text}
        )
    for offer in case.offers:
        facts = {"offer": offer.kind.value, "amount_minor": str(offer.amount_minor)}
        yield Entry(offer.at, "case", "offer", offer.by, facts | {"text": offer.text})
    for act in case.acts:
        facts = {"act": act.act.value}
        yield Entry(act.asked_at, "case", "act_asked", act.asked_by, facts)
        if act.done_at is not None:
            yield Entry(act.done_at, "case", "act_done", "", facts | {"code": act.code})
    for back in case.ways_back:
        number = f"{back.tracking.carrier} {back.tracking.number}"
        yield Entry(back.told_at, "case", "way_back", back.told_by, {"number": number})
    if case.replacement is not None:
        yield Entry(case.replacement.asked_at, "case", "replacement", case.replacement.asked_by)
    if case.closed_at is not None:
        facts = {"outcome": case.outcome.value if case.outcome else "", "cause": case.cause}
        yield Entry(case.closed_at, "case", "closed", case.closed_by, facts)
