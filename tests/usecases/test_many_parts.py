"""A line of many parts, and a parcel of many such lines: claimed, shipped and stopped as a whole.

The desk of these tests refuses a transaction of more than 100 actions.
"""

import pytest

from hedan.deciding.goods import Goods
from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.rules import AddGift, Rule
from hedan.domain.stops import Stop, StopAnswer
from hedan.settings import ListingPart, ListingSettings, SkuSettings
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, TRACKING, Stage

KEY = order_key("1")


def combos(lines: int, parts: int, *, alike: bool) -> Stage:
    """Lines that are combos, of the same SKUs or each of others, claimed and written."""
    stage = Stage()
    kinds = [
        [f"S{n if alike else line * parts + n}" for n in range(parts)] for line in range(lines)
    ]
    skus = dict.fromkeys(sku for kind in kinds for sku in kind)
    settings = SETTINGS.but(
        skus=tuple(
            SkuSettings(sku=sku, name="杯", supplier=SUPPLIER, tracks_stock=True) for sku in skus
        ),
        listings=tuple(
            ListingSettings(code=f"C{at}", parts=tuple(ListingPart(sku=sku) for sku in kind))
            for at, kind in enumerate(kinds)
        ),
    )
    for sku in skus:
        stage.stock_in(lines, sku)
    stage.place(*(f"C{line}" for line in range(lines)))
    stage.take(stage.hint())
    reserve_stock(KEY, deciding=stage.deciding(settings), now=stage.now)
    make_ready(KEY, desk=stage.desk, now=stage.now)
    stage.wave()
    assert set(stage.states().values()) == {LineState.CLAIMED}
    return stage


SIZES = [(60, 1, True), (60, 1, False), (40, 20, True), (12, 20, False), (100, 2, False)]


@pytest.mark.parametrize(("lines", "parts", "alike"), SIZES)
def test_a_parcel_of_many_parts_is_numbered_and_shipped(
    lines: int, parts: int, alike: bool
) -> None:
    stage = combos(lines, parts, alike=alike)
    for parcel in list(stage.desk.all(Parcel)):
        stage.number(parcel)
        uploaded = upload_tracking(
            parcel.parcel_id,
            desk=stage.desk,
            platform_of=lambda _: stage.platform,
            settings=SETTINGS,
            known_until=lambda _: stage.now,
            now=lambda: stage.now,
        )
        assert uploaded is Uploaded.SHIPPED
    assert set(stage.states().values()) == {LineState.SHIPPED}


@pytest.mark.parametrize("answer", [StopAnswer.STOPPED, StopAnswer.GONE])
@pytest.mark.parametrize(("lines", "parts", "alike"), SIZES)
def test_a_parcel_of_many_parts_is_stopped_and_answered(
    lines: int, parts: int, alike: bool, answer: StopAnswer
) -> None:
    stage = combos(lines, parts, alike=alike)
    stage.refund(*stage.states())
    for stop in list(stage.desk.all(Stop)):
        answer_stop(SUPPLIER, stop.stop_id, answer, "link", desk=stage.desk, now=stage.now)
    assert set(stage.states().values()) == {LineState(answer.value)}
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    assert all(work.may_ship for work in stage.desk.all(LineWork))


def test_a_number_for_a_parcel_that_is_fenced_whole_is_held() -> None:
    stage = combos(45, 1, alike=True)
    stage.refund(*stage.states())
    parcel = stage.parcel()
    keys = [line.key for line in parcel.lines]
    number_parcel(parcel.parcel_id, TRACKING, keys, (), desk=stage.desk, now=stage.now)
    assert stage.parcel().state is ParcelState.HELD


def with_gifts(count: int) -> Stage:
    """One line: the biggest combo there may be, and so many gifts."""
    goods, gifts = [f"S{n}" for n in range(20)], [f"G{n}" for n in range(count)]
    settings = SETTINGS.but(
        skus=tuple(
            SkuSettings(sku=sku, name="杯", supplier=SUPPLIER, tracks_stock=True)
            for sku in (*goods, *gifts)
        ),
        listings=(ListingSettings(code="C", parts=tuple(ListingPart(sku=sku) for sku in goods)),),
        rules=tuple(
            Rule(id=f"r-{sku.lower()}", author="owner", when="true", then=(AddGift(sku=sku),))
            for sku in gifts
        ),
    )
    stage = Stage()
    for sku in (*goods, *gifts):
        stage.stock_in(1, sku)
    stage.place("C")
    stage.take(stage.hint())
    stage.look(settings=settings)
    return stage


def test_a_line_with_all_the_parts_it_may_have_is_shipped() -> None:
    stage = with_gifts(20)
    assert len(stage.line("11").parts) == 40
    stage.wave()
    stage.number()
    assert stage.upload() is Uploaded.SHIPPED
    assert len(stage.desk.ledger) == 40 + 40  # In, and out.


def test_a_gift_too_many_is_not_given_and_holds_the_order() -> None:
    stage = with_gifts(21)
    found = [hold.finding for hold in stage.desk.order_file(KEY).holds.open]
    assert [one.code for one in found] == ["RULE_FAILED"]
    assert "20 gifts already" in found[0].evidence


def test_a_person_names_no_more_parts_than_a_line_may_have() -> None:
    settings = SETTINGS.but(
        skus=tuple(SkuSettings(sku=f"S{n}", name="杯", supplier=SUPPLIER) for n in range(21))
    )
    goods = Goods(settings)
    assert len(goods.named(",".join(f"S{n}" for n in range(20)))) == 20
    assert goods.named(",".join(f"S{n}" for n in range(21))) == []
