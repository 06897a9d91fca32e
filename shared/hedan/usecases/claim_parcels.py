"""Claim: each planned parcel becomes real in one transaction, or it does not at all.

The transaction holds the parcel, its lines with their open fences, and the orders as they were
when the plan was made. A line that fell out (fenced, changed, taken) leaves alone: the rest of its
parcel is planned and claimed again.
"""

from datetime import datetime

from hedan.domain.base import LineKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.domain.plan import Plan, PlannedParcel, plan_parcels
from hedan.domain.ready import ReadyLine
from hedan.domain.workbook_files import Wave, WorkbookFile, workbook_number
from hedan.errors import FenceClosed, VersionConflict
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.freshness import Freshness, KnownUntil
from hedan.usecases.line_events import told_of_lines
from hedan.usecases.wave_files import Claimed, Gathered, load, save

# A parcel that loses members is planned again; who loses this often waits for the next wave.
ATTEMPTS_MAX = 4


def claim_parcels(
    supplier: str,
    wave_id: str,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    known_until: KnownUntil,
    now: datetime,
) -> Claimed:
    """Claim what the wave planned; return it, and what stayed behind. Repeatable at any point."""
    plan = load(archive, wave_id, Plan)
    if not plan.parcels:
        claimed = Claimed(parcel_ids=())
    else:
        wave = until_settled(lambda: _open(supplier, wave_id, desk, now))
        lines = {line.key: line for line in load(archive, wave_id, Gathered).lines}
        claims = _Claims(wave, lines, desk, settings, Freshness(settings, known_until, now), now)
        claimed = claims.of(plan)
    save(archive, wave_id, claimed)
    return claimed


def _open(supplier: str, wave_id: str, desk: Desk, now: datetime) -> Wave:
    """Give the wave its workbook number, once."""
    known = desk.wave(wave_id)
    if known:
        return known
    counters = desk.supplier_desk(supplier)
    count = counters.last_number + 1
    number = workbook_number(supplier, count)
    wave = Wave(wave_id=wave_id, supplier=supplier, workbook=number)
    file = WorkbookFile(
        number=number,
        supplier=supplier,
        wave_id=wave_id,
        predecessor=counters.last_written,
        opened_at=now,
    )
    desk.commit(Change(puts=(wave, file, counters.but(last_number=count))))
    return wave.but(version=1)


class _Claims:
    """The claims of one wave."""

    def __init__(
        self,
        wave: Wave,
        lines: dict[LineKey, ReadyLine],
        desk: Desk,
        settings: Settings,
        freshness: Freshness,
        now: datetime,
    ) -> None:
        self._wave = wave
        self._lines = lines
        self._desk = desk
        self._at_once = settings.merge.but(window_minutes=0)
        self._freshness = freshness
        self._now = now

    def of(self, plan: Plan) -> Claimed:
        """Claim parcel after parcel; what loses members is planned again at once, without a
        window. Stores whose refunds are not known up to now keep their lines for the next wave.
        """
        mine = _claimed_before(plan, self._wave, self._desk)
        parcel_ids = list(mine)
        dropped: list[str] = []
        waiting = [(planned, 1) for planned in reversed(plan.parcels)]
        while waiting:
            wanted, attempt = waiting.pop()
            if wanted.parcel_id in mine:
                continue
            if stale := self._why_stale(wanted):
                dropped += [f"{member.key}: {stale}" for member in wanted.members]
            elif _claim(wanted, self._wave, self._desk, self._now):
                parcel_ids.append(wanted.parcel_id)
            elif attempt == ATTEMPTS_MAX:
                dropped += [f"{member.key}: overtaken too often" for member in wanted.members]
            else:
                kept, fell_out = _still_free(wanted, mine, self._desk)
                dropped += fell_out
                again = self._planned_again(kept)
                waiting += [(planned, attempt + 1) for planned in again.parcels]
        return Claimed(
            parcel_ids=tuple(parcel_ids), dropped=tuple(dropped), stale=self._freshness.reasons
        )

    def _why_stale(self, planned: PlannedParcel) -> str:
        stores = {member.key.order.store for member in planned.members}
        return next(
            (why for store in sorted(stores) if (why := self._freshness.why_stale(store))), ""
        )

    def _planned_again(self, kept: list[LineKey]) -> Plan:
        lines = [_without_window(self._lines[key]) for key in kept]
        return plan_parcels(lines, self._at_once, self._now, self._wave.wave_id)


def _without_window(line: ReadyLine) -> ReadyLine:
    """Return a line that no longer waits for others: its parcel was due already."""
    return line.but(handling=line.handling.but(merge_window_minutes=None))


def _claimed_before(plan: Plan, wave: Wave, desk: Desk) -> list[str]:
    """Return what an attempt that died has claimed already, in the order of the plan.

    Found through the lines: a parcel that lost members was claimed under an id that no plan has.
    """
    keys = [member.key for planned in plan.parcels for member in planned.members]
    works = desk.lines(keys)
    held = dict.fromkeys(
        parcel_id for key in keys if (work := works.get(key)) and (parcel_id := work.parcel_id)
    )
    parcels = desk.parcels(held)
    return [
        parcel_id
        for parcel_id in held
        if parcel_id in parcels and parcels[parcel_id].wave_id == wave.wave_id
    ]


def _claim(planned: PlannedParcel, wave: Wave, desk: Desk, now: datetime) -> bool:
    """Commit one parcel. False: something is not as it was when the plan was made."""
    works = desk.lines(member.key for member in planned.members)
    orders = desk.orders({member.key.order for member in planned.members})
    for member in planned.members:
        work, order = works.get(member.key), orders.get(member.key.order)
        if work is None or order is None or work.state is not LineState.READY:
            return False
        if (work.version, order.version) != (member.line_version, member.order_version):
            return False
    parcel = planned.parcel(wave.workbook)
    claimed = Event(
        kind=EventKind.PARCEL_CLAIMED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "workbook": parcel.workbook,
            "lines": ",".join(str(line.key) for line in parcel.lines),
            "reasons": "; ".join(parcel.reasons),
        },
    )
    steps = [
        (work, work.move(LineState.CLAIMED).but(parcel_id=parcel.parcel_id))
        for work in (works[member.key] for member in planned.members)
    ]
    facts = {"parcel": parcel.parcel_id, "workbook": parcel.workbook}
    change = Change(
        puts=(parcel, *(after for _, after in steps)),
        was=tuple(before for before, _ in steps),
        unchanged=tuple(orders.values()),
        events=(
            (parcel, claimed),
            *told_of_lines(EventKind.LINES_CLAIMED, (after for _, after in steps), facts, now),
        ),
    )
    try:
        desk.commit(change)
    except (FenceClosed, VersionConflict):
        return False
    return True


def _still_free(
    planned: PlannedParcel, mine: list[str], desk: Desk
) -> tuple[list[LineKey], list[str]]:
    """Part the members into those that are as they were and those that are not, but for ours."""
    works = desk.lines(member.key for member in planned.members)
    orders = desk.orders({member.key.order for member in planned.members})
    kept: list[LineKey] = []
    fell_out: list[str] = []
    for member in planned.members:
        work, order = works.get(member.key), orders.get(member.key.order)
        if work and work.parcel_id in mine:
            continue
        now_at = (work.version if work else 0, order.version if order else 0)
        if work and work.may_ship and now_at == (member.line_version, member.order_version):
            kept.append(member.key)
        else:
            why = "its fence is closed" if work and not work.may_ship else "it has changed"
            fell_out.append(f"{member.key}: {why}")
    return kept, fell_out
