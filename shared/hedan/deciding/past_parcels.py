"""How many parcels past orders would have made: planned by the very function that plans waves.

Every line that nothing holds goes with the first wave of its supplier after its decision: at the
next cut-off, or at the end of the UTC day where the supplier has none. What the plan leaves to wait
comes into the next wave; after the last one it goes when its waiting is over. Which orders a
platform would merge is not known of the past: the same buyer and the same address count as one
group, which is what platforms are asked about. What a platform cannot show of parcels, and which
orders go abroad, is not reckoned with.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from hedan.deciding.freight import freight_minor
from hedan.deciding.line_goods import line_goods
from hedan.deciding.outcomes import holding
from hedan.domain.base import LineKey
from hedan.domain.calendars import next_cut_off
from hedan.domain.decisions import Case, Decision, LinePlan
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.plan import plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine, ready_line
from hedan.settings import CarrierSettings, Settings, SkuSettings, SupplierSettings

type Group = tuple[str, ...]


class Going(NamedTuple):
    """One line that would go."""

    order: Order
    plan: LinePlan
    at: datetime  # When it was decided.


class Made(NamedTuple):
    """The parcels of some lines."""

    parcels: Counter[str]  # By carrier; "": the supplier chooses.
    freight_minor: int
    freight_unknown: int  # Parcels without a carrier, a price or a known weight.


class Terms:
    """What of the settings makes parcels and prices, looked up fast."""

    def __init__(self, settings: Settings) -> None:
        self.plan = PlanRules(merge=settings.merge, split=settings.split)
        self.skus: Mapping[str, SkuSettings] = {sku.sku: sku for sku in settings.skus}
        self.carriers: Mapping[str, CarrierSettings] = {
            carrier.code: carrier for carrier in settings.carriers
        }
        self.suppliers: Mapping[str, SupplierSettings] = {
            supplier.id: supplier for supplier in settings.suppliers
        }

    def same_as(self, other: "Terms") -> bool:
        """Tell whether the same lines make the same parcels at the same prices."""
        return (self.plan, self.skus, self.carriers, self.suppliers) == (
            other.plan,
            other.skus,
            other.carriers,
            other.suppliers,
        )


def lines_going(case: Case, decision: Decision) -> list[Going]:
    """Return the lines of an order that go by this decision: none while anything holds it."""
    if holding(case, decision):
        return []
    stays = {work.key.line_id for work in case.works if not work.may_ship}
    stays |= {line.line_id for line in case.order.lines if line.is_virtual}  # In no parcel.
    return [
        Going(case.order, plan, case.at)
        for plan in decision.lines
        if plan.supplier is not None and plan.line_id not in stays
    ]


def group_of(going: Going) -> Group:
    """Return what lines have in common that may share a parcel."""
    order = going.order
    store, supplier = order.key.store, going.plan.supplier or ""
    if order.buyer_id and order.receiver.address_id:
        return store, supplier, order.buyer_id, order.receiver.address_id
    return store, supplier, order.key.order_id


def parcels_of(group: list[Going], terms: Terms) -> Made:
    """Return what the lines of one group come to."""
    # A line that is alone in its group is a parcel, whatever the plan thinks about waiting.
    boxes = [group] if len(group) == 1 else _planned(group, terms)
    carriers: Counter[str] = Counter()
    known = unknown = 0
    for box in boxes:
        carrier = next((one.plan.handling.carrier for one in box if one.plan.handling.carrier), "")
        carriers[carrier] += 1
        price = _freight(carrier, box, terms)
        known += price or 0
        unknown += price is None
    return Made(carriers, known, unknown)


def _freight(carrier: str, box: list[Going], terms: Terms) -> int | None:
    if carrier not in terms.carriers:
        return None
    grams = 0
    for one in box:
        for part in one.plan.parts:
            sku = terms.skus.get(part.sku)
            if sku is None or not sku.weight_grams:
                return None
            grams += sku.weight_grams * part.quantity
    return freight_minor(terms.carriers[carrier], box[0].order.receiver, grams) if grams else None


def _planned(group: list[Going], terms: Terms) -> list[list[Going]]:
    """Let wave after wave take what may go, until nothing is left."""
    supplier = terms.suppliers.get(group[0].plan.supplier or "")
    name = min(one.order.key.order_id for one in group)
    ready = {_key(one): _ready(one, name, terms) for one in group}
    of_wave: dict[datetime, list[ReadyLine]] = {}
    for one in group:
        of_wave.setdefault(wave_after(one.at, supplier), []).append(ready[_key(one)])
    by_key = {_key(one): one for one in group}
    boxes: list[list[Going]] = []
    waiting: list[ReadyLine] = []
    waves = sorted(of_wave)
    while waves:
        now = waves.pop(0)
        plan = plan_parcels([*waiting, *of_wave.get(now, ())], terms.plan, now, "past")
        boxes += [[by_key[member.key] for member in one.members] for one in plan.parcels]
        waiting = [ready[key] for left in plan.left for key in left.lines]
        if waiting and not waves:
            dates = [left.until for left in plan.left if left.until is not None]
            if not dates:  # Gifts whose goods never go.
                break
            waves = [max(dates)]
    return boxes


def _key(one: Going) -> LineKey:
    return LineKey(order=one.order.key, line_id=one.plan.line_id)


def _ready(one: Going, group: str, terms: Terms) -> ReadyLine:
    with_buyer = one.plan.handling.travels == "with_buyer"
    work = LineWork(
        key=_key(one),
        state=LineState.READY,
        supplier=one.plan.supplier,
        parts=one.plan.parts,
        handling=one.plan.handling,
    )
    return ready_line(
        one.order,
        work,
        line_goods(one.plan.parts, terms.skus),
        merge_group=group if with_buyer else "",
    )


def wave_after(at: datetime, supplier: SupplierSettings | None) -> datetime:
    """Return when the next wave of a supplier goes: see the head of this file."""
    cut_off = next_cut_off(supplier, at) if supplier else None
    return cut_off or datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
