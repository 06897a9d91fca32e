"""The one spelling of the JSON that goes into a call's parameters."""

import json


def json_text(value: object) -> str:
    """Return compact JSON, text unescaped: what is signed is what is sent."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
