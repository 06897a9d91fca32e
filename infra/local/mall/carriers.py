"""Carriers that the malls know, and what their numbers look like."""

import re

from infra.local.mall.errors import Refused

CARRIERS = {
    "SF": ("顺丰速运", r"^SF\d{13}$"),
    "YTO": ("圆通速递", r"^YT\d{13}$"),
    "ZTO": ("中通快递", r"^7\d{13}$"),
    "EMS": ("中国邮政", ""),
}


def check(code: object, number: object) -> None:
    """Raises Refused for a carrier that is not known, or a number that is not its."""
    if code not in CARRIERS:
        raise Refused("carrier-unknown", f"{code}")
    pattern = CARRIERS[str(code)][1]
    if not isinstance(number, str) or not number or not re.search(pattern, number):
        raise Refused("tracking-invalid", f"{number} is no number of {code}")


def example_number(code: str, count: int) -> str:
    """An invented number that a carrier's pattern takes."""
    return {
        "SF": f"SF{count:013d}",
        "YTO": f"YT{count:013d}",
        "ZTO": f"7{count:013d}",
        "EMS": f"EMS{count:09d}",
    }[code]
