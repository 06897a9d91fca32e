"""A simulated Pinduoduo for the local run and the tests of many days.

Written from the platform's published behaviour and never from our own client, so that a mistake in
one of them shows. What no source gives is named as ours where it stands.
"""

from infra.local.pinduoduo.model import AfterSaleKind, AfterSaleStatus, OrderStatus, RefundStatus
from infra.local.pinduoduo.platform import PinduoduoPlatform
from infra.local.pinduoduo.token_desk import Lifetimes, Tokens
from infra.local.simulated.troubles import Rate

__all__ = [
    "AfterSaleKind",
    "AfterSaleStatus",
    "Lifetimes",
    "OrderStatus",
    "PinduoduoPlatform",
    "Rate",
    "RefundStatus",
    "Tokens",
]
