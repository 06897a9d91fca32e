"""The carriers that the platform knows, each with the shape of its numbers."""

import re
from typing import Any, NamedTuple


class Carrier(NamedTuple):
    """A row of `taobao.logistics.companies.get`."""

    id: int
    code: str
    name: str
    reg_mail_no: str


CARRIERS = {
    carrier.code: carrier
    for carrier in (
        Carrier(505, "SF", "顺丰速运", r"^SF\d{12,13}$"),
        Carrier(101, "YTO", "圆通速递", r"^YT\d{13}$"),
        Carrier(500, "ZTO", "中通快递", r"^7[2-9]\d{12,13}$"),
        Carrier(100, "STO", "申通快递", r"^77\d{13}$"),
        Carrier(102, "YUNDA", "韵达快递", r"^[34]\d{12,14}$"),
        Carrier(504, "HTKY", "极兔速递", r"^JT\d{13}$"),
        Carrier(2, "EMS", "EMS", r"^(1\d{12}|E[A-Z]\d{9}CN)$"),
        Carrier(1_000_000, "POSTB", "邮政快递包裹", r"^9\d{12}$"),
    )
}


def company_list(fields: list[str]) -> list[dict[str, Any]]:
    """The rows of the answer, with the fields asked for."""
    return [
        {name: value for name, value in carrier._asdict().items() if name in fields}
        for carrier in CARRIERS.values()
    ]


def fits(code: str, number: str) -> bool:
    """Whether the number has the shape of this carrier's numbers."""
    return re.fullmatch(CARRIERS[code].reg_mail_no, number) is not None
