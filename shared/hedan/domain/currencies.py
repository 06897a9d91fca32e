"""Minor units as people write them: currencies differ in how many decimals they have."""

from decimal import Decimal
from typing import Final

# ISO 4217: how many decimals a currency has, where that is not two.
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"
_DECIMALS: Final = {
    currency: decimals
    for currencies, decimals in ((_NONE, 0), (_THREE, 3), (_FOUR, 4))
    for currency in currencies.split()
}
_USUAL_DECIMALS: Final = 2


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has; two where it is not known."""
    return _DECIMALS.get(currency, _USUAL_DECIMALS)


def amount_shown(minor: int, currency: str) -> str:
    """Return an amount of minor units with its currency: 59.90 CNY; without one where none is."""
    return f"{Decimal(minor).scaleb(-decimals_of(currency)):f} {currency}".rstrip()
