"""Settings as plain data, and every text in them as a cell of a spreadsheet would keep it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from hedan.settings import Settings
from hedan.settings.problems import Path, Problem
from hedan.workbooks.cells import shown_text, unmark

# Half of what a cell holds, whatever its characters; the longest text of a rule has 4,000.
TEXT_CHARACTERS_MAX = 16_000


def plain_of(settings: Settings) -> dict[str, Any]:
    """Return settings as dicts, lists, texts and numbers: only what differs from the default."""
    plain: dict[str, Any] = _plain(settings.but(version=0))
    return {"language": settings.language, **plain}


def cleaned(text: str) -> str:
    """Return a text as every way in must read it, or else one way would say something else.

    Without spaces at its ends, control characters and what nobody sees; lines end with \\n.
    """
    return unmark(shown_text(text, keep_lines=True))


def cleaned_plain(value: Any, found: list[Problem], path: Path = ()) -> Any:
    """Return plain data with every text cleaned; texts that no cell holds are found."""
    match value:
        case str():
            if len(value) > TEXT_CHARACTERS_MAX:
                found.append(Problem(path, "TOO_LONG", {"most": str(TEXT_CHARACTERS_MAX)}))
                return value[:TEXT_CHARACTERS_MAX]
            return cleaned(value)
        case Mapping():
            return {key: cleaned_plain(one, found, (*path, key)) for key, one in value.items()}
        case list() | tuple():
            return [cleaned_plain(one, found, (*path, at)) for at, one in enumerate(value)]
        case _:
            return value


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {
            name: _plain(held)
            for name, field in type(value).model_fields.items()
            if (held := getattr(value, name)) != field.default or name == "do"
        }
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
