"""What a platform is told about one of its after-sales, and whether it hears by itself."""

from typing import Final, Literal

from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen
from hedan.domain.cases import PlatformAct
from hedan.domain.parcels import Tracking

# Of store.options: whether the platform hears by itself that goods stayed, or have left.
STOP_ANSWER: Final = "stop_answer"
STOP_ANSWER_BY_HAND: Final = "by_hand"
STOP_ANSWER_MEANS: Final = {
    STOP_ANSWER: "auto (the default): the platform hears by itself, as soon as everybody has "
    "answered, whether the goods of a refund stayed; by_hand: a person tells it"
}

type StopReason = Literal["", "already_shipped", "label_printed", "order_unknown"]
"""Why a parcel was not stopped."""


class ActRequest(Frozen):
    """What a platform is told about one of its after-sales."""

    act: PlatformAct
    case: AfterSale  # As the platform has just told it.
    at: AwareDatetime  # When what is told became true.
    reason: StopReason = ""  # Of NOT_STOPPED.
    tracking: Tracking | None = None  # Of the parcel that an INTERCEPT means.

    @property
    def is_stopped(self) -> bool:
        """Whether it says that the goods stayed."""
        return self.act is PlatformAct.STOPPED
