"""Proof of the Taobao adapter: documented shapes, forged ones, and a platform that misbehaves."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def vectors(part: str) -> list[dict[str, Any]]:
    """Return the signature vectors of one part."""
    found: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text())[part]
    return found


def sample(name: str) -> Any:
    """Return what is under the root key of a documented answer, fresh, to be changed at will."""
    (data,) = json.loads((HERE / "samples" / f"{name}.json").read_text()).values()
    return data
