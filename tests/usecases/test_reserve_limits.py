"""What one transaction takes, when stock is reserved and when others give way for it.

The desk of these tests refuses a transaction of more than 100 actions.
"""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.settings import SkuSettings
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import Reserved, reserve_stock
from tests.domain.builders import NOW, hours, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage, survives

SCARCE = "CUP"
OWN = tuple(f"S{n}" for n in range(1, 121))  # The winner's: a counted SKU for each of its lines.
OTHERS = tuple(f"T{n}" for n in range(1, 121))  # What those who give way have besides.
SHOP = SETTINGS.but(
    skus=(
        *SETTINGS.skus,
        *(
            SkuSettings(sku=sku, name="杯", supplier=SUPPLIER, tracks_stock=True)
            for sku in (*OWN, *OTHERS)
        ),
    )
)
WINNER = "9"


def shop(scarce: int = 0, own: int = len(OWN)) -> Stage:
    """A shop with one of each SKU, but so many of the scarce one and of the winner's own."""
    stage = Stage()
    if scarce:
        stage.stock_in(scarce, SCARCE)
    for sku in (*OWN[:own], *OTHERS):
        stage.stock_in(1, sku)
    return stage


def bought(stage: Stage, order_id: str, left: float, *skus: str) -> None:
    """A buyer of their own has paid, with so many hours left, and the order was taken in."""
    due = NOW + hours(left)
    stage.place(*skus, order_id=order_id, deadline=due, buyer_id=order_id)
    stage.platform.change_lines(order_id, stage.now, deadline=due)
    stage.take(stage.hint(order_id))


def waits(stage: Stage, order_id: str, left: float, *skus: str) -> None:
    """An order waits for a wave."""
    bought(stage, order_id, left, *skus)
    assert reserve(stage, order_id).outcome == "reserved"
    make_ready(order_key(order_id), desk=stage.desk, now=stage.now)
    assert states(stage, order_id) == {LineState.READY}


def reserve(stage: Stage, order_id: str = WINNER) -> Reserved:
    return reserve_stock(order_key(order_id), deciding=stage.deciding(SHOP), now=stage.now)


def states(stage: Stage, order_id: str = WINNER) -> set[LineState]:
    file = stage.desk.order_file(order_key(order_id))
    assert file.order
    return {file.line(line.line_id).state for line in file.order.lines}


def held(stage: Stage, order_id: str) -> list[str]:
    holds = stage.desk.order_file(order_key(order_id)).holds.open
    return [hold.finding.code for hold in holds]


def reserved(stage: Stage, *skus: str) -> int:
    return sum(stock.reserved for stock in stage.desk.stock(skus).values())


# --- Who gives way --------------------------------------------------------------------------------


def crowd(scarce: int) -> Stage:
    """So many orders wait with one scarce unit each, and one that is urgent wants all of them.

    The urgent one takes 34 + scarce lines, 35 SKUs and 4 actions more, each of the others 9: its
    holds, what is told of them, four lines and three SKUs of its own.
    """
    stage = shop(scarce=scarce)
    for at in range(scarce):
        waits(stage, str(at + 1), 48 + at, SCARCE, *OTHERS[3 * at : 3 * at + 3])
    bought(stage, WINNER, 10, *OWN[:34], *[SCARCE] * scarce)
    return stage


@pytest.mark.parametrize("scarce", [1, 2])
def test_as_many_give_way_as_fit(scarce: int) -> None:
    stage = crowd(scarce)
    assert reserve(stage).outcome == "reserved"
    assert states(stage) == {LineState.RESERVED}
    assert {code for at in range(scarce) for code in held(stage, str(at + 1))} == {"STOCK_GIVEN"}
    assert reserved(stage, *OTHERS) == 0


@pytest.mark.parametrize("scarce", [3, 4, 5, 6])
def test_nobody_gives_way_when_not_all_of_them_fit(scarce: int) -> None:
    stage = crowd(scarce)
    before = len(stage.desk.events)
    short = reserve(stage)
    assert [one.code for one in short.findings] == ["STOCK_SHORT"]
    assert f"'{SCARCE}': {scarce} too few" in short.findings[0].evidence
    assert states(stage) == {LineState.NEW}
    for at in range(scarce):
        assert states(stage, str(at + 1)) == {LineState.READY}
        assert held(stage, str(at + 1)) == []
    assert len(stage.desk.events) == before


def test_who_is_too_big_is_passed_over_for_a_smaller_one() -> None:
    stage = shop(scarce=2)
    waits(stage, "1", 90, SCARCE, *OTHERS[:30])
    waits(stage, "2", 48, SCARCE)
    bought(stage, WINNER, 10, *OWN[:34], SCARCE)
    assert reserve(stage).outcome == "reserved"
    assert held(stage, "1") == []
    assert states(stage, "1") == {LineState.READY}
    assert held(stage, "2") == ["STOCK_GIVEN"]


def test_a_small_order_may_take_from_many() -> None:
    stage = shop(scarce=8)
    for at in range(8):
        waits(stage, str(at + 1), 48 + at, SCARCE)
    bought(stage, WINNER, 10, *[SCARCE] * 8)
    assert reserve(stage).outcome == "reserved"
    assert all(held(stage, str(at + 1)) == ["STOCK_GIVEN"] for at in range(8))
    assert reserved(stage, SCARCE) == 8


# --- Lines that are reserved beside lines that are brought up to date -----------------------------


@pytest.mark.parametrize("late", [1, 20, 39, 40, 41, 60])
def test_lines_are_reserved_while_others_get_another_deadline(late: int) -> None:
    stage = shop()
    bought(stage, WINNER, 20, *OWN[:80])
    ids = [f"{WINNER}{n}" for n in range(1, 81)]
    stage.refund(*ids[-late:], order_id=WINNER)
    assert reserve(stage).outcome == "reserved"
    assert reserved(stage, *OWN) == 80 - late
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.platform.change_lines(WINNER, stage.now, deadline=NOW + hours(30))
    stage.take(stage.hint(WINNER), stage.hint(WINNER, "77"))
    assert reserve(stage).outcome == "reserved"
    assert states(stage) == {LineState.RESERVED}
    assert reserved(stage, *OWN) == 80
    lines = stage.desk.order_file(order_key(WINNER)).lines.values()
    assert {line.deadline for line in lines} == {NOW + hours(30)}


# --- An order that takes several transactions -----------------------------------------------------


def big(own: int) -> Stage:
    stage = shop(own=own)
    bought(stage, WINNER, 20, *OWN)
    return stage


def test_a_big_order_reserves_nothing_while_its_last_line_is_short() -> None:
    stage = big(own=len(OWN) - 1)
    before = len(stage.desk.events)
    for _ in range(3):
        stage.later()
        short = reserve(stage)
        assert [one.code for one in short.findings] == ["STOCK_SHORT"]
        assert f"'{OWN[-1]}': 1 too few" in short.findings[0].evidence
    assert len(stage.desk.events) == before
    assert reserved(stage, *OWN) == 0
    stage.stock_in(1, OWN[-1])
    assert reserve(stage).outcome == "reserved"
    assert states(stage) == {LineState.RESERVED}
    assert reserved(stage, *OWN) == len(OWN)


def test_everything_that_a_big_order_lacks_is_said_at_once() -> None:
    stage = shop(own=0)
    bought(stage, WINNER, 20, *OWN)
    assert len(reserve(stage).findings) == len(OWN)


def holder() -> Stage:
    """Somebody who can wait has what the last line of a big order needs."""
    stage = shop()
    waits(stage, "1", 90, OWN[-1])
    bought(stage, WINNER, 20, *OWN)
    return stage


def test_others_give_way_for_the_last_line_of_a_big_order() -> None:
    stage = holder()
    assert reserve(stage).outcome == "reserved"
    assert states(stage) == {LineState.RESERVED}
    assert held(stage, "1") == ["STOCK_GIVEN"]
    assert reserved(stage, *OWN) == len(OWN)


def test_a_big_order_that_others_give_way_for_survives_its_death() -> None:
    assert survives(holder, reserve) > 5
