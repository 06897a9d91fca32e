"""What this seller sells, through whom, and by which rules: few goods, so that orders meet."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hedan.domain.checks import CheckRules
from hedan.domain.merging import MergeRules
from hedan.domain.rules import AddGift, Rule
from hedan.domain.splitting import SplitRules
from hedan.settings import (
    CarrierSettings,
    ListingSettings,
    Settings,
    SkuSettings,
    StoreSettings,
    SupplierSettings,
)
from hedan.settings.carriers import RegionPrice
from hedan.settings.goods import ListingPart, Source
from hedan.settings.packing import InsertSettings, PackageSettings

START = datetime(2026, 10, 1, 4, tzinfo=UTC)
# Two stores of one owner on a platform whose ids compare, and one where abroad means something.
EAST, WEST, CUPS = "bowl-east", "bowl-west", "cup-shop"
PLATFORMS = {EAST: "mall", WEST: "mall", CUPS: "doudian"}
SUPPLIERS = ("factory-a", "factory-b")
FIRST_GIFT, FIRST_PER_DAY = "PIN", 2
SHARED = "MUG"
SOURCES = (Source(supplier="factory-a", share=7), Source(supplier="factory-b", share=3))
COMBO = {"CUP": 1, "BOX": 2}
ARRIVES = START + timedelta(hours=30)
CAP = 2  # Parcels that factory-a takes in a day, where it has a limit.
SKUS = (
    SkuSettings(sku="CUP", name="杯", supplier="factory-a", tracks_stock=True, weight_grams=300),
    SkuSettings(sku="MUG", name="马克杯", supplier="factory-a", sources=SOURCES),
    SkuSettings(sku="BRUSH", name="刷", supplier="factory-b", fixed_packing=True, package="carton"),
    SkuSettings(sku="LAMP", name="灯", supplier="factory-a", available_from=ARRIVES),
    SkuSettings(sku="BOX", name="盒", supplier="factory-a", tracks_stock=True, category="paper"),
    SkuSettings(sku="PIN", name="徽章", supplier="factory-a", tracks_stock=True),
    SkuSettings(sku="BOW", name="蝴蝶结", supplier="factory-a"),
    SkuSettings(sku="BAG", name="袋", supplier="factory-a"),
)
COUNTED = tuple(sku.sku for sku in SKUS if sku.tracks_stock)
RULES = tuple(
    Rule(id=rule_id, author="li", when=when, then=(gift,))
    for rule_id, when, gift in (
        ("first", "true", AddGift(sku=FIRST_GIFT, first_per_day=FIRST_PER_DAY)),
        ("ladder-1", "order.units >= 4", AddGift(sku="BOW", exclusive="units")),
        ("ladder-2", "order.units >= 2", AddGift(sku="BAG", exclusive="units")),
    )
)


class Temper(NamedTuple):
    """What differs from shop to shop."""

    across_stores: bool = False
    window_minutes: int = 0
    orders_max: int = 20
    value_max: int | None = None  # Of a parcel.
    capped: bool = False  # Whether factory-a takes only so many parcels in a day.
    in_parts: bool = False  # Whether what is there goes first.
    falls_back: bool = False  # Whether factory-b takes over from factory-a.
    ruled: bool = False  # Whether there are gifts of rules.
    eager: bool = False  # Whether factory-a takes lines before its cut-off.


def settings_of(temper: Temper) -> Settings:
    """Return the settings of such a shop."""
    return Settings(
        stores=tuple(_store(store, platform) for store, platform in PLATFORMS.items()),
        suppliers=(
            SupplierSettings(
                id="factory-a",
                name="A",
                wave_at_parcels=3 if temper.eager else None,
                urgent_hours=6 if temper.eager else None,
                daily_parcels_max=CAP if temper.capped else None,
                fall_back="factory-b" if temper.falls_back else None,
                silent_minutes=120 if temper.falls_back else None,
            ),
            SupplierSettings(id="factory-b", name="B"),
        ),
        skus=SKUS,
        listings=(
            ListingSettings(
                code="SET",
                parts=tuple(
                    ListingPart(sku=sku, quantity=count, weight=3 if sku == "CUP" else 1)
                    for sku, count in COMBO.items()
                ),
            ),
        ),
        carriers=(
            CarrierSettings(
                code="zto",
                name="中通",
                number_pattern=r"\d{6,}",
                platform_codes={"doudian": "zto", "mall": "zto"},
                prices=(RegionPrice(first_minor=800, next_minor=200),),
            ),
        ),
        packages=(PackageSettings(code="carton", name="纸箱", rank=1, cost_minor=200),),
        inserts=(InsertSettings(code="card", name="谢卡", cost_minor=10),),
        checks=CheckRules(duplicate_hours=0),
        merge=MergeRules(
            window_minutes=temper.window_minutes,
            orders_max=temper.orders_max,
            across_stores=temper.across_stores,
        ),
        split=SplitRules(value_minor_max=temper.value_max, send_what_is_there=temper.in_parts),
        rules=RULES if temper.ruled else (),
    )


def _store(store: str, platform: str) -> StoreSettings:
    return StoreSettings(
        id=store,
        platform=platform,
        name=store,
        shop_id="1",
        api_url=f"https://{platform}.example.com",
        owner="li",
    )
