"""What people do in so many days, drawn from a seed alone: the same with and without faults."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from infra.local.simulated.trade import Goods, Person

START = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # Midnight in Shanghai.
DAY = timedelta(days=1)
ORDERS_A_DAY = (15, 30)
# Shops are open for buyers from eight to eleven at night, with a rush after eight.
OPENS, CLOSES, RUSH = 8 * 60, 23 * 60, 20 * 60
RUSH_SHARE = 0.4
RUSH_MINUTES = 25
SHIPS_FROM, SHIPS_UNTIL = 10 * 60, 12 * 60  # Minutes of the next day.


class What(StrEnum):
    """What somebody does with an order."""

    PLACE = "place"
    ADDRESS = "address"
    REFUND = "refund"
    WITHDRAW = "withdraw"
    AGREE = "agree"
    SHIP = "ship"


@dataclass(frozen=True)
class Act:
    """One deed, at its time, about the n-th order."""

    at: datetime
    what: What
    order: int


GOODS = (
    Goods("CUP-RED", "示例水杯 红", 1, 5990),
    Goods("CUP-BLUE", "示例水杯 蓝", 2, 4990, 500),
    Goods("TEA-250", "示例绿茶 250g", 1, 8800),
    Goods("POT-1", "示例茶壶", 1, 15900, 1000),
    Goods("BAG-S", "示例布袋", 3, 1250),
)


def goods_of(seed: int, order: int) -> list[Goods]:
    """What the n-th order is made of."""
    chance = random.Random(f"{seed}:goods:{order}")
    return chance.sample(GOODS, chance.choice((1, 1, 2, 3)))


def person_of(seed: int, order: int, move: str = "") -> Person:
    """Who orders, and where it goes; `move` names another address of the same buyer."""
    buyer = random.Random(f"{seed}:buyer:{order}").randrange(400)
    home = random.Random(f"{seed}:home:{buyer}:{move}").randrange(1, 900)
    return Person(
        buyer=f"buyer{buyer}",
        name=f"王小{home}",
        phone=f"138{home:08d}",
        province="浙江省",
        city="杭州市",
        district="西湖区",
        detail=f"文三路{home}号",
        postcode="310012",
    )


def script_of(seed: int, days: int) -> list[Act]:
    """Return everything that happens, in its order."""
    chance = random.Random(f"script:{seed}")
    acts: list[Act] = []
    number = 0
    for day in range(days):
        for _ in range(chance.randint(*ORDERS_A_DAY)):
            acts.extend(_life(chance, START + day * DAY, number))
            number += 1
    return sorted(acts, key=lambda act: (act.at, act.order, act.what))


def end_of(days: int) -> datetime:
    """When the last day's consequences are over as well: refunds, shipping, the night after."""
    return START + (days + 1) * DAY + timedelta(hours=5)


def _life(chance: random.Random, day: datetime, number: int) -> Iterator[Act]:
    """What becomes of one order. The seconds are odd, so that few things share one."""
    rush = chance.random() < RUSH_SHARE
    minutes = RUSH + chance.uniform(0, RUSH_MINUTES) if rush else chance.uniform(OPENS, CLOSES)
    placed = day + timedelta(minutes=minutes)
    yield Act(placed, What.PLACE, number)
    if chance.random() < 0.2:
        yield Act(placed + timedelta(minutes=chance.uniform(3, 300)), What.ADDRESS, number)
    fate = chance.random()
    if fate < 0.25:
        asked = placed + timedelta(minutes=chance.uniform(5, 500))
        yield Act(asked, What.REFUND, number)
        over = asked + timedelta(minutes=chance.uniform(5, 600))
        ends = chance.random()
        if ends < 0.8:
            yield Act(over, What.WITHDRAW if ends < 0.4 else What.AGREE, number)
        return
    if fate < 0.85:
        shipped = day + DAY + timedelta(minutes=chance.uniform(SHIPS_FROM, SHIPS_UNTIL))
        yield Act(shipped, What.SHIP, number)
        if chance.random() < 0.2:
            asked = shipped + timedelta(minutes=chance.uniform(30, 300))
            yield Act(asked, What.REFUND, number)
            if chance.random() < 0.7:
                yield Act(asked + timedelta(minutes=chance.uniform(20, 200)), What.AGREE, number)
