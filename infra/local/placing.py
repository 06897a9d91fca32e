"""Somebody orders at Doudian, some hours back, so that merge windows have passed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hedan.domain.base import OrderKey
from infra.local.doudian import Gift, Item
from infra.local.doudian.people import Buyer
from infra.local.scenes import Day


def place(
    day: Day,
    scene: str,
    store: str,
    items: Iterable[Item],
    *,
    hours_ago: float = 3.0,
    buyer: Buyer | None = None,
    gifts: Iterable[Gift] = (),
    due: datetime | None = None,
    **terms: Any,
) -> OrderKey:
    """Place the order of a scene, paid so long ago; `terms` are the platform's own."""
    buyer = buyer or day.people.buyer()
    paid_at = datetime.now(UTC) - timedelta(hours=hours_ago)
    order_id = day.world.platform.place_order(
        day.world.shop(store),
        list(items),
        receiver=buyer.receiver,
        buyer=buyer.buyer,
        gifts=tuple(gifts),
        created_at=paid_at - timedelta(minutes=2),
        pay_time=paid_at,
        appointment_ship_time=due,
        **terms,
    )
    day.orders[scene] = day.world.key(store, order_id)
    return day.orders[scene]
