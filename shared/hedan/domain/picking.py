"""What to fetch from the shelves for a wave, and what becomes of a parcel when some is missing."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from pydantic import NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey
from hedan.domain.parcels import Parcel, ParcelLine


class Wanted(NamedTuple):
    """Units of one SKU for one parcel, as a row of the workbook asks for them."""

    parcel_id: str
    sku: str
    name: str
    spec: str
    units: int
    shelf: str = ""


class PickInto(NamedTuple):
    """How many of a pick are for one parcel."""

    parcel_id: str
    units: int


class Pick(NamedTuple):
    """All units of one SKU from one shelf, and the parcels that they are for."""

    shelf: str
    sku: str
    name: str
    spec: str  # Empty where the rows differ: the SKU says what it is.
    parcels: tuple[PickInto, ...]

    @property
    def units(self) -> int:
        """How many to fetch."""
        return sum(into.units for into in self.parcels)


def pick_list(rows: Iterable[Wanted]) -> tuple[Pick, ...]:
    """Return what to fetch, by shelf and SKU; the parcels stand as their rows do.

    What has no shelf comes last. Goods without a SKU are told apart by name and spec.
    """
    groups: dict[tuple[str, ...], list[Wanted]] = {}
    for row in rows:
        own = () if row.sku else (row.name, row.spec)
        groups.setdefault((row.shelf, row.sku, *own), []).append(row)
    return tuple(_pick(groups[name]) for name in sorted(groups, key=_place))


def _place(name: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    return not name[0], name


def _pick(rows: list[Wanted]) -> Pick:
    units: dict[str, int] = {}
    for row in rows:
        units[row.parcel_id] = units.get(row.parcel_id, 0) + row.units
    specs = {row.spec for row in rows}
    return Pick(
        shelf=rows[0].shelf,
        sku=rows[0].sku,
        name=rows[0].name,
        spec=specs.pop() if len(specs) == 1 else "",
        parcels=tuple(PickInto(parcel_id, count) for parcel_id, count in units.items()),
    )


# --- Not all of it was on the shelf ---------------------------------------------------------------


class PickOutcome(StrEnum):
    """What can be done with what was found."""

    COMPLETE = "complete"  # Everything is there: it goes as planned.
    SPLIT = "split"  # Some lines are short: they leave the parcel, the others go now.
    NOTHING_GOES = "nothing_goes"  # No line is whole: there is nothing to send.


class WhyStays(StrEnum):
    """Why a line does not go now."""

    SHORT = "short"  # Fewer units than it needs; all of them wait, for one line has one number.
    GIFT_WAITS = "gift_waits"  # It came with goods that are short.


class Stays(Frozen):
    """A line that does not go now."""

    line: LineKey
    wanted: PositiveInt
    found: NonNegativeInt
    why: WhyStays


class PickProposal(Frozen):
    """What goes now and what stays, and why: nothing is done by it yet."""

    parcel_id: Id
    outcome: PickOutcome
    goes: tuple[LineKey, ...]
    stays: tuple[Stays, ...]


def pick_proposal(parcel: Parcel, found: Mapping[LineKey, int]) -> PickProposal:
    """Propose what to do with a parcel of which so many units of each line were found.

    Lines that found does not name were found whole. A line that is short stays with all its units:
    platforms show one number for a line. Gifts stay with the last goods of their order. Raises
    ValueError for a line that is not in the parcel, and for more units than a line has.
    """
    lines = {line.key: line for line in parcel.rest}
    for key, units in found.items():
        if key not in lines:
            raise ValueError(f"{key} is not in parcel {parcel.parcel_id}")
        if not 0 <= units <= lines[key].quantity:
            raise ValueError(f"{key}: {units} found of {lines[key].quantity}")
    short = {key for key, line in lines.items() if found.get(key, line.quantity) < line.quantity}
    waiting = _gifts_left_alone(lines.values(), short) if short else set[LineKey]()
    stays = tuple(
        Stays(
            line=key,
            wanted=line.quantity,
            found=found.get(key, line.quantity),
            why=WhyStays.SHORT if key in short else WhyStays.GIFT_WAITS,
        )
        for key, line in lines.items()
        if key in short | waiting
    )
    goes = tuple(key for key in lines if key not in short | waiting)
    outcome = (
        PickOutcome.COMPLETE
        if not stays
        else PickOutcome.SPLIT
        if goes
        else PickOutcome.NOTHING_GOES
    )
    return PickProposal(parcel_id=parcel.parcel_id, outcome=outcome, goes=goes, stays=stays)


def _gifts_left_alone(lines: Iterable[ParcelLine], short: set[LineKey]) -> set[LineKey]:
    """Return the gifts of orders whose goods in this parcel are all short."""
    goods: dict[OrderKey, list[LineKey]] = {}
    gifts: list[LineKey] = []
    for line in lines:
        if line.is_gift:
            gifts.append(line.key)
        else:
            goods.setdefault(line.key.order, []).append(line.key)
    return {
        gift
        for gift in gifts
        if gift not in short and goods.get(gift.order) and short.issuperset(goods[gift.order])
    }
