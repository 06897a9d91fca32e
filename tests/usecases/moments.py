"""The moments of a parcel's day: a stage is brought from any of them to any later one."""

from collections.abc import Callable, Sequence
from enum import Enum

from tests.usecases.stage import Stage


class Moment(Enum):
    """What was done last."""

    PLACED = "placed"  # Nobody has worked on the orders.
    READY = "ready"
    PLANNED = "planned"
    CLAIMED = "claimed"  # In one parcel, whose workbook is not written.
    WRITTEN = "written"
    NUMBERED = "numbered"
    UPLOADED = "uploaded"


def _make_all_ready(stage: Stage) -> None:
    for order in stage.platform.orders:
        stage.make_ready(order.key.order_id)


_STEPS: dict[Moment, Callable[[Stage], object]] = {
    Moment.READY: _make_all_ready,
    Moment.PLANNED: Stage.plan,
    Moment.CLAIMED: Stage.claim,
    Moment.WRITTEN: Stage.write,
    Moment.NUMBERED: Stage.number,
    Moment.UPLOADED: Stage.upload,
}


def bring(stage: Stage, to: Moment, since: Moment = Moment.PLACED) -> Stage:
    """Do what is done after one moment, up to another; return the stage."""
    moments = list(Moment)
    for moment in moments[moments.index(since) + 1 : moments.index(to) + 1]:
        _STEPS[moment](stage)
    return stage


def stage_at(moment: Moment, *orders: Sequence[str]) -> Stage:
    """Return a stage with nine cups, on which one buyer has placed orders of these SKUs."""
    stage = Stage()
    stage.stock_in(9)
    for number, skus in enumerate(orders, start=1):
        stage.place(*skus, order_id=str(number))
    return bring(stage, moment)
