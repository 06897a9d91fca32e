"""The notes on an order by which we know what was told of it: the shop keeps no parcels itself.

SF Express SF1234567890123 [311x1 312x2]
SF Express SF9999999999999 [311x1 312x2] replaces SF1234567890123
"""

import re
from collections.abc import Iterable, Mapping

from hedan.platforms.woocommerce.payloads import Note

type Parcels = dict[str, dict[str, int]]
"""Units by line id, by tracking number."""

_UNITS = r"[0-9]+x[0-9]+"
_NOTE = re.compile(rf"\S.* (\S+) \[({_UNITS}(?: {_UNITS})*)\](?: replaces (\S+))?")


def note_of(carrier: str, number: str, units: Mapping[str, int], *, replaces: str = "") -> str:
    """Return the note for a parcel. The number must hold no blanks."""
    inside = " ".join(f"{line_id}x{count}" for line_id, count in units.items())
    return f"{carrier} {number} [{inside}]" + (f" replaces {replaces}" if replaces else "")


def parcels_in(notes: Iterable[Note]) -> Parcels:
    """Return what the notes tell, oldest note first; notes of people are passed over."""
    parcels: Parcels = {}
    for note in notes:
        found = _NOTE.fullmatch(note.note.strip())
        if found is None:
            continue
        number, inside, replaced = found.groups()
        units = parcels.setdefault(number, {})
        for part in inside.split(" "):
            line_id, _, count = part.partition("x")
            # A parcel is told again in full after a crash: the larger telling counts, not both.
            units[line_id] = max(units.get(line_id, 0), int(count))
            if replaced in parcels and replaced != number:
                parcels[replaced].pop(line_id, None)
    return parcels


def left_of(parcels: Parcels) -> dict[str, int]:
    """Return by line id how many units have left, in all parcels."""
    units: dict[str, int] = {}
    for inside in parcels.values():
        for line_id, count in inside.items():
            units[line_id] = units.get(line_id, 0) + count
    return units
