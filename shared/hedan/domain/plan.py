"""合单 / 拆单: which ready lines travel together, and why. Orders stay as they are.

Lines meet in one parcel when store, supplier, buyer and the platform's own merge group agree.
A line with fixed packing travels alone. What has to wait for other orders is left, with the
instant at which it goes. Sorting apart, every step touches every line once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, Field, NonNegativeInt

from hedan.domain.base import (
    Frozen,
    Id,
    LineKey,
    OrderKey,
    StoreId,
    SupplierId,
    short_id,
)
from hedan.domain.orders import Receiver
from hedan.domain.parcels import Parcel, ParcelLine, Remark
from hedan.domain.ready import ReadyLine

# A claim writes the parcel, its event and its lines and looks at their orders, in one transaction
# of at most 100 actions: at worst every line is of another order.
LINES_PER_PARCEL_MAX = 49


class MergeRules(Frozen):
    """When orders of one buyer wait for each other."""

    enabled: bool = True
    window_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 30
    orders_max: Annotated[int, Field(ge=2, le=100)] = 20
    hurry_hours: Annotated[int, Field(ge=0, le=240)] = 6  # This near the deadline nobody waits.

    @property
    def window(self) -> timedelta:
        """How long an order waits for others after its payment."""
        return timedelta(minutes=self.window_minutes)

    @property
    def hurry(self) -> timedelta:
        """How long before the deadline nobody waits any more."""
        return timedelta(hours=self.hurry_hours)


class Member(Frozen):
    """The versions that the decision has seen: the claim holds only if they still stand."""

    key: LineKey
    order_version: NonNegativeInt
    line_version: NonNegativeInt


class PlannedParcel(Frozen):
    """One parcel to be claimed."""

    parcel_id: Id
    store: StoreId
    supplier: SupplierId
    wave_id: str
    lines: tuple[ParcelLine, ...]
    members: tuple[Member, ...]  # One for each line, in the same order.
    receiver: Receiver
    remarks: tuple[Remark, ...]
    deadline: AwareDatetime | None
    reasons: tuple[str, ...]  # Each begins with its code: "FIXED_PACKING: …".

    def parcel(self, workbook: str) -> Parcel:
        """Return the parcel as it is stored when the claim succeeds."""
        return Parcel(
            parcel_id=self.parcel_id,
            store=self.store,
            supplier=self.supplier,
            wave_id=self.wave_id,
            workbook=workbook,
            lines=self.lines,
            receiver=self.receiver,
            remarks=self.remarks,
            deadline=self.deadline,
            reasons=self.reasons,
        )


class Left(Frozen):
    """Lines that do not go now, why, and when they will."""

    lines: tuple[LineKey, ...]
    reason: str
    until: AwareDatetime


class Plan(Frozen):
    """Every line that came in is in exactly one parcel or is left."""

    parcels: tuple[PlannedParcel, ...]
    left: tuple[Left, ...]


class _Part(NamedTuple):
    """The lines of one order that may share a parcel, and those of it that travel alone."""

    loose: list[ReadyLine]
    alone: list[ReadyLine]


class _Box(NamedTuple):
    """Parts that travel together; a full one can gain nothing by waiting."""

    parts: list[_Part]
    is_full: bool

    @property
    def loose(self) -> list[ReadyLine]:
        return [line for part in self.parts for line in part.loose]

    @property
    def alone(self) -> list[ReadyLine]:
        return [line for part in self.parts for line in part.alone]


def plan_parcels(
    lines: Iterable[ReadyLine], rules: MergeRules, now: datetime, wave_id: str
) -> Plan:
    """Decide which lines travel together now and which wait.

    The order in which lines come makes no difference. A line that comes twice counts once, in its
    newest version. The same lines in the same wave get the same parcel ids.
    """
    parcels: list[PlannedParcel] = []
    left: list[Left] = []
    for group in _groups(lines, rules):
        for box in _boxes(group, rules):
            until = _waits_until(box, rules)
            if until is not None and now < until:
                left.append(_left(box, until))
            else:
                parcels += _parcels(box, rules, now, wave_id)
    parcels.sort(key=_urgency)
    left.sort(key=lambda one: (one.until, str(one.lines[0])))
    return Plan(parcels=tuple(parcels), left=tuple(left))


def _groups(lines: Iterable[ReadyLine], rules: MergeRules) -> Iterator[list[ReadyLine]]:
    """Yield the lines that may meet, the order paid first in front, goods before gifts."""
    newest: dict[tuple[str, ...], ReadyLine] = {}
    for line in lines:
        key = line.key
        name = (key.order.platform, key.order.store, key.order.order_id, key.line_id)
        known = newest.get(name)
        if known is None or _versions(known) < _versions(line):
            newest[name] = line
    groups: defaultdict[tuple[str, ...], list[ReadyLine]] = defaultdict(list)
    for line in newest.values():
        order = line.key.order
        together = (line.merge_group, line.buyer_id) if rules.enabled else (order.order_id,)
        groups[(order.platform, line.store, line.supplier, *together)].append(line)
    for group in groups.values():
        group.sort(key=_place)
        yield group


def _versions(line: ReadyLine) -> tuple[int, int]:
    return line.line_version, line.order_version


def _place(line: ReadyLine) -> tuple[datetime, str, bool, str]:
    return line.paid_at, line.key.order.order_id, line.is_gift, line.key.line_id


def _boxes(group: list[ReadyLine], rules: MergeRules) -> Iterator[_Box]:
    """Fill one box after the other, first paid first, as far as the limits allow."""
    parts: list[_Part] = []
    count = 0
    for part in _parts(group):
        if not part.loose:
            yield _Box([part], is_full=True)  # Nothing in it could share a parcel.
            continue
        too_many = len(parts) == rules.orders_max or count + len(part.loose) > LINES_PER_PARCEL_MAX
        if parts and too_many:
            yield _Box(parts, is_full=True)
            parts, count = [], 0
        parts.append(part)
        count += len(part.loose)
    if parts:
        yield _Box(parts, is_full=len(parts) == rules.orders_max)


def _parts(group: list[ReadyLine]) -> Iterator[_Part]:
    """Yield the orders of a group; an order too big for one parcel in several parts."""
    orders: dict[str, _Part] = {}
    for line in group:
        part = orders.setdefault(line.key.order.order_id, _Part([], []))
        (part.alone if line.fixed_packing else part.loose).append(line)
    for loose, alone in orders.values():
        yield _Part(loose[:LINES_PER_PARCEL_MAX], alone)
        for start in range(LINES_PER_PARCEL_MAX, len(loose), LINES_PER_PARCEL_MAX):
            yield _Part(loose[start : start + LINES_PER_PARCEL_MAX], [])


def _waits_until(box: _Box, rules: MergeRules) -> datetime | None:
    """Return when the box goes at the latest; None when it waits for nobody.

    What travels alone waits with the rest of its order: a gift does not leave before its goods.
    """
    if box.is_full or not rules.enabled:
        return None
    window_ends = _window_ends(box.loose, rules)
    deadline = _earliest([*box.loose, *box.alone])
    return window_ends if deadline is None else min(window_ends, deadline - rules.hurry)


def _window_ends(lines: list[ReadyLine], rules: MergeRules) -> datetime:
    return max(line.paid_at for line in lines) + rules.window


def _left(box: _Box, until: datetime) -> Left:
    return Left(
        lines=tuple(line.key for line in (*box.loose, *box.alone)),
        reason="MERGE_WINDOW: waits for further orders of this buyer",
        until=until,
    )


def _parcels(box: _Box, rules: MergeRules, now: datetime, wave_id: str) -> Iterator[PlannedParcel]:
    if box.loose:
        yield _parcel(box.loose, _reasons(box, rules, now), wave_id)
    for line in box.alone:
        reasons = [f"FIXED_PACKING: SKU {line.sku or '(none)'} travels alone", *_split([line])]
        yield _parcel([line], reasons, wave_id)


def _reasons(box: _Box, rules: MergeRules, now: datetime) -> list[str]:
    loose = box.loose
    orders = len({line.key.order.order_id for line in loose})
    group = loose[0].merge_group
    if not rules.enabled:
        reasons = ["MERGE_OFF: the settings merge no orders"]
    elif orders > 1:
        reasons = [f"MERGED {orders} orders: platform merge group {group}, same buyer"]
    else:
        reasons = ["ALONE: no further order of this buyer is in its merge group"]
    if box.is_full:
        reasons.append(
            f"FULL: at most {rules.orders_max} orders and {LINES_PER_PARCEL_MAX} lines in a parcel"
        )
    elif rules.enabled and now < _window_ends(loose, rules):
        reasons.append(f"HURRY: less than {rules.hurry_hours} h to the earliest deadline")
    if box.alone:
        reasons.append(f"FIXED_PACKING: {len(box.alone)} lines of these orders travel alone")
    return reasons + _split(loose)


def _split(lines: list[ReadyLine]) -> list[str]:
    others = sorted({supplier for line in lines for supplier in line.other_suppliers})
    return [f"SUPPLIER: other lines come from {', '.join(others)}"] if others else []


def _parcel(lines: list[ReadyLine], reasons: list[str], wave_id: str) -> PlannedParcel:
    first = lines[0]
    return PlannedParcel(
        parcel_id=short_id("P", wave_id, *sorted(str(line.key) for line in lines)),
        store=first.store,
        supplier=first.supplier,
        wave_id=wave_id,
        lines=tuple(_parcel_line(line) for line in lines),
        members=tuple(
            Member(key=line.key, order_version=line.order_version, line_version=line.line_version)
            for line in lines
        ),
        receiver=first.receiver,
        remarks=_remarks(lines),
        deadline=_earliest(lines),
        reasons=tuple(reasons),
    )


def _parcel_line(line: ReadyLine) -> ParcelLine:
    return ParcelLine(
        key=line.key,
        sku=line.sku,
        name=line.name,
        spec=line.spec,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        is_gift=line.is_gift,
    )


def _remarks(lines: list[ReadyLine]) -> tuple[Remark, ...]:
    """Return every remark of buyer and seller with its order, each once."""
    said: dict[tuple[str, str], OrderKey] = {}
    for line in lines:
        for text in (line.buyer_remark, line.seller_memo):
            if text.strip():
                said.setdefault((line.key.order.order_id, text), line.key.order)
    return tuple(Remark(order=order, text=text) for (_, text), order in said.items())


def _earliest(lines: list[ReadyLine]) -> datetime | None:
    return min((line.deadline for line in lines if line.deadline is not None), default=None)


def _urgency(parcel: PlannedParcel) -> tuple[bool, float, str]:
    """Sort by deadline, those without one last, parcels of one order side by side."""
    deadline = parcel.deadline
    return deadline is None, deadline.timestamp() if deadline else 0.0, str(parcel.lines[0].key)
