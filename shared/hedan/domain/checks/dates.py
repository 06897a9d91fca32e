"""When somebody wants it sent, as remarks say it: 5号后发, 下周一再发, after the 5th."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

_SHIP = r"\s*(?:再|才)?\s*(?:给我|帮我|统一)?\s*(?:发|寄)"
_AFTER = r"(?P<after>\s*(?:之后|以后|过后|后)?)"
_WEEKDAYS: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_DAYS: Final = {"明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FROM = r"\b(?:send|ship|deliver|dispatch)\b.{0,20}?\b(?P<after>after|on|from)\s+(?:the\s+)?"
# The digit before would make another number of it: 15号 is not 5号.
PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<year>\d{{4}})[-./年](?P<month>\d{{1,2}})[-./月](?P<day>\d{{1,2}})[日号]?"
        rf"{_AFTER}{_SHIP}",
        rf"(?<!\d)(?P<month>\d{{1,2}})[月./](?P<day>\d{{1,2}})[日号]?{_AFTER}{_SHIP}",
        rf"(?<![\d月])(?P<day>\d{{1,2}})[日号]{_AFTER}{_SHIP}",
        rf"(?P<near>大后天|后天|明天|明日){_AFTER}{_SHIP}",
        rf"(?<!\d)(?P<in>\d{{1,2}})天{_AFTER}{_SHIP}",
        rf"(?P<next>下?)(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]){_AFTER}{_SHIP}",
        rf"{_FROM}{_DAY}\s+(?:of\s+)?{_MONTH}",
        rf"{_FROM}{_MONTH}\s+{_DAY}",
        rf"{_FROM}{_DAY}(?!\d)",
    )
)
MONTHS_OF_A_YEAR = 12


def wished_day(text: str, told_on: date) -> date | None:
    """Return the first day on which it may be sent, or None when the text names no such day.

    The text is plain (see words.plain) and was written on told_on: a day without a month is the
    next one of that number. "After the 5th" is the 6th.
    """
    if told_on.year >= date.max.year:
        return None  # No day comes after it.
    for pattern in PATTERNS:
        found = pattern.search(text)
        if found:
            return _day(found.groupdict(), told_on)
    return None


def _day(said: dict[str, str | None], told_on: date) -> date | None:
    exact = bool(said.get("day"))
    day = _exact(said, told_on) if exact else _near(said, told_on)
    if day is not None and exact and (said.get("after") or "").strip() not in ("", "on", "from"):
        day += timedelta(days=1)
    return day


def _near(said: dict[str, str | None], told_on: date) -> date | None:
    if said.get("weekday"):
        monday = told_on - timedelta(days=told_on.weekday())
        day = monday + timedelta(days=_WEEKDAYS[said["weekday"] or ""])
        if said.get("next") or day < told_on:
            day += timedelta(days=7)
        return day
    days = _DAYS.get(said.get("near") or "") or int(said.get("in") or 0)
    return told_on + timedelta(days=days)


def _exact(said: dict[str, str | None], told_on: date) -> date | None:
    number = int(said["day"] or 0)
    for year, month in _months(said, told_on):
        try:
            day = date(year, month, number)
        except ValueError:
            continue  # A month without such a day; the next one may have it.
        if day >= told_on or said.get("year"):
            return day
    return None


def _months(said: dict[str, str | None], told_on: date) -> Iterator[tuple[int, int]]:
    """Return the months that may be meant, the likeliest first."""
    month = said.get("month")
    if month is None:
        for ahead in range(3):
            years, place = divmod(told_on.month - 1 + ahead, MONTHS_OF_A_YEAR)
            yield told_on.year + years, place + 1
        return
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    year = said.get("year")
    near = (told_on.year, told_on.year + 1)
    yield from ((one, number) for one in near if year is None or int(year) == one)
