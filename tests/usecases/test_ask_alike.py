"""Orders that look alike: the owner is asked of each set once, whatever dies in between."""

import pytest

from hedan.domain.plan import Question
from hedan.notices.waves import orders_alike
from hedan.settings import SupplierSettings
from hedan.usecases.orders.ask_alike import ask_alike
from tests.domain.builders import order_key
from tests.fakes.gates import Crash, FailsAt, open_gate
from tests.fakes.memory_ports import MemoryArchive, MemoryNotices

SUPPLIER = SupplierSettings(id="factory-a", name="厂")
PAIR = Question(orders=(order_key("1"), order_key("2")), reason="ALIKE: same buyer, same address")
OTHERS = PAIR.but(orders=(order_key("2"), order_key("3")))


def test_eb8_each_set_of_orders_is_asked_about_once() -> None:
    files, notices = MemoryArchive(), MemoryNotices()

    def ask(*questions: Question) -> int:
        return ask_alike(questions, SUPPLIER, archive=files, notices=notices, language="en")

    assert (ask(PAIR), ask(PAIR), ask(PAIR, OTHERS), ask()) == (1, 0, 1, 0)
    first, second = notices.published
    assert "cup-shop 1, cup-shop 2" in first.email_body
    assert "cup-shop 2, cup-shop 3" in second.email_body
    assert "cup-shop 1" not in second.email_body


@pytest.mark.parametrize(("position", "told"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 1)])
def test_who_dies_while_asking_tells_twice_rather_than_never(position: int, told: int) -> None:
    gate = FailsAt(position, Crash())
    files, notices = MemoryArchive(gate), MemoryNotices(gate)
    with pytest.raises(Crash):
        ask_alike([PAIR], SUPPLIER, archive=files, notices=notices, language="zh")
    files.gate = notices.gate = open_gate
    ask_alike([PAIR], SUPPLIER, archive=files, notices=notices, language="zh")
    assert len(notices.published) == told


def test_nothing_to_ask_is_no_notice() -> None:
    with pytest.raises(ValueError, match="nothing to ask"):
        orders_alike([], SUPPLIER)
