"""What the seller's settings say about a case, and what its platform takes from us for it."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from hedan.domain.after_sales import AfterSale
from hedan.domain.cases import Case, PlatformAct
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.policies import NO_POLICY, Judgement, judge, shipped_at
from hedan.platforms.registry import CAPABILITIES
from hedan.settings import Settings

_YES_OR_NO = frozenset({PlatformAct.AGREE, PlatformAct.REFUSE})


def judged(
    case: Case,
    after_sale: AfterSale | None,
    order: Order | None,
    works: Iterable[LineWork],
    parcels: Mapping[str, Parcel],
    settings: Settings,
) -> Judgement:
    """Judge a case by the seller's policies; of a complaint, or without its order, by none."""
    if after_sale is None or order is None:
        return NO_POLICY
    return judge(
        after_sale,
        order,
        shipped_at(works, parcels),
        settings.return_policies,
        zone=ZoneInfo(time_zone(settings, case.store)),
        reason=case.reason,
        photos=len(case.photos),
    )


def acts_for(after_sale: AfterSale | None, settings: Settings) -> frozenset[PlatformAct]:
    """Return what the platform takes from us about this very after-sale."""
    if after_sale is None or not _has_api(settings, after_sale.order.store):
        return frozenset()
    takes = CAPABILITIES[after_sale.order.platform]
    if after_sale.kind in takes.answered_kinds:
        return takes.case_acts
    return takes.case_acts - _YES_OR_NO


def may_offer(case: Case, settings: Settings) -> bool:
    """Tell whether a rule of the settings lets something be offered at this store."""
    return any(not rule.stores or case.store in rule.stores for rule in settings.offers)


def time_zone(settings: Settings, store: str) -> str:
    """Return the store's clock; the usual one of a store that is no longer in the settings."""
    return next((one.time_zone for one in settings.stores if one.id == store), "Asia/Shanghai")


def _has_api(settings: Settings, store: str) -> bool:
    return any(one.id == store and one.api_url for one in settings.stores)
