"""What one cell of an export sheet says: an id, money, an instant, a count, or why it says none.

Exporters guard long numbers from spreadsheets with a tab, an apostrophe or ="…"; spreadsheets
damage them all the same. Nothing is guessed back.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hedan.domain.currencies import decimals_of
from hedan.workbooks.cells import Formula, Number, Odd, unmark
from hedan.workbooks.filled_cells import CellRefused, plain_text

ID_CHARACTERS_MAX = 64
TEXT_CHARACTERS_MAX = 500
REMARK_CHARACTERS_MAX = 2_000
QUANTITY_MAX = 1_000_000
# More than any order costs in any currency; such a number is an id or a damaged one.
MONEY_MAX = Decimal(10) ** 12
# What binary fractions add to a sum of money that was written with two digits.
FRACTION_NOISE = Decimal("0.0001")
# Marks that leave no doubt; "$" and "¥" belong to several currencies and say nothing here.
CURRENCY_MARKS = {
    **{"US$": "USD", "€": "EUR", "£": "GBP", "R$": "BRL", "₽": "RUB", "₩": "KRW", "元": "CNY"},
    **{"人民币": "CNY", "RMB": "CNY", "": "", "$": "", "¥": ""},
}

_NOTHING = frozenset({"", "-", "--", "—", "/", "null", "none", "n/a"})
_GUARDED = re.compile(r'="([^"]*)"')
_MONEY = re.compile(r"(-?)([^\d.,-]*)(-?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?)(\D*)")
_COUNT = re.compile(r"(\d{1,9})(?:\.0+)?\s*(?:[^\W\d_]+|\([^)]*\))?")
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
# Day 0 of the calendar that spreadsheets count in; the Mac's older one (1904) is not looked for:
# its instants are four years off, and an order made in the past or future is refused.
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)


class Money(NamedTuple):
    """An amount as written, and its currency where a mark beside it says so."""

    amount: Decimal
    currency: str


def literal(cell: str) -> str:
    """Return a cell's text in plain width without guards. Raises CellRefused."""
    if isinstance(cell, Formula):
        guarded = _GUARDED.fullmatch(cell.strip())
        if not guarded:
            raise CellRefused("FORMULA")
        cell = guarded[1]
    text = plain_text(cell).lstrip("'`").strip()
    return "" if text.casefold() in _NOTHING else text


def id_of(cell: str) -> str:
    """Return an id without spaces; empty if there is none. Raises CellRefused."""
    text = "".join(literal(cell).split())
    if len(text) > ID_CHARACTERS_MAX or "#" in text:
        raise CellRefused("ID_WRONG")
    return text


def word_of(cell: str) -> str:
    """Return a word that a table may know. Raises CellRefused."""
    return " ".join(literal(cell).split())[:TEXT_CHARACTERS_MAX]


def text_of(cell: str, characters_max: int = TEXT_CHARACTERS_MAX) -> str:
    """Return what a person wrote; whatever it is, it is kept as text and never computed."""
    guarded = _GUARDED.fullmatch(cell.strip())
    text = unmark((guarded[1] if guarded else str(cell)).strip()).removeprefix("'")
    return "" if text.casefold() in _NOTHING else text[:characters_max]


def count_of(cell: str) -> int | None:
    """Return a quantity; None if there is none. Raises CellRefused."""
    text = literal(cell)
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    if not found or not 1 <= int(found[1]) <= QUANTITY_MAX:
        raise CellRefused("QUANTITY_WRONG")
    return int(found[1])


def money_of(cell: str) -> Money | None:
    """Return an amount; None if there is none. Raises CellRefused."""
    if isinstance(cell, Number):
        return _checked(_decimal(cell), "")
    text = "".join(literal(cell).split())
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    if not found:
        raise CellRefused("MONEY_UNREADABLE")
    minus, before, inner_minus, digits, after = found.groups()
    currency = _currency(before) or _currency(after)
    amount = _decimal(digits.replace(",", ""))
    return _checked(-amount if minus or inner_minus else amount, currency)


def minor_of(money: Money, currency: str) -> int:
    """Return an amount in minor units. Raises CellRefused for more digits than the currency has."""
    exact = money.amount.scaleb(decimals_of(currency))
    whole = exact.quantize(Decimal(1))
    if abs(exact - whole) > FRACTION_NOISE:
        raise CellRefused("MONEY_UNREADABLE")
    return int(whole)


def time_of(cell: str, zone: ZoneInfo) -> datetime | None:
    """Return an instant; None if there is none. zone: where a clock without offset hangs.

    In the hour that a clock shows twice a year, the first showing is meant. Raises CellRefused.
    """
    if isinstance(cell, Formula):
        raise CellRefused("FORMULA")
    text = unmark(str(cell).strip()).removeprefix("'").strip()
    if text.casefold() in _NOTHING:
        return None
    if isinstance(cell, Odd) and _SERIAL.fullmatch(text):
        local = _DAY_ZERO + timedelta(seconds=round(float(text) * 86_400))
        return local.replace(tzinfo=zone).astimezone(UTC)
    found = _TIME.fullmatch(text)
    if not found:
        raise CellRefused("TIME_UNREADABLE")
    *parts, offset = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset) or zone)
    except ValueError as impossible:
        raise CellRefused("TIME_UNREADABLE") from impossible
    return local.astimezone(UTC)


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    if offset in ("Z", "UTC", "GMT"):
        return UTC
    return datetime.strptime(offset, "%z").tzinfo


def _currency(mark: str) -> str:
    mark = mark.upper().strip(".:")
    if mark in CURRENCY_MARKS:
        return CURRENCY_MARKS[mark]
    if re.fullmatch("[A-Z]{3}", mark):
        return mark
    raise CellRefused("MONEY_UNREADABLE")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as exc:
        raise CellRefused("MONEY_UNREADABLE") from exc


def _checked(amount: Decimal, currency: str) -> Money:
    if not amount.is_finite() or abs(amount) > MONEY_MAX:
        raise CellRefused("MONEY_UNREADABLE")
    if amount < 0:
        raise CellRefused("MONEY_NEGATIVE")
    return Money(amount, currency)
