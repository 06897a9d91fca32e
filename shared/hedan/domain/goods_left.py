"""Where goods go that a supplier has taken out of a parcel."""

from collections.abc import Mapping
from enum import StrEnum

from hedan.domain.base import Frozen, LineKey
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopCause

# What is asked back for these ships to nobody, unless the buyer changes his mind.
OVER = frozenset({StopCause.REFUND, StopCause.CANCELLED})


class Whereto(StrEnum):
    """What becomes of them."""

    STAYS = "stays"  # They ship to nobody.
    WAITS = "waits"  # They are planned anew.
    AGAIN = "again"  # The same supplier has them in another parcel.
    ELSEWHERE = "elsewhere"  # Somebody else ships them.


class GoodsLeft(Frozen):
    """The goods of a stop that was obeyed."""

    stop: Stop
    whereto: Whereto
    workbook: str = ""  # AGAIN: where they stand now.
    parcel_id: str = ""


def goods_left(
    stop: Stop, works: Mapping[LineKey, LineWork], parcels: Mapping[str, Parcel]
) -> GoodsLeft:
    """Return where the goods of a stop go: as told by the first of its lines that goes anywhere.

    A line behind a closed fence goes nowhere. Of another supplier nothing is told but that there
    is one.
    """
    going = [works[line.key] for line in stop.lines if _may_ship(works.get(line.key))]
    for work in going:
        parcel = parcels.get(work.parcel_id or "")
        if parcel is None or parcel.parcel_id == stop.parcel_id:
            continue
        if parcel.supplier != stop.supplier:
            return GoodsLeft(stop=stop, whereto=Whereto.ELSEWHERE)
        return GoodsLeft(
            stop=stop,
            whereto=Whereto.AGAIN,
            workbook=parcel.workbook,
            parcel_id=parcel.parcel_id,
        )
    is_over = not going or (stop.cause in OVER and stop.withdrawn_at is None)
    return GoodsLeft(stop=stop, whereto=Whereto.STAYS if is_over else Whereto.WAITS)


def _may_ship(work: LineWork | None) -> bool:
    return work is not None and work.may_ship
