"""Parcels of a workbook with those that came out of them: no manifest names the latter."""

from collections.abc import Iterable, Iterator

from hedan.domain.divided import divided_into
from hedan.domain.parcels import Parcel
from hedan.ports import Desk


def with_parts(parcel_ids: Iterable[str], desk: Desk) -> Iterator[Parcel]:
    """Yield these parcels as far as they exist, and the parts of those that were divided.

    One read more for each step of division; none where nothing was divided.
    """
    wanted = list(parcel_ids)
    while wanted:
        found = desk.parcels(wanted).values()
        yield from found
        wanted = [part for parcel in found for part in divided_into(parcel)]
