"""Reads a call's parameters: form text, or the same values typed in a JSON body."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from infra.local.pinduoduo.errors import bad_parameter

UNIX_DIGITS_MAX = 10


def signed_text(value: object) -> str:
    """A JSON value as it stands in the text that is signed."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Params:
    """The parameters of one call, all text. A getter without a default makes its field compulsory.

    Empty text counts as absent.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        value = self.fields.get(name, "")
        if value:
            return value
        if default is None:
            raise bad_parameter(f"{name} 不能为空")
        return default

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, written in decimal digits."""
        text = self.text(name, None if default is None else str(default))
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise bad_parameter(f"{name} 必须是整数")
        return int(text)

    def choice(self, name: str, allowed: frozenset[int], default: int | None = None) -> int:
        """A whole number out of a few."""
        number = self.number(name, default)
        if number not in allowed:
            raise bad_parameter(f"{name} 取值错误")
        return number

    def flag(self, name: str) -> bool:
        """`true` or `false`; false when absent."""
        text = self.text(name, "false")
        if text not in {"true", "false"}:
            raise bad_parameter(f"{name} 必须是 true 或 false")
        return text == "true"

    def moment(self, name: str) -> datetime:
        """Unix seconds."""
        number = self.number(name)
        if number < 0 or len(str(number)) > UNIX_DIGITS_MAX:
            raise bad_parameter(f"{name} 必须是秒级时间戳")
        return datetime.fromtimestamp(number, UTC)

    def objects(self, name: str) -> list["Params"]:
        """A list of objects, as JSON text."""
        values = _json(name, self.text(name))
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise bad_parameter(f"{name} 必须是对象列表")
        return [_nested(value) for value in values]

    def object(self, name: str) -> "Params":
        """An object, as JSON text."""
        value = _json(name, self.text(name))
        if not isinstance(value, dict):
            raise bad_parameter(f"{name} 必须是对象")
        return _nested(value)

    def names(self, name: str) -> list[str]:
        """Texts between commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]


def _nested(value: dict[str, Any]) -> Params:
    return Params({name: signed_text(inner) for name, inner in value.items() if inner is not None})


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise bad_parameter(f"{name} 不是 JSON") from problem
