"""What the parcels' scenes of the local run saw on their way: the proof asks about each of it."""

from dataclasses import dataclass, field
from typing import Any

from hedan.domain.parcels import Parcel
from infra.local.supplier import Sheet
from infra.local.team import Refused, Teammate


@dataclass
class ParcelWork:
    """Filled while the day goes on."""

    people: list[Teammate] = field(default_factory=list)  # The operator, once signed in.
    waves: dict[str, str] = field(default_factory=dict)  # Names, by what began them.
    begun_again: str = ""  # What the same wish was answered the second time.
    offered: str = ""  # The link to the workbook that was recalled, as its page showed it.
    dead_link: int = 0  # What that link is answered afterwards.
    sheets: dict[str, Sheet] = field(default_factory=dict)  # Downloaded workbooks, by number.
    planned: tuple[Parcel, ...] = ()  # Of the order that is parted, before the recall.
    refused: Refused | None = None  # Why the downloaded one was not recalled.
    handed_over: tuple[Parcel, ...] = ()  # The merged parcel, before an address in it changed.
    part_shipped: dict[str, Any] = field(default_factory=dict)  # Of two factories, after the first.

    @property
    def operator(self) -> Teammate:
        """Who begins waves and takes them back."""
        (person,) = self.people
        return person
