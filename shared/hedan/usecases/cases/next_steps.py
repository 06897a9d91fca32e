"""What to do next with a case: the three steps that help most, from a table that reads downwards.

Advice only. None of the steps is ever done by itself, and none of them delays a stop: while a
supplier has not answered, phoning it stands first.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen
from hedan.domain.cases import Case, CaseKind, PlatformAct
from hedan.domain.policies import Judgement
from hedan.domain.stops import Stop
from hedan.usecases.cases.standing import (
    COMES_BACK,
    Goods,
    is_asked,
    is_open,
    refused_acts,
)

STEPS_SHOWN: Final = 3


class Step(StrEnum):
    """One thing that a person can do. Its words stand in texts/cases.py."""

    PHONE = "phone"  # The supplier that has not answered a stop.
    LOOK_THERE = "look_there"  # The platform did not take our answer: it says why.
    INTERCEPT = "intercept"
    ASK_PHOTOS = "ask_photos"
    AGREE = "agree"
    REFUSE = "refuse"
    AGREE_THERE = "agree_there"  # The platform takes it on its own pages only.
    REFUSE_THERE = "refuse_there"
    SEND_AGAIN = "send_again"
    WAY_BACK = "way_back"
    HEAR_OFFER = "hear_offer"
    OFFER = "offer"
    ASK_REASON = "ask_reason"
    TELL_REASON = "tell_reason"
    CLOSE = "close"
    BUNDLE = "bundle"
    NOTE = "note"


class View(Frozen):
    """All that the choice looks at."""

    case: Case
    after_sale: AfterSale | None  # None: a complaint or dispute.
    goods: Goods
    judgement: Judgement
    acts: frozenset[PlatformAct] = frozenset()  # What the platform takes from us for such a case.
    may_offer: bool = False  # A rule of the settings is for this store.

    @property
    def is_asked(self) -> bool:
        """Whether our yes or no is wanted."""
        return is_asked(self.case, self.after_sale)

    @property
    def kind(self) -> AfterSaleKind | None:
        """What the buyer wants of the platform."""
        return self.after_sale.kind if self.after_sale else None


def next_steps(view: View) -> tuple[Step, ...]:
    """Return three different steps, the most helpful first."""
    chosen = dict.fromkeys(step for is_right, steps in _TABLE if is_right(view) for step in steps)
    there = (_by_hand(step, view.acts) for step in chosen)
    return tuple(dict.fromkeys(there))[:STEPS_SHOWN]


def _by_hand(step: Step, acts: frozenset[PlatformAct]) -> Step:
    """Return the same step on the platform's own pages where it takes nothing from us."""
    if step is Step.AGREE and PlatformAct.AGREE not in acts:
        return Step.AGREE_THERE
    if step is Step.REFUSE and PlatformAct.REFUSE not in acts:
        return Step.REFUSE_THERE
    return step


def _answers(view: View) -> bool:
    """Whether an after-sale wants a yes or no and its goods are not on a way that is unknown."""
    return view.is_asked and view.after_sale is not None and view.goods is not Goods.ASKED_BACK


def _stayed(view: View) -> bool:
    """Whether the buyer wants the money for goods that never left: nothing speaks against it."""
    wants_out = view.kind in _WANTS_OUT
    return _answers(view) and wants_out and view.goods is Goods.HERE


def _judged(view: View) -> bool:
    return _answers(view) and not _stayed(view) and bool(view.judgement.policy)


def _may_intercept(view: View) -> bool:
    told = {act.act for act in view.case.acts if not act.problem}
    return (
        view.after_sale is not None
        and view.after_sale.is_open
        and view.after_sale.closes
        and view.kind in _WANTS_OUT
        and view.goods is Goods.LEFT
        and PlatformAct.INTERCEPT in view.acts - told
    )


def _sends_again(view: View) -> bool:
    agreed = view.after_sale is not None and view.after_sale.status is AfterSaleStatus.AGREED
    return agreed and view.kind in _SENT_AGAIN and view.case.replacement is None


def _comes_back(view: View) -> bool:
    agreed = view.after_sale is not None and view.after_sale.status is AfterSaleStatus.AGREED
    is_known = bool(view.case.ways_back) or bool(view.after_sale and view.after_sale.return_to_us)
    return agreed and view.kind in COMES_BACK and not is_known


def _is_ours(view: View) -> bool:
    return view.case.kind is not CaseKind.AFTER_SALE and view.case.is_open


_WANTS_OUT: Final = frozenset(
    {AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY, AfterSaleKind.CANCEL}
)
_SENT_AGAIN: Final = frozenset({AfterSaleKind.EXCHANGE, AfterSaleKind.RESEND})

# The first rows that are right give the steps; the last ones are always right.
_TABLE: Final[tuple[tuple[Callable[[View], bool], tuple[Step, ...]], ...]] = (
    (lambda view: view.goods is Goods.ASKED_BACK, (Step.PHONE,)),
    (
        lambda view: is_open(view.case, view.after_sale) and bool(refused_acts(view.case)),
        (Step.LOOK_THERE,),
    ),
    (_may_intercept, (Step.INTERCEPT,)),
    (_stayed, (Step.AGREE,)),
    (lambda view: _judged(view) and view.judgement.fits, (Step.AGREE,)),
    (lambda view: _judged(view) and not view.judgement.is_in_time, (Step.REFUSE,)),
    (
        lambda view: _judged(view) and view.judgement.is_in_time and not view.judgement.fits,
        (Step.ASK_PHOTOS,),
    ),
    (
        lambda view: _answers(view) and not _stayed(view) and not view.judgement.policy,
        (Step.AGREE, Step.REFUSE),
    ),
    (_sends_again, (Step.SEND_AGAIN,)),
    (_comes_back, (Step.WAY_BACK,)),
    (
        lambda view: any(offer.is_accepted is None for offer in view.case.offers),
        (Step.HEAR_OFFER,),
    ),
    (
        lambda view: view.case.kind is CaseKind.DISPUTE and view.case.is_open,
        (Step.BUNDLE, Step.CLOSE),
    ),
    (
        lambda view: view.is_asked and view.may_offer and not view.case.offers,
        (Step.OFFER,),
    ),
    (_is_ours, (Step.CLOSE,)),
    (
        lambda view: not view.case.reason and view.case.reason_asked_at is not None,
        (Step.TELL_REASON,),
    ),
    (lambda view: not view.case.reason and view.is_asked, (Step.ASK_REASON,)),
    (lambda view: not view.case.bundles, (Step.BUNDLE,)),
    (lambda view: True, (Step.NOTE, Step.TELL_REASON, Step.BUNDLE)),
)


def route_of(step: Step, order: str, case_id: str, stop: Stop | None) -> str:
    """Return the route of the staff API that does a step; empty: the platform's own pages do.

    stop: the one that its supplier has not answered.
    """
    place = f"/orders/{order}/cases/{case_id}"
    return {
        Step.PHONE: f"POST /calls/{stop.supplier}/{stop.stop_id}" if stop else "GET /calls",
        Step.LOOK_THERE: "",
        Step.AGREE_THERE: "",
        Step.REFUSE_THERE: "",
        Step.INTERCEPT: f"POST {place}/acts",
        Step.AGREE: f"POST {place}/acts",
        Step.REFUSE: f"POST {place}/acts",
        Step.SEND_AGAIN: f"POST {place}/replacement",
        Step.WAY_BACK: f"POST {place}/way-back",
        Step.HEAR_OFFER: f"POST {place}/offers/{{offer}}",
        Step.OFFER: f"POST {place}/offers",
        Step.ASK_PHOTOS: f"POST {place}/photos",
        Step.ASK_REASON: f"POST {place}/reason",
        Step.TELL_REASON: f"POST {place}/reason",
        Step.CLOSE: f"POST /orders/{order}/complaints/{case_id}/close",
        Step.BUNDLE: f"POST {place}/evidence",
        Step.NOTE: f"POST {place}/notes",
    }[step]
