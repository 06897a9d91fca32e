"""Everything the seller decides, in one model."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hedan.domain.base import Frozen
from hedan.domain.checks import CheckRules
from hedan.domain.classes import ClassRules
from hedan.domain.merging import MergeRules
from hedan.domain.rules import Rule
from hedan.domain.splitting import SplitRules
from hedan.settings.aftersales import (
    AutoAnswer,
    CaseReason,
    CaseSettings,
    OfferRule,
    ReturnPolicy,
)
from hedan.settings.carriers import CarrierSettings
from hedan.settings.goods import ListingSettings, SkuSettings, StockPlaceSettings
from hedan.settings.packing import InsertSettings, PackageSettings
from hedan.settings.people import BlockedBuyer, Contact, OwnText
from hedan.settings.running import PublishRules, StopSettings
from hedan.settings.stores import StoreSettings, SupplierSettings
from hedan.settings.supplying import (
    AgreedPrice,
    CarrierName,
    NumberSettings,
    WorkbookTemplate,
)
from hedan.settings.telling import RobotSettings


class Settings(Frozen):
    """What the seller decides. What names must lead to is asked by settings/problems.py too."""

    version: int = 0
    language: Literal["zh", "en"] = "zh"
    stores: Annotated[tuple[StoreSettings, ...], Field(min_length=1)]
    suppliers: Annotated[tuple[SupplierSettings, ...], Field(min_length=1)]
    skus: tuple[SkuSettings, ...] = ()
    listings: tuple[ListingSettings, ...] = ()
    stock_places: tuple[StockPlaceSettings, ...] = ()
    carriers: tuple[CarrierSettings, ...] = ()
    checks: CheckRules = CheckRules()
    numbers: NumberSettings = NumberSettings()
    workbooks: tuple[WorkbookTemplate, ...] = ()
    agreed_prices: tuple[AgreedPrice, ...] = ()
    carrier_names: tuple[CarrierName, ...] = ()
    packages: tuple[PackageSettings, ...] = ()
    inserts: tuple[InsertSettings, ...] = ()
    merge: MergeRules = MergeRules()
    split: SplitRules = SplitRules()
    classes: ClassRules = ClassRules()
    stop: StopSettings = StopSettings()
    cases: CaseSettings = CaseSettings()
    return_policies: tuple[ReturnPolicy, ...] = ()
    auto_answers: tuple[AutoAnswer, ...] = ()
    offers: tuple[OfferRule, ...] = ()
    case_reasons: tuple[CaseReason, ...] = ()
    robots: tuple[RobotSettings, ...] = ()
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
            ("package", [package.code for package in self.packages]),
            ("insert", [insert.code for insert in self.inserts]),
            ("return policy", [policy.id for policy in self.return_policies]),
            ("automatic answer", [answer.id for answer in self.auto_answers]),
            ("offer", [offer.id for offer in self.offers]),
            ("case reason", [reason.code for reason in self.case_reasons]),
            ("robot", [robot.id for robot in self.robots]),
        ):
            twice = sorted(name for name, times in Counter(names).items() if times > 1)
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

    def template(self, supplier_id: str) -> WorkbookTemplate:
        """Return how a supplier's workbook looks: its own template, or the usual one."""
        own = (one for one in self.workbooks if one.supplier == supplier_id)
        return next(own, WorkbookTemplate(supplier=supplier_id))

    def carrier(self, code: str) -> CarrierSettings | None:
        """Return one carrier by its code, or None."""
        return next((c for c in self.carriers if c.code == code), None)
