"""Reads a platform's JSON without losing a digit, and without being led astray by what is none."""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from hedan.errors import PlatformBusy

# Whole characters beyond the first 65,536 are written as two of these.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def exact_json(text: str) -> Any:
    """Parse JSON; numbers with a fraction are Decimal.

    Half a character (a surrogate alone), which nobody could store or send, becomes "?". Raises
    ValueError for anything else, also for nesting and for numbers without end.
    """
    try:
        told = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        return _encodable(told) if _HALF.search(text) else told
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc
    except ArithmeticError as exc:
        raise ValueError("an exponent beyond all sense") from exc


def read_answer(name: str, body: bytes) -> Any:
    """Parse the answer to a call. name says in errors which call it was. Raises PlatformBusy."""
    try:
        return exact_json(body.decode())
    except ValueError:
        # A page of the gateway or of a proxy between us: not the platform's word on our call.
        # Without the cause, which quotes it.
        raise PlatformBusy(f"{name}: the answer is not JSON") from None


def read_envelope(name: str, body: bytes) -> dict[str, Any]:
    """Parse an answer that is always an object. Raises PlatformBusy."""
    told = read_answer(name, body)
    if not isinstance(told, dict):
        raise PlatformBusy(f"{name}: the answer is not an envelope")
    return told


def _encodable(told: Any) -> Any:
    if isinstance(told, str):
        return told.encode(errors="replace").decode()
    if isinstance(told, list):
        return [_encodable(inner) for inner in told]
    if isinstance(told, dict):
        return {_encodable(name): _encodable(inner) for name, inner in told.items()}
    return told


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"not JSON: {word}")
