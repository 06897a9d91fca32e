"""What a person typed into one cell: cleaned, or refused when it cannot be what they meant."""

import re
import unicodedata

from hedan.workbooks.cells import EXACT_BELOW, Formula, Number, Odd, unmark

# Longer than any carrier's number and any carrier's name.
FILL_IN_CHARACTERS_MAX = 64
NOTE_CHARACTERS_MAX = 1_000
# Two pieces this long, with this many digits, are two numbers and not one with a space in it.
WHOLE_NUMBER_CHARACTERS = 8
WHOLE_NUMBER_DIGITS = 6

_SHOWN_IN_POWERS = re.compile(r"[+-]?\d(\.\d+)?E\+\d{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?(\d+)(?:\.0*)?")
_BETWEEN_NUMBERS = re.compile(r"[^0-9A-Za-z-]+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_ERRORS = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#GETTING_DATA"}
)


class CellRefused(Exception):
    """One cell that is not taken, by its code (texts.REFUSALS)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def carrier_in(cell: str) -> str:
    """Return a carrier's name. Raises CellRefused."""
    return _short(" ".join(plain_text(cell).split()))


def number_in(cell: str) -> str:
    """Return a tracking number without spaces, in capitals. Raises CellRefused."""
    text = plain_text(cell)
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(text) if _is_whole_number(piece)]
    if len(pieces) > 1:
        raise CellRefused("TWO_NUMBERS")
    return _short("".join(text.split()).upper())


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
