"""What the tests of notices and pages speak about: one stop, one parcel, one supplier."""

from datetime import UTC, datetime
from typing import Literal

from hypothesis import strategies as st

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.orders import Receiver
from hedan.domain.parcels import Parcel, ParcelLine, Tracking
from hedan.domain.stops import Stop, StopLine
from hedan.settings import Settings, StoreSettings, SupplierSettings

NOW = datetime(2026, 11, 11, 2, 30, tzinfo=UTC)
ORDER = OrderKey(platform="doudian", store="cups", order_id="6920847123456789012")
LINE = LineKey(order=ORDER, line_id="6920847123456789013")
LINK = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/k/factory-a.SQ84952M3DP3E.x1"

STOP = Stop(
    stop_id="SQ84952M3DP3E",
    after_sale_id="7012345678901234567",
    order=ORDER,
    store="cups",
    supplier="factory-a",
    parcel_id="P4K7Z9QW2M1XA",
    workbook="factory-a-000012",
    lines=(StopLine(key=LINE, name="马克杯", spec="红色", quantity=2),),
    asked_at=NOW,
    seen_at=NOW,
    fenced_at=NOW,
)

PARCEL = Parcel(
    parcel_id="P4K7Z9QW2M1XA",
    store="cups",
    supplier="factory-a",
    wave_id="W1",
    workbook="factory-a-000012",
    lines=(
        ParcelLine(
            key=LINE,
            sku="CUP-RED",
            name="马克杯",
            spec="红色",
            quantity=2,
            paid_minor=5980,
            is_gift=False,
        ),
    ),
    receiver=Receiver(
        address_id="A1",
        name="王**",
        phone="138****0000",
        province="江西省",
        city="景德镇市",
        district="珠山区",
        street="",
        detail="**",
    ),
    remarks=(),
    deadline=NOW,
    reasons=(),
    tracking=Tracking(carrier="sf", number="SF1234567890123"),
)

# Whatever a person, a platform or an attacker may have put into a name. Settings know no empty one.
FOREIGN = st.one_of(
    st.text(min_size=1, max_size=200),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '" onmouseover="alert(1)',
            "'><img src=x onerror=alert(1)>",
            "a\r\nBcc: everybody@example.com",
            "{place}{0}{link.__class__}",
            "\u202egnp.exe",
            "𠮷" * 60,
            "超长名字" * 80,
        ]
    ),
)
ORDER_IDS = st.from_regex(r"[^\s#]{1,128}", fullmatch=True)
ROWS = st.lists(st.integers(2, 100_001), max_size=40).map(tuple)
LANGUAGES: st.SearchStrategy[Literal["zh", "en"]] = st.sampled_from(["zh", "en"])
SUPPLIER_IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True)


def make_settings(
    language: Literal["zh", "en"] = "zh",
    *,
    supplier_id: str = "factory-a",
    supplier_name: str = "景德镇第一陶瓷厂",
    store_name: str = "小杯子旗舰店",
) -> Settings:
    """Return settings of one store and one supplier that both read this language."""
    store = StoreSettings(
        id="cups", platform="doudian", name=store_name, shop_id="1", api_url="https://api.example"
    )
    supplier = SupplierSettings(id=supplier_id, name=supplier_name, language=language)
    return Settings(language=language, stores=(store,), suppliers=(supplier,))
