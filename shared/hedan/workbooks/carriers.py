"""From what a supplier wrote to a carrier of the settings and its number, or why not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hedan.domain.check_digits import proves_itself
from hedan.domain.parcels import Tracking
from hedan.settings import CarrierSettings
from hedan.settings.supplying import CarrierName
from hedan.workbooks.headings import plain
from hedan.workbooks.rows import Language
from hedan.workbooks.texts import LOOKS_LIKE, refusal_text


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Why carrier and number are not taken."""

    code: str  # One of texts.REFUSALS.
    value: str
    likely: tuple[str, ...] = ()  # Names of the carriers that it may be.

    def message(self, language: Language) -> str:
        """Say what is wrong and what to do."""
        names = (", " if language == "en" else "、").join(self.likely)
        if self.code != "CARRIER_AMBIGUOUS" and names:
            names = LOOKS_LIKE[language].format(names=names)
        return refusal_text(self.code, language, value=self.value, more=names)


def recognise(
    carrier_text: str,
    number_text: str,
    carriers: Sequence[CarrierSettings],
    names: Sequence[CarrierName] = (),
) -> Tracking | Unrecognised:
    """Return carrier and number when both are certain.

    names: what this supplier calls the carriers; its word counts before everybody's. Nothing is
    guessed: a number alone, fields that are swapped, a number of another carrier's shape or one
    whose check digit is wrong come back with what they look like, for a person to confirm.
    """
    number = _number(number_text)
    named = _named(carrier_text, carriers, names)
    if not named:
        return _nobody(carrier_text, number_text, carriers, names)
    if len(named) > 1:
        return Unrecognised("CARRIER_AMBIGUOUS", carrier_text, _names(named))
    if not number:
        return Unrecognised("NUMBER_MISSING", carrier_text)
    (carrier,) = named
    if not _has_shape(number, carrier):
        return Unrecognised("NUMBER_PATTERN", number, _names(_fitting(number, carriers)))
    if not proves_itself(number, carrier.check_digit):
        return Unrecognised("NUMBER_CHECK", number, _names(_fitting(number, carriers)))
    return Tracking(carrier=carrier.code, number=number)


def _nobody(
    carrier_text: str,
    number_text: str,
    carriers: Sequence[CarrierSettings],
    names: Sequence[CarrierName],
) -> Unrecognised:
    """Say why no carrier of the settings is named."""
    likely = _names(_fitting(_number(number_text), carriers))
    swapped = _named(number_text, carriers, names)
    if swapped and _fitting(_number(carrier_text), carriers):
        return Unrecognised("SWAPPED", carrier_text, _names(swapped))
    if not carrier_text.strip():
        return Unrecognised("CARRIER_MISSING", _number(number_text), likely)
    return Unrecognised("CARRIER_UNKNOWN", carrier_text, likely)


def _number(text: str) -> str:
    return "".join(text.split()).upper()


def _named(
    text: str, carriers: Sequence[CarrierSettings], names: Iterable[CarrierName]
) -> list[CarrierSettings]:
    """Return the carriers of that name. Exactly: 中通快递 and 中通快运 are two companies."""
    wanted = plain(text)
    if not wanted:
        return []
    own = {one.carrier for one in names if plain(one.name) == wanted}
    return [
        carrier
        for carrier in carriers
        if (carrier.code in own if own else wanted in map(plain, _called(carrier)))
    ]


def _called(carrier: CarrierSettings) -> tuple[str, ...]:
    return carrier.code, carrier.name, *carrier.aliases


def _fitting(number: str, carriers: Sequence[CarrierSettings]) -> list[CarrierSettings]:
    return [
        carrier
        for carrier in carriers
        if number and _has_shape(number, carrier) and proves_itself(number, carrier.check_digit)
    ]


def _has_shape(number: str, carrier: CarrierSettings) -> bool:
    if re.fullmatch(carrier.number_pattern, number, re.IGNORECASE) is None:
        return False
    begins = tuple(_number(prefix) for prefix in carrier.prefixes)
    if begins and not number.startswith(begins):
        return False
    return not carrier.lengths or len(number) in carrier.lengths


def _names(carriers: Sequence[CarrierSettings]) -> tuple[str, ...]:
    return tuple(carrier.name for carrier in carriers)
