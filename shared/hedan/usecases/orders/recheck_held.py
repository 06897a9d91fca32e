"""Look again at the orders that wait: is what they wait for there?

A platform's message starts the order workflow by itself. Settings that were published, goods that
came in and times that passed send none.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.findings import Ends, Post
from hedan.domain.line_work import WAITING
from hedan.ports import OrderFile
from hedan.usecases.following.starting import Starter
from hedan.usecases.orders.check_order import holds_now
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.waves.daily_cap import full_now
from hedan.usecases.waves.silent_suppliers import silent_now

# Of each post and supplier; the orders that are due first come first, the others the next time.
ORDERS_LOOKED_AT_MAX = 300


class _Waiting(NamedTuple):
    """An order that may go on, and how early it wants to."""

    file: OrderFile
    early: tuple[bool, datetime]


def recheck_held(deciding: Deciding, workflows: Starter, now: datetime) -> int:
    """Start the workflow of each held order whose holds are no longer what they were, and of each
    whose waiting lines somebody else takes over.

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
            yield _waiting(file, now)
    for key in dict.fromkeys(_left_over(deciding, now)):
        file = deciding.desk.order_file(key)
        if _is_taken_over(file, deciding.decide(file, now)):
            yield _waiting(file, now)


def _waiting(file: OrderFile, now: datetime) -> _Waiting:
    decided = file.decision
    return _Waiting(file, (decided is None, decided.priority if decided else now))


def _held(deciding: Deciding) -> dict[OrderKey, None]:
    """Return the orders that wait for anybody, each once."""
    return dict.fromkeys(
        held.key for post in Post for held in deciding.desk.held_orders(post, ORDERS_LOOKED_AT_MAX)
    )


def _left_over(deciding: Deciding, now: datetime) -> Iterator[OrderKey]:
    """Yield the orders that wait for a supplier that is silent or takes no more today.

    Only suppliers are asked of for whom somebody falls back.
    """
    asked = [one for one in deciding.book.settings.suppliers if one.fall_back is not None]
    silent = silent_now(asked, desk=deciding.desk, now=now)
    for supplier in dict.fromkeys([*silent, *full_now(asked, desk=deciding.desk, now=now)]):
        yield from deciding.desk.ready_orders(supplier, ORDERS_LOOKED_AT_MAX).orders


def _is_taken_over(file: OrderFile, decision: Decision) -> bool:
    plans = {plan.line_id: plan.supplier for plan in decision.lines}
    return any(
        plans.get(work.key.line_id, work.supplier) != work.supplier
        for work in file.lines.values()
        if work.state in WAITING
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
