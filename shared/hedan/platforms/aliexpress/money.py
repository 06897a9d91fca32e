"""AliExpress' amounts in minor units of one order's currency; never through a float."""

from collections.abc import Sequence
from decimal import Decimal

from hedan.domain.currencies import decimals_of
from hedan.errors import Malformed
from hedan.platforms.aliexpress.payloads import Money


def factor_of(amounts: Sequence[Money]) -> int:
    """Return how many minor units make the whole in the currency of these amounts.

    Where none of them tells its cent_factor, it is the currency's own.
    """
    told = next((money.cent_factor for money in amounts if money.cent_factor), None)
    if told is not None:
        return told
    code = next((money.code for money in amounts if money.code), "")
    return int(10 ** decimals_of(code))


def minor_of(money: Money, factor: int, place: str) -> int:
    """Return an amount in minor units. Raises Malformed where there is none, or a broken one."""
    if money.cent is not None and money.cent_factor in (None, factor):
        return money.cent
    if money.amount is None:
        raise Malformed(f"{place}: no amount")
    return in_minor(money.amount, factor, place)


def in_minor(amount: Decimal, factor: int, place: str) -> int:
    """Return a decimal amount in minor units. Raises Malformed for a part of one."""
    minor = amount * factor
    if minor != minor.to_integral_value():
        raise Malformed(f"{place}: part of a minor unit")
    return int(minor)


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weight so that the parts make the whole; the first bear the rest."""
    whole = sum(weights)
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)]
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place)
    )
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts
