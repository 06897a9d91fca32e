"""What is done about each error code of each platform: one plan per code, in one place.

The adapters' answers.py decide by the same tables; a test asks them about every code here. What
no table names is final: a person looks, with the platform's own words.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from hedan.platforms.aliexpress import answers as aliexpress
from hedan.platforms.doudian import answers as doudian
from hedan.platforms.doudian import ship as doudian_ship
from hedan.platforms.mall import answers as mall
from hedan.platforms.pinduoduo import answers as pinduoduo
from hedan.platforms.taobao import answers as taobao


class Step(StrEnum):
    """What follows a code."""

    AGAIN = "again"  # The call had no effect: the same again after a pause, then the queue's.
    READ_FIRST = "read_first"  # It may have had one: the order is read before anything is repeated.
    RENEW = "renew"  # The token is renewed, and the call made once more.
    ACCESS = "access"  # Only the seller can help, and hears it.
    FINAL = "final"  # The number waits for a person.


class Plan(NamedTuple):
    """Codes that mean the same for the next step."""

    step: Step
    codes: tuple[str, ...]


def _plan(step: Step, *codes: object) -> Plan:
    return Plan(step, tuple(sorted(str(code) for code in codes)))


_ALREADY: Final = doudian_ship.ALREADY_SHIPPED
PLANS: Final[Mapping[str, Sequence[Plan]]] = {
    "doudian": (
        _plan(Step.AGAIN, doudian.THROTTLED),
        _plan(
            Step.READ_FIRST,
            *doudian.TRANSIENT_CODES,
            *doudian.SERVICE_ERRORS,
            *(f"isv.business-failed:{one}" for one in doudian.TRANSIENT_FAILURES | _ALREADY),
        ),
        _plan(Step.RENEW, *doudian.TOKEN_REFUSED),
        _plan(Step.ACCESS, doudian.NO_PERMISSION, *doudian.ACCESS_ENDED),
        _plan(
            Step.FINAL,
            *(f"isv.business-failed:{one}" for one in doudian_ship.MEANINGS.keys() - _ALREADY),
        ),
    ),
    "pinduoduo": (
        _plan(Step.AGAIN, *pinduoduo.THROTTLED),
        _plan(Step.READ_FIRST, *pinduoduo.TRANSIENT),
        _plan(Step.RENEW, *pinduoduo.TOKEN_REFUSED),
        _plan(Step.ACCESS, *pinduoduo.ACCESS_ENDED),
    ),
    "taobao": (
        _plan(Step.AGAIN, *taobao.THROTTLED),
        _plan(Step.READ_FIRST, *taobao.UNAVAILABLE),
        _plan(Step.RENEW, *taobao.SESSION),
        _plan(Step.ACCESS, *taobao.PERMISSION),
    ),
    "aliexpress": (
        _plan(Step.AGAIN, *aliexpress.THROTTLED),
        _plan(Step.RENEW, *aliexpress.TOKEN_REFUSED),
        _plan(Step.ACCESS, *aliexpress.ACCESS_ENDED),
    ),
    "mall": (
        _plan(Step.READ_FIRST, mall.ALREADY_SHIPPED, mall.QUANTITY_EXCEEDED),
        _plan(Step.ACCESS, mall.UNAUTHORIZED, mall.FORBIDDEN),
        _plan(Step.FINAL, *(mall.MEANINGS.keys() - {mall.ALREADY_SHIPPED, mall.QUANTITY_EXCEEDED})),
    ),
}
