"""The contract of the desk for what is sent again: it stands beside the lines of its order."""

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parts import Part
from hedan.domain.replaced_lines import Instead, ReplacedGoods, ReplacementKind, replacement_id
from hedan.ports import Desk
from hedan.usecases.orders.order_history import order_file_at
from tests.contracts.test_desk import put
from tests.domain.builders import LINE_ID, NOW, line_key, make_line, make_order, order_key

GOODS = ReplacedGoods(line_id=LINE_ID, sku="MUG", name="马克杯", quantity=1)
INSTEAD = Instead(
    case_id="77",
    kind=ReplacementKind.EXCHANGE,
    of_after_sale=True,
    goods=GOODS,
    supplier="factory-a",
    old_parcel="P1",
)
KEY = LineKey(order=order_key(), line_id=replacement_id(LINE_ID, "77", 0))
SENT = LineWork(
    key=KEY,
    state=LineState.READY,
    parts=(Part(sku="MUG", quantity=1),),
    supplier="factory-a",
    instead=INSTEAD,
)


def test_what_is_sent_again_stands_beside_the_lines_of_its_order(desk: Desk) -> None:
    put(desk, make_order(make_line()))
    put(desk, LineWork(key=line_key(), state=LineState.SHIPPED, again=("77",)))
    put(desk, SENT)
    file = desk.order_file(order_key())
    assert list(file.lines) == [LINE_ID]
    assert file.again == {KEY.line_id: SENT.but(version=1)}
    assert file.line(KEY.line_id) == SENT.but(version=1)
    assert {work.key for work in file.works} == {line_key(), KEY}
    assert desk.ready_lines("factory-a") == [KEY]
    assert desk.lines([KEY]) == {KEY: SENT.but(version=1)}


def test_its_order_is_rebuilt_with_it(desk: Desk) -> None:
    put(desk, make_order(make_line()))
    put(desk, SENT)
    assert order_file_at(order_key(), NOW, desk=desk) == desk.order_file(order_key())
