"""Proof of the Pinduoduo adapter: invented payloads, and a gateway that misbehaves as told."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def vectors() -> list[dict[str, Any]]:
    """Return the signature vectors of calls."""
    found: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text())["api"]
    return found


def sample(name: str) -> Any:
    """Return a payload as the client reads it, fresh, to be changed at will."""
    return json.loads((HERE / "samples" / f"{name}.json").read_text(), parse_float=Decimal)


def order_info() -> Any:
    """Return the sample order without its wrappers."""
    return sample("order_detail")["order_info_get_response"]["order_info"]


def listed_case() -> Any:
    """Return the sample case as the listing has it."""
    return sample("after_sale_list")["refund_increment_get_response"]["refund_list"][0]
