"""Our carrier codes in a platform's words, and how a shipment falls apart into orders."""

from collections.abc import Mapping, Sequence

from hedan.errors import PlatformRejected
from hedan.platforms.platform import ShipLine, Shipment
from hedan.settings import CarrierSettings


def ours(sub_code: str, message: str) -> PlatformRejected:
    """Say no before or instead of the platform."""
    return PlatformRejected("hedan", sub_code, message)


class CarrierCodes:
    """What one platform calls the carriers of the settings."""

    def __init__(self, platform: str, carriers: Sequence[CarrierSettings]) -> None:
        self._platform = platform
        codes = ((carrier.code, carrier.platform_codes.get(platform)) for carrier in carriers)
        self._codes: Mapping[str, str] = {code: theirs for code, theirs in codes if theirs}

    def of(self, carrier: str) -> str:
        """Return the platform's code. Raises PlatformRejected where the settings give none."""
        code = self._codes.get(carrier)
        if code is None:
            raise ours(
                "carrier-unmapped",
                f"the settings give carrier '{carrier}' no code for {self._platform}",
            )
        return code


def by_order(shipment: Shipment) -> dict[str, tuple[ShipLine, ...]]:
    """Return the shipment's lines by order id, in their order."""
    found: dict[str, tuple[ShipLine, ...]] = {}
    for line in shipment.lines:
        order_id = line.order.order_id
        found[order_id] = (*found.get(order_id, ()), line)
    if not found:
        raise ValueError(f"{shipment.request_id}: a shipment without lines")
    return found
