"""Reads business parameters by type and refuses what the wire does not allow."""

from typing import Any

from infra.local.doudian.errors import bad_format, missing_parameter


class Params:
    """One JSON object of a request. A getter without a default makes its field compulsory."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def text(self, name: str, default: str | None = None) -> str:
        """A JSON string; blank counts as absent, as it does for the platform's SDK."""
        value = self.fields.get(name)
        if value is None or value == "":
            return _or_missing(name, default)
        if not isinstance(value, str):
            raise bad_format(f"{name} must be a string")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A JSON number without a fraction."""
        value = self.fields.get(name)
        if value is None:
            return _or_missing(name, default)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad_format(f"{name} must be an integer")
        return value

    def flag(self, name: str) -> bool:
        """A JSON boolean, false when absent."""
        value = self.fields.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise bad_format(f"{name} must be a boolean")
        return value

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of strings."""
        values = self._list(name)
        if values is None:
            return _or_missing(name, default)
        if not all(isinstance(value, str) for value in values):
            raise bad_format(f"{name} must hold strings")
        return values

    def numbers(self, name: str, default: list[int] | None = None) -> list[int]:
        """A list of integers."""
        values = self._list(name)
        if values is None:
            return _or_missing(name, default)
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            raise bad_format(f"{name} must hold integers")
        return values

    def object(self, name: str) -> "Params":
        """A JSON object."""
        value = self.fields.get(name)
        if value is None:
            raise missing_parameter(name)
        if not isinstance(value, dict):
            raise bad_format(f"{name} must be an object")
        return Params(value)

    def objects(self, name: str, default: list["Params"] | None = None) -> list["Params"]:
        """A list of JSON objects."""
        values = self._list(name)
        if values is None:
            return _or_missing(name, default)
        if not all(isinstance(value, dict) for value in values):
            raise bad_format(f"{name} must hold objects")
        return [Params(value) for value in values]

    def has(self, name: str) -> bool:
        """Whether the caller sent the field at all."""
        return self.fields.get(name) is not None

    def _list(self, name: str) -> list[Any] | None:
        value = self.fields.get(name)
        if value is not None and not isinstance(value, list):
            raise bad_format(f"{name} must be a list")
        return value


def _or_missing[T](name: str, default: T | None) -> T:
    if default is None:
        raise missing_parameter(name)
    return default
