"""What goes wrong in the played days, and when: drawn from a seed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tests.days.script import DAY, START


class Kind(StrEnum):
    """Every kind of trouble."""

    ORDER_ROW_MISSING = "a row of the orders does not arrive, the count tells of it"
    CASE_ROW_MISSING = "a row of the after-sales does not arrive, the count tells of it"
    ORDER_HIDDEN = "a new order shows nowhere before the night, and the count lies"
    CHANGE_HIDDEN = "a change of an order shows nowhere before the night, and the count lies"
    MESSAGE_LOST = "a message is lost"
    HINT_LOST = "a hint dies behind the queue"
    UNRULY = "messages come twice and in any order, hints are taken in any order"
    OUTAGE = "the platform is away for half an hour"
    THROTTLED = "the platform throttles"
    TOKEN_ENDS = "the token ends in the middle of a listing"
    ROWS_MOVE = "rows change places between two pages"
    CLOCKS_DIFFER = "our clock and the platform's differ"
    DIES = "the process dies around the queue or the ledger"


@dataclass(frozen=True)
class Fault:
    """One trouble of the plan."""

    kind: Kind
    at: datetime


def plan_of(seed: int, days: int, *, each_day: int = 5) -> list[Fault]:
    """Return the troubles of so many days: every kind in turn, at any time of the trade."""
    chance = random.Random(f"faults:{seed}")
    bag: list[Kind] = []
    plan = []
    for day in range(days):
        for _ in range(each_day):
            bag = bag or chance.sample(list(Kind), len(Kind))
            minutes = chance.uniform(8.5 * 60, 21 * 60)
            plan.append(Fault(bag.pop(), START + day * DAY + timedelta(minutes=minutes)))
    return plan
