"""Every instant of the settings written in one way: the same content has the same hash."""

from datetime import UTC, datetime

from hedan.domain.rules import Action, AddGift, Period
from hedan.settings import Settings


def in_utc(settings: Settings) -> Settings:
    """Return settings that say the same, every instant of theirs in UTC."""
    return settings.but(
        skus=tuple(
            sku.but(available_from=_instant_in_utc(sku.available_from))
            if sku.available_from is not None
            else sku
            for sku in settings.skus
        ),
        rules=tuple(
            rule.but(
                then=tuple(map(_action_in_utc, rule.then)),
                active=tuple(map(_period_in_utc, rule.active)),
                excluded=tuple(map(_period_in_utc, rule.excluded)),
            )
            for rule in settings.rules
        ),
    )


def _action_in_utc(action: Action) -> Action:
    if isinstance(action, AddGift) and action.orders_from is not None:
        return action.but(orders_from=_instant_in_utc(action.orders_from))
    return action


def _period_in_utc(period: Period) -> Period:
    return Period(starts=_instant_in_utc(period.starts), ends=_instant_in_utc(period.ends))


def _instant_in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at  # At the ends of the calendar there is no such instant in UTC.
