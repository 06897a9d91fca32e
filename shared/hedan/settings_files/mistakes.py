"""What is wrong with a settings file, each mistake with its place, all of them at once."""

from collections.abc import Iterable
from typing import NamedTuple

from hedan.errors import SettingsInvalid
from hedan.settings.problems import Path, Problem
from hedan.texts import Language
from hedan.texts.settings import problem_in_words, refused_in_words

# More than anybody reads; the whole list is in the error.
MISTAKES_SHOWN = 100


class Mistake(NamedTuple):
    """One problem and where it stands in the file: settings.yaml:41, SKUs!D7."""

    place: str
    problem: Problem

    def in_words(self, language: Language) -> str:
        """Return one line for whoever has to mend it."""
        return f"{self.place}: {problem_in_words(language, self.problem)}"


class SettingsRefused(SettingsInvalid):
    """Settings that are not taken; str() says every mistake, in English."""

    def __init__(self, file_name: str, mistakes: Iterable[Mistake]) -> None:
        self.file_name = file_name
        self.mistakes = tuple(mistakes)
        super().__init__(self.in_words("en"))

    def in_words(self, language: Language) -> str:
        """Return all of it in one text, a line for each mistake."""
        told = [mistake.in_words(language) for mistake in self.mistakes[:MISTAKES_SHOWN]]
        left = len(self.mistakes) - len(told)
        head = refused_in_words(language, self.file_name, len(self.mistakes))
        return "\n".join([head, *(f"  {line}" for line in told), *([f"  … +{left}"] * (left > 0))])


def path_text(path: Path) -> str:
    """Return a path as people write it: skus[3].supplier."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
