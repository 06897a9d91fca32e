"""The seller's settings: one model, whatever door they came through. Secrets are never in here."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from hedan.domain.base import Frozen, Id, PlatformName, Sku, StoreId, SupplierId
from hedan.domain.checks import CheckRules
from hedan.domain.classes import ClassRules
from hedan.domain.findings import Post
from hedan.domain.plan import MergeRules
from hedan.domain.rules import Rule


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
    refused_regions: tuple[str, ...] = ()  # Where it does not ship to: see the carriers'.
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
    on_sale: bool = True
    cost_minor: NonNegativeInt | None = None  # What a unit costs the seller; None: not known.
    price_min_minor: NonNegativeInt | None = None  # What a unit may sell for.
    price_max_minor: NonNegativeInt | None = None
    weight_grams: NonNegativeInt = 0  # 0: not known.
    stock_place: SupplierId | None = None


class ListingPart(Frozen):
    """Units of one SKU in a listed item."""

    sku: Annotated[Sku, Field(min_length=1)]
    quantity: PositiveInt = 1
    weight: NonNegativeInt = 1  # Its share of the price beside the other parts, per unit.


class ListingSettings(Frozen):
    """What a listed item of a platform is in SKUs of ours: a renaming, or a combo 组合."""

    store: StoreId | None = None  # None: in every store.
    code: str = ""  # The seller's code at the platform,
    sku_id: str = ""  # or the platform's own id of the SKU, where there is no code.
    parts: Annotated[tuple[ListingPart, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _is_found_by_something(self) -> Self:
        if not (self.code or self.sku_id):
            raise ValueError("a listed item needs a code or a sku_id to be found by")
        return self


class StockPlaceSettings(Frozen):
    """Where goods lie: a supplier's warehouse or the seller's own."""

    id: SupplierId
    name: str
    supplier: SupplierId


class RegionPrice(Frozen):
    """What a parcel costs: the first weight, and each further one."""

    regions: tuple[str, ...] = ()  # Provinces or countries; empty: everywhere else.
    first_grams: PositiveInt = 1000
    first_minor: NonNegativeInt
    next_grams: PositiveInt = 1000
    next_minor: NonNegativeInt = 0


class CarrierSettings(Frozen):
    """A carrier by the names that suppliers write and the code that platforms want."""

    code: Id  # Ours.
    name: str
    aliases: tuple[str, ...] = ()
    number_pattern: Regex
    platform_codes: dict[PlatformName, str]
    refused_regions: tuple[str, ...] = ()  # 新疆, 西藏自治区, 广东省深圳市, US
    prices: tuple[RegionPrice, ...] = ()


class BlockedBuyer(Frozen):
    """A buyer whose orders a person looks at, with why and how long."""

    buyer_id: str = ""  # The platform's id of the buyer, or
    address_id: str = ""  # of the address.
    store: StoreId | None = None  # None: in every store.
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    until: date | None = None  # The last day on which it counts, in the store's zone.

    @model_validator(mode="after")
    def _is_found_by_something(self) -> Self:
        if not (self.buyer_id or self.address_id):
            raise ValueError("a blocked buyer needs a buyer_id or an address_id")
        return self


class Contact(Frozen):
    """Somebody of the team."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    post: Post
    email: str = ""
    phone: str = ""
    language: Literal["zh", "en"] = "zh"


class OwnText(Frozen):
    """A text of the seller's own in place of ours, in both languages."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-zA-Z0-9_.]{1,63}$")]
    zh: str
    en: str


class PublishRules(Frozen):
    """What has to happen before rules are put in force."""

    dry_run_days: Annotated[int, Field(ge=1, le=90)] = 7
    four_eyes_publish: bool = False  # Somebody else approves settings,
    four_eyes_release: bool = False  # and every release of a hold that forbids shipping.


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
    listings: tuple[ListingSettings, ...] = ()
    stock_places: tuple[StockPlaceSettings, ...] = ()
    carriers: tuple[CarrierSettings, ...] = ()
    checks: CheckRules = CheckRules()
    merge: MergeRules = MergeRules()
    classes: ClassRules = ClassRules()
    stop: StopSettings = StopSettings()
    blocked_buyers: tuple[BlockedBuyer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    texts: tuple[OwnText, ...] = ()
    rules: tuple[Rule, ...] = ()
    publish: PublishRules = PublishRules()

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        for what, names in (
            ("store", [store.id for store in self.stores]),
            ("supplier", [supplier.id for supplier in self.suppliers]),
            ("SKU", [sku.sku for sku in self.skus]),
            ("carrier", [carrier.code for carrier in self.carriers]),
            ("stock place", [place.id for place in self.stock_places]),
            ("rule", [rule.id for rule in self.rules]),
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
