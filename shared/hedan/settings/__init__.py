"""The seller's settings: one model, whatever door they came through. Secrets are never in here."""

from hedan.settings.aftersales import (
    AutoAnswer,
    CaseReason,
    CaseSettings,
    OfferRule,
    ReturnPolicy,
)
from hedan.settings.carriers import CarrierSettings, RegionPrice
from hedan.settings.goods import (
    ListingPart,
    ListingSettings,
    SkuSettings,
    Source,
    StockPlaceSettings,
)
from hedan.settings.model import Settings
from hedan.settings.packing import InsertSettings, PackageSettings
from hedan.settings.people import BlockedBuyer, Contact, OwnText
from hedan.settings.running import PublishRules, StopSettings
from hedan.settings.stores import (
    LIMIT_BY_API,
    LIMIT_BY_SHEETS,
    StoreSettings,
    SupplierSettings,
)
from hedan.settings.supplying import (
    AgreedPrice,
    CarrierName,
    NumberSettings,
    TemplateColumn,
    WorkbookTemplate,
)
from hedan.settings.telling import RobotSettings

__all__ = [
    "LIMIT_BY_API",
    "LIMIT_BY_SHEETS",
    "AgreedPrice",
    "AutoAnswer",
    "BlockedBuyer",
    "CarrierName",
    "CarrierSettings",
    "CaseReason",
    "CaseSettings",
    "Contact",
    "InsertSettings",
    "ListingPart",
    "ListingSettings",
    "NumberSettings",
    "OfferRule",
    "OwnText",
    "PackageSettings",
    "PublishRules",
    "RegionPrice",
    "ReturnPolicy",
    "RobotSettings",
    "Settings",
    "SkuSettings",
    "Source",
    "StockPlaceSettings",
    "StopSettings",
    "StoreSettings",
    "SupplierSettings",
    "TemplateColumn",
    "WorkbookTemplate",
]
