"""What the storm of refunds wants and what it saw: its people fill it, its proof asks about it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hedan.domain.stops import Stop
from infra.local.doudian import Item
from infra.local.waiting import TooLate

MOMENT_SECONDS_MAX = 120.0

KETTLE = Item("KETTLE-1", "示例水壶", 1, 15900)
FILTER = Item("KETTLE-FILTER", "示例滤芯", 1, 3900)
TEAPOT = Item("TEAPOT-1", "示例茶壶", 1, 19900)
TEA_TRAY = Item("TEAPOT-TRAY", "示例茶盘", 1, 8900)
# Who sells what, and whose it is: one store and one supplier on each side of the storm.
SOLD: Mapping[str, tuple[Item, Item]] = {
    "cup-house": (KETTLE, FILTER),
    "tea-house": (TEAPOT, TEA_TRAY),
}
SUPPLIERS: Mapping[str, str] = {"cup-house": "factory-g", "tea-house": "factory-h"}


class Moment(StrEnum):
    """How far the wave of a store is when something happens."""

    BEGUN = "its wave has begun"
    WRITTEN = "its workbook is written"
    BACK = "the first numbers are back"
    TAKEN = "the platform takes numbers"


class Move(StrEnum):
    """What a buyer does about a refund."""

    ASK = "ask"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Wish:
    """What one buyer wants: nothing, or moves from a moment on."""

    store: str
    moment: Moment
    moves: tuple[Move, ...] = ()
    is_patient: bool = False  # Goes on only when the move before has reached us.
    of_one_line: bool = False  # Of two: the other one is wanted all the time.
    is_heard: bool = True  # Else its supplier answers nothing: somebody has to be told of it.

    @property
    def scene(self) -> str:
        """The name of its order: one of the odd ones, for which nobody else waits."""
        how = "patiently" if self.is_patient else "at once"
        what = ", ".join(self.moves) or "nothing"
        return f"odd storm at {self.store}: {what} {how} when {self.moment}"

    @property
    def ends_refunded(self) -> bool:
        """Whether the buyer wants the money back in the end."""
        return bool(self.moves) and self.moves[-1] is Move.ASK


def wishes() -> list[Wish]:
    """Return what all the buyers want: at each store the same, at each moment each kind."""
    ask, withdraw = Move.ASK, Move.WITHDRAW
    return [
        wish
        for store in SOLD
        for moment in Moment
        for wish in (
            Wish(store, moment),
            Wish(store, moment, (ask,), is_heard=moment is not Moment.WRITTEN),
            Wish(store, moment, (ask, withdraw), of_one_line=True),
            Wish(store, moment, (ask, withdraw, ask, withdraw)),
            Wish(store, moment, (ask, withdraw, ask), is_patient=True, of_one_line=True),
        )
    ]


class Moments:
    """The moments of one store: each is reached once, and many wait for it."""

    def __init__(self) -> None:
        self._reached = {moment: threading.Event() for moment in Moment}

    def reach(self, moment: Moment) -> None:
        """Let everybody go on who waits for it."""
        self._reached[moment].set()

    def reach_all(self) -> None:
        """Let nobody wait any more."""
        for one in self._reached.values():
            one.set()

    def wait(self, moment: Moment) -> None:
        """Wait for it. Raises TooLate."""
        if not self._reached[moment].wait(MOMENT_SECONDS_MAX):
            raise TooLate(f"{moment}: not within {MOMENT_SECONDS_MAX:.0f} s")


@dataclass
class StormWork:
    """Filled while it rages."""

    wishes: list[Wish] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)  # As they were when all was quiet.
    pressed: int = 0  # Buttons on the suppliers' pages.
