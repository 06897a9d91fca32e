"""What a parcel is packed in and what is put in beside the goods: chosen, with cost and waste.

The seller's settings say what packages and inserts there are; this chooses among them. The same
lines in any order are packed alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Part

# Reasons of a parcel that speak of its packing begin so; texts/packing.py says them.
PACKING: Final = "PACKING_"


class PackageKind(Protocol):
    """A kind of packing, as settings.PackageSettings has it."""

    @property
    def code(self) -> str:
        """Its name in the settings."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def rank(self) -> int:
        """Of goods that ask for different packages, the highest rank holds them all."""

    @property
    def cost_minor(self) -> int:
        """What one costs."""

    @property
    def weight_grams(self) -> int:
        """What it weighs when it is empty."""

    @property
    def volume_ml(self) -> int:
        """What fits into it; 0: not known."""


class InsertKind(Protocol):
    """Something put in beside the goods, as settings.InsertSettings has it."""

    @property
    def code(self) -> str:
        """Its name in the settings."""

    @property
    def cost_minor(self) -> int:
        """What one costs."""

    @property
    def stores(self) -> tuple[str, ...]:
        """For goods of these stores; empty: of every store."""

    @property
    def skus(self) -> tuple[str, ...]:
        """For these goods; empty: for whatever is in the parcel."""


class PackedSku(Protocol):
    """What the settings say of a SKU that matters here, as settings.SkuSettings has it."""

    @property
    def fixed_packing(self) -> bool:
        """Whether it travels in its own box, alone."""

    @property
    def package(self) -> str:
        """The package it asks for, by code; empty: any."""

    @property
    def weight_grams(self) -> int:
        """Of one; 0: not known."""

    @property
    def volume_ml(self) -> int:
        """Of one; 0: not known."""


class PackingRules(NamedTuple):
    """What the seller says of packing, taken out of the settings once for many parcels."""

    skus: Mapping[str, PackedSku]
    packages: Sequence[PackageKind] = ()
    inserts: Sequence[InsertKind] = ()


class Packing(NamedTuple):
    """How some goods are packed. None: not known, for the settings lack a weight or a size."""

    package: str  # By code; empty: the packer chooses.
    inserts: tuple[str, ...]  # By code, in the order of the settings, each once.
    wishes: tuple[str, ...]  # What somebody asks for and the settings do not know, in their words.
    cost_minor: int  # Of the package and the inserts.
    weight_grams: int | None  # Of the goods and the package.
    volume_ml: int | None  # Of the goods.
    waste_ml: int | None  # What stays empty in the package.
    reasons: tuple[str, ...]  # Each begins with its code: "PACKING_ASKED: …".

    @property
    def warnings(self) -> tuple[str, ...]:
        """The reasons that somebody has to act on."""
        return tuple(reason for reason in self.reasons if reason.startswith(TOO_BIG))


TOO_BIG: Final = f"{PACKING}TOO_BIG"


def pack(lines: Iterable[ParcelLine], rules: PackingRules) -> Packing:
    """Choose the package and the inserts for lines that travel together.

    What somebody asked for comes before all: the settings' package, by code or name, or words that
    only the packer understands. Then the box that one of the goods always travels in; then, of the
    packages that the goods ask for, the one with the highest rank, and a roomier one of no lower
    rank where it is too small; then the smallest that holds them. Else the packer chooses.
    """
    goods = _Goods(tuple(lines), rules)
    asked, wishes = _asked(goods.lines, rules)
    package, reasons = _chosen(goods, asked, wishes, rules)
    inserts = _inserts(goods.lines, rules)
    weight = goods.weight_grams
    room = package.volume_ml if package else 0
    volume = goods.volume_ml
    return Packing(
        package=package.code if package else "",
        inserts=tuple(insert.code for insert in inserts),
        wishes=wishes,
        cost_minor=sum(one.cost_minor for one in inserts) + (package.cost_minor if package else 0),
        weight_grams=weight + (package.weight_grams if package else 0)
        if weight is not None
        else None,
        volume_ml=volume,
        waste_ml=room - volume if room and volume is not None and room >= volume else None,
        reasons=tuple(reasons),
    )


def packed(parcel: Parcel, rules: PackingRules) -> Parcel:
    """Return a parcel with the package and the inserts for the lines that are still in it."""
    return _with(parcel, pack(parcel.rest, rules))


def repacked(parcel: Parcel, remaining: Iterable[LineKey], rules: PackingRules) -> Parcel:
    """Return a parcel with what these of its lines are packed in, after others have left it.

    The same parcel when none has left it, or when nothing remains to be packed.
    """
    staying = frozenset(remaining)
    lines = [line for line in parcel.lines if line.key in staying]
    if not lines or len(lines) == len(parcel.lines):
        return parcel
    return _with(parcel, pack(lines, rules))


def _with(parcel: Parcel, packing: Packing) -> Parcel:
    kept = (reason for reason in parcel.reasons if not reason.startswith(PACKING))
    return parcel.but(
        package=packing.package, inserts=packing.inserts, reasons=(*kept, *packing.warnings)
    )


class _Goods:
    """All goods of some lines together."""

    def __init__(self, lines: tuple[ParcelLine, ...], rules: PackingRules) -> None:
        self.lines = lines
        self.parts: list[Part] = [part for line in lines for part in line.contents]
        self._known = [(rules.skus.get(part.sku), part.quantity) for part in self.parts]

    @property
    def weight_grams(self) -> int | None:
        """What they weigh; None where one of them is not known."""
        return _total((sku.weight_grams if sku else 0, count) for sku, count in self._known)

    @property
    def volume_ml(self) -> int | None:
        """What room they need; None where one of them is not known."""
        return _total((sku.volume_ml if sku else 0, count) for sku, count in self._known)

    def packages(self, *, fixed: bool) -> set[str]:
        """Return what they ask for: the goods in boxes of their own, or the others."""
        return {sku.package for sku, _ in self._known if sku and sku.fixed_packing is fixed} - {""}


def _total(of_parts: Iterable[tuple[int, int]]) -> int | None:
    total = 0
    for each, count in of_parts:
        if not each:
            return None
        total += each * count
    return total or None


def _asked(
    lines: Iterable[ParcelLine], rules: PackingRules
) -> tuple[list[PackageKind], tuple[str, ...]]:
    """Part what rules and persons ask for into packages of the settings and mere words."""
    named = {kind.name: kind for kind in rules.packages}
    named |= {kind.code: kind for kind in rules.packages}
    texts = sorted({line.handling.package.strip() for line in lines} - {""})
    known = [named[text] for text in texts if text in named]
    return known, tuple(text for text in texts if text not in named)


def _chosen(
    goods: _Goods, asked: Sequence[PackageKind], wishes: Sequence[str], rules: PackingRules
) -> tuple[PackageKind | None, list[str]]:
    volume = goods.volume_ml
    if asked:
        return _kept(_highest(asked), volume, f"{PACKING}ASKED: a rule or a person asks for it")
    if wishes:
        return None, [f"{PACKING}WISH: {', '.join(wishes)}"]
    if fixed := _of_codes(goods.packages(fixed=True), rules):
        return _kept(_highest(fixed), volume, f"{PACKING}FIXED: a SKU has a box of its own")
    return _by_group(goods, rules) or _by_size(volume, rules)


def _by_group(goods: _Goods, rules: PackingRules) -> tuple[PackageKind, list[str]] | None:
    """Choose among the packages that the goods ask for; None where they ask for none."""
    volume = goods.volume_ml
    if wanted := _of_codes(goods.packages(fixed=False), rules):
        highest = _highest(wanted)
        roomier = [kind for kind in rules.packages if kind.rank >= highest.rank]
        if not _holds(highest, volume) and (larger := _smallest(roomier, volume)):
            return larger, [f"{PACKING}ROOMIER: {highest.code} is too small"]
        return _kept(highest, volume, f"{PACKING}RANK: the highest rank among the goods'")
    return None


def _by_size(volume: int | None, rules: PackingRules) -> tuple[PackageKind | None, list[str]]:
    if smallest := _smallest(rules.packages, volume):
        return smallest, [f"{PACKING}SMALLEST: the smallest that holds {volume} ml"]
    rooms = [kind.volume_ml for kind in rules.packages]
    # Where the size of one is not known, it may be the one that holds them.
    if volume is None or not rooms or not all(rooms):
        return None, []
    return None, [f"{TOO_BIG}: {volume} ml of goods, and the largest package holds {max(rooms)}"]


def _kept(kind: PackageKind, volume: int | None, why: str) -> tuple[PackageKind, list[str]]:
    """Return a package that stays the choice, said to be too small where it is."""
    if _holds(kind, volume):
        return kind, [why]
    return kind, [why, f"{TOO_BIG}: {volume} ml of goods, and {kind.code} holds {kind.volume_ml}"]


def _of_codes(codes: Iterable[str], rules: PackingRules) -> list[PackageKind]:
    wanted = frozenset(codes)
    return [kind for kind in rules.packages if kind.code in wanted]


def _highest(kinds: Iterable[PackageKind]) -> PackageKind:
    """Return the one with the highest rank; among equals the roomiest, then the first by code."""
    return min(kinds, key=lambda kind: (-kind.rank, -kind.volume_ml, kind.code))


def _smallest(kinds: Iterable[PackageKind], volume: int | None) -> PackageKind | None:
    """Return the smallest that is known to hold so much; among equals the cheapest."""
    if volume is None:
        return None
    fitting = [kind for kind in kinds if kind.volume_ml >= volume]
    return min(fitting, key=lambda kind: (kind.volume_ml, kind.cost_minor, kind.code), default=None)


def _holds(kind: PackageKind, volume: int | None) -> bool:
    """Tell whether it is big enough, as far as anybody knows."""
    return not kind.volume_ml or volume is None or volume <= kind.volume_ml


def _inserts(lines: Sequence[ParcelLine], rules: PackingRules) -> list[InsertKind]:
    return [one for one in rules.inserts if any(_is_meant(one, line) for line in lines)]


def _is_meant(insert: InsertKind, line: ParcelLine) -> bool:
    """Tell whether an insert is for this line: its store, and the line or what it is made of."""
    if insert.stores and line.key.order.store not in insert.stores:
        return False
    skus = {line.sku, *(part.sku for part in line.contents)}
    return not insert.skus or not skus.isdisjoint(insert.skus)
