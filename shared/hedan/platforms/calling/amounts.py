"""Money as platforms write it, decimal text in a currency, into integer minor units."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from hedan.domain.currencies import decimals_of

# No order costs more; a number without end would only cost memory.
AMOUNT_MAX = Decimal(10) ** 15


def _decimal(value: object) -> object:
    if isinstance(value, float | bool):
        raise ValueError("not exact")
    return Decimal(0) if value == "" else value


Amount = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=AMOUNT_MAX)]
SignedAmount = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=-AMOUNT_MAX, le=AMOUNT_MAX)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units of its currency.

    Digits beyond the currency's own come from a shop's own calculation of tax: rounded half up.
    """
    factor = Decimal(10) ** decimals_of(currency)
    return int((amount * factor).to_integral_value(ROUND_HALF_UP))
