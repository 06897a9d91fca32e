"""What is promised of what the platform told: it only grows newer, and nobody of us changes it."""

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from tests.simulation.broken import require
from tests.simulation.watch import Watch, subject_of


def tellings_only_grow_newer(watch: Watch, one: Order | AfterSale) -> None:
    """What is known of an order or after-sale never gives way to something older."""
    known = watch.told.get(subject_of(one))
    require(known is None or one.changed_at >= known, "3 older telling", (known, one))


def orders_stay_as_told(watch: Watch, one: Order) -> None:
    """Merging and splitting never change an order."""
    told = watch.world.platform.order(one.key.order_id)
    same = [line.line_id for line in told.lines] == [line.line_id for line in one.lines]
    require(told.key == one.key, "7 untouched originals", one)
    receivers = watch.world.receivers.get(one.key, {told.receiver})
    require(same and one.receiver in receivers, "7 untouched originals", one)
    amounts = [(line.quantity, line.paid_minor) for line in one.lines]
    whole = [(line.quantity, line.paid_minor) for line in told.lines]
    require(amounts == whole, "7 untouched originals", one)
