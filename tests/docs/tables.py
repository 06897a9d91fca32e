"""A table in both languages, as the documents show it, and the words that several share."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from hedan.domain.findings import Post, Severity
from hedan.texts.settings_words import WORDS

type Language = Literal["en", "zh"]
type Row = Sequence[str]
type Said = Mapping[Language, str]

NOTHING: Final = "–"
LANGUAGES: Final[Sequence[Language]] = ("en", "zh")
PARTED: Final[Said] = {"en": ", ", "zh": "、"}
YES: Final[Said] = {"en": "yes", "zh": "是"}
# Where a rule or a person says it, not the finding itself.
AS_SAID: Final[Said] = {"en": "as it is said", "zh": "由规则或人定"}


class Table(NamedTuple):
    """One table in both languages, as Markdown."""

    headings: Mapping[Language, Row]
    rows: Mapping[Language, Sequence[Row]]

    def lines(self, language: Language) -> list[str]:
        """Return the table as the documents show it."""
        head = self.headings[language]
        return [line(head), "|" + "---|" * len(head), *map(line, self.rows[language])]


def word_of(value: Severity | Post | None, language: Language) -> str:
    """Return a word of the settings workbook; None: whoever makes the finding says so."""
    if value is None:
        return AS_SAID[language]
    word = WORDS[value.value]
    return word.zh if language == "zh" else word.en


def line(cells: Row) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(cells)} |"
