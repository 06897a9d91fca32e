"""The carriers that the platform knows, and what their tracking numbers look like.

Real platforms know several hundred; these are enough to ship with, to be refused with a number that
is no carrier's, and to be refused with the number of another carrier.
"""

import re
from typing import Any

# code, number on the platform, name, shape of a tracking number
_CARRIERS = (
    ("shunfeng", 12, "顺丰速运", r"SF\d{13}"),
    ("yuantong", 1, "圆通快递", r"YT\d{13}"),
    ("zhongtong", 15, "中通快递", r"7[2-9]\d{12,13}"),
    ("shentong", 8, "申通快递", r"77\d{13}"),
    ("yunda", 9, "韵达快递", r"(?:3|4)\d{12,14}"),
    ("jitu", 2050, "极兔速递", r"JT\d{13}"),
    ("youzhengguonei", 19, "邮政快递包裹", r"9\d{12}"),
    ("ems", 20, "EMS", r"1\d{12}|E[A-Z]\d{9}CN"),
    ("jd", 7, "京东快递", r"JD[A-Z0-9]{11,15}"),
    ("debangkuaidi", 3, "德邦快递", r"DPK\d{12}"),
)

NAMES = {code: name for code, _, name, _ in _CARRIERS}
_SHAPES = {code: re.compile(shape) for code, _, _, shape in _CARRIERS}
# What can be a tracking number at all, whoever carries it.
_NUMBER = re.compile(r"[A-Za-z0-9-]{6,32}")


def company_list() -> list[dict[str, Any]]:
    """The answer of `order.logisticsCompanyList`."""
    return [{"id": number, "name": name, "code": code} for code, number, name, _ in _CARRIERS]


def is_number(logistics_code: str) -> bool:
    """Whether the text could be a tracking number."""
    return _NUMBER.fullmatch(logistics_code) is not None


def fits(company_code: str, logistics_code: str) -> bool:
    """Whether the number has the shape of this carrier's numbers."""
    return _SHAPES[company_code].fullmatch(logistics_code) is not None


def tracking_number(company_code: str, serial: int) -> str:
    """A well-formed number of a carrier, for whoever plays the supplier."""
    return _MAKERS[company_code](serial)


_MAKERS = {
    "shunfeng": lambda serial: f"SF{serial:013d}",
    "yuantong": lambda serial: f"YT{serial:013d}",
    "zhongtong": lambda serial: f"75{serial:012d}",
    "shentong": lambda serial: f"77{serial:013d}",
    "yunda": lambda serial: f"43{serial:013d}",
    "jitu": lambda serial: f"JT{serial:013d}",
    "youzhengguonei": lambda serial: f"9{serial:012d}",
    "ems": lambda serial: f"1{serial:012d}",
    "jd": lambda serial: f"JD{serial:013d}",
    "debangkuaidi": lambda serial: f"DPK{serial:012d}",
}
