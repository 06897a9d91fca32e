"""From what a supplier wrote to a carrier of the settings and its number, or why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hedan.domain.parcels import Tracking
from hedan.settings import CarrierSettings
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
    carrier_text: str, number_text: str, carriers: Sequence[CarrierSettings]
) -> Tracking | Unrecognised:
    """Return carrier and number when both are certain.

    Nothing is guessed: a number alone, fields that are swapped or a number of another carrier's
    pattern come back with what they look like, for a person to confirm.
    """
    number = _number(number_text)
    named = _named(carrier_text, carriers)
    if not named:
        return _nobody(carrier_text, number_text, carriers)
    if len(named) > 1:
        return Unrecognised("CARRIER_AMBIGUOUS", carrier_text, _names(named))
    if not number:
        return Unrecognised("NUMBER_MISSING", carrier_text)
    if not _fits(number, named[0]):
        return Unrecognised("NUMBER_PATTERN", number, _names(_fitting(number, carriers)))
    return Tracking(carrier=named[0].code, number=number)


def _nobody(
    carrier_text: str, number_text: str, carriers: Sequence[CarrierSettings]
) -> Unrecognised:
    """Say why no carrier of the settings is named."""
    number = _number(number_text)
    likely = _names(_fitting(number, carriers))
    if not carrier_text.strip():
        return Unrecognised("CARRIER_MISSING", number, likely)
    if _named(number_text, carriers) and _fitting(_number(carrier_text), carriers):
        return Unrecognised("SWAPPED", carrier_text)
    return Unrecognised("CARRIER_UNKNOWN", carrier_text, likely)


def _number(text: str) -> str:
    return "".join(text.split()).upper()


def _named(text: str, carriers: Sequence[CarrierSettings]) -> list[CarrierSettings]:
    """Return the carriers of that name. Exactly: 中通快递 and 中通快运 are two companies."""
    wanted = plain(text)
    return [
        carrier
        for carrier in carriers
        if wanted and wanted in map(plain, (carrier.code, carrier.name, *carrier.aliases))
    ]


def _fitting(number: str, carriers: Sequence[CarrierSettings]) -> list[CarrierSettings]:
    return [carrier for carrier in carriers if number and _fits(number, carrier)]


def _fits(number: str, carrier: CarrierSettings) -> bool:
    return re.fullmatch(carrier.number_pattern, number, re.IGNORECASE) is not None


def _names(carriers: Sequence[CarrierSettings]) -> tuple[str, ...]:
    return tuple(carrier.name for carrier in carriers)
