"""Proof of the Doudian adapter: recorded shapes, forged ones, and a server that misbehaves."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def vectors(part: str) -> list[dict[str, Any]]:
    """Return the signature vectors of one part: webhook or api."""
    found: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text())[part]
    return found


def sample(name: str) -> bytes:
    """Return a recorded payload, byte for byte."""
    return (HERE / "samples" / f"{name}.json").read_bytes()


def sample_data(name: str) -> Any:
    """Return the data of a recorded answer, fresh, to be changed at will."""
    return json.loads(sample(name))["data"]
