"""What a rule's condition may ask, for the help sheet of the settings workbook."""

from typing import TYPE_CHECKING, Final

from hedan.domain.rules import Scope
from hedan.texts import Language, say
from hedan.texts.settings_words import CONDITION_HELP

if TYPE_CHECKING:
    from hedan.rules.names import Name

# How they are written, and what they mean.
SIGNS: Final = (
    ("&&", "and"),
    ("||", "or"),
    ("!", "not"),
    ("==  !=", "equal"),
    ("<  <=  >  >=", "compare"),
    ("in", "in"),
    ('"…"', "text"),
)


def condition_help(language: Language) -> list[tuple[str, str]]:
    """Return every name, sign, function and example of conditions with its meaning.

    A row without a meaning is the title of those below.
    """
    # It brings the compiler of conditions along: only who writes the workbook needs it.
    from hedan.rules.names import EXAMPLES, describe, functions  # noqa: PLC0415

    return [
        _title("names", language),
        *((name.path, _meaning(name, language)) for name in describe()),
        _title("signs", language),
        *((sign, _said(key, language)) for sign, key in SIGNS),
        _title("functions", language),
        *((name, say(language, f"rule.function.{name}")) for name in functions()),
        _title("examples", language),
        *(
            (
                one.condition,
                say(language, one.key)
                + (_said("example_of_lines", language) if one.scope is Scope.LINE else ""),
            )
            for one in EXAMPLES
        ),
    ]


def _meaning(name: "Name", language: Language) -> str:
    kind = say(language, f"rule.kind.{name.kind.name}")
    only = _said("only_line", language) if name.only_in_line_rules else ""
    return f"{say(language, name.key)} ({kind}{only})"


def _title(key: str, language: Language) -> tuple[str, str]:
    return _said(key, language), ""


def _said(key: str, language: Language) -> str:
    text = CONDITION_HELP[key]
    return text.zh if language == "zh" else text.en
