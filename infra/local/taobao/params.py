"""Reads business parameters: everything is form text, lists between commas or as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from infra.local.taobao.errors import invalid, missing

CHINA = timezone(timedelta(hours=8))
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def china_moment(text: str) -> datetime:
    """Read Chinese time without an offset. Raises ValueError."""
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=CHINA).astimezone(UTC)


def china_text(moment: datetime) -> str:
    """Write Chinese time without an offset."""
    return moment.astimezone(CHINA).strftime(TIME_FORMAT)


class Params:
    """The parameters of one call, or one object within them; empty text counts as absent."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields

    def has(self, name: str) -> bool:
        """Whether the caller sent it."""
        value = self.fields.get(name)
        return value is not None and value != ""

    def text(self, name: str, default: str | None = None) -> str:
        """A text; compulsory without a default. Numbers of a JSON object are text here."""
        if not self.has(name):
            if default is None:
                raise missing(name)
            return default
        value = self.fields[name]
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise invalid(name)
        return str(value)

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        text = self.text(name, None if default is None else str(default))
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise invalid(name, "is not a number")
        return int(text)

    def flag(self, name: str) -> bool:
        """`true`, `false`, or 1 and 0; false when absent."""
        value = self.fields.get(name)
        if isinstance(value, bool):
            return value
        text = self.text(name, "false")
        if text not in {"true", "false", "1", "0"}:
            raise invalid(name, "is not a boolean")
        return text in {"true", "1"}

    def moment(self, name: str, default: datetime | None = None) -> datetime:
        """Chinese time."""
        if not self.has(name) and default is not None:
            return default
        try:
            return china_moment(self.text(name))
        except ValueError as problem:
            raise invalid(name, "is not yyyy-MM-dd HH:mm:ss") from problem

    def names(self, name: str) -> list[str]:
        """Texts between commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def objects(self, name: str) -> list["Params"]:
        """A list of objects, as JSON text or, within an object, as it stands."""
        values = self._json(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise invalid(name, "is not a list of objects")
        return [Params(value) for value in values]

    def object(self, name: str) -> "Params":
        """An object, as JSON text."""
        value = self._json(name)
        if not isinstance(value, dict):
            raise invalid(name, "is not an object")
        return Params(value)

    def _json(self, name: str) -> Any:
        if not self.has(name):
            raise missing(name)
        value = self.fields[name]
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as problem:
            raise invalid(name, "is not JSON") from problem
