"""Odd orders: for each finding that an order can raise alone, the order that raises it.

What needs more than an order (a change, a refund, a second order, a person) is in odd_day.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from hedan.texts import TEXTS
from infra.local.doudian import Item, Receiver, Terms
from infra.local.odd_goods import (
    BLOCKED_BUYER,
    BOWL,
    COUPON,
    NO_JAR,
    NO_MARGIN,
    OFF_SALE,
    PLATE,
    POSTER,
    SET_OF_TWO_MAKERS,
    SET_WITH_OLD,
    SOLD_TOO_LOW,
    in_no_such_city,
    in_tibet,
    in_xinjiang,
    without_phone,
)
from infra.local.scenes import ODD

BALANCE_DUE_AFTER = timedelta(days=2)
UNKNOWN_STAR = 9

# Found in scenes of the day that are there for something else.
ELSEWHERE: Final = {
    "RISK_REVIEW": "risk review",
    "PRESALE_NOT_DUE": "presale",
    "REMARK": "asks a person",
    "SKU_UNKNOWN": "unknown SKU",
    "TRACKING_AFTER_STOP": "already gone",
    "STOP_TOO_LATE": f"{ODD}CHANGED",  # Asked back for its new address, and gone already.
    "SUPPLIER_SHORT": f"{ODD}supply: out of stock",
    "REPLACEMENT_WAITS": "split suppliers",  # Agreed to be sent again: by whom, nobody knows.
}


@dataclass(frozen=True)
class Odd:
    """What a buyer orders so that one finding comes of it."""

    items: tuple[Item, ...] = (BOWL,)
    terms: Mapping[str, Any] = field(default_factory=dict)  # Of the platform's place_order().
    buyer: str = ""  # Empty: nobody in particular.
    moved: Callable[[Receiver], Receiver] | None = None


def finding_codes() -> frozenset[str]:
    """Return every code that a finding can have here: those for which users' texts exist."""
    return frozenset(key.split(".")[1] for key in TEXTS if key.startswith("finding."))


def scene_of(code: str) -> str:
    """Return the scene whose order raises a finding."""
    return ELSEWHERE.get(code, f"{ODD}{code}")


def alone(now: datetime) -> dict[str, Odd]:
    """Return the orders that raise a finding as soon as they are seen, by its code."""
    return {**_of_checks(now), **_of_rules(), **_of_work()}


def _of_checks(now: datetime) -> dict[str, Odd]:
    deposit = Terms(deposit_fen=1000, balance_due_at=now + BALANCE_DUE_AFTER)
    promised = replace(BOWL, promised_discount_fen=700)
    return {
        "BALANCE_DUE": Odd(terms={"terms": deposit}),
        "PART_PAID": Odd(terms={"terms": Terms(unpaid_rest_fen=2000)}),
        "BLOCKED_BUYER": Odd(buyer=BLOCKED_BUYER),
        "COMBO_BROKEN": Odd((SET_WITH_OLD,)),
        "SKU_OFF_SALE": Odd((OFF_SALE,)),
        "QUANTITY": Odd((replace(BOWL, quantity=13),)),  # Twelve at most, the settings say.
        "PAID_MISMATCH": Odd(terms={"misreport_paid_by_fen": 1}),
        "DISCOUNT": Odd((promised,)),
        "PRICE": Odd((SOLD_TOO_LOW,)),
        "MARGIN": Odd((NO_MARGIN,)),
        "RECEIVER_INCOMPLETE": Odd(moved=without_phone),
        "RECEIVER_DOUBTFUL": Odd(moved=in_no_such_city),
        "REGION_REFUSED": Odd(moved=in_xinjiang),
        "DO_NOT_SHIP": Odd(terms={"remark": "先别发货，等我通知"}),
        # Not "tomorrow", which is over soon for who looks shortly after midnight.
        "WISH_DATE": Odd(terms={"remark": "3天后再发", "ship_within_hours": 240}),
        "WISH_CARRIER": Odd(terms={"remark": "请发圆通"}),
        "INVOICE": Odd(terms={"remark": "要开发票"}),
        "MEMO": Odd(terms={"memo": "客户要改规格"}),
        "FLAG": Odd(terms={"star": 5}),
        "UNKNOWN_VALUE": Odd(terms={"star": UNKNOWN_STAR}),
    }


def _of_rules() -> dict[str, Odd]:
    """What the rules of settings.yaml keep back."""
    return {
        "RULE_HOLD": Odd(terms={"remark": "生日礼物"}),
        # With a poster: the rule about posters is asked although another one failed before it.
        "RULE_FAILED": Odd((POSTER,), {"memo": "整套"}),
        "ACCEPT_WAIT": Odd((replace(PLATE, quantity=5),)),
        "ACCEPT_ASK": Odd((replace(BOWL, quantity=10), replace(PLATE, quantity=12))),
        "ACCEPT_REFUSED": Odd(moved=in_tibet),
    }


def _of_work() -> dict[str, Odd]:
    return {
        "ROUTE_MISSING": Odd((SET_OF_TWO_MAKERS,)),
        "STOCK_SHORT": Odd((NO_JAR,)),
        "VIRTUAL_BY_HAND": Odd((COUPON,), {"order_type": 2}),
    }
