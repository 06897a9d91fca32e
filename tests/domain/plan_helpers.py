"""A plan in a few words: which orders and lines share parcels, and the codes of its reasons."""

from hedan.domain.merging import MergeRules
from hedan.domain.orders import Receiver
from hedan.domain.plan import Plan, PlannedParcel, plan_parcels
from hedan.domain.planning.rules import NO_LIMITS, PlanRules
from hedan.domain.ready import ReadyLine
from hedan.domain.splitting import PlatformLimits, SplitRules
from tests.domain.builders import NOW, make_ready

NO_WINDOW = MergeRules(window_minutes=0)
NO_SPLIT = SplitRules()


def rules(
    merge: MergeRules = NO_WINDOW,
    split: SplitRules = NO_SPLIT,
    limits: PlatformLimits = NO_LIMITS,
) -> PlanRules:
    """Return rules for the platform of the builders' orders."""
    return PlanRules(merge, split, {"doudian": limits})


def plan(*lines: ReadyLine, by: PlanRules) -> Plan:
    """Plan these lines now."""
    return plan_parcels(lines, by, NOW, "wave-1")


def together(planned: Plan) -> list[list[str]]:
    """Return the parcels as order/line, those of the first orders first."""
    return sorted([name(line) for line in parcel.lines] for parcel in planned.parcels)


def name(line: ReadyLine) -> str:
    """Return order/line."""
    return f"{line.key.order.order_id}/{line.key.line_id}"


def left(planned: Plan) -> list[tuple[list[str], str]]:
    """Return what is left, with the code of the reason."""
    return [
        ([f"{key.order.order_id}/{key.line_id}" for key in one.lines], one.reason.split(":")[0])
        for one in planned.left
    ]


def codes(parcel: PlannedParcel) -> list[str]:
    """Return the codes of a parcel's reasons."""
    return [reason.split(":")[0] for reason in parcel.reasons]


def with_line(planned: Plan, line_id: str) -> PlannedParcel:
    """Return the parcel that a line is in."""
    (found,) = [p for p in planned.parcels if line_id in [one.key.line_id for one in p.lines]]
    return found


def shown(detail: str, **changes: object) -> Receiver:
    """Return a receiver whose address is shown as it was written."""
    return Receiver(
        address_id="",
        name="Ann Lee",
        phone="+1 (555) 010-2030",
        province="CA",
        city="San Jose",
        district="",
        street="",
        detail=detail,
    ).but(**changes)


def alike(order_id: str, detail: str, **changes: object) -> ReadyLine:
    """Return an order whose group is its own, and whose address is shown."""
    line = make_ready(order_id, f"{order_id}a", merge_group=order_id, receiver=shown(detail))
    return line.but(**changes)
