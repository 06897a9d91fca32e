"""Revoke: what is wanted now is not what a supplier was promised, so its lines leave their parcels.

Whatever happened - an order called off, another address, other goods, a hold, a person's decision -
the order is looked at again, and here alone it is decided what of it leaves.
"""

from collections import defaultdict
from datetime import datetime

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.stops import StopCause
from hedan.ports import OrderFile
from hedan.usecases.orders.check_order import leaving, look
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.waves.packing_rules import packing_rules
from hedan.usecases.waves.take_out import NOTHING, Taken, take_out


def revoke(key: OrderKey, *, deciding: Deciding, now: datetime) -> Taken:
    """Take the lines of an order out of the parcels in which they must not travel any more.

    What stays in a parcel stays as it is. Repeating it does nothing more.
    """
    taken = NOTHING
    file = deciding.desk.order_file(key)
    if file.order is None or not any(work.parcel_id for work in file.works):
        return taken
    packing = packing_rules(deciding.book.settings)
    for (parcel_id, cause), lines in _leaving(file, deciding, now).items():
        one = take_out(parcel_id, lines, cause, desk=deciding.desk, now=now, packing=packing)
        taken = taken.plus(one)
    return taken


def _leaving(
    file: OrderFile, deciding: Deciding, now: datetime
) -> dict[tuple[str, StopCause], list[LineKey]]:
    together: defaultdict[tuple[str, StopCause], list[LineKey]] = defaultdict(list)
    for key, cause in leaving(file, *look(file, deciding, now)).items():
        if parcel_id := file.line(key.line_id).parcel_id:
            together[parcel_id, cause].append(key)
    return together
