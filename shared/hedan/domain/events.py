"""What happened, written in the same transaction as the state that it explains."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import AwareDatetime

from hedan.domain.base import Frozen


class EventKind(StrEnum):
    """Names of what may happen. The stream starts work on those that have a follower."""

    ORDER_STORED = "order_stored"
    ORDER_HELD = "order_held"
    HOLD_RELEASED = "hold_released"
    LINES_READY = "lines_ready"
    FENCE_CLOSED = "fence_closed"
    FENCE_LIFTED = "fence_lifted"
    PARCEL_CLAIMED = "parcel_claimed"
    PARCEL_NUMBERED = "parcel_numbered"
    PARCEL_SHIPPED = "parcel_shipped"
    PARCEL_HELD = "parcel_held"
    TRACKING_FOR_FENCED = "tracking_for_fenced"
    STOP_OPENED = "stop_opened"
    STOP_ANSWERED = "stop_answered"
    STOP_WITHDRAWN = "stop_withdrawn"


class Event(Frozen):
    """One thing that happened. facts explain: rule, inputs, numbers, ids."""

    kind: EventKind
    at: AwareDatetime
    facts: Mapping[str, str] = {}
