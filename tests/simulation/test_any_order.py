"""The messages of one order in every order there is: all end as the quiet run does."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any, NamedTuple

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import LineKey
from hedan.domain.intake import Hint
from hedan.domain.orders import Order
from hedan.platforms.platform import Told
from hedan.usecases.intake.take_in import take_in
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive
from tests.fakes.platform import FakePlatform
from tests.simulation.made_orders import make_order
from tests.simulation.steady import SteadyTrade
from tests.simulation.world import STORE, World

# In a test run one order of the messages in so many is tried; `make simulate` tries each.
STRIDE = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "simulate" else 13
FIRST, SECOND = "71001", "71002"


class Message(NamedTuple):
    """What a platform said at one instant: whoever asked then was answered so, however late."""

    order: Order
    case: AfterSale | None


class AnswersOfThen(FakePlatform):
    """A platform that answers what it knew when a message was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.then: Message | None = None

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as it was."""
        assert self.then is not None
        return Told[Order].model_construct(value=self.then.order, raw="{}", after_sales=())

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the case as it was."""
        assert self.then is not None
        assert self.then.case is not None
        return Told[AfterSale].model_construct(value=self.then.case, raw="{}", after_sales=())


class Story:
    """What happens at the platform, one message each."""

    def __init__(self) -> None:
        self.world: World = SteadyTrade().world
        self.platform = self.world.platform
        self.order = make_order(self.world, 1, 2)
        self.platform.place(self.order)
        self.messages = [Message(self._shown(), None)]

    def changed(self) -> None:
        """The seller's service writes a memo."""
        self.world.tick(60)
        self.platform.change_order(self.order.key.order_id, self.world.now, seller_memo="老客户")
        self.messages.append(Message(self._shown(), None))

    def refund(self, name: str, *positions: int) -> None:
        """A buyer wants money back for some lines."""
        self.world.tick(60)
        ids = [self.order.lines[position].line_id for position in positions]
        kind = AfterSaleKind.REFUND_UNSHIPPED
        self.platform.ask_refund(name, self.order.key.order_id, ids, self.world.now, kind)
        self._tell(name)

    def now(self, name: str, status: AfterSaleStatus) -> None:
        """The case goes on."""
        self.world.tick(60)
        self.platform.change_after_sale(name, status, self.world.now)
        self._tell(name)

    def _tell(self, name: str) -> None:
        self.messages.append(Message(self._shown(), self.platform.after_sale(name)))

    def _shown(self) -> Order:
        return self.platform.shown(self.order.key.order_id)


def asked_closed_asked_again() -> Story:
    """One refund, withdrawn and asked again; then the platform pays."""
    story = Story()
    story.changed()
    story.refund(FIRST, 0)
    story.now(FIRST, AfterSaleStatus.CLOSED)
    story.now(FIRST, AfterSaleStatus.REQUESTED)
    story.now(FIRST, AfterSaleStatus.SUCCEEDED)
    return story


def two_refunds_of_one_line() -> Story:
    """Two refunds over one line: one is refused, the other stands."""
    story = Story()
    story.refund(FIRST, 0)
    story.refund(SECOND, 0, 1)
    story.now(FIRST, AfterSaleStatus.REFUSED)
    story.changed()
    story.now(SECOND, AfterSaleStatus.AGREED)
    return story


def all_withdrawn() -> Story:
    """Whatever was asked is withdrawn in the end: everything may travel."""
    story = Story()
    story.refund(FIRST, 0, 1)
    story.now(FIRST, AfterSaleStatus.AGREED)
    story.now(FIRST, AfterSaleStatus.CLOSED)
    story.refund(SECOND, 1)
    story.now(SECOND, AfterSaleStatus.CLOSED)
    return story


def _end_of(story: Story, messages: Sequence[Message]) -> dict[str, Any]:
    """Take the messages in, one after the other; return what is stored but for when it was read."""
    desk, marks, platform, archive = MemoryDesk(), MemoryLedgers(), AnswersOfThen(), MemoryArchive()
    for number, message in enumerate(messages):
        platform.then = message
        (answer,) = take_in(
            [_hint(story, message, number)],
            desk=desk,
            marks=marks,
            platform_of=lambda _: platform,
            archive=archive,
            now=story.world.now + timedelta(minutes=number),
        )
        assert not isinstance(answer, Exception), answer
    file = desk.order_file(story.order.key)
    assert file.order is not None
    keys = [LineKey(order=story.order.key, line_id=line.line_id) for line in story.order.lines]
    lines = desk.lines(keys)
    return {
        "order": [getattr(file.order, name) for name in ("status", "lines", "seller_memo")],
        "cases": {name: (case.status, case.lines) for name, case in file.after_sales.items()},
        "fences": {str(key): lines[key].fence.is_closed for key in keys if key in lines},
        "ages": {
            str(key): {case.after_sale_id: case.age for case in lines[key].fence.cases}
            for key in keys
            if key in lines
        },
    }


def _hint(story: Story, message: Message, number: int) -> Hint:
    return Hint(
        door="push",
        platform="doudian",
        store=STORE,
        kind="after_sale" if message.case else "order",
        message_id=str(number),
        seen_at=story.world.now,
        order_id=story.order.key.order_id,
        after_sale_id=message.case.after_sale_id if message.case else None,
    )


@pytest.mark.parametrize(
    "made",
    [asked_closed_asked_again, two_refunds_of_one_line, all_withdrawn],
    ids=lambda made: made.__name__,
)
def test_any_order_of_the_messages_ends_alike(made: Callable[[], Story]) -> None:
    story = made()
    assert len(story.messages) == 6
    quiet = _end_of(story, story.messages)
    for messages in list(permutations(story.messages))[::STRIDE]:
        assert _end_of(story, messages) == quiet, [message.case for message in messages]
        assert _end_of(story, (*messages, *messages[:3])) == quiet  # And some of them again.
