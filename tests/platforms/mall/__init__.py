"""Proof of the mall adapter: the contract's own samples, forged ones, a pool that misbehaves."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONTRACT = HERE.parents[2] / "docs" / "mall-contract.md"


def vectors() -> list[dict[str, Any]]:
    """Return the signature vectors of the whole family."""
    found: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text())
    return found


def contract_sample(begins: str) -> Any:
    """Return the JSON sample of the contract that begins so, fresh, to be changed at will."""
    for block in CONTRACT.read_text().split("```json\n")[1:]:
        text = block.partition("```")[0]
        if text.startswith(begins):
            return json.loads(text)
    raise LookupError(begins)
