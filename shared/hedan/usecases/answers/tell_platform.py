"""Tell a platform what was asked for, once: look first, then call, then write down its answer.

Whoever died between the call and the writing looks first as well: what the platform shows as done
is done. What is not true or not wanted any more is not told.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import ActStep, Case, PlatformAct
from hedan.domain.events import Event, EventKind
from hedan.errors import AccessEnded, OrderGone, PlatformRejected
from hedan.platforms.platform import ActRequest, Platform
from hedan.ports import CaseBook, Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.answers.ask_act import NEEDS_GOODS, facts_of
from hedan.usecases.answers.promised import promised_goods

# The answer's code where nothing had to be told: it shows what we wanted, or waits for nothing.
ALREADY, NEEDLESS = "already", "needless"
# Why we did not tell it, where the platform has not refused: codes with texts of their own.
OVER, CHANGED, NOT_TRUE, NO_NUMBER = "over", "changed", "not_true", "no_number"
PROBLEM_CHARACTERS_MAX = 300

_MONEY_GOES = frozenset({AfterSaleStatus.AGREED, AfterSaleStatus.SUCCEEDED})
_DONE = {
    PlatformAct.AGREE: _MONEY_GOES,
    PlatformAct.REFUSE: frozenset({AfterSaleStatus.REFUSED}),
}


class Answered(StrEnum):
    """What became of an act."""

    DONE = "done"
    REFUSED = "refused"


class _Answer(NamedTuple):
    code: str = ""
    problem: str = ""  # Empty: done.


def tell_platform(
    order: OrderKey,
    case_id: str,
    *,
    cases: CaseBook,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    now: Callable[[], datetime],
) -> tuple[Answered, ...]:
    """Tell all that waits of one case, and return what became of it. Repeatable after any crash.

    Raises TryAgain when the platform is busy, AccessEnded when only the seller can help, Malformed
    when it tells of the after-sale what nobody can read.
    """
    case = cases.cases([(order, case_id)])[order, case_id]
    done = []
    for step in case.acts:
        if step.is_open:
            answer = _answer(case, step, desk, platform_of(order.store))
            until_settled(partial(_note, case, step, answer, cases, desk, now()))
            done.append(Answered.REFUSED if answer.problem else Answered.DONE)
    return tuple(done)


def _answer(case: Case, step: ActStep, desk: Desk, platform: Platform) -> _Answer:
    """Look, then tell it, and return what the platform says."""
    try:
        told = platform.read_after_sale(case.order.order_id, case.case_id).value
        known = _before(step, told) or _untrue(step, told, desk, platform)
        if known is not None:
            return known
        request = _request(step, told, desk)
        if request is None:
            return _Answer(NO_NUMBER, NO_NUMBER)
        platform.act(request)
    except AccessEnded:
        raise
    except PlatformRejected as no:
        words = no.message[:PROBLEM_CHARACTERS_MAX] or "no reason given"
        return _Answer(f"{no.code} {no.sub_code}".strip(), words)
    except OrderGone:
        return _Answer(OVER, OVER)
    return _Answer()


def _before(step: ActStep, told: AfterSale) -> _Answer | None:
    """Return what the platform shows without being told; None: it waits for us."""
    status = told.status
    if step.act is PlatformAct.INTERCEPT:
        # Money that went back is no reason to let the goods travel on; a withdrawal is.
        return None if told.is_open or status in _MONEY_GOES else _Answer(OVER, OVER)
    if status in _DONE.get(step.act, frozenset()):
        return _Answer(ALREADY)
    if status is AfterSaleStatus.REQUESTED:
        return None
    # It asked whether the goods stayed, and asks no more: whatever it decided, nobody waits.
    return _Answer(NEEDLESS) if step.act in NEEDS_GOODS else _Answer(OVER, OVER)


def _untrue(step: ActStep, told: AfterSale, desk: Desk, platform: Platform) -> _Answer | None:
    """Return why it would be wrong to tell it now: more is wanted, or the goods are elsewhere."""
    other_kind = told.kind not in platform.capabilities.answered_kinds
    if step.act is PlatformAct.AGREE and (other_kind or told.refund_minor > step.refund_minor):
        return _Answer(CHANGED, CHANGED)
    wanted = NEEDS_GOODS.get(step.act)
    if wanted and promised_goods(desk.order_file(told.order), told) is not wanted:
        return _Answer(NOT_TRUE, NOT_TRUE)
    return None


def _request(step: ActStep, told: AfterSale, desk: Desk) -> ActRequest | None:
    """Return what is told; None of a parcel that has lost its number."""
    if step.act is PlatformAct.NOT_STOPPED:
        return ActRequest(act=step.act, case=told, at=step.asked_at, reason="already_shipped")
    if step.act is not PlatformAct.INTERCEPT:
        return ActRequest(act=step.act, case=told, at=step.asked_at)
    parcel = desk.parcels([step.parcel_id]).get(step.parcel_id)
    if parcel is None or parcel.tracking is None:
        return None
    return ActRequest(act=step.act, case=told, at=step.asked_at, tracking=parcel.tracking)


def _note(
    seen: Case, step: ActStep, answer: _Answer, cases: CaseBook, desk: Desk, now: datetime
) -> None:
    """Write the answer down, unless somebody has done so."""
    case = cases.cases([(seen.order, seen.case_id)])[seen.order, seen.case_id]
    if step not in case.acts:
        return
    after = step.but(code=answer.code, problem=answer.problem)
    if not answer.problem:
        after = after.but(done_at=now)
    acts = tuple(after if one == step else one for one in case.acts)
    kind = EventKind.CASE_ACT_REFUSED if answer.problem else EventKind.CASE_ACT_DONE
    facts = facts_of(case, after) | {"code": answer.code, "problem": answer.problem}
    told = case.but(acts=acts)
    desk.commit(Change(puts=(told,), events=((told, Event(kind=kind, at=now, facts=facts)),)))
