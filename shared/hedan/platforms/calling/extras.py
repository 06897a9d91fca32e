"""Fields that serve a second look only: one that cannot be read costs no order, only the look."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError

from hedan.platforms.calling.theirs import Theirs

# More than any amount or count; a larger one is an id, or damaged.
EXTRA_MAX = 10**12
DIGITS_MAX = 14


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:DIGITS_MAX])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -EXTRA_MAX <= value <= EXTRA_MAX else None


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:64]
    return value.strip()[:256] if isinstance(value, str) else ""


ExtraNumber = Annotated[int | None, BeforeValidator(_number)]
"""A whole number, or None where there is none."""
ExtraText = Annotated[str, BeforeValidator(_text)]
"""A text or a number as text; empty where there is neither."""


def _rows(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


ExtraRows = Annotated[tuple[Any, ...], BeforeValidator(_rows)]
"""A list of anything; empty where there is none."""


def readable[T: Theirs](model: type[T], rows: tuple[Any, ...]) -> tuple[T, ...] | None:
    """Return the rows as they read; None where one of them does not, so that none is left out."""
    try:
        return tuple(model.model_validate(row) for row in rows)
    except ValidationError:
        return None


def or_empty(model: type[Theirs]) -> BeforeValidator:
    """Return the validator of a part of an answer: one that cannot be read is an empty one."""

    def lenient(value: object) -> Theirs:
        try:
            return model.model_validate(value)
        except ValidationError:
            return model()

    return BeforeValidator(lenient)


def or_none(read: Callable[[object], object]) -> Callable[[object], object]:
    """Return a reader that tells None where the strict one refuses a value."""

    def lenient(value: object) -> object:
        try:
            return read(value)
        except (TypeError, ValueError, ArithmeticError):
            return None

    return lenient
