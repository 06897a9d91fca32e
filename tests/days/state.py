"""What a desk says at the end, without our own bookkeeping: to be compared with another run's."""

from collections.abc import Iterable
from typing import Any

from hedan.domain.after_sales import AfterSale
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OWN_FIELDS, Order
from hedan.platforms.platform import Platform
from tests.fakes.memory_desk import MemoryDesk

CASE_OWN_FIELDS = {"raw", "read_at", "seen_at", "fenced_at", "version"}

UNTOUCHED: dict[str, Any] = {"state": LineState.NEW, "closed_by": [], "parcel": None}

type State = dict[str, Any]


def state_of(desk: MemoryDesk) -> State:
    """Return orders, after-sales and fences by what they are about."""
    state: State = {}
    for order in desk.all(Order):
        state[f"order {order.key}"] = _order(order)
    for case in desk.all(AfterSale):
        state[f"case {case.order} {case.after_sale_id}"] = _case(case)
    for line in desk.all(LineWork):
        state[f"fence {line.key}"] = _fence(line)
    for holds in desk.all(Holds):
        state[f"holds {holds.order}"] = holds.model_dump(exclude={"version"})
    return state


def undated(state: State) -> State:
    """Return the same without times of change: a row that was touched differs in nothing else.

    Where an order itself stands for the wish to cancel it, its change is when that was asked.
    """
    return {
        name: {key: one for key, one in facts.items() if key not in {"changed_at", "asked_at"}}
        for name, facts in state.items()
    }


def truth(platform: Platform, orders: Iterable[str], cases: Iterable[tuple[str, str]]) -> State:
    """Return what the platform itself says now of these orders and after-sales."""
    state: State = {}
    for order_id in orders:
        told = platform.read_order(order_id)
        state[f"order {told.value.key}"] = _order(told.value)
        for case in told.after_sales:
            if case.closes:
                state[f"case {case.order} {case.after_sale_id}"] = _case(case)
    for order_id, case_id in cases:
        read = platform.read_after_sale(order_id, case_id).value
        state[f"case {read.order} {read.after_sale_id}"] = _case(read)
    return state


def difference(one: State, other: State) -> list[str]:
    """Name what differs, for a failure that can be read."""
    found = []
    for name in sorted({*one, *other}):
        left, right = one.get(name), other.get(name)
        if left == right:
            continue
        if left is None or right is None:
            found.append(f"{name}: only in the {'second' if left is None else 'first'}")
            continue
        keys = [key for key in left if left[key] != right.get(key)]
        found.append(f"{name}: " + "; ".join(f"{k}: {left[k]!r} | {right.get(k)!r}" for k in keys))
    return found


def without_forgotten(state: State, told: State) -> State:
    """Leave out receivers that the platform has emptied since: who came late never saw them."""
    kept = dict(state)
    for name, facts in told.items():
        if name in kept and name.startswith("order ") and facts["is_blank"]:
            kept[name] = {key: one for key, one in kept[name].items() if key != "receiver"}
    return {
        name: {key: one for key, one in facts.items() if key != "is_blank"}
        for name, facts in kept.items()
    }


def without_traces(state: State, other: State) -> State:
    """Leave out what nobody who came late can know: a wish to cancel that came and went.

    Where the order itself tells of it there is no case to read afterwards; a line that nothing
    forbids to ship is the same as one that nobody ever touched.
    """
    return {
        name: one
        for name, one in state.items()
        if not (name.startswith("fence ") and one == UNTOUCHED)
        and not (" cancel-" in name and name not in other and not one["closes"])
    }


def _order(order: Order) -> dict[str, Any]:
    return {**order.model_dump(exclude=set(OWN_FIELDS)), "is_blank": order.receiver.is_blank}


def _case(case: AfterSale) -> dict[str, Any]:
    return {**case.model_dump(exclude=CASE_OWN_FIELDS), "closes": case.closes}


def _fence(line: LineWork) -> dict[str, Any]:
    # Which cases are kept that never closed it, and how often it was told, leaves no trace here.
    closing = [case.after_sale_id for case in line.fence.cases if case.closes]
    return {"state": line.state, "closed_by": closing, "parcel": line.parcel_id}
