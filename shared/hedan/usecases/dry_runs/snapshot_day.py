"""Keep a store's day for dry runs: each order as it was decided, and how its SKUs were bought."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from hedan.domain.base import Frozen, OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.sku_histories import SkuCount, fold_key
from hedan.domain.snapshots import SNAPSHOT_TYPE, SnapshotWriter, snapshot_key
from hedan.errors import TryAgain
from hedan.ports import Archive, Desk
from hedan.usecases.dry_runs.dry_run_files import JSON
from hedan.usecases.orders.decided_before import decided_before
from hedan.usecases.orders.order_history import file_of, history_of

NOW = datetime.max.replace(tzinfo=UTC)

type Report = Callable[[OrderKey, Exception], None]


class SnapshotDay(Frozen):
    """What was kept of one day of a store."""

    store: str
    day: date
    orders: int = 0
    decided: int = 0  # The others were never decided: they wait for their payment, or lapsed.
    left_out: int = 0  # Their history cannot be followed, or changes all the time.


def snapshot_day(
    store: str, day: date, *, desk: Desk, archive: Archive, report: Report
) -> SnapshotDay:
    """Write the snapshots and the fold of a UTC day and return how many there are.

    Written again it tells more: orders are paid and decided days after they were made. One order
    after the other is read, kept packed and forgotten. One that cannot be rebuilt is reported and
    costs no other order its place.
    """
    orders = decided = left_out = 0
    snapshots, skus = SnapshotWriter(), SkuCount()
    for key in desk.orders_of_day(store, day):
        try:
            history = history_of(key, desk=desk)
            order = file_of(key, history.at(NOW)).order
            snapshot = decided_before(key, history, desk=desk)
        except (HistoryBroken, TryAgain) as unclear:
            report(key, unclear)
            left_out += 1
            continue
        if order is None:
            continue  # The index is a moment ahead of the table.
        orders += 1
        skus.add_order(order)
        if snapshot is not None:
            decided += 1
            snapshots.add(snapshot)
    archive.put(snapshot_key(store, day), snapshots.packed(), SNAPSHOT_TYPE)
    archive.put(fold_key(store, day), skus.fold().model_dump_json().encode(), JSON)
    return SnapshotDay(store=store, day=day, orders=orders, decided=decided, left_out=left_out)
