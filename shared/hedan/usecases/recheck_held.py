"""Look again at the orders that wait: is what they wait for there?

A platform's message starts the order workflow by itself. Settings that were published, goods that
came in and times that passed send none.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.findings import Ends, Post
from hedan.ports import OrderFile
from hedan.usecases.check_order import holds_now
from hedan.usecases.gather_facts import Deciding
from hedan.usecases.starting import Starter

# Of each post; the orders whose steps are due first come first, and the others the next time.
ORDERS_LOOKED_AT_MAX = 300


class _Waiting(NamedTuple):
    """An order that may go on, and how early it wants to."""

    file: OrderFile
    early: tuple[bool, datetime]


def recheck_held(deciding: Deciding, workflows: Starter, now: datetime) -> int:
    """Start the workflow of each held order whose holds are no longer what they were.

    The one whose work should begin first is started first: what came in goes to it. Returns how
    many were started.
    """
    waiting = sorted(_that_may_go_on(deciding, now), key=lambda one: one.early)
    for one in waiting:
        workflows.start("order", _name(one.file, deciding, now), {"order": str(one.file.key)})
    return len(waiting)


def _that_may_go_on(deciding: Deciding, now: datetime) -> Iterator[_Waiting]:
    for key in _held(deciding):
        file = deciding.desk.order_file(key)
        if file.order is None or all(hold.finding.ends is Ends.PERSON for hold in file.holds.open):
            continue
        if holds_now(file, deciding, now).holds != file.holds.holds:
            decided = file.decision
            yield _Waiting(file, (decided is None, decided.priority if decided else now))


def _held(deciding: Deciding) -> dict[OrderKey, None]:
    """Return the orders that wait for anybody, each once."""
    return dict.fromkeys(
        held.key for post in Post for held in deciding.desk.held_orders(post, ORDERS_LOOKED_AT_MAX)
    )


def _name(file: OrderFile, deciding: Deciding, now: datetime) -> str:
    """Name the execution after the order and what it is looked at with: the same once a minute."""
    seen = (
        str(file.key),
        str(file.holds.version),
        str(deciding.book.settings.version),
        f"{now:%Y-%m-%dT%H:%M}",
    )
    digest = hashlib.sha256("|".join(seen).encode()).hexdigest()[:16]
    return f"{file.key.order_id[:40]}-recheck-{digest}"
