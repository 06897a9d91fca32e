"""Where orders come from and who ships them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, StringConstraints

from hedan.domain.base import Frozen, Id, PlatformName, StoreId, SupplierId
from hedan.settings.values import Named, Region

LIMIT_BY_API = timedelta(minutes=30)
LIMIT_BY_SHEETS = timedelta(hours=36)  # Sheets come once a day, and not at the same minute.

OptionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Weekday = Annotated[int, Field(ge=1, le=7)]
CutOff = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class StoreSettings(Frozen):
    """One shop on one platform."""

    id: StoreId
    platform: PlatformName
    name: Named
    shop_id: Id  # The platform's own number of the shop.
    api_url: str = ""  # Empty: the store has no API, its orders come as files.
    calls_per_second: PositiveFloat = 5.0
    poll_minutes: PositiveInt = 5
    time_zone: Named = "Asia/Shanghai"  # Whose midnight ends the store's day.
    # How old the knowledge of after-sales may be before claims and uploads of the store wait.
    # None: half an hour with an API, a day and a half where sheets tell of them.
    after_sales_minutes: PositiveInt | None = None
    options: Mapping[OptionName, str] = {}  # What only its platform knows: its table says what.
    supplier: SupplierId | None = None  # Ships the whole store; None: each SKU's own.
    owner: str = ""  # Orders of two stores meet only if one owner has both.
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
    name: Named
    language: Literal["zh", "en"] = "zh"
    warehouse: Named = "main"
    email: str = ""
    time_zone: Named = "Asia/Shanghai"
    cut_offs: tuple[CutOff, ...] = ()
    workdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = (
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    )  # Monday: 1.
    holidays: tuple[date, ...] = ()  # By its clock: no wave goes, none of its lines is promised.
    wave_at_parcels: PositiveInt | None = None  # So many orders wait: a wave goes at once.
    urgent_hours: PositiveInt | None = None  # This near its deadline a line goes at once.
    daily_parcels_max: PositiveInt | None = None
    # Who takes over what it refuses, cannot take today, or has not looked at for so long.
    fall_back: SupplierId | None = None
    silent_minutes: PositiveInt | None = None
    # A parcel that left although a stop was told so long before is at its own cost; None: never.
    stop_grace_minutes: PositiveInt | None = None
    parcel_fee_minor: NonNegativeInt = 0  # What it gets for a parcel beside the goods.
    # Below this score it is passed over, where somebody falls back for it or shares its SKUs.
    score_min: Annotated[int, Field(ge=1, le=100)] | None = None
    pick_list: bool = True  # Its workbooks have a sheet for whoever walks along the shelves.
    refused_regions: tuple[Region, ...] = ()  # Where it does not ship to: see the carriers'.
    link_days: PositiveInt = 30  # How long a link to the supplier's page works.
    link_generation: PositiveInt = 1  # Count up to make every older link void.
