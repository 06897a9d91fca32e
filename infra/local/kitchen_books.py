"""What the kitchen factories read: their workbooks, as they were downloaded."""

from collections.abc import Iterable
from typing import Any

from infra.local.parcel_day import waves
from infra.local.parcel_goods import KITCHENS
from infra.local.scenes import Day
from infra.local.supplier import Sheet
from infra.local.team import in_path

type Row = dict[str, str]


def sheet_of(day: Day, began: str) -> Sheet:
    """Return the workbook of a wave, as it was downloaded."""
    name = day.parcel_work.waves[began]
    (number,) = [
        one["workbook"]
        for supplier in KITCHENS
        for one in waves(day, supplier)
        if one["wave"] == name
    ]
    return day.parcel_work.sheets[number]


def rows_of(day: Day, supplier: str) -> list[Row]:
    """Return all rows that a factory got."""
    sheets = day.parcel_work.sheets.items()
    return [row for number, one in sheets if number.startswith(f"{supplier}-") for row in one.rows]


def rows(day: Day, scene: str) -> list[Row]:
    """Return the rows of a scene's order, of both factories."""
    order_id = day.orders[scene].order_id
    everything = (row for supplier in sorted(KITCHENS) for row in rows_of(day, supplier))
    return [row for row in everything if row["订单号"] == order_id]


def skus(found: Iterable[Row]) -> dict[str, int]:
    """Return how many of what these rows ask for."""
    return {row["商家编码"]: int(row["数量"]) for row in found}


def why(day: Day, scene: str) -> dict[str, Any]:
    """Return why an order was decided as it was, as the API tells it."""
    path = f"/orders/{in_path(day.orders[scene])}/why"
    found: dict[str, Any] = day.parcel_work.operator.get(path)
    return found
