"""What is sold: SKUs, what listed items are in SKUs, where the goods lie."""

from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    Field,
    NonNegativeInt,
    PositiveInt,
    StringConstraints,
    model_validator,
)

from hedan.domain.base import Frozen, Sku, StoreId, SupplierId
from hedan.domain.parts import PIECES_PER_LINE_MAX
from hedan.settings.values import Named

KnownSku = Annotated[Sku, StringConstraints(min_length=1)]


class Source(Frozen):
    """One of several suppliers of a SKU, and its share of the lines beside the others."""

    supplier: SupplierId
    share: Annotated[int, Field(ge=1, le=1000)] = 1


class SkuSettings(Frozen):
    """One thing the seller sells."""

    sku: KnownSku
    name: Named
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
    volume_ml: NonNegativeInt = 0  # 0: not known.
    category: str = ""
    shelf: str = ""  # Where the packer finds it.
    package: str = ""  # Its code among the packages; empty: any.
    available_from: AwareDatetime | None = None  # Presale or on its way: not to be had before.
    sources: tuple[Source, ...] = ()  # Empty: its supplier alone.


class ListingPart(Frozen):
    """Units of one SKU in a listed item."""

    sku: KnownSku
    quantity: PositiveInt = 1
    weight: NonNegativeInt = 1  # Its share of the price beside the other parts, per unit.


class ListingSettings(Frozen):
    """What a listed item of a platform is in SKUs of ours: a renaming, or a combo 组合."""

    store: StoreId | None = None  # None: in every store.
    code: str = ""  # The seller's code at the platform,
    sku_id: str = ""  # or the platform's own id of the SKU, where there is no code.
    parts: Annotated[tuple[ListingPart, ...], Field(min_length=1, max_length=PIECES_PER_LINE_MAX)]

    @model_validator(mode="after")
    def _is_found_by_something(self) -> Self:
        if not (self.code or self.sku_id):
            raise ValueError("a listed item needs a code or a sku_id to be found by")
        return self


class StockPlaceSettings(Frozen):
    """Where goods lie: a supplier's warehouse or the seller's own."""

    id: SupplierId
    name: Named
    supplier: SupplierId
