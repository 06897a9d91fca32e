"""Our carrier codes in a platform's words."""

from collections.abc import Mapping, Sequence

from hedan.platforms.calling.refusals import ours
from hedan.settings import CarrierSettings


class CarrierCodes:
    """What one platform calls the carriers of the settings."""

    def __init__(self, platform: str, carriers: Sequence[CarrierSettings]) -> None:
        self._platform = platform
        codes = ((carrier.code, carrier.platform_codes.get(platform)) for carrier in carriers)
        self._codes: Mapping[str, str] = {code: theirs for code, theirs in codes if theirs}

    def of(self, carrier: str) -> str:
        """Return the platform's code. Raises PlatformRejected where the settings give none."""
        code = self.find(carrier)
        if code is None:
            raise ours(
                "carrier-unmapped",
                f"the settings give carrier '{carrier}' no code for {self._platform}",
            )
        return code

    def find(self, carrier: str) -> str | None:
        """Return the platform's code, None where the settings give none."""
        return self._codes.get(carrier)
