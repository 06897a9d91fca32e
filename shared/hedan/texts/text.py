"""One text in both of the users' languages, side by side, so that neither can be forgotten."""

from typing import Literal, NamedTuple

type Language = Literal["zh", "en"]


class Text(NamedTuple):
    """What we say, with {names} where values go; both languages use the same names."""

    zh: str
    en: str


def one_line(value: str, most: int) -> str:
    """Return a value in one line of at most so many characters."""
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"
