"""Out of stock, and from when it is there again: what a supplier wrote about it in one cell.

People write words, dates in their own shapes, and days from now. What may mean two dates is
asked back, never chosen.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hedan.workbooks.cells import Odd, unmark
from hedan.workbooks.filled_cells import FILL_IN_CHARACTERS_MAX, CellRefused, plain_text

# Further off than this, a date without its year is a slip, and so is one with it after two years.
DAYS_AHEAD_WITHOUT_YEAR = 180
DAYS_AHEAD_MAX = 730
MONTHS = 12
# Day 0 of the calendar that spreadsheets count in. The Mac's older one begins four years later:
# its dates lie in the past here, and are refused.
_DAY_ZERO = date(1899, 12, 30)

_OUT = re.compile(
    r"暂时缺货|缺货|断货|无货|没货|没有货|无库存|没库存|售罄|卖完了?|out\s*of\s*stock|sold\s*out|\boos\b|\bout\b"
)
_ASIDE = re.compile(
    r"预计|大约|大概|约|左右|可以|能|才|到货|补货|来货|有货|发货|发出|到|"
    r"\b(?:expected|available|arriving|arrives|ships?|back|in stock|again|until|from|by|on|about)\b"
)
_BETWEEN = re.compile(r"[\s,;:。.!~()-]+")
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?: 00:00:00)?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_DAYS = re.compile(
    r"(?:in\s*)?(\d{1,3}|[一二两三四五六七八九十])\s*(?:个)?\s*(天|日|周|星期|days?|weeks?)(?:之?[后内])?"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_CHINESE = {sign: count for count, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NAMED = {
    **{"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1},
    **{"后天": 2, "大后天": 3},
}


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a row is out of, as written, and the day it is there again, if one was named."""

    text: str
    expected: date | None = None


def shortage_in(cell: str, today: date, *, month_first: bool) -> Shortage:
    """Return what the cell says. today: by the supplier's calendar. Raises CellRefused.

    month_first: whether 11/12 is a day in November; else it may be one in December as well, and
    is asked back.
    """
    if isinstance(cell, Odd):
        return Shortage(cell.strip(), _in_reach(_of_date_cell(cell.strip()), today))
    text = plain_text(cell)
    if len(text) > FILL_IN_CHARACTERS_MAX:
        raise CellRefused("EXPECTED_UNCLEAR")
    rest, outs = _OUT.subn(" ", text.casefold())
    found = _date_in(rest, today, month_first=month_first)
    if found is None and not (outs and not _BETWEEN.sub("", _ASIDE.sub("", rest))):
        raise CellRefused("EXPECTED_UNCLEAR")
    return Shortage(unmark(text), found and _in_reach(found, today))


def _of_date_cell(text: str) -> date:
    """Return the date of a cell that a spreadsheet keeps as one: a count of days, or ISO."""
    if serial := _SERIAL.fullmatch(text):
        return _DAY_ZERO + timedelta(days=int(serial[1]))
    return _checked(text.partition("T")[0]) or _unclear()


def _date_in(text: str, today: date, *, month_first: bool) -> date | None:
    """Return the one date in the text, whatever else is said around it; None: none is.

    Raises CellRefused when something is left that is not understood.
    """
    rest = text.strip(" ,;:。.!~()")
    for without_words in (rest, _ASIDE.sub(" ", rest).strip(" ,;:。.!~()")):
        if without_words in _NAMED:
            return today + timedelta(days=_NAMED[without_words])
        if days := _DAYS.fullmatch(without_words):
            return today + timedelta(days=_days(days[1], days[2]))
        if full := _checked(without_words):
            return full
        if named := _MONTH_DAY.fullmatch(without_words):
            return _next(int(named[1]), int(named[2]), today)
        if short := _SHORT.fullmatch(without_words):
            return _short(int(short[1]), int(short[2]), today, month_first=month_first)
    return None


def _days(count: str, unit: str) -> int:
    number = int(count) if count.isdigit() else _CHINESE[count]
    return number * (7 if unit[0] in "周星w" else 1)


def _checked(text: str) -> date | None:
    found = _FULL.fullmatch(text)
    return _date(*map(int, found.groups())) if found else None


def _short(first: int, second: int, today: date, *, month_first: bool) -> date:
    if month_first or first == second or second > MONTHS:
        return _next(first, second, today)
    if first > MONTHS:
        return _next(second, first, today)
    return _unclear()


def _next(month: int, day: int, today: date) -> date:
    """Return the next such day; far off, its year was not meant like that."""
    found = _date(today.year, month, day)
    if found < today:
        found = _date(today.year + 1, month, day)
    if (found - today).days > DAYS_AHEAD_WITHOUT_YEAR:
        raise CellRefused("EXPECTED_PAST")
    return found


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return _unclear()


def _in_reach(found: date, today: date) -> date:
    if not 0 <= (found - today).days <= DAYS_AHEAD_MAX:
        raise CellRefused("EXPECTED_PAST")
    return found


def _unclear() -> date:
    raise CellRefused("EXPECTED_UNCLEAR")
