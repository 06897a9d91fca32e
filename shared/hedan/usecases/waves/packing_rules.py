"""What parcels are packed by: the packages, the inserts and the SKUs of the settings."""

from hedan.domain.packing import PackingRules
from hedan.settings import Settings


def packing_rules(settings: Settings) -> PackingRules:
    """Return everything that decides how goods are packed."""
    return PackingRules(
        skus={sku.sku: sku for sku in settings.skus},
        packages=settings.packages,
        inserts=settings.inserts,
    )
