"""One stop at one level, and whom we talk to: what its e-mail and its short message are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hedan.domain.findings import Post
from hedan.domain.stops import Stop, StopAnswer, StopLevel
from hedan.settings import Contact, Settings, SupplierSettings
from hedan.texts import Language
from hedan.texts.words import clean

NAME_CHARACTERS_MAX: Final = 60
PHONE_CHARACTERS_MAX: Final = 32
# In a short message or a subject; the e-mail's body names every row.
ROWS_CHARACTERS: Final = 12
# Levels that are reached although the supplier has said that the label is printed.
GOES_ON: Final = frozenset({StopLevel.REMINDER, StopLevel.ESCALATION, StopLevel.CALL})


@dataclass(frozen=True, slots=True)
class Saying:
    """One stop at one level, and whom we talk to."""

    stop: Stop
    level: StopLevel
    supplier: SupplierSettings
    rows: tuple[int, ...]
    link: str
    language: Language
    phones: tuple[Contact, ...] = ()

    @property
    def comes_again(self) -> bool:
        """Whether the goods were put aside: planned anew, the old row would ship them twice."""
        return self.level is StopLevel.WITHDRAWN and self.stop.answer is StopAnswer.STOPPED

    @property
    def is_printed(self) -> bool:
        """Whether this call goes on after the supplier has said that the label is printed."""
        return self.level in GOES_ON and self.stop.label_printed_at is not None

    @property
    def manner(self) -> str:
        """What the key of a text ends in, where a level is said in more than one manner."""
        if self.comes_again:
            return ".replan"
        return ".printed" if self.is_printed else ""

    @property
    def supplier_name(self) -> str:
        """The supplier's name as a harmless part of a line."""
        return clean(self.supplier.name, NAME_CHARACTERS_MAX)


def phones_of(supplier: SupplierSettings, settings: Settings) -> Iterator[Contact]:
    """Yield who of a supplier can be phoned: contacts of the warehouse that name it."""
    for one in settings.contacts:
        names_it = supplier.id in one.suppliers or supplier.warehouse in one.warehouses
        if one.post is Post.WAREHOUSE and one.phone and names_it:
            yield one
