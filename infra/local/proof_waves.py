"""What must be true of waves that no cut-off began: by themselves, by hand, taken back."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from infra.local.kitchen_books import rows_of, sheet_of
from infra.local.parcel_day import BEGUN, BEGUN_AGAIN, FULL, HURRIED, LAST, URGENT, waves
from infra.local.parcel_goods import BY_HAND, BY_ITSELF, ORDERS_AT_ONCE
from infra.local.scenes import Day

type Claim = tuple[str, Callable[[Day], bool]]

GONE, CONFLICT = 410, 409


def _by_themselves(day: Day) -> bool:
    """The nearly late one went alone, and so many orders as the factory takes went together."""
    names = [one["wave"] for one in waves(day, BY_ITSELF)]
    begun = day.parcel_work.waves
    orders = [{row["订单号"] for row in sheet_of(day, wave).rows} for wave in (URGENT, FULL)]
    return (
        names == [begun[URGENT], begun[FULL]]
        and orders[0] == {day.orders[HURRIED].order_id}
        and len(orders[1]) == ORDERS_AT_ONCE
    )


def _by_hand(day: Day) -> bool:
    """Three waves, though each wish was told twice."""
    begun = day.parcel_work.waves
    wanted = [begun[why] for why in (BEGUN, BEGUN_AGAIN, LAST)]
    names = [one["wave"] for one in waves(day, BY_HAND)]
    return names == wanted and day.parcel_work.begun_again == wanted[-1]


def _recalled(day: Day) -> bool:
    """The link is dead, and every row of the dead file stands in one file of the living."""
    void, living = (shown_wave(day, why) for why in (BEGUN, BEGUN_AGAIN))
    rows = Counter((row["订单号"], row["商家编码"]) for row in rows_of(day, BY_HAND))
    last = {(row["订单号"], row["商家编码"]) for row in sheet_of(day, LAST).rows}
    return (
        void["state"] == "recalled"
        and day.parcel_work.dead_link == GONE
        and void["workbook"] not in day.parcel_work.sheets
        and void["rows"] == living["rows"] > 0
        and sum(rows.values()) == living["rows"] + len(last)
        and all(count == 1 + (row in last) for row, count in rows.items())
    )


def _not_recalled(day: Day) -> bool:
    refused = day.parcel_work.refused
    return (
        refused is not None
        and (refused.status, refused.code) == (CONFLICT, "NOT_RECALLABLE")
        and shown_wave(day, BEGUN_AGAIN)["state"] == "downloaded"
    )


def shown_wave(day: Day, why: str) -> dict[str, Any]:
    name = day.parcel_work.waves[why]
    (found,) = [dict(one) for one in waves(day, BY_HAND) if one["wave"] == name]
    return found


CLAIMS: tuple[Claim, ...] = (
    ("enough orders began a wave by themselves, the nearly late one before them", _by_themselves),
    ("a person's wish begins one wave, however often it is told", _by_hand),
    ("a recalled workbook is dead, its lines went once with the next", _recalled),
    ("a workbook that was downloaded is not recalled", _not_recalled),
)
