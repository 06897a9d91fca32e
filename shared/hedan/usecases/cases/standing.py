"""Where a case stands: what became of its goods, and who has to do something next."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import ActStep, Case, CaseKind, PlatformAct
from hedan.domain.line_work import LEFT, LineState, LineWork
from hedan.domain.orders import Order
from hedan.usecases.orders.asked_now import SHIPPED_THERE


class Goods(StrEnum):
    """What became of the goods that a case is about; the worst of its lines counts."""

    HERE = "here"  # No supplier was promised to ship them, or they stayed.
    WITH_SUPPLIER = "with_supplier"  # In a parcel, and nothing stands against it.
    ASKED_BACK = "asked_back"  # The supplier has not said whether they stayed.
    LEFT = "left"
    UNKNOWN = "unknown"  # The case names no line, or one that we know nothing of.


class Wait(StrEnum):
    """What a case waits for."""

    STOP = "stop"  # A supplier has not said whether the parcel stayed.
    ANSWER = "answer"  # Ours: yes or no.
    ACT = "act"  # The platform is just being told.
    ACT_REFUSED = "act_refused"  # It did not take what we told it: a person has to look.
    GOODS = "goods"  # The buyer's parcel.
    PLATFORM = "platform"  # Its own next step.


# Kinds in which the buyer sends something back before the case can end.
COMES_BACK = frozenset({AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE, AfterSaleKind.REPAIR})
_ANSWERS = frozenset({PlatformAct.AGREE, PlatformAct.REFUSE})
_ASKED = frozenset({AfterSaleStatus.REQUESTED, AfterSaleStatus.UNKNOWN})


def goods_of(lines: Iterable[LineWork]) -> Goods:
    """Return what became of these lines."""
    states = {line.state for line in lines}
    if LineState.STOPPING in states:
        return Goods.ASKED_BACK
    if states & LEFT:
        return Goods.LEFT
    return Goods.WITH_SUPPLIER if LineState.CLAIMED in states else Goods.HERE


def goods_seen(lines: Iterable[LineWork], order: Order | None, named: Collection[str]) -> Goods:
    """Return what became of the named lines of an order, by what we did and what its platform says.

    Somebody may ship beside us: what we never touched has left where the platform calls it shipped.
    """
    ours = goods_of(lines)
    told = {line.line_id: line.status for line in order.lines} if order else {}
    if ours in (Goods.ASKED_BACK, Goods.LEFT):
        return ours
    if any(told.get(line_id) in SHIPPED_THERE for line_id in named):
        return Goods.LEFT
    return ours if named and told.keys() >= set(named) else Goods.UNKNOWN


def is_open(case: Case, after_sale: AfterSale | None) -> bool:
    """Tell whether a case has not come to its end: an after-sale's is its platform's word."""
    if case.kind is CaseKind.AFTER_SALE:
        return after_sale is not None and after_sale.is_open
    return case.is_open


def is_asked(case: Case, after_sale: AfterSale | None) -> bool:
    """Tell whether our yes or no is wanted. What nobody can read wants a person, too."""
    if case.kind is not CaseKind.AFTER_SALE:
        return case.is_open
    return after_sale is not None and after_sale.status in _ASKED and not _is_answered(case)


def waits_for(case: Case, after_sale: AfterSale | None, goods: Goods) -> tuple[Wait, ...]:
    """Return everything that an open case waits for, the most urgent first; nothing when ended."""
    if not is_open(case, after_sale):
        return ()
    comes_back = (
        after_sale is not None
        and after_sale.status is AfterSaleStatus.AGREED
        and after_sale.kind in COMES_BACK
    )
    found = [
        wait
        for wait, is_so in (
            (Wait.STOP, goods is Goods.ASKED_BACK),
            (Wait.ACT_REFUSED, bool(refused_acts(case))),
            (Wait.ANSWER, is_asked(case, after_sale)),
            (Wait.ACT, any(act.is_open for act in case.acts)),
            (Wait.GOODS, comes_back),
        )
        if is_so
    ]
    return tuple(found) or (Wait.PLATFORM,)


def refused_acts(case: Case) -> tuple[ActStep, ...]:
    """Return what the platform did not take and nobody has done in another way since."""
    done = {(act.act, act.parcel_id) for act in case.acts if not act.problem}
    return tuple(act for act in case.acts if act.problem and (act.act, act.parcel_id) not in done)


def _is_answered(case: Case) -> bool:
    return any(act.act in _ANSWERS and not act.problem for act in case.acts)
