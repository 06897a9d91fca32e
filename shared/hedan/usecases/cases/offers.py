"""What is offered to a buyer who wants to go, within the owner's limits.

An offer is words: no money moves by it, no fence opens and no stop waits for its answer.
"""

from collections.abc import Iterable
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import short_id
from hedan.domain.cases import Case, Offer
from hedan.domain.orders import Order
from hedan.settings import OfferRule
from hedan.usecases.cases.work_case import CaseRefused

OFFERS_MAX = 20


def offered(
    case: Case,
    rule: OfferRule,
    amount_minor: int,
    paid_minor: int,
    *,
    text: str,
    request: str,
    by: str,
    now: datetime,
) -> Case:
    """Return the case with one more offer under a rule of the settings.

    paid_minor: what was paid for the goods that it is about. Raises CaseRefused for another store
    than the rule's, and when all that was offered and not declined would exceed its limit.
    """
    offer_id = short_id("F", case.case_id, by, request)
    if any(offer.offer_id == offer_id for offer in case.offers):
        return case
    if rule.stores and case.store not in rule.stores:
        raise CaseRefused("OFFER_OTHER_STORE", stores=", ".join(rule.stores))
    if len(case.offers) >= OFFERS_MAX:
        raise CaseRefused("TOO_MANY", most=OFFERS_MAX)
    limit = limit_minor(rule, paid_minor)
    standing = sum(offer.amount_minor for offer in case.offers if offer.is_accepted is not False)
    if standing + amount_minor > limit:
        raise CaseRefused("OFFER_TOO_MUCH", limit=limit, standing=standing)
    offer = Offer(
        offer_id=offer_id, kind=rule.kind, amount_minor=amount_minor, text=text, at=now, by=by
    )
    return case.but(offers=(*case.offers, offer))


def decided(case: Case, offer_id: str, now: datetime, *, is_accepted: bool) -> Case:
    """Return the case whose buyer has said yes or no: the first word stands.

    Raises KeyError when no such offer was made, CaseRefused when the buyer said otherwise before.
    """
    offer = {one.offer_id: one for one in case.offers}[offer_id]
    if offer.is_accepted is is_accepted:
        return case
    if offer.is_accepted is not None:
        raise CaseRefused("OFFER_DECIDED")
    answered = offer.but(is_accepted=is_accepted, decided_at=now)
    return case.but(
        offers=tuple(answered if one.offer_id == offer_id else one for one in case.offers)
    )


def limit_minor(rule: OfferRule, paid_minor: int) -> int:
    """Return the most that a case may cost under a rule; where it says both, the smaller."""
    share = paid_minor * rule.most_percent // 100
    said = [
        one
        for one, is_said in ((rule.most_minor, rule.most_minor), (share, rule.most_percent))
        if is_said
    ]
    return min(said, default=0)


def paid_for(order: Order, after_sale: AfterSale | None) -> int:
    """Return what was paid for the lines that a case names; of a complaint, for all of them."""
    if after_sale is None:
        return order.paid_minor
    named = {line.line_id for line in after_sale.lines}
    return sum(line.paid_minor for line in order.lines if line.line_id in named)


def rule_of(rules: Iterable[OfferRule], rule_id: str) -> OfferRule:
    """Return the rule of that id. Raises CaseRefused when the settings have none."""
    known = {rule.id: rule for rule in rules}
    if rule_id not in known:
        raise CaseRefused("NO_SUCH_OFFER", known=", ".join(known) or "-")
    return known[rule_id]
