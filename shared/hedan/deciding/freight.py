"""What a parcel costs, by the carriers' price tables in the settings."""

from collections.abc import Iterable

from hedan.domain.checks.regions import covering
from hedan.domain.orders import Receiver
from hedan.domain.planning.rules import Price
from hedan.settings import CarrierSettings, RegionPrice


def price_by(carriers: Iterable[CarrierSettings]) -> Price:
    """Return what tells the freight of a parcel by its carrier's code, receiver and weight."""
    known = {carrier.code: carrier for carrier in carriers}

    def price(code: str, receiver: Receiver, grams: int) -> int | None:
        carrier = known.get(code)
        return freight_minor(carrier, receiver, grams) if carrier else None

    return price


def freight_minor(carrier: CarrierSettings, receiver: Receiver, grams: int) -> int | None:
    """Return the price of one parcel in minor units, or None when the table has none for it."""
    price = _price(carrier.prices, receiver)
    if price is None:
        return None
    over = max(0, grams - price.first_grams)
    return price.first_minor + -(-over // price.next_grams) * price.next_minor


def _price(prices: Iterable[RegionPrice], receiver: Receiver) -> RegionPrice | None:
    """The first that names the region counts before the one for everywhere else."""
    elsewhere = None
    for price in prices:
        if covering(price.regions, receiver):
            return price
        if not price.regions and elsewhere is None:
            elsewhere = price
    return elsewhere
