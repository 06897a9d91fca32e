"""What types cannot tell of a supplier's workbook, its agreed prices and its names of carriers."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from hedan.domain.workbook_columns import Field

if TYPE_CHECKING:
    from hedan.settings.problems import Path

type Found = tuple["Path", str, dict[str, str]]
type Entry = tuple[int, Mapping[str, Any]]

# Without these a supplier has nowhere to answer.
NEEDED: Final = (Field.CARRIER, Field.NUMBER)


def supplying_problems(raw: Mapping[str, Any]) -> Iterator[Found]:
    """Yield path, code and values of each mistake. raw: the settings as plain data."""
    yield from _templates(raw)
    yield from _twice(raw, "agreed_prices", ("supplier", "sku", "since"))
    yield from _twice(raw, "carrier_names", ("supplier", "name"))


def _templates(raw: Mapping[str, Any]) -> Iterator[Found]:
    yield from _twice(raw, "workbooks", ("supplier",))
    for at, template in _entries(raw.get("workbooks")):
        columns = list(_entries(template.get("columns")))
        above: Path = ("workbooks", at, "columns")
        seen: set[str] = set()
        for position, column in columns:
            yield from _column(column, (*above, position), seen)
        yield from _lacking(seen, above) if columns else ()


def _column(column: Mapping[str, Any], path: "Path", seen: set[str]) -> Iterator[Found]:
    field = column.get("field")
    if not isinstance(field, str) or not field:
        if not column.get("heading"):
            yield (*path, "heading"), "COLUMN_SAYS_NOTHING", {}
        return
    if field in seen:
        yield (*path, "field"), "TWICE", {"value": field}
    if column.get("fixed"):
        yield (*path, "fixed"), "FIXED_AND_FIELD", {"value": str(column["fixed"])}
    seen.add(field)


def _lacking(seen: set[str], path: "Path") -> Iterator[Found]:
    if seen - set(Field):
        return  # What nobody understands could be the one that is missing.
    for field in NEEDED:
        if field not in seen:
            yield path, "COLUMN_LACKING", {"value": field.value}


def _twice(raw: Mapping[str, Any], subject: str, fields: tuple[str, ...]) -> Iterator[Found]:
    """Yield each entry that says the same in these fields as one above it."""
    seen: set[tuple[str, ...]] = set()
    for at, entry in _entries(raw.get(subject)):
        own = [str(entry.get(field) or "") for field in fields]
        key = (*own[:-1], _plain(own[-1]))
        if all(own) and key in seen:
            yield (subject, at, fields[-1]), "TWICE", {"value": " ".join(own)}
        seen.add(key)


def _plain(text: str) -> str:
    """Return a name as it is looked up: in plain width, whatever its case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _entries(items: object) -> Iterator[Entry]:
    if isinstance(items, list | tuple):
        for at, item in enumerate(items):
            if isinstance(item, Mapping):
                yield at, item
