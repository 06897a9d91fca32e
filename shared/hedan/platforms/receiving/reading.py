"""Reads what a callback holds, which anybody may have made up: JSON and ids. Light."""

import json
import re
from typing import Any

from hedan.errors import Malformed

# What a queue takes as the name of a group; no '#', which parts table keys.
_ID = re.compile(r"[!\"$-~]{1,128}")
# No id is longer, and the digits of a number without end cost time.
_NUMBER_END = 10**128


def parse(text: str) -> Any:
    """Parse JSON. Raises ValueError for anything else, also for nesting without end."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc


def read_body(body: bytes) -> Any:
    """Parse a body as JSON. Raises Malformed, which never quotes it."""
    try:
        return parse(body.decode())
    except ValueError:
        raise Malformed("body: not JSON in UTF-8") from None


def read_object(body: bytes) -> dict[str, Any]:
    """Parse a body as a JSON object. Raises Malformed, which never quotes it."""
    told = read_body(body)
    if not isinstance(told, dict):
        raise Malformed("body: not an object")
    return told


def read_id(value: object, place: str) -> str | None:
    """Return an id as text, None where it is absent or 0. Raises Malformed with the place."""
    if value is None or value in ("", "0") or (value == 0 and isinstance(value, int)):
        return None
    text = number_or_text(value)
    if text is None or not _ID.fullmatch(text):
        raise Malformed(f"{place}: not an id")
    return text


def needed_id(value: object, place: str) -> str:
    """Return an id as text. Raises Malformed with the place, also when there is none."""
    found = read_id(value, place)
    if found is None:
        raise Malformed(f"{place}: missing")
    return found


def number_or_text(value: object) -> str | None:
    """Return text, or a number's digits; None for anything else."""
    # bool is an int to Python; a float has already lost the last digits of an id.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _NUMBER_END else None
    return value if isinstance(value, str) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"not JSON: {constant}")
