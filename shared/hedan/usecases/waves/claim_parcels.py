"""Claim: each planned parcel becomes real in one transaction, or it does not at all.

The transaction holds the parcel, its lines with their open fences, and the orders as they were
when the plan was made. A line that fell out (fenced, changed, taken) leaves alone: the rest of its
parcel is planned and claimed again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.leaving import promised
from hedan.domain.line_work import LineState
from hedan.domain.order_parts import part_orders
from hedan.domain.orders import Order
from hedan.domain.packing import PackingRules, packed
from hedan.domain.parcels import Parcel
from hedan.domain.plan import Plan, PlannedParcel, plan_parcels
from hedan.domain.planning.drafts import GIFT_WAITS
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from hedan.domain.workbook_files import Wave, WorkbookFile, workbook_number
from hedan.errors import FenceClosed, VersionConflict
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.intake.freshness import Freshness, KnownUntil
from hedan.usecases.waves.daily_cap import REASON, grant, is_full
from hedan.usecases.waves.packing_rules import packing_rules
from hedan.usecases.waves.plan_rules import plan_rules
from hedan.usecases.waves.wave_files import Claimed, load, save

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
        wave = until_settled(
            lambda: _open(settings.supplier(supplier), wave_id, len(plan.parcels), desk, now)
        )
        rules, packing = plan_rules(settings), packing_rules(settings)
        freshness = Freshness(settings, known_until, now)
        claims = _Claims(wave, desk, rules, packing, freshness, now)
        claimed = claims.of(plan)
    save(archive, wave_id, claimed)
    return claimed


def _open(
    supplier: SupplierSettings, wave_id: str, parcels: int, desk: Desk, now: datetime
) -> Wave:
    """Give the wave its workbook number, and of the day's parcels what it may claim: once."""
    known = desk.wave(wave_id)
    if known:
        return known
    counters = desk.supplier_desk(supplier.id)
    count = counters.last_number + 1
    number = workbook_number(supplier.id, count)
    wave = Wave(wave_id=wave_id, supplier=supplier.id, workbook=number)
    wave, counters = grant(wave, parcels, counters, supplier, now)
    file = WorkbookFile(
        number=number,
        supplier=supplier.id,
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
        desk: Desk,
        rules: PlanRules,
        packing: PackingRules,
        freshness: Freshness,
        now: datetime,
    ) -> None:
        self._wave = wave
        self._desk = desk
        # What this wave has claimed, by order.
        self._gone: defaultdict[OrderKey, set[str]] = defaultdict(set)
        self._at_once = rules._replace(merge=rules.merge.but(window_minutes=0))
        self._packing = packing
        self._freshness = freshness
        self._now = now

    def of(self, plan: Plan) -> Claimed:
        """Claim parcel after parcel; what loses members is planned again at once, without a
        window. Stores whose refunds are not known up to now keep their lines for the next wave.
        Parcels of gifts come last: by then it is known whether their goods go.
        """
        mine = self._claimed_before(plan)
        parcel_ids = dict(mine)  # With the place in the plan, which is that in the workbook.
        dropped: list[str] = []
        waiting = [(planned, place, 1) for place, planned in enumerate(plan.parcels)]
        waiting.sort(key=lambda one: (not one[0].is_gifts_only, -one[1]))
        while waiting:
            wanted, place, attempt = waiting.pop()
            if wanted.parcel_id in mine:
                continue
            if why := self._why_not(wanted, len(parcel_ids)):
                dropped += [f"{line.key}: {why}" for line in wanted.lines]
            elif _claim(wanted, self._wave, self._packing, self._desk, self._now):
                parcel_ids[wanted.parcel_id] = place
                for line in wanted.lines:
                    self._gone[line.key.order].add(line.key.line_id)
            elif attempt == ATTEMPTS_MAX:
                dropped += [f"{line.key}: overtaken too often" for line in wanted.lines]
            else:
                kept, fell_out = _still_free(wanted, mine, self._desk)
                again = self._planned_again(kept, wanted.split_mark)
                dropped += [*fell_out, *_left(again)]
                waiting += [(planned, place, attempt + 1) for planned in again.parcels]
        return Claimed(
            parcel_ids=tuple(sorted(parcel_ids, key=parcel_ids.__getitem__)),
            dropped=tuple(dropped),
            stale=self._freshness.reasons,
        )

    def _claimed_before(self, plan: Plan) -> dict[str, int]:
        """Return what an attempt that died has claimed already, with its place in the plan.

        Found through the lines: a parcel that lost members was claimed under an id that no plan
        has.
        """
        places = {
            line.key: place for place, planned in enumerate(plan.parcels) for line in planned.lines
        }
        works = self._desk.lines(places)
        held = {key: work.parcel_id for key, work in works.items() if work.parcel_id}
        parcels = self._desk.parcels(dict.fromkeys(held.values()))
        mine: dict[str, int] = {}
        for key, place in places.items():
            parcel = parcels.get(held.get(key, ""))
            if parcel is not None and parcel.wave_id == self._wave.wave_id:
                mine.setdefault(parcel.parcel_id, place)
                self._gone[key.order].add(key.line_id)
        return mine

    def _why_not(self, planned: PlannedParcel, claimed: int) -> str:
        """Return why a parcel may not be claimed now; empty when it may."""
        if is_full(self._wave, claimed):
            return REASON
        stores = {line.key.order.store for line in planned.lines}
        for store in sorted(stores):
            if why := self._freshness.why_stale(store):
                return why
        if planned.is_gifts_only and not all(map(self._goods_go, planned.lines)):
            return GIFT_WAITS
        return ""

    def _goods_go(self, gift: ReadyLine) -> bool:
        """Tell whether one of the lines that earned a gift is claimed, or travels already."""
        goes = self._gone[gift.key.order].union(gift.elsewhere)
        return not gift.gift_of or not goes.isdisjoint(gift.gift_of)

    def _planned_again(self, kept: list[ReadyLine], mark: str) -> Plan:
        """Plan the rest of a parcel: at once, and apart from others where it was split off."""
        lines = [
            line.but(
                handling=line.handling.but(merge_window_minutes=None),
                split_mark=mark or line.split_mark,
                elsewhere=tuple(sorted(self._gone[line.key.order].union(line.elsewhere))),
            )
            for line in kept
        ]
        return plan_parcels(lines, self._at_once, self._now, self._wave.wave_id)


def _left(plan: Plan) -> Iterator[str]:
    for left in plan.left:
        for key in left.lines:
            yield f"{key}: {left.reason}"


def _claim(
    planned: PlannedParcel, wave: Wave, packing: PackingRules, desk: Desk, now: datetime
) -> bool:
    """Commit one parcel. False: something is not as it was when the plan was made."""
    works = desk.lines(member.key for member in planned.members)
    orders = desk.orders({member.key.order for member in planned.members})
    for member in planned.members:
        work, order = works.get(member.key), orders.get(member.key.order)
        if work is None or order is None or work.state is not LineState.READY:
            return False
        if (work.version, order.version) != (member.line_version, member.order_version):
            return False
    parcel = packed(planned.parcel(wave.workbook), packing)
    parcel = parcel.but(
        claimed_at=now,
        part_of=() if parcel.instead else _part_of(parcel, orders),
    )
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
        (
            work,
            work.move(LineState.CLAIMED).but(
                parcel_id=parcel.parcel_id,
                promised=promised(orders[work.key.order], work.key),
                split_mark=planned.split_mark,
            ),
        )
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


def _part_of(parcel: Parcel, orders: Mapping[OrderKey, Order]) -> tuple[OrderKey, ...]:
    lines = ((line.key.order, line.key.line_id) for line in parcel.lines)
    return tuple(part_orders(lines, (orders[key] for key in parcel.orders)))


def _still_free(
    planned: PlannedParcel, mine: Collection[str], desk: Desk
) -> tuple[list[ReadyLine], list[str]]:
    """Part the members into those that are as they were and those that are not, but for ours."""
    works = desk.lines(member.key for member in planned.members)
    orders = desk.orders({member.key.order for member in planned.members})
    kept: list[ReadyLine] = []
    fell_out: list[str] = []
    for member in planned.members:
        work, order = works.get(member.key), orders.get(member.key.order)
        if work and work.parcel_id in mine:
            continue
        now_at = (work.version if work else 0, order.version if order else 0)
        if work and work.may_ship and now_at == (member.line_version, member.order_version):
            kept.append(member)
        else:
            why = "its fence is closed" if work and not work.may_ship else "it has changed"
            fell_out.append(f"{member.key}: {why}")
    return kept, fell_out
