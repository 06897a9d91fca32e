"""What a column of the settings workbook holds, by the type of its field."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, NamedTuple, TypeAliasType, Union, get_args, get_origin

from pydantic import AwareDatetime, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hedan.domain.rules import Period


class Kind(StrEnum):
    """How a value stands in a cell."""

    TEXT = "text"  # Exactly as it is.
    CODE = "code"  # Plain width and no spaces: an id of ours.
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    DATES = "dates"  # Parted by commas.
    INSTANT = "instant"  # Without a zone: by the clocks of China.
    LIST = "list"  # Parted by commas.
    PAIRS = "pairs"  # name = value, one a line.
    PERIODS = "periods"  # from ~ to, one a line.


class Shape(NamedTuple):
    """A field as a column sees it."""

    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    default: Any = None


def shape_of(field: FieldInfo) -> Shape:
    """Return how a field stands in a cell. Raises TypeError: a model needs a sheet of its own."""
    kind, choices = _kind(field.annotation, tuple(field.metadata))
    default = field.default
    if field.default_factory is not None:
        default = field.get_default(call_default_factory=True, validated_data={})
    if default is PydanticUndefined:
        default = None
    return Shape(kind, choices, field.is_required(), default)


def _kind(annotation: Any, metadata: tuple[Any, ...]) -> tuple[Kind, tuple[str, ...]]:
    annotation, more = _bare(annotation)
    metadata += more
    origin = get_origin(annotation)
    if origin is Literal:
        return Kind.CHOICE, tuple(str(one) for one in get_args(annotation))
    if origin in (tuple, list, frozenset):
        inner = get_args(annotation)[0]
        if _bare(inner)[0] is Period:
            return Kind.PERIODS, ()
        if _bare(inner)[0] is date:
            return Kind.DATES, ()
        _kind(inner, ())  # What no cell holds is refused here.
        return Kind.LIST, ()
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Kind.PAIRS, ()
    if isinstance(annotation, type):
        return _kind_of_class(annotation, metadata)
    raise TypeError(f"no cell holds {annotation}")


def _kind_of_class(annotation: type, metadata: tuple[Any, ...]) -> tuple[Kind, tuple[str, ...]]:
    if annotation is AwareDatetime or issubclass(annotation, datetime):
        return Kind.INSTANT, ()
    if issubclass(annotation, Enum):
        return Kind.CHOICE, tuple(str(one.value) for one in annotation)
    for base, kind in (
        (bool, Kind.YES_NO),
        (int, Kind.WHOLE),
        (float, Kind.DECIMAL),
        (date, Kind.DATE),
    ):
        if issubclass(annotation, base):
            return kind, ()
    if issubclass(annotation, str):
        return (Kind.CODE if _is_plain(metadata) else Kind.TEXT), ()
    raise TypeError(f"no cell holds {annotation}")


def _is_plain(metadata: tuple[Any, ...]) -> bool:
    """Whether the text can only be small letters, digits and hyphens."""
    patterns = [str(getattr(one, "pattern", None) or "") for one in metadata]
    return any(pattern.startswith(("^[a-z0-9]", "^[a-z]")) for pattern in patterns)


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the type without its constraints and without None."""
    found: tuple[Any, ...] = ()
    while True:
        if isinstance(annotation, TypeAliasType):
            annotation = annotation.__value__
        elif get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            found += tuple(one for one in more if isinstance(one, StringConstraints) or one)
        elif get_origin(annotation) in (Union, types.UnionType):
            inner = [one for one in get_args(annotation) if one is not type(None)]
            if len(inner) != 1:
                raise TypeError(f"no cell holds {annotation}")
            annotation = inner[0]
        else:
            return annotation, found
