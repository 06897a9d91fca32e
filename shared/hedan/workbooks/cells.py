"""Text on its way into a cell and back: cleaned, never executable, the same after the round."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Self

from hedan.domain.base import ALPHABET

# A spreadsheet holds so many UTF-16 units in one cell (Excel's published limit).
CELL_UNITS_MAX = 32_767
# It keeps 15 digits of a number; the rest are zeros that nobody typed.
EXACT_BELOW = 10**15
# Any text no longer than this fits, whatever its characters.
SURELY_FITS = CELL_UNITS_MAX // 2

# Stands before a text that a spreadsheet could take for a formula: visible, in every Chinese
# font and in GBK, and no operator anywhere. An apostrophe would be taken for the quote prefix
# that programs strip when they save; a text cell alone is inert only until it becomes CSV.
MARKER = "·"
# Full-width and small forms count: East Asian versions of Excel take them for the ASCII ones.
_EXECUTABLE = "=+\\-@＝＋－＠﹦﹢﹣﹫"

# C0 and C1 controls, zero-width and direction characters that hide what a person would read,
# halves of surrogate pairs, and what XML forbids. Joiners (200C, 200D) stay: emoji need them.
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff"
)
_ODD = re.compile(
    f"[&<>{_INVISIBLE}]|^[\\s{_EXECUTABLE}{MARKER}\u200c\u200d]|[\\s\u200c\u200d]$|_x[0-9A-Fa-f]{{4}}_"
)
# Of many texts at once: what, anywhere in one, may need care (the line feed stands between them),
# and with what one may begin so. Apart, since a search for one character of a set is quick.
_NO_LINE_FEED = _INVISIBLE.removeprefix("\x00-\x1f") + "\x00-\x09\x0b-\x1f"
_WIDE_SPACES = "\xa0\u1680\u2000-\u200a\u200c\u200d\u202f\u205f\u3000"
_MAY_BE_ODD = re.compile(f"[&<>{_NO_LINE_FEED}{_WIDE_SPACES}]")
_ODD_BEGINNING = re.compile(f"\n[ {_EXECUTABLE}{MARKER}]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKED = re.compile(f"[{_EXECUTABLE}{MARKER}]")
_EDGES = "\u200c\u200d"
# SpreadsheetML writes a character as _xHHHH_, so such a text must have its underscore escaped
# (ECMA-376 part 1, 22.9.2.19).
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CUT = " …[cut]"

CHECK_PARTS = "~"
CHECK_CHARACTERS = 4
_CHECK_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


class Number(str):
    """A cell that holds a number, as it is written in the file."""

    __slots__ = ()


class Formula(str):
    """A cell that computes; the text is what it showed last, '=' if that was nothing."""

    __slots__ = ()

    def __new__(cls, shown: str) -> Self:
        return super().__new__(cls, shown or "=")


class Odd(str):
    """A cell that holds a truth value, an error or a date; '#' if it shows nothing."""

    __slots__ = ()

    def __new__(cls, shown: str) -> Self:
        return super().__new__(cls, shown or "#")


def shown_text(text: str, *, keep_lines: bool = False) -> str:
    """Return what a cell shows for a text: cleaned, and marked if it could be executed."""
    return _cleaned(text, keep_lines=keep_lines) if _needs_care(text) else text


def xml_text(text: str, *, keep_lines: bool = False) -> str:
    """Return the text as it stands between the tags of a cell."""
    return escape(_cleaned(text, keep_lines=keep_lines)) if _needs_care(text) else text


def xml_texts(texts: Sequence[str], *, keep_lines: bool = False) -> Sequence[str]:
    """Return what xml_text returns of each: one look at all of them where none needs care."""
    if _are_plain(texts):
        return texts
    made = {text: xml_text(text, keep_lines=keep_lines) for text in set(texts)}
    return [made[text] for text in texts]


def shown_texts(texts: Sequence[str]) -> Sequence[str]:
    """Return what shown_text returns of each."""
    return texts if _are_plain(texts) else [shown_text(text) for text in texts]


def escape(text: str) -> str:
    """Escape a clean text for SpreadsheetML."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo what SpreadsheetML does to characters (the XML parser has undone its own part)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def unmark(text: str) -> str:
    """Return the text without the mark that shown_text may have put before it."""
    return text.removeprefix(MARKER)


def key_text(row_key: str, *others: str) -> str:
    """Return the key cell's text: the row key and a check over the cells that must stay with it.

    Whoever sorts one column alone gives a row another row's key; the check tells. The others
    are taken as their cells show them.
    """
    return f"{row_key}{CHECK_PARTS}{check_of(row_key, *others)}"


def check_of(*parts: str) -> str:
    """Return a few characters that depend on all the parts.

    Not on their spaces, their width (full or half) and the marks before them: programs and
    people change those without meaning it.
    """
    text = "|".join(parts)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace(f"|{MARKER}", "|"))
    digest = hashlib.sha256("".join(text.split()).encode("utf-8", "replace")).digest()
    return digest[:CHECK_CHARACTERS].translate(_CHECK_LETTERS).decode("ascii")


def column_letters(position: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _needs_care(text: str) -> bool:
    return len(text) > SURELY_FITS or (not text.isalnum() and _ODD.search(text) is not None)


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether no text needs care; never true where _needs_care is true of one of them."""
    joined = "\n".join(("", *texts, ""))
    return (
        joined.count("\n") == len(texts) + 1
        and max(map(len, texts)) <= SURELY_FITS
        and _MAY_BE_ODD.search(joined) is None
        and _ODD_BEGINNING.search(joined) is None
        and " \n" not in joined
        and "_x" not in joined
    )


def _cleaned(text: str, *, keep_lines: bool) -> str:
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    lines = [_DROPPED.sub("", line) for line in text.split("\n")]
    text = ("\n" if keep_lines else " ").join(lines)
    while text != (trimmed := text.strip().strip(_EDGES)):
        text = trimmed
    if _MARKED.match(text):
        text = MARKER + text
    return _fitting(text)


def _fitting(text: str) -> str:
    if len(text) <= SURELY_FITS:
        return text
    units = text.encode("utf-16-le", "ignore")
    if len(units) <= 2 * CELL_UNITS_MAX:
        return text
    kept = units[: 2 * (CELL_UNITS_MAX - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT
