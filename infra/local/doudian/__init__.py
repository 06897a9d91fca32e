"""A simulated Doudian platform for the local run and the end-to-end tests.

Written from the platform's published behaviour and never from our own client, so that a mistake in
one of them shows. Numbers that no source gives are named as ours where they stand.
"""

from infra.local.doudian.carriers import tracking_number
from infra.local.doudian.delivery import Delivery, Faults, PushPolicy
from infra.local.doudian.limits import Rates
from infra.local.doudian.model import (
    AfterSaleStatus,
    AfterSaleType,
    Gift,
    Item,
    OrderStatus,
    Place,
    Receiver,
    RefundStatus,
    Shipment,
    Terms,
)
from infra.local.doudian.outages import OutageKind
from infra.local.doudian.platform import DoudianPlatform
from infra.local.doudian.signing import SignMode

__all__ = [
    "AfterSaleStatus",
    "AfterSaleType",
    "Delivery",
    "DoudianPlatform",
    "Faults",
    "Gift",
    "Item",
    "OrderStatus",
    "OutageKind",
    "Place",
    "PushPolicy",
    "Rates",
    "Receiver",
    "RefundStatus",
    "Shipment",
    "SignMode",
    "Terms",
    "tracking_number",
]
