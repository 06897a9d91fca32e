"""What is told to a platform without a person: whether goods stayed, and what a rule decides.

Money is moved only where a rule of the settings says so for this kind, store, sum and fate of the
goods. Whether they stayed is a fact that the platform asks for: see the store's options.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.part_refunds import is_part
from hedan.platforms.case_acts import STOP_ANSWER, STOP_ANSWER_BY_HAND
from hedan.platforms.registry import CAPABILITIES
from hedan.ports import CaseBook, Desk, OrderFile
from hedan.settings import AutoAnswer, Settings
from hedan.usecases.again import until_settled
from hedan.usecases.answers.ask_act import (
    NEEDS_GOODS,
    check,
    keep,
    may_intercept,
    parcels_on_their_way,
)
from hedan.usecases.answers.promised import promised_goods
from hedan.usecases.cases.judge import acts_for
from hedan.usecases.cases.standing import Goods
from hedan.usecases.cases.work_case import CaseRefused, fresh

# asked_by, where no rule of the settings has a name of its own.
FACTS, ALWAYS = "stop answered", "stop.intercept"
ANSWERS = {"agree": PlatformAct.AGREE, "refuse": PlatformAct.REFUSE}
FATES = {"stopped": Goods.HERE, "left": Goods.LEFT}

type Wish = tuple[PlatformAct, str, str]
"""An act, who asks for it, and the parcel that it means."""


def answer_by_rule(
    order: OrderKey,
    *,
    too_late: bool,
    cases: CaseBook,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> int:
    """Ask for what needs no person, of every open after-sale of an order; return how many acts.

    too_late: somebody has just said that goods left, or has sent their number. Repeatable: each act
    is asked once, and never again by itself. No call where the platform takes nothing from us.
    """
    if not _has_any(order, settings):
        return 0
    file = desk.order_file(order)
    asked = 0
    for after_sale in file.after_sales.values():
        for wish in tuple(_wishes(file, after_sale, settings, desk, too_late=too_late)):
            asked += until_settled(
                partial(_ask, file, after_sale, wish, cases, desk, settings, now)
            )
    return asked


def _has_any(order: OrderKey, settings: Settings) -> bool:
    """Tell whether the platform of a store takes anything from us."""
    stores = [one for one in settings.stores if one.id == order.store and one.api_url]
    return any(CAPABILITIES[one.platform].case_acts for one in stores)


def _wishes(
    file: OrderFile, after_sale: AfterSale, settings: Settings, desk: Desk, *, too_late: bool
) -> Iterator[Wish]:
    acts = acts_for(after_sale, settings)
    goods = promised_goods(file, after_sale)
    if not acts or goods is None or file.order is None:
        return
    if after_sale.status is AfterSaleStatus.REQUESTED:
        yield from _facts(file, after_sale, goods, settings)
        rule = _rule(after_sale, goods, settings)
        if rule and ANSWERS[rule.answer] in acts:
            yield ANSWERS[rule.answer], f"rule {rule.id}", ""
    always = settings.stop.intercept == "always"
    if too_late and always and may_intercept(after_sale, settings):
        for parcel_id in parcels_on_their_way(file, after_sale, desk):
            yield PlatformAct.INTERCEPT, ALWAYS, parcel_id


def _facts(
    file: OrderFile, after_sale: AfterSale, goods: Goods, settings: Settings
) -> Iterator[Wish]:
    """Yield whether the goods stayed; of some pieces of a line a person says it."""
    options = settings.store(after_sale.order.store).options
    by_hand = options.get(STOP_ANSWER) == STOP_ANSWER_BY_HAND
    if by_hand or (file.order and is_part(file.order, after_sale)):
        return
    for act, wanted in NEEDS_GOODS.items():
        if goods is wanted:
            yield act, FACTS, ""


def _rule(after_sale: AfterSale, goods: Goods, settings: Settings) -> AutoAnswer | None:
    """Return the first rule that fits; None: a person answers."""
    for rule in settings.auto_answers:
        is_for = not rule.stores or after_sale.order.store in rule.stores
        is_fate = rule.when == "any" or FATES[rule.when] is goods
        if (
            is_for
            and is_fate
            and after_sale.kind in rule.kinds
            and after_sale.refund_minor <= rule.up_to_minor
        ):
            return rule
    return None


def _ask(
    file: OrderFile,
    after_sale: AfterSale,
    wish: Wish,
    cases: CaseBook,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> bool:
    """Ask for what was never asked; tell whether it was new."""
    act, by, parcel = wish
    key = after_sale.order, after_sale.after_sale_id
    case = cases.cases([key]).get(key) or fresh(after_sale)
    if any(step.act is act and step.parcel_id == parcel for step in case.acts):
        return False
    try:
        check(act, file, after_sale, case, settings)
    except CaseRefused:
        return False  # A person has told it otherwise.
    keep(case, act, by, after_sale, parcel=parcel, desk=desk, now=now)
    return True
