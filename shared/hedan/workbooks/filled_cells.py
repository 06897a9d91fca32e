"""What a person typed into one cell: cleaned, or refused when it cannot be what they meant."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from hedan.workbooks.cells import EXACT_BELOW, Formula, Number, Odd, unmark

# Longer than any carrier's number and any carrier's name.
FILL_IN_CHARACTERS_MAX = 64
NOTE_CHARACTERS_MAX = 1_000
# Two pieces this long, with this many digits, are two numbers and not one with a space in it.
WHOLE_NUMBER_CHARACTERS = 8
WHOLE_NUMBER_DIGITS = 6
# More boxes than this under one row are a list that was pasted into a cell.
NUMBERS_MAX = 10
# Dearer than any goods by the piece; such a number is an id.
PRICE_MAX = Decimal(10) ** 7
# What binary fractions add to an amount that was written with two digits.
FRACTION_NOISE = Decimal("0.0001")

_SHOWN_IN_POWERS = re.compile(r"[+-]?\d(\.\d+)?E\+\d{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?(\d+)(?:\.0*)?")
_BETWEEN_NUMBERS = re.compile(r"[^0-9A-Za-z-]+")
# What people put between two numbers and never into one.
_PARTING = re.compile(r"\s*[\n\r,;、|/+&和与及]\s*")
_NUMBER_SIGNS = re.compile(r"[0-9A-Z-]*")
_HAS_DIGIT = re.compile(r"[0-9]")
# What is left of a date in a text table.
_DATE = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?")
_LETTERS_FIRST = re.compile(r"[A-Z]{2,}")
_PRICE = re.compile(
    r"(?:[¥￥$€£]|RMB|CNY|USD|EUR)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?:元|块|RMB|CNY|USD|EUR)?",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_ERRORS = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#GETTING_DATA"}
)


class CellRefused(Exception):
    """One cell that is not taken, by its code (texts.REFUSALS)."""

    def __init__(self, code: str, more: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.more = more  # What it may have been meant to be, for a person to choose from.


def carrier_in(cell: str) -> str:
    """Return a carrier's name. Raises CellRefused."""
    return _short(" ".join(plain_text(cell).split()))


def numbers_in(cell: str) -> tuple[str, ...]:
    """Return the tracking numbers of a cell, each once, without spaces and in capitals.

    Several are legal: a parcel may have several boxes. Raises CellRefused, with proposals, for a
    text that may mean one number or two, or that holds more than numbers.
    """
    text = plain_text(cell).upper()
    pieces = [piece for part in _PARTING.split(text) if (piece := part.strip())]
    whole = [found for found in _BETWEEN_NUMBERS.split(text) if _is_whole_number(found)]
    numbers = tuple(dict.fromkeys(number for piece in pieces for number in _in_piece(piece, whole)))
    if len(numbers) > 1 and not all(map(_is_whole_number, numbers)):
        raise _unclear(whole)
    if any(_DATE.fullmatch(number) for number in numbers):
        raise CellRefused("ODD_VALUE")
    if not all(map(_HAS_DIGIT.search, numbers)):
        raise _unclear(whole)
    if len(numbers) > NUMBERS_MAX:
        raise CellRefused("TOO_LONG")
    return tuple(map(_short, numbers))


def _in_piece(piece: str, whole: list[str]) -> list[str]:
    """Return the numbers between two marks that part numbers: one, or several after spaces."""
    joined = "".join(piece.split())
    if not _NUMBER_SIGNS.fullmatch(joined):
        raise _unclear(whole)
    parts = piece.split()
    if len([part for part in parts if _is_whole_number(part)]) <= 1:
        return [joined]
    # One number with a space in it, or two: only a beginning that repeats tells.
    beginnings = {found[0] if (found := _LETTERS_FIRST.match(part)) else "" for part in parts}
    if len(beginnings) > 1 or "" in beginnings or len(set(map(len, parts))) > 1:
        raise _unclear(whole)
    return parts


def _unclear(whole: list[str]) -> CellRefused:
    if len(whole) > 1:
        return CellRefused("TWO_NUMBERS", " / ".join(whole))
    return CellRefused("NUMBER_UNCLEAR", "".join(whole))


def price_in(cell: str, minor_digits: int) -> int:
    """Return an amount in minor units; its currency is the supplier's. Raises CellRefused."""
    text = str(cell).strip() if isinstance(cell, Number) else _amount(plain_text(cell))
    try:
        amount = Decimal(text)
    except InvalidOperation as exc:
        raise CellRefused("PRICE_UNCLEAR") from exc
    if not (amount.is_finite() and 0 <= amount <= PRICE_MAX):
        raise CellRefused("PRICE_UNCLEAR")
    exact = amount.scaleb(minor_digits)
    whole = exact.quantize(Decimal(1))
    if abs(exact - whole) > FRACTION_NOISE:
        raise CellRefused("PRICE_UNCLEAR")
    return int(whole)


def _amount(text: str) -> str:
    found = _PRICE.fullmatch(text)
    return found[1].replace(",", "") if found else ""


def note_in(cell: str) -> str:
    """Return the supplier's words, cut to a bearable length. Raises CellRefused."""
    if isinstance(cell, Formula):
        raise CellRefused("FORMULA")
    return unicodedata.normalize("NFC", unmark(cell)).strip()[:NOTE_CHARACTERS_MAX]


def id_in(cell: str) -> str:
    """Return an id of ours or a platform's. Raises CellRefused."""
    return "".join(plain_text(cell).split())


def plain_text(cell: str) -> str:
    """Return a cell's text in plain width, hidden characters dropped. Raises CellRefused.

    A number in a cell is taken for its digits as long as none can have been lost.
    """
    if isinstance(cell, Formula):
        raise CellRefused("FORMULA")
    if isinstance(cell, Odd) or cell.strip() in _ERRORS:
        raise CellRefused("ODD_VALUE")
    if isinstance(cell, Number):
        return _digits(cell)
    text = unmark(cell.strip())
    if not (text.isascii() and text.isprintable()):
        text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).strip()
    if _SHOWN_IN_POWERS.fullmatch(text):
        raise CellRefused("DIGITS_LOST")
    return text


def _digits(number: str) -> str:
    whole = _WHOLE.fullmatch(number)
    if not whole:
        # 1.23E+17 has lost its end; 12.5 is nothing that stands on a label.
        raise CellRefused("DIGITS_LOST" if "E" in number.upper() else "ODD_VALUE")
    if int(whole[1]) >= EXACT_BELOW:
        raise CellRefused("DIGITS_LOST")
    return ("-" if number.startswith("-") else "") + whole[1]


def _is_whole_number(piece: str) -> bool:
    digits = sum(map(str.isdigit, piece))
    return len(piece) >= WHOLE_NUMBER_CHARACTERS and digits >= WHOLE_NUMBER_DIGITS


def _short(text: str) -> str:
    if len(text) > FILL_IN_CHARACTERS_MAX:
        raise CellRefused("TOO_LONG")
    return text
