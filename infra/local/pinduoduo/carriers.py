"""The carriers that the platform knows: enough to ship with, and to be refused with."""

import re
from typing import Any, NamedTuple


class Carrier(NamedTuple):
    """A row of `pdd.logistics.companies.get`."""

    id: int
    code: str
    name: str
    shape: str
    available: int = 1


CARRIERS = {
    carrier.id: carrier
    for carrier in (
        Carrier(44, "SF", "顺丰快递", r"SF\d{12,13}"),
        Carrier(85, "YTO", "圆通快递", r"YT\d{13}"),
        Carrier(115, "ZTO", "中通快递", r"7[2-9]\d{12,13}"),
        Carrier(1, "STO", "申通快递", r"77\d{13}"),
        Carrier(121, "YUNDA", "韵达快递", r"[34]\d{12,14}"),
        Carrier(384, "JTSD", "极兔速递", r"JT\d{13}"),
        Carrier(132, "YZXB", "邮政快递包裹", r"9\d{12}"),
        Carrier(118, "EMS", "邮政EMS", r"1\d{12}|E[A-Z]\d{9}CN"),
        Carrier(119, "TTKDEX", "天天快递", r"\d{12}", available=0),
    )
}


def company_list() -> list[dict[str, Any]]:
    """The rows of the answer; only those with `available` 1 may be used."""
    return [
        {
            "id": carrier.id,
            "logistics_company": carrier.name,
            "code": carrier.code,
            "available": carrier.available,
        }
        for carrier in CARRIERS.values()
    ]


def fits(company_id: int, number: str) -> bool:
    """Whether the number has the shape of this carrier's numbers."""
    return re.fullmatch(CARRIERS[company_id].shape, number) is not None
