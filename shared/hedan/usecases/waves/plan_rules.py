"""What waves are planned by: the settings, and what each platform can show of parcels."""

from hedan.deciding.freight import price_by
from hedan.domain.planning.rules import PlanRules
from hedan.platforms.registry import CAPABILITIES
from hedan.settings import Settings


def plan_rules(settings: Settings) -> PlanRules:
    """Return everything that decides a plan beside its lines."""
    return PlanRules(
        merge=settings.merge,
        split=settings.split,
        limits={name: one.limits for name, one in CAPABILITIES.items()},
        price=price_by(settings.carriers),
    )
