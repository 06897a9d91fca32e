"""Why a parcel is what it is: sentences with a code in front, each of one fact.

texts/plan_reasons.py says them in the seller's language, texts/reasons.py what a supplier reads.
"""

from collections.abc import Iterator
from datetime import datetime

from hedan.domain.merging import LINES_PER_PARCEL_MAX
from hedan.domain.planning.boxes import Box
from hedan.domain.planning.company import Company
from hedan.domain.planning.loads import Caps, Load
from hedan.domain.planning.rules import PlanRules
from hedan.domain.planning.shares import FIXED, RULE, Piece
from hedan.domain.planning.waiting import window_ends
from hedan.domain.ready import ReadyLine


def of_box(box: Box, company: Company, rules: PlanRules, now: datetime) -> list[str]:
    """Say why the loose lines of a box travel together, or alone."""
    merge, loose = rules.merge, box.loose
    if len(box.shares) > 1:
        reasons = [f"MERGED {len(box.shares)} orders: {company.tie}"]
    else:
        reasons = [
            company.alone_for or "ALONE: no further order of this buyer is in its merge group"
        ]
    if box.is_full:
        reasons.append(
            f"FULL: at most {merge.orders_max} orders and {LINES_PER_PARCEL_MAX} lines in a parcel"
        )
    elif not company.alone_for and now < window_ends(loose, merge):
        reasons.append(f"HURRY: less than {merge.hurry_hours} h to the earliest deadline")
    reasons += _beside(box.pieces)
    reasons += _over_limit(box.load, Caps.of(loose[0], rules))
    reasons += company.notes
    return reasons + _of_lines(loose)


def of_piece(piece: Piece, company: Company, rules: PlanRules) -> list[str]:
    """Say why some lines of an order are a parcel of their own."""
    over = _over_limit(Load(piece.lines), Caps.of(piece.lines[0], rules))
    return [piece.reason, *over, *company.notes, *_of_lines(piece.lines)]


def _beside(pieces: list[Piece]) -> Iterator[str]:
    """Say what of these orders travels in parcels of its own."""
    alone = other = 0
    for piece in pieces:
        if piece.reason.startswith((FIXED, RULE)):
            alone += len(piece.lines)
        else:
            other += len(piece.lines)
    if alone:
        yield f"{FIXED}: {alone} lines of these orders travel alone"
    if other:
        yield f"BESIDE: {other} lines of these orders travel in parcels of their own"


def _over_limit(load: Load, caps: Caps) -> list[str]:
    return [f"OVER_LIMIT: cannot be parted further: {one}" for one in load.excess(caps)]


def _of_lines(lines: list[ReadyLine]) -> list[str]:
    carriers = sorted({line.handling.carrier for line in lines} - {""})
    reasons = [f"CARRIER: asks for {carrier}" for carrier in carriers]
    others = sorted({supplier for line in lines for supplier in line.other_suppliers})
    if others:
        reasons.append(f"SUPPLIER: other lines come from {', '.join(others)}")
    return reasons
