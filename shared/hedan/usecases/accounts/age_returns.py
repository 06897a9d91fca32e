"""Goods that should be back by now, and are not: the owner hears it, once for each."""

from datetime import datetime, timedelta

from hedan.domain.events import Event, EventKind
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.errors import VersionConflict
from hedan.ports import Change, Desk
from hedan.settings import Settings


def age_returns(
    supplier: str, *, desk: Desk, settings: Settings, now: datetime
) -> tuple[SupplierReturn, ...]:
    """Mark what is expected of a supplier for too long, and return it.

    The mark and the event that tells of it are one write: nobody hears of the same goods twice.
    One call, and one more for each that is marked.
    """
    latest = now - timedelta(days=settings.stop.return_days)
    aged = []
    for back in desk.supplier_news(supplier, now).returns:
        if back.state is not ReturnState.EXPECTED or back.aged_at or back.expected_since > latest:
            continue
        marked = back.but(aged_at=now)
        try:
            desk.commit(Change(puts=(marked,), events=((marked, _told(marked, now)),)))
        except VersionConflict:
            continue  # Somebody has just said where they are; else the next run marks them.
        aged.append(marked)
    return tuple(aged)


def _told(back: SupplierReturn, now: datetime) -> Event:
    facts = {
        "return": back.return_id,
        "supplier": back.supplier,
        "order": str(back.order),
        "since": back.expected_since.isoformat(),
    }
    return Event(kind=EventKind.RETURN_AGED, at=now, facts=facts)
