"""The poll door: what changed at a platform since the last look, as hints on the same queue.

A lost callback only costs minutes. (The pull ledger, which proves that a window was complete,
takes its place around _window().)
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal, Protocol

from hedan.domain.intake import Hint
from hedan.platforms.platform import Changed, Platform
from hedan.ports import Queue
from hedan.settings import StoreSettings

What = Literal["orders", "after_sales"]
# Platforms show a change some seconds late; asking again for what was asked already finds it.
OVERLAP = timedelta(minutes=5)
# Pages of a window move while orders change in it: keep it short.
WINDOW = timedelta(minutes=15)
# What a store that was never polled is asked for.
FIRST_LOOK = timedelta(days=2)


class PollMarks(Protocol):
    """How far each store was polled."""

    def polled_until(self, store: str, what: str) -> datetime | None:
        """Return up to when, or None before the first time."""
        ...

    def advance_poll(self, store: str, what: str, until: datetime) -> None:
        """Remember how far; never backwards."""
        ...


def poll_store(
    store: StoreSettings, *, platform: Platform, queue: Queue, marks: PollMarks, now: datetime
) -> int:
    """Queue a hint for everything that changed; return how many.

    A window counts as polled only after its hints are on the queue: a crash asks again.
    """
    return _poll(store, "orders", platform, queue, marks, now) + _poll(
        store, "after_sales", platform, queue, marks, now
    )


def _poll(
    store: StoreSettings,
    what: What,
    platform: Platform,
    queue: Queue,
    marks: PollMarks,
    now: datetime,
) -> int:
    count = 0
    known = marks.polled_until(store.id, what)
    for since, until in _windows(known - OVERLAP if known else now - FIRST_LOOK, now):
        changed = (
            platform.changed_orders(since, until)
            if what == "orders"
            else platform.changed_after_sales(since, until)
        )
        hints = list(_hints(store, changed, now))
        queue.send([_message(hint) for hint in hints])
        marks.advance_poll(store.id, what, until)
        count += len(hints)
    return count


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    while until - since > WINDOW:
        yield since, since + WINDOW
        since += WINDOW
    yield since, until


def _hints(store: StoreSettings, changed: Iterable[Changed], now: datetime) -> Iterator[Hint]:
    for change in changed:
        subject = change.after_sale_id or change.order_id
        yield Hint(
            door="poll",
            platform=store.platform,
            store=store.id,
            kind="after_sale" if change.after_sale_id else "order",
            message_id=f"poll:{subject}:{change.changed_at.timestamp():.0f}",
            seen_at=now,
            shop_id=store.shop_id,
            order_id=change.order_id,
            after_sale_id=change.after_sale_id,
        )


def _message(hint: Hint) -> tuple[str, str, str]:
    """Return group, deduplication id and body: hints of one order stay in order."""
    group = f"{hint.platform}:{hint.store}:{hint.order_id}"
    once = hashlib.sha256(f"{group}:{hint.message_id}".encode()).hexdigest()
    return group, once, hint.model_dump_json(exclude_defaults=True)
