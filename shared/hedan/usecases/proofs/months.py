"""Months by a store's clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hedan.settings import StoreSettings


def month_of(text: str) -> date:
    """Return the first day of a month written 2026-11. Raises ValueError for anything else."""
    return date.fromisoformat(f"{text}-01")


def after(month: date) -> date:
    """Return the first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def this_month(store: StoreSettings, now: datetime) -> date:
    """Return the first day of the present month."""
    return now.astimezone(ZoneInfo(store.time_zone)).date().replace(day=1)


def month_before(store: StoreSettings, now: datetime) -> str:
    """Return the last month that is over."""
    return f"{this_month(store, now) - timedelta(days=1):%Y-%m}"
