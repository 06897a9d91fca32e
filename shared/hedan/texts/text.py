"""One text in both of the users' languages, side by side, so that neither can be forgotten."""

from typing import Literal, NamedTuple

type Language = Literal["zh", "en"]


class Text(NamedTuple):
    """What we say, with {names} where values go; both languages use the same names."""

    zh: str
    en: str
