"""Which policy of the seller's a case falls under, and whether it keeps within it.

A judgement advises: it moves no money and no goods, and it never touches a fence.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.after_sales import AfterSale, AfterSaleKind
from hedan.domain.base import Frozen
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel

type Payer = Literal["seller", "buyer", "platform"]


class Policy(Protocol):
    """A policy as judging sees it: settings/aftersales.py says what its fields mean."""

    @property
    def id(self) -> str: ...
    @property
    def kinds(self) -> Collection[AfterSaleKind]: ...
    @property
    def stores(self) -> Collection[str]: ...
    @property
    def skus(self) -> Collection[str]: ...
    @property
    def reasons(self) -> Collection[str]: ...
    @property
    def window_days(self) -> int | None: ...
    @property
    def photos(self) -> int: ...
    @property
    def freight(self) -> Payer: ...


class Judgement(Frozen):
    """Under which policy a case falls, and what of it it keeps."""

    policy: str = ""  # Its id; empty: none of the seller's policies is for such a case.
    is_in_time: bool = False
    freight: Payer | None = None  # Who pays the way back.
    asked_by: AwareDatetime | None = None  # The case had to be asked for before; None: any time.
    days_left: int | None = None  # Whole days of the window that were left then; below 0: too late.
    photos_missing: NonNegativeInt = 0

    @property
    def fits(self) -> bool:
        """Whether the seller's own words allow it as it stands."""
        return bool(self.policy) and self.is_in_time and not self.photos_missing


NO_POLICY = Judgement()


def judge(
    after_sale: AfterSale,
    order: Order,
    shipped_at: datetime | None,
    policies: Iterable[Policy],
    *,
    zone: ZoneInfo,
    reason: str = "",
    photos: int = 0,
) -> Judgement:
    """Judge a case by the first policy whose conditions fit it.

    shipped_at: when the goods left; None: they have not, or nobody told us when, and no window is
    looked at. zone: the store's clock. reason: what really was wrong, by a code of the settings;
    photos: how many pictures there are.
    """
    skus = _skus(after_sale, order)
    for policy in policies:
        if _is_for(policy, after_sale, skus, reason):
            return _judged(policy, after_sale, shipped_at, zone, photos)
    return NO_POLICY


def window_end(shipped_at: datetime, window_days: int, zone: ZoneInfo) -> datetime:
    """Return the instant before which a case must be asked for.

    The day of shipping does not count; then so many whole days by the store's clock.
    """
    behind = shipped_at.astimezone(zone).date() + timedelta(days=window_days + 1)
    return datetime.combine(behind, time(), zone)


def shipped_at(lines: Iterable[LineWork], parcels: Mapping[str, Parcel]) -> datetime | None:
    """Return when the last of these lines left, as far as we know; None: none did.

    The carrier's first scan counts, else when the platform took the number.
    """
    of_lines = (parcels.get(line.parcel_id or "") for line in lines)
    left = (parcel.scanned_at or parcel.accepted_at for parcel in of_lines if parcel)
    return max((at for at in left if at), default=None)


def _skus(after_sale: AfterSale, order: Order) -> frozenset[str]:
    """Return the SKUs that the case names; a line that the order does not have is none of ours."""
    known = {line.line_id: line.sku for line in order.lines}
    return frozenset(known.get(line.line_id, "") for line in after_sale.lines)


def _is_for(policy: Policy, after_sale: AfterSale, skus: frozenset[str], reason: str) -> bool:
    """Tell whether every condition fits; a policy for some SKUs is for no case with others."""
    return (
        (not policy.kinds or after_sale.kind in policy.kinds)
        and (not policy.stores or after_sale.order.store in policy.stores)
        and (not policy.skus or (bool(skus) and skus <= frozenset(policy.skus)))
        and (not policy.reasons or reason in policy.reasons)
    )


def _judged(
    policy: Policy,
    after_sale: AfterSale,
    shipped: datetime | None,
    zone: ZoneInfo,
    photos: int,
) -> Judgement:
    found = Judgement(
        policy=policy.id,
        is_in_time=True,
        freight=policy.freight,
        photos_missing=max(0, policy.photos - photos),
    )
    if shipped is None or policy.window_days is None:
        return found
    end = window_end(shipped, policy.window_days, zone)
    left = (end.date() - after_sale.asked_at.astimezone(zone).date()).days - 1
    return found.but(is_in_time=after_sale.asked_at < end, asked_by=end, days_left=left)
