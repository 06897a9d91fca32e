"""A value on its way into a cell of the settings workbook and back.

What is read is handed on as plain data; what cannot be a value of its kind goes on as the text
it is, so that one judgement (checked.py) refuses it, whichever file it came from.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from hedan.domain.rules import Period
from hedan.settings_files.kinds import Kind, Shape
from hedan.settings_files.plain import cleaned
from hedan.texts import Language
from hedan.texts.settings import value_of_word, word_for
from hedan.workbooks.cells import EXACT_BELOW, MARKER, Formula, Number, Odd, shown_text, unmark
from hedan.workbooks.filled_cells import CellRefused, plain_text

# Stands where nothing is wanted though the default is something. No program takes it for a sign.
NOTHING: Final = "—"
_NOTHINGS: Final = frozenset({"-", "－", "—", "–", "——"})
# A time without a zone is meant as clocks in China show it.
CHINA: Final = timezone(timedelta(hours=8))
_NAIVE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_WHOLE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)")
_POWERS = re.compile(r"[+-]?\d(\.\d+)?E[+-]?\d{1,3}", re.IGNORECASE)
_ERROR = re.compile(r"#[A-Z0-9/_]+[!?A]?")
_SEPARATORS = ",，、;；\n"
_ITEM = re.compile(rf'\s*(?:"((?:[^"]|"")*)"|([^{_SEPARATORS}]*))\s*(?:[{_SEPARATORS}]|$)')
_NEEDS_QUOTES = re.compile(rf'[{_SEPARATORS}"]|^\s|\s$')
_PAIR = re.compile(r'\s*([^=\s]+)\s*[=＝][^\S\n]*(?:"((?:[^"]|"")*)"[^\S\n]*|([^\n]*))(?:\n|$)')
_BETWEEN = re.compile(r"\s*(?:~|～|至|到|\bto\b)\s*")


# --- Writing ------------------------------------------------------------------------------------


def cell_of(value: Any, shape: Shape, language: Language) -> str | int:
    """Return what the cell shows: an int for a number cell, else a text."""
    if _is_nothing(value):
        return "" if _is_nothing(shape.default) else NOTHING
    if shape.kind is Kind.WHOLE and abs(value) < EXACT_BELOW:
        return int(value)
    return _WRITERS.get(shape.kind, _plain_cell)(value, language)


def _plain_cell(value: Any, _: Language) -> str:
    return _shown(str(value))


def _decimal_cell(value: float, _: Language) -> str:
    return _shown(str(int(value)) if value == int(value) else repr(value))


def _yes_no_cell(value: bool, language: Language) -> str:
    return word_for(language, "yes" if value else "no")


def _choice_cell(value: Any, language: Language) -> str:
    return word_for(language, str(value))


def _date_cell(value: date, _: Language) -> str:
    return value.isoformat()


def _instant_cell(value: datetime, _: Language) -> str:
    return _clock(value)


def _dates_cell(value: Iterable[date], _: Language) -> str:
    return ", ".join(one.isoformat() for one in value)


def _list_cell(value: Iterable[Any], _: Language) -> str:
    return _shown(", ".join(_item(str(one)) for one in value))


def _pairs_cell(value: Mapping[str, Any], _: Language) -> str:
    return _shown("\n".join(f"{name} = {_paired(one)}" for name, one in value.items()))


def _periods_cell(value: Iterable[Period], _: Language) -> str:
    return "\n".join(f"{_clock(one.starts)} ~ {_clock(one.ends)}" for one in value)


_WRITERS: Final[Mapping[Kind, Callable[[Any, Language], str]]] = {
    Kind.DECIMAL: _decimal_cell,
    Kind.YES_NO: _yes_no_cell,
    Kind.CHOICE: _choice_cell,
    Kind.DATE: _date_cell,
    Kind.DATES: _dates_cell,
    Kind.INSTANT: _instant_cell,
    Kind.LIST: _list_cell,
    Kind.PAIRS: _pairs_cell,
    Kind.PERIODS: _periods_cell,
}


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str | tuple | list | Mapping) and not value)


def _shown(text: str) -> str:
    shown = shown_text(text, keep_lines=True)
    if shown[:1] != MARKER and (
        _POWERS.fullmatch(text) or _ERROR.fullmatch(text) or text in _NOTHINGS
    ):
        return MARKER + shown
    return shown


def _item(text: str) -> str:
    quoted = not text or _NEEDS_QUOTES.search(text) or text in _NOTHINGS
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _paired(value: Any) -> str:
    text = str(value)
    quoted = "\n" in text or text[:1] in ('"', " ")
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _clock(at: datetime) -> str:
    try:
        local = at.astimezone(CHINA)
    except OverflowError:
        local = at  # At the ends of the calendar there is no such instant in China.
    return local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")


# --- Reading ------------------------------------------------------------------------------------


def value_in(cell: str, shape: Shape) -> Any:
    """Return what a filled cell says. Raises CellRefused, with a code of PROBLEMS."""
    if isinstance(cell, Formula):
        raise CellRefused("FORMULA")
    if isinstance(cell, Odd):
        raise CellRefused("DATE_CELL" if shape.kind in _DATED else "ODD_VALUE")
    if _means_nothing(cell, shape):
        return [] if shape.kind in _MANY else None
    if shape.kind is Kind.CHOICE:
        text = _plainly(cell)
        return value_of_word(text, shape.choices) or text
    return _READERS.get(shape.kind, _text)(cell)


_DATED: Final = (Kind.DATE, Kind.DATES, Kind.INSTANT, Kind.PERIODS)
_MANY: Final = (Kind.LIST, Kind.DATES, Kind.PERIODS)


def _means_nothing(cell: str, shape: Shape) -> bool:
    text = cell.strip() in _NOTHINGS
    return text and shape.kind not in (Kind.TEXT, Kind.CODE) and not _is_nothing(shape.default)


def _plainly(cell: str) -> str:
    """Return a text in plain width; a mark of ours says that its digits are exact."""
    if not isinstance(cell, Number) and cell.strip().startswith(MARKER):
        return cleaned(unmark(cell.strip()))
    return cleaned(plain_text(cell))


def _text(cell: str) -> str:
    """Return a text exactly as it stands there."""
    if isinstance(cell, Number):
        return str(cell) if re.fullmatch(r"-?\d+\.\d+", cell) else plain_text(cell)
    text = cell.strip()
    if text.startswith(MARKER):
        return cleaned(unmark(text))
    if _POWERS.fullmatch(text) and "+" in text:
        raise CellRefused("DIGITS_LOST")
    if text.startswith("#") and _ERROR.fullmatch(text):
        raise CellRefused("ODD_VALUE")
    return cleaned(text)


def _decimal(cell: str) -> str:
    return str(cell) if isinstance(cell, Number) else _plainly(cell)


def _yes_no(cell: str) -> bool | str:
    text = _plainly(cell)
    return {"yes": True, "no": False}.get(value_of_word(text, ("yes", "no")), text)


def _code(cell: str) -> str:
    return "".join(_plainly(cell).split())


def _whole(cell: str) -> int | str:
    if isinstance(cell, Number):
        number = float(cell)
        exact = number.is_integer() and abs(number) < EXACT_BELOW
        return int(number) if exact else str(cell)
    text = _plainly(cell)
    return int(text.replace(",", "")) if _WHOLE.fullmatch(text) else text


def _day_in(cell: str) -> str:
    return _day(_plainly(cell))


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else text
    except ValueError:
        return text


def _days(cell: str) -> list[str]:
    return [_day(one) for one in _items(_plainly(cell))]


def _instant(cell: str) -> str:
    return _with_zone(_plainly(cell))


def _items(cell: str) -> list[str]:
    text = _text(cell)
    items, at = [], 0
    while at < len(text):
        found = _ITEM.match(text, at)
        if not found:
            raise CellRefused("BAD_LIST")
        quoted, bare = found.groups()
        if quoted is not None:
            items.append(quoted.replace('""', '"'))
        elif bare.strip():
            items.append(bare.strip())
        at = found.end()
    return items


def _pairs(cell: str) -> dict[str, str]:
    text = _text(cell)
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PAIR.match(text, at)
        if not found or not found.end() > at:
            raise CellRefused("BAD_PAIRS")
        name, quoted, bare = found.groups()
        if name in pairs:
            raise CellRefused("PAIR_TWICE")
        pairs[name] = quoted.replace('""', '"') if quoted is not None else bare.strip()
        at = found.end()
    return pairs


def _periods(cell: str) -> list[dict[str, str]]:
    periods = []
    for line in filter(str.strip, _plainly(cell).split("\n")):
        starts, *ends = _BETWEEN.split(line.strip())
        if len(ends) != 1:
            raise CellRefused("BAD_PERIOD")
        periods.append({"starts": _with_zone(starts), "ends": _with_zone(ends[0])})
    return periods


def _with_zone(text: str) -> str:
    found = _NAIVE.fullmatch(text.strip().replace("/", "-"))
    if not found:
        return text.strip()
    day, clock = found.groups()
    return f"{_day(day)}T{(clock or '00:00').zfill(5)}+08:00"


_READERS: Final[Mapping[Kind, Callable[[str], Any]]] = {
    Kind.CODE: _code,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _day_in,
    Kind.DATES: _days,
    Kind.INSTANT: _instant,
    Kind.LIST: _items,
    Kind.PAIRS: _pairs,
    Kind.PERIODS: _periods,
}
