"""The seller's settings: one model, whatever door they came through. Secrets are never in here."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, model_validator

from hedan.domain.base import Frozen, Id, PlatformName, Sku, StoreId, SupplierId
from hedan.domain.checks import CheckRules
from hedan.domain.classes import ClassRules
from hedan.domain.plan import MergeRules


def _is_regex(text: str) -> str:
    re.compile(text)
    return text


Regex = Annotated[str, AfterValidator(_is_regex)]


LIMIT_BY_API = timedelta(minutes=30)
LIMIT_BY_SHEETS = timedelta(hours=36)  # Sheets come once a day, and not at the same minute.


class StoreSettings(Frozen):
    """One shop on one platform."""

    id: StoreId
    platform: PlatformName
    name: str
    shop_id: Id  # The platform's own number of the shop.
    api_url: str = ""  # Empty: the store has no API, its orders come as files.
    calls_per_second: PositiveFloat = 5.0
    poll_minutes: PositiveInt = 5
    time_zone: str = "Asia/Shanghai"  # Whose midnight ends the store's day.
    # How old the knowledge of after-sales may be before claims and uploads of the store wait.
    # None: half an hour with an API, a day and a half where sheets tell of them.
    after_sales_minutes: PositiveInt | None = None
    options: Mapping[str, str] = {}  # What only its platform knows: see the platform's table.
    link_days: PositiveInt = 30  # How long a link to the store's page works.
    link_generation: PositiveInt = 1  # Count up to make every older link void.

    @property
    def after_sales_limit(self) -> timedelta:
        """How old the knowledge of after-sales may be."""
        if self.after_sales_minutes is not None:
            return timedelta(minutes=self.after_sales_minutes)
        return LIMIT_BY_API if self.api_url else LIMIT_BY_SHEETS


class SupplierSettings(Frozen):
    """Who makes and ships; the seller's own warehouse is a supplier too."""

    id: SupplierId
    name: str
    language: Literal["zh", "en"] = "zh"
    warehouse: str = "main"
    email: str = ""
    time_zone: str = "Asia/Shanghai"
    cut_offs: tuple[Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")], ...] = ()
    link_days: PositiveInt = 30  # How long a link to the supplier's page works.
    link_generation: PositiveInt = 1  # Count up to make every older link void.


class SkuSettings(Frozen):
    """One thing the seller sells."""

    sku: Sku
    name: str
    supplier: SupplierId
    fixed_packing: bool = False  # Travels in its own box, alone.
    tracks_stock: bool = False  # Off: the factory makes what is ordered.
    quantity_max: PositiveInt | None = None


class CarrierSettings(Frozen):
    """A carrier by the names that suppliers write and the code that platforms want."""

    code: Id  # Ours.
    name: str
    aliases: tuple[str, ...] = ()
    number_pattern: Regex
    platform_codes: dict[PlatformName, str]


class StopSettings(Frozen):
    """How long a stop waits at each level before it becomes louder."""

    reminder_seconds: PositiveInt = 600
    escalation_seconds: PositiveInt = 600


class Settings(Frozen):
    """Everything the seller decides."""

    version: int = 0
    language: Literal["zh", "en"] = "zh"
    stores: Annotated[tuple[StoreSettings, ...], Field(min_length=1)]
    suppliers: Annotated[tuple[SupplierSettings, ...], Field(min_length=1)]
    skus: tuple[SkuSettings, ...] = ()
    carriers: tuple[CarrierSettings, ...] = ()
    checks: CheckRules = CheckRules()
    merge: MergeRules = MergeRules()
    classes: ClassRules = ClassRules()
    stop: StopSettings = StopSettings()

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        for what, names in (
            ("store", [store.id for store in self.stores]),
            ("supplier", [supplier.id for supplier in self.suppliers]),
            ("SKU", [sku.sku for sku in self.skus]),
            ("carrier", [carrier.code for carrier in self.carriers]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} named twice: {', '.join(twice)}")
        known = {supplier.id for supplier in self.suppliers}
        for sku in self.skus:
            if sku.supplier not in known:
                raise ValueError(f"SKU {sku.sku}: no supplier '{sku.supplier}'")
        return self

    def store(self, store_id: str) -> StoreSettings:
        """Return one store. Raises KeyError when there is none of that id."""
        return {store.id: store for store in self.stores}[store_id]

    def supplier(self, supplier_id: str) -> SupplierSettings:
        """Return one supplier. Raises KeyError when there is none of that id."""
        return {supplier.id: supplier for supplier in self.suppliers}[supplier_id]

    def sku(self, code: str) -> SkuSettings | None:
        """Return what the seller says about a SKU, or None: an unknown SKU is a finding."""
        return next((s for s in self.skus if s.sku == code), None)

    def carrier(self, code: str) -> CarrierSettings | None:
        """Return one carrier by its code, or None."""
        return next((c for c in self.carriers if c.code == code), None)
