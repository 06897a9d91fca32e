"""Proof of the AliExpress adapter: shapes as documented, forged ones, and a gateway by script."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def vectors() -> list[dict[str, Any]]:
    """Return the signature vectors."""
    found: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text())
    return found


def sample(name: str) -> Any:
    """Return an answer in its documented shape (values invented), fresh, to be changed at will."""
    return json.loads((HERE / "samples" / f"{name}.json").read_text())


def order(**changes: Any) -> Any:
    """Return the sample order's answer with fields of its target changed."""
    answer = sample("order_detail")
    answer["aliexpress_trade_new_redefining_findorderbyid_response"]["target"] |= changes
    return answer


def target(**changes: Any) -> Any:
    """Return what stands below the root of the sample order's answer, with fields changed."""
    return order(**changes)["aliexpress_trade_new_redefining_findorderbyid_response"]


def child(**changes: Any) -> Any:
    """Return the sample order's line, with fields changed."""
    return target()["target"]["child_order_list"]["aeop_tp_child_order_dto"][0] | changes
