"""What one order puts into a parcel with others, and what it sends in parcels of its own.

Fixed packing, a rule, the kind of goods and the limits of a parcel part an order. What they part
is marked, so that no later plan brings it together again. What the platform cannot show is not
parted where that is possible, and said where it is not.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from hedan.domain.planning.loads import Caps, Load, portions
from hedan.domain.planning.lots import Lot
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine

type Bundle = list[ReadyLine]
"""Lines that no split may part: one line, or those of one SKU where the platform wants that."""

# What an order's own parcels are parted by, as their reasons begin.
FIXED, RULE, CATEGORY, FULL = "FIXED_PACKING", "SPLIT", "CATEGORY", "FULL"
PUT_BACK = "PLATFORM_LIMIT: in one parcel again, since the platform shows at most"


class Piece(NamedTuple):
    """Lines of one order in a parcel of their own."""

    lines: list[ReadyLine]
    reason: str
    mark: str  # Empty: nothing of the order travels elsewhere because of this.


class Share(NamedTuple):
    """One order's part of a box."""

    loose: list[ReadyLine]  # May share a parcel with other orders.
    pieces: list[Piece]
    kind: str = ""  # Of the loose lines, where kinds of goods travel apart.


def share_of(lot: Lot, rules: PlanRules, caps: Caps) -> Share:
    """Part a lot as fixed packing, rules, kinds of goods and limits want it."""
    if len(lot.lines) == 1 and not _travels_alone(lot.lines[0]):
        return Share(lot.lines, [], _kind(lot.lines, rules))  # Most orders: nothing to part.
    bundles = _bundles(lot, rules)
    alone = [bundle for bundle in bundles if any(map(_travels_alone, bundle))]
    of_kind: defaultdict[str, list[Bundle]] = defaultdict(list)
    for bundle in bundles:
        if not any(map(_travels_alone, bundle)):
            of_kind[_kind(bundle, rules)].append(bundle)
    pieces = [_alone(bundle) for bundle in alone]
    # An order of one kind is not parted by it: it may meet others of that kind.
    stays = "" if "" in of_kind or len(of_kind) > 1 else next(iter(of_kind), "")
    for kind in sorted(of_kind.keys() - {stays}):
        reason = f"{CATEGORY}: {kind} travels with its own kind only"
        pieces += _within(of_kind[kind], caps, reason)
    loose = of_kind.get(stays, [])
    whole = [line for bundle in loose for line in bundle]
    load = Load(whole)
    if load.fits(caps) or len(loose) <= 1:
        return _shown(lot, Share(whole, pieces, stays), rules, caps)
    return _shown(lot, Share([], [*pieces, *_divided(loose, load, caps)], stays), rules, caps)


def _bundles(lot: Lot, rules: PlanRules) -> list[Bundle]:
    if not rules.limits_of(lot.lines[0]).same_sku_one_parcel:
        return [[line] for line in lot.lines]
    of_sku: dict[str, Bundle] = {}
    for line in lot.lines:
        of_sku.setdefault(line.sku or line.key.line_id, []).append(line)
    return list(of_sku.values())


def _travels_alone(line: ReadyLine) -> bool:
    return line.fixed_packing or line.handling.travels == "alone"


def _alone(bundle: Bundle) -> Piece:
    code = FIXED if any(line.fixed_packing for line in bundle) else RULE
    return _piece(bundle, f"{code}: SKU {bundle[0].sku or '(none)'} travels alone")


def _piece(lines: list[ReadyLine], reason: str) -> Piece:
    """Mark a piece by why and by its first line: the same again next time, and no other's."""
    code = reason.partition(":")[0]
    first = min(line.key.line_id for line in lines)
    return Piece(lines, reason, f"{code}:{first}")


def _kind(bundle: Bundle, rules: PlanRules) -> str:
    """Return which kinds of these goods travel with their own kind only."""
    apart = rules.split.categories_apart
    if not apart:
        return ""
    return "+".join(sorted({one for line in bundle for one in line.categories} & set(apart)))


def _within(bundles: list[Bundle], caps: Caps, reason: str) -> list[Piece]:
    whole = [line for bundle in bundles for line in bundle]
    load = Load(whole)
    if load.fits(caps) or len(bundles) == 1:
        return [_piece(whole, reason)]
    return _divided(bundles, load, caps)


def _divided(bundles: list[Bundle], load: Load, caps: Caps) -> list[Piece]:
    """Divide what exceeds a limit into as few parcels as first-fit finds."""
    reason = next(iter(load.excess(caps)), f"{FULL}: more lines than one parcel can hold")
    return [_piece(_sorted(lines), reason) for lines in portions(bundles, caps)]


def _sorted(lines: list[ReadyLine]) -> list[ReadyLine]:
    return sorted(lines, key=lambda line: (line.is_gift, line.key.line_id))


def _shown(lot: Lot, share: Share, rules: PlanRules, caps: Caps) -> Share:
    """Put back together what the platform could not show in so many parcels."""
    most = rules.limits_of(lot.lines[0]).parcels_per_order_max
    count = bool(share.loose) + len(share.pieces)
    if most is None or count + has_others(lot.lines) <= most:
        return share
    bundles = _bundles(lot, rules)
    fewer = portions(bundles, caps)
    if len(fewer) >= count:
        return share  # The plan says what the platform will not show.
    note = f"{PUT_BACK} {most} of an order"
    if len(fewer) == 1:
        return Share([], [Piece(list(lot.lines), note, "")])
    return Share([], [_piece(_sorted(lines), note) for lines in fewer])


def has_others(lines: Iterable[ReadyLine]) -> bool:
    """Tell whether more parcels of an order are known than those of its lines here."""
    return any(line.elsewhere or line.other_suppliers for line in lines)
