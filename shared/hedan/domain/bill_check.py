"""A supplier's own bill beside our account of it: what differs, parcel by parcel, to the cent."""

from collections.abc import Iterable

from pydantic import NonNegativeInt

from hedan.domain.base import Frozen, Id, Sku
from hedan.domain.bills import BillEntry


class BilledLine(Frozen):
    """One line of a supplier's own bill; without a SKU: what it asks for the parcel itself."""

    parcel_id: Id
    sku: Sku = ""
    quantity: NonNegativeInt = 0
    amount_minor: int


class BillDifference(Frozen):
    """Where the two bills differ. None: the other one alone knows of it."""

    parcel_id: Id
    sku: Sku
    ours_minor: int | None
    theirs_minor: int | None


def compared(ours: Iterable[BillEntry], theirs: Iterable[BilledLine]) -> tuple[BillDifference, ...]:
    """Return where the sums of a SKU in a parcel differ; what costs nothing need not be billed."""
    own = _sums((one.parcel_id, one.sku, one.amount_minor) for one in ours)
    other = _sums((one.parcel_id, one.sku, one.amount_minor) for one in theirs)
    return tuple(
        BillDifference(
            parcel_id=place[0],
            sku=place[1],
            ours_minor=own.get(place),
            theirs_minor=other.get(place),
        )
        for place in sorted(own.keys() | other.keys())
        if own.get(place, 0) != other.get(place, 0)
    )


def _sums(amounts: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for parcel_id, sku, amount in amounts:
        sums[parcel_id, sku] = sums.get((parcel_id, sku), 0) + amount
    return sums
