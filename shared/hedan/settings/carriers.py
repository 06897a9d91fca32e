"""Who carries parcels, under which names, where to, and what it costs."""

from collections.abc import Mapping

from pydantic import NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, PlatformName
from hedan.domain.tracking_numbers import CheckDigit
from hedan.settings.values import Named, Regex, Region


class RegionPrice(Frozen):
    """What a parcel costs: the first weight, and each further one."""

    regions: tuple[Region, ...] = ()  # Provinces or countries; empty: everywhere else.
    first_grams: PositiveInt = 1000
    first_minor: NonNegativeInt
    next_grams: PositiveInt = 1000
    next_minor: NonNegativeInt = 0


class CarrierSettings(Frozen):
    """A carrier by the names that suppliers write and the code that platforms want."""

    code: Id  # Ours.
    name: Named
    aliases: tuple[Named, ...] = ()
    number_pattern: Regex
    prefixes: tuple[Named, ...] = ()  # A number begins with one of these; empty: with anything.
    lengths: tuple[PositiveInt, ...] = ()  # So many characters; empty: any number.
    check_digit: CheckDigit = CheckDigit.NONE
    platform_codes: Mapping[PlatformName, Named] = {}
    refused_regions: tuple[Region, ...] = ()
    prices: tuple[RegionPrice, ...] = ()
