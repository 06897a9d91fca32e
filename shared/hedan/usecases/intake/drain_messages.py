"""The platform's own queue, where it keeps one instead of calling us: fetch, store, confirm.

A message is confirmed only after its hint is on our queue; unconfirmed ones come again.
"""

from collections.abc import Mapping
from datetime import datetime

from hedan.domain.intake import Hint
from hedan.platforms.platform import Platform, PulledMessage
from hedan.ports import Queue
from hedan.settings import StoreSettings

MESSAGES_AT_ONCE = 100
# So many fetches in one go: a longer backlog goes on with the next schedule.
FETCHES_MAX = 20


def drain_messages(
    store: StoreSettings,
    *,
    platform: Platform,
    shops: Mapping[str, str],
    queue: Queue,
    now: datetime,
) -> int:
    """Queue a hint for every message that waits; return how many.

    shops maps the platform's shop numbers to our stores, for an application that serves several.
    """
    count = 0
    for _ in range(FETCHES_MAX):
        messages = platform.pull_messages(MESSAGES_AT_ONCE)
        if not messages:
            break
        queue.send([_hint(store, message, shops, now).queued for message in messages])
        platform.confirm_messages([message.message_id for message in messages])
        count += len(messages)
        if len(messages) < MESSAGES_AT_ONCE:
            break
    return count


def _hint(
    store: StoreSettings, message: PulledMessage, shops: Mapping[str, str], now: datetime
) -> Hint:
    owner = store.id
    kind, problem = message.kind, message.problem
    if shops and message.shop_id is not None:
        owner = shops.get(message.shop_id, store.id)
        if message.shop_id not in shops:
            kind, problem = "other", f"shop {message.shop_id} is not connected"
    return Hint(
        door="push",
        platform=store.platform,
        store=owner,
        kind=kind,
        message_id=message.message_id,
        seen_at=now,
        shop_id=message.shop_id,
        order_id=message.order_id,
        after_sale_id=message.after_sale_id,
        address_change_asked_at=message.address_change_asked_at,
        data=message.data,
        problem=problem,
    )
