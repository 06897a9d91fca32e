"""The next steps: the table, and that there are always three different ones."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind as Kind
from hedan.domain.after_sales import AfterSaleStatus as Status
from hedan.domain.cases import ActStep, Case, CaseKind, Offer, OfferKind, PlatformAct, fresh_case
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.policies import NO_POLICY, Judgement
from hedan.texts import TEXTS
from hedan.usecases.cases.next_steps import Step, View, next_steps, route_of
from hedan.usecases.cases.standing import Goods, Wait, goods_seen, waits_for
from tests.domain.builders import (
    LINE_ID,
    NOW,
    make_after_sale,
    make_line,
    make_order,
    make_work,
    order_key,
)

WORKED = fresh_case(order_key(), "71", CaseKind.AFTER_SALE, NOW)
DISPUTE = WORKED.but(kind=CaseKind.DISPUTE, case_id="K1")
FITS = Judgement(policy="week", is_in_time=True, freight="buyer")
LATE = FITS.but(is_in_time=False)
BARE = FITS.but(photos_missing=2)
ALL = frozenset(PlatformAct)
OFFERED = Offer(offer_id="F1", kind=OfferKind.COUPON, amount_minor=100, at=NOW, by="li")


def act(which: PlatformAct, problem: str = "") -> ActStep:
    return ActStep(act=which, asked_at=NOW, asked_by="li", problem=problem)


def view(
    kind: Kind | None = Kind.REFUND_UNSHIPPED,
    status: Status = Status.REQUESTED,
    goods: Goods = Goods.HERE,
    judgement: Judgement = NO_POLICY,
    case: Case = WORKED,
    acts: frozenset[PlatformAct] = ALL,
    *,
    may_offer: bool = True,
) -> View:
    told = make_after_sale(status, kind) if kind else None
    return View(
        case=case,
        after_sale=told,
        goods=goods,
        judgement=judgement,
        acts=acts,
        may_offer=may_offer,
    )


REFUSED = WORKED.but(acts=(act(PlatformAct.AGREE, "40001"),))
AGREED = WORKED.but(acts=(act(PlatformAct.AGREE),))

TABLE = [
    # While a supplier has not answered, it is phoned first, and money waits.
    (view(goods=Goods.ASKED_BACK), "phone offer ask_reason"),
    (view(goods=Goods.ASKED_BACK, judgement=FITS), "phone offer ask_reason"),
    # The goods stayed: nothing speaks against the refund.
    (view(), "agree offer ask_reason"),
    (view(judgement=LATE), "agree offer ask_reason"),
    (view(may_offer=False), "agree ask_reason bundle"),
    (view(acts=frozenset()), "agree_there offer ask_reason"),
    # They have left: the parcel may come back, the policy says the rest.
    (view(Kind.REFUND_ONLY, goods=Goods.LEFT, judgement=FITS), "intercept agree offer"),
    (view(Kind.REFUND_ONLY, goods=Goods.LEFT, judgement=LATE), "intercept refuse offer"),
    (view(Kind.REFUND_ONLY, goods=Goods.LEFT), "intercept agree refuse"),
    (view(goods=Goods.UNKNOWN), "agree refuse offer"),
    (view(goods=Goods.UNKNOWN, judgement=LATE), "refuse offer ask_reason"),
    (
        view(Kind.REFUND_ONLY, goods=Goods.LEFT, judgement=LATE, acts=frozenset()),
        "refuse_there offer ask_reason",
    ),
    (view(Kind.RETURN, goods=Goods.LEFT, judgement=BARE), "ask_photos offer ask_reason"),
    (view(Kind.RETURN, goods=Goods.LEFT, judgement=FITS), "agree offer ask_reason"),
    (view(Kind.UNKNOWN, Status.UNKNOWN, goods=Goods.LEFT), "agree refuse offer"),
    # The platform did not take it.
    (view(case=REFUSED), "look_there agree offer"),
    # It is being told: nothing is asked twice.
    (view(case=AGREED), "bundle note tell_reason"),
    # Agreed, and something has to travel.
    (view(Kind.RETURN, Status.AGREED, Goods.LEFT), "way_back bundle note"),
    (view(Kind.EXCHANGE, Status.AGREED, Goods.LEFT), "send_again way_back bundle"),
    (view(Kind.RESEND, Status.AGREED, Goods.LEFT), "send_again bundle note"),
    # Words of the buyer that are awaited.
    (view(case=WORKED.but(offers=(OFFERED,))), "agree hear_offer ask_reason"),
    (view(case=WORKED.but(reason_asked_at=NOW)), "agree offer tell_reason"),
    # Ours.
    (view(None, case=DISPUTE), "bundle close offer"),
    (view(None, case=DISPUTE.but(kind=CaseKind.COMPLAINT)), "offer close ask_reason"),
    # Over.
    (view(status=Status.SUCCEEDED), "bundle note tell_reason"),
]


@pytest.mark.parametrize(("seen", "steps"), TABLE)
def test_the_table(seen: View, steps: str) -> None:
    assert " ".join(next_steps(seen)) == steps


CASES = (
    WORKED,
    REFUSED,
    AGREED,
    WORKED.but(offers=(OFFERED,), reason="broken"),
    DISPUTE,
    DISPUTE.but(closed_at=NOW, closed_by="li"),
)


@given(
    st.sampled_from([None, *Kind]),
    st.sampled_from(Status),
    st.sampled_from(Goods),
    st.sampled_from([NO_POLICY, FITS, LATE, BARE]),
    st.sampled_from(CASES),
    st.sets(st.sampled_from(PlatformAct)).map(frozenset),
    st.booleans(),
)
def test_there_are_always_three_different_steps_and_each_can_be_done(
    kind: Kind | None,
    status: Status,
    goods: Goods,
    judgement: Judgement,
    case: Case,
    acts: frozenset[PlatformAct],
    may_offer: bool,
) -> None:
    is_ours = case.kind is not CaseKind.AFTER_SALE
    seen = view(
        None if is_ours else kind or Kind.RETURN,
        status,
        goods,
        judgement,
        case,
        acts,
        may_offer=may_offer,
    )
    steps = next_steps(seen)
    assert len(set(steps)) == len(steps) == 3
    if goods is Goods.ASKED_BACK:
        assert steps[0] is Step.PHONE
        assert not {Step.AGREE, Step.REFUSE, Step.AGREE_THERE, Step.REFUSE_THERE} & set(steps)
    for step, needs in ((Step.AGREE, PlatformAct.AGREE), (Step.REFUSE, PlatformAct.REFUSE)):
        assert step not in steps or needs in acts
    assert Step.INTERCEPT not in steps or (goods is Goods.LEFT and PlatformAct.INTERCEPT in acts)


def test_every_step_wait_and_goods_has_words_and_every_step_a_place() -> None:
    for step in Step:
        assert TEXTS[f"case.step.{step}"].zh
        there = step in (Step.LOOK_THERE, Step.AGREE_THERE, Step.REFUSE_THERE)
        assert bool(route_of(step, "doudian:cup-shop:1", "71", None)) is not there
    names = itertools.chain(
        (f"case.wait.{one}" for one in Wait),
        (f"case.goods.{one}" for one in Goods),
        (f"case.kind.{one}" for one in (*Kind, CaseKind.COMPLAINT, CaseKind.DISPUTE)),
    )
    assert all(TEXTS[name].en for name in names)


@pytest.mark.parametrize(
    ("case", "status", "kind", "goods", "waits"),
    [
        (WORKED, Status.REQUESTED, Kind.RETURN, Goods.LEFT, "answer"),
        (WORKED, Status.REQUESTED, Kind.CANCEL, Goods.ASKED_BACK, "stop answer"),
        (REFUSED, Status.REQUESTED, Kind.RETURN, Goods.LEFT, "act_refused answer"),
        (AGREED, Status.REQUESTED, Kind.RETURN, Goods.LEFT, "act"),
        (WORKED, Status.AGREED, Kind.RETURN, Goods.LEFT, "goods"),
        (WORKED, Status.AGREED, Kind.REFUND_ONLY, Goods.LEFT, "platform"),
        (WORKED, Status.UNKNOWN, Kind.UNKNOWN, Goods.HERE, "answer"),
        (WORKED, Status.CLOSED, Kind.RETURN, Goods.ASKED_BACK, ""),
    ],
)
def test_what_a_case_waits_for(
    case: Case, status: Status, kind: Kind, goods: Goods, waits: str
) -> None:
    assert " ".join(waits_for(case, make_after_sale(status, kind), goods)) == waits


@pytest.mark.parametrize(
    ("ours", "theirs", "goods"),
    [
        (LineState.NEW, OrderStatus.TO_SHIP, Goods.HERE),
        (LineState.NEW, OrderStatus.SHIPPED, Goods.LEFT),  # Somebody ships beside us.
        (LineState.CLAIMED, OrderStatus.TO_SHIP, Goods.WITH_SUPPLIER),
        (LineState.STOPPED, OrderStatus.TO_SHIP, Goods.HERE),
        (LineState.STOPPING, OrderStatus.SHIPPED, Goods.ASKED_BACK),
        (LineState.GONE, OrderStatus.TO_SHIP, Goods.LEFT),
        (LineState.SHIPPED, OrderStatus.DONE, Goods.LEFT),
    ],
)
def test_where_the_goods_are(ours: LineState, theirs: OrderStatus, goods: Goods) -> None:
    order = make_order(make_line(status=theirs))
    assert goods_seen([make_work(ours)], order, [LINE_ID]) is goods


def test_of_lines_that_nobody_names_or_knows_nothing_is_claimed() -> None:
    assert goods_seen([], make_order(), []) is Goods.UNKNOWN
    assert goods_seen([make_work()], None, [LINE_ID]) is Goods.UNKNOWN
    assert goods_seen([make_work()], make_order(), [LINE_ID, "9"]) is Goods.UNKNOWN
