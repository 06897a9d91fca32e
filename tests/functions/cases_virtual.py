"""Virtual goods: what an event puts on the ship queue, and what the queue does with an order."""

from typing import Any

from hedan.domain.base import short_id
from hedan.domain.line_work import LineState
from tests.domain.seeding import seeded
from tests.functions.cases import case
from tests.functions.world import ORDER, World

ALL_DONE: dict[str, list[Any]] = {"batchItemFailures": []}


@case("follow_events", "virtual_ready")
def queues_the_order_for_the_platform(world: World, answer: Any) -> None:
    (message,) = world.queue("ShipQueue")
    assert message["Body"] == str(ORDER)
    assert message["Attributes"]["MessageGroupId"] == short_id("V", str(ORDER))


def virtual_goods(world: World) -> None:
    """The platform calls both lines virtual goods, and they were ready to ship by themselves."""
    with world.seeing() as seen:
        desk = seen.desk()
        order = desk.order_file(ORDER).order
        virtual = order.but(lines=tuple(line.but(is_virtual=True) for line in order.lines))
        desk.commit(seeded(virtual, desk=desk))


@case("upload_tracking", "virtual_goods_taken_into_own_hands", stage="ready", prepare=virtual_goods)
def gives_back_what_a_person_ships(world: World, answer: Any) -> None:
    """The store ships by hand: its platform names no way to ship without a number."""
    assert answer == ALL_DONE
    assert world.platform.asked("order.logisticsAdd") == []
    with world.seeing() as seen:
        works = seen.desk().order_file(ORDER).lines.values()
        assert {work.state for work in works} == {LineState.NEW}
        assert seen.desk().stock(["CUP-RED-01"])["CUP-RED-01"].reserved == 0
