"""拆单: when lines of one order, or of one buyer, travel in several parcels."""

from typing import Annotated

from pydantic import Field, PositiveInt

from hedan.domain.base import Frozen

Category = Annotated[str, Field(min_length=1, max_length=64)]


class SplitRules(Frozen):
    """What one parcel may hold. None: no limit. Weights and volumes that nobody knows count 0."""

    weight_grams_max: PositiveInt | None = None
    volume_ml_max: PositiveInt | None = None
    value_minor_max: PositiveInt | None = None
    categories_apart: tuple[Category, ...] = ()  # Each of these travels with its own kind only.
    by_stock_place: bool = True  # Goods that lie in two places never share a parcel.
    by_date: bool = True  # What may not leave yet waits alone, and the rest goes.
    # Of an order that lacks stock for some of its lines the others go; else all of it waits.
    send_what_is_there: bool = False


class PlatformLimits(Frozen):
    """What a platform can show of parcels: known before a split, not found at the upload."""

    parcels_per_order_max: PositiveInt | None = None
    units_per_parcel_max: PositiveInt | None = None
    # Lines of one SKU of one order under two numbers cannot be shown.
    same_sku_one_parcel: bool = False
    # Its address ids and buyer ids mean the same in every store of one owner.
    ids_compare_across_stores: bool = False
    # It gives the address as it is written, so that it can be compared.
    clear_text: bool = False
    # Where its stores and most of its buyers are; empty: all over the world, nothing is abroad.
    home_country: str = ""
