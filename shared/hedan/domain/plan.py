"""合单 / 拆单: which ready lines travel together, and why. Orders stay as they are.

What has to wait for other orders is left, with the instant at which it goes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, StoreId, SupplierId, short_id
from hedan.domain.merging import (
    LINES_PER_PARCEL_MAX,
    Box,
    MergeRules,
    boxes_of,
    earliest,
    groups_of,
    may_merge,
    waits_until,
    window_ends,
)
from hedan.domain.orders import Receiver
from hedan.domain.parcels import Parcel, ParcelLine, Remark
from hedan.domain.ready import ReadyLine


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


def plan_parcels(
    lines: Iterable[ReadyLine], rules: MergeRules, now: datetime, wave_id: str
) -> Plan:
    """Decide which lines travel together now and which wait.

    The order in which lines come makes no difference. A line that comes twice counts once, in its
    newest version. The same lines in the same wave get the same parcel ids.
    """
    parcels: list[PlannedParcel] = []
    left: list[Left] = []
    for group in groups_of(lines, rules):
        for box in boxes_of(group, rules):
            until = waits_until(box, rules)
            if until is not None and now < until:
                left.append(_left(box, until))
            else:
                parcels += _parcels(box, rules, now, wave_id)
    parcels.sort(key=_urgency)
    left.sort(key=lambda one: (one.until, str(one.lines[0])))
    return Plan(parcels=tuple(parcels), left=tuple(left))


def _left(box: Box, until: datetime) -> Left:
    return Left(
        lines=tuple(line.key for line in (*box.loose, *box.alone)),
        reason="MERGE_WINDOW: waits for further orders of this buyer",
        until=until,
    )


def _parcels(box: Box, rules: MergeRules, now: datetime, wave_id: str) -> Iterator[PlannedParcel]:
    if box.loose:
        yield _parcel(box.loose, _reasons(box, rules, now), wave_id)
    for line in box.alone:
        why = "FIXED_PACKING" if line.fixed_packing else "SPLIT"
        reasons = [f"{why}: SKU {line.sku or '(none)'} travels alone", *_split([line])]
        yield _parcel([line], reasons, wave_id)


def _reasons(box: Box, rules: MergeRules, now: datetime) -> list[str]:
    loose = box.loose
    orders = len({line.key.order.order_id for line in loose})
    group = loose[0].merge_group
    if not rules.enabled:
        reasons = ["MERGE_OFF: the settings merge no orders"]
    elif loose[0].handling.travels == "with_order":
        reasons = ["NEVER_MERGE: a rule or a person lets this order travel with no other"]
    elif orders > 1:
        reasons = [f"MERGED {orders} orders: platform merge group {group}, same buyer"]
    else:
        reasons = ["ALONE: no further order of this buyer is in its merge group"]
    if box.is_full:
        reasons.append(
            f"FULL: at most {rules.orders_max} orders and {LINES_PER_PARCEL_MAX} lines in a parcel"
        )
    elif may_merge(loose[0], rules) and now < window_ends(loose, rules):
        reasons.append(f"HURRY: less than {rules.hurry_hours} h to the earliest deadline")
    if box.alone:
        reasons.append(f"FIXED_PACKING: {len(box.alone)} lines of these orders travel alone")
    carriers = {line.handling.carrier for line in loose} - {""}
    reasons += [f"CARRIER: asks for {carrier}" for carrier in sorted(carriers)]
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
        deadline=earliest(lines),
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
        parts=line.parts,
        handling=line.handling,
    )


def _remarks(lines: list[ReadyLine]) -> tuple[Remark, ...]:
    """Return every remark of buyer and seller with its order, each once."""
    said: dict[tuple[str, str], OrderKey] = {}
    for line in lines:
        for text in (line.buyer_remark, line.seller_memo):
            if text.strip():
                said.setdefault((line.key.order.order_id, text), line.key.order)
    return tuple(Remark(order=order, text=text) for (_, text), order in said.items())


def _urgency(parcel: PlannedParcel) -> tuple[bool, float, str]:
    """Sort by deadline, those without one last, parcels of one order side by side."""
    deadline = parcel.deadline
    return deadline is None, deadline.timestamp() if deadline else 0.0, str(parcel.lines[0].key)
