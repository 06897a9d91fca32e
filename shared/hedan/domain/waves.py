"""What begins a wave, which lines it may take, and how near its deadline a line must go at once."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hedan.domain.base import Frozen, OrderKey


class WaveLane(StrEnum):
    """Which parcels of a plan a wave takes."""

    ALL = "all"
    URGENT = "urgent"  # Those with a line that cannot wait for the next cut-off.


class WaveTrigger(StrEnum):
    """Why a wave began."""

    CUT_OFF = "cut_off"
    FULL = "full"  # So many orders wait as the supplier takes at once.
    URGENT = "urgent"
    BY_HAND = "by_hand"


class ReadyOrders(Frozen):
    """Who waits for a supplier's wave: the orders with the earliest deadlines, some or all."""

    orders: tuple[OrderKey, ...] = ()
    earliest: datetime | None = None  # The earliest deadline of all; None: none has one.


class Hurry(Protocol):
    """A supplier's answer to lines that are nearly late."""

    @property
    def urgent_hours(self) -> int | None:
        """This near its deadline a line goes at once; None: it waits for the cut-off."""


def is_urgent(deadline: datetime | None, supplier: Hurry, now: datetime) -> bool:
    """Tell whether a line of this deadline goes at once; one that is late already does, too."""
    if deadline is None or supplier.urgent_hours is None:
        return False
    return deadline - now <= timedelta(hours=supplier.urgent_hours)
