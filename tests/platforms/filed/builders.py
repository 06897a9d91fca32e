"""A store without an API, and what is shipped from it."""

from hedan.domain.parcels import Tracking
from hedan.platforms.platform import ShipLine, Shipment
from hedan.settings import CarrierSettings, StoreSettings
from tests.domain.builders import order_key

ZTO = CarrierSettings(
    code="zto", name="中通快递", number_pattern=r"\d{6,}", platform_codes={"mall": "ZTO"}
)
LOCAL = CarrierSettings(code="local", name="同城", number_pattern=".+", platform_codes={})


def make_store(platform: str = "doudian", **options: str) -> StoreSettings:
    """Return a store without an API."""
    return StoreSettings(
        id="cup-shop", platform=platform, name="杯店", shop_id="1", options=options
    )


def make_shipment(
    *lines: tuple[str, str], number: str = "78001122334455", request_id: str = "P1"
) -> Shipment:
    """Return a parcel of these (order, line); one line of one order is all of it."""
    return Shipment(
        request_id=request_id,
        tracking=Tracking(carrier="zto", number=number),
        lines=tuple(
            ShipLine(order=order_key(order), line_id=line, quantity=1) for order, line in lines
        ),
        whole_order=len(lines) == 1,
    )
