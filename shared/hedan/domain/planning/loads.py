"""What a parcel holds, and may hold: by one transaction, its packer, the seller, the platform."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hedan.domain.merging import ACTIONS_PER_PARCEL_MAX, LINES_PER_PARCEL_MAX
from hedan.domain.planning.lots import OrderName, order_name
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine

# More than any parcel holds: as good as no limit, and compared as quickly.
ENDLESS = 2**62
# A line looks for room in so many parcels, the newest ones: work grows with the lines only.
OPEN_MAX = 8


class Caps(NamedTuple):
    """What a parcel may hold."""

    grams: int
    ml: int
    minor: int
    units: int

    @classmethod
    def of(cls, line: ReadyLine, rules: PlanRules) -> "Caps":
        """Return the limits of parcels with such a line."""
        split = rules.split
        return cls(
            split.weight_grams_max or ENDLESS,
            split.volume_ml_max or ENDLESS,
            split.value_minor_max or ENDLESS,
            rules.limits_of(line).units_per_parcel_max or ENDLESS,
        )


class Load:
    """What is in a parcel, counted while it fills."""

    __slots__ = ("entries", "grams", "lines", "minor", "ml", "orders", "skus", "units")

    def __init__(self, lines: Iterable[ReadyLine] = ()) -> None:
        self.lines = self.entries = self.grams = self.ml = self.minor = self.units = 0
        self.orders: set[OrderName] = set()
        self.skus: set[str] = set()
        for line in lines:
            self._add(line)

    def _add(self, line: ReadyLine) -> None:
        self.lines += 1
        self.grams += line.weight_grams
        self.ml += line.volume_ml
        self.minor += line.paid_minor
        self.units += line.quantity
        self.orders.add(order_name(line))
        if line.parts:
            counted = {part.sku for part in line.parts if part.tracks_stock}
            self.entries += len(counted)
            self.skus |= counted

    def take(self, other: "Load") -> None:
        """Put another load on top."""
        self.lines += other.lines
        self.entries += other.entries
        self.grams += other.grams
        self.ml += other.ml
        self.minor += other.minor
        self.units += other.units
        self.orders |= other.orders
        self.skus |= other.skus

    def has_room(self, other: "Load", caps: Caps) -> bool:
        """Tell whether both together are within every limit.

        A transaction with them writes each line, looks at each order and tells of it, books each
        counted SKU out of the stock, and keeps an entry of that for each line.
        """
        lines = self.lines + other.lines
        if lines > LINES_PER_PARCEL_MAX or self._over(other, caps):
            return False
        entries = self.entries + other.entries
        actions = lines + 2 * len(self.orders | other.orders) + entries
        if entries:
            actions += len(self.skus | other.skus)
        return actions <= ACTIONS_PER_PARCEL_MAX

    def _over(self, other: "Load", caps: Caps) -> bool:
        return (
            self.grams + other.grams > caps.grams
            or self.ml + other.ml > caps.ml
            or self.minor + other.minor > caps.minor
            or self.units + other.units > caps.units
        )

    def fits(self, caps: Caps) -> bool:
        """Tell whether it is within every limit by itself."""
        return self.has_room(NOTHING, caps)

    def excess(self, caps: Caps) -> list[str]:
        """Return, in words with a code each, which limits of weight, size or worth it exceeds."""
        found = []
        if self.grams > caps.grams:
            found.append(f"WEIGHT: {self.grams} g, and a parcel holds {caps.grams} g at most")
        if self.ml > caps.ml:
            found.append(f"VOLUME: {self.ml} ml, and a parcel holds {caps.ml} ml at most")
        if self.minor > caps.minor:
            found.append(f"VALUE: worth {self.minor}, and a parcel holds {caps.minor} at most")
        if self.units > caps.units:
            found.append(f"UNITS: {self.units} units, and the platform shows {caps.units} a parcel")
        return found


NOTHING = Load()


def portions(bundles: Iterable[Sequence[ReadyLine]], caps: Caps) -> list[list[ReadyLine]]:
    """Divide bundles of lines into parcels, the heaviest first, each where it first finds room.

    A bundle is never divided: one that exceeds a limit by itself is a parcel by itself.
    """
    loads: list[Load] = []
    filled: list[list[ReadyLine]] = []
    measured = [(Load(bundle), bundle) for bundle in bundles]
    if caps != NO_CAPS:
        measured.sort(key=lambda one: (-one[0].grams, -one[0].ml, -one[0].minor, -one[0].units))
    for load, bundle in measured:
        for place in range(max(0, len(loads) - OPEN_MAX), len(loads)):
            if loads[place].has_room(load, caps):
                loads[place].take(load)
                filled[place] += bundle
                break
        else:
            loads.append(load)
            filled.append(list(bundle))
    return filled


NO_CAPS = Caps(ENDLESS, ENDLESS, ENDLESS, ENDLESS)
