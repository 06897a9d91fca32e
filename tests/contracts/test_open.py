"""The contract of what is open with a supplier, of looks that are due, and of numbers and days."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from hedan.domain.bills import BillDay
from hedan.domain.parcels import Doubt, NumberChange, NumberDoubt, ParcelState, Tracking
from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stops import StopAnswer
from hedan.domain.tracking_numbers import NumberUse
from hedan.errors import VersionConflict
from hedan.ports import Change, Desk
from tests.contracts.test_desk import make_parcel, make_stop, put
from tests.domain.builders import NOW, line_key, minutes, order_key

SUPPLIER = make_stop().supplier
DOUBTED = (NumberDoubt(code=Doubt.USED_BEFORE, evidence="P0"),)
OLD, NEW = Tracking(carrier="sf", number="SF1"), Tracking(carrier="sf", number="SF2")


def make_return(return_id: str = "B1", **changes: object) -> SupplierReturn:
    goods = ReturnedGoods(key=line_key(), sku="CUP-RED-01", name="示例水杯", quantity=1)
    return SupplierReturn(
        return_id=return_id,
        cause=ReturnCause.TOO_LATE,
        supplier=SUPPLIER,
        store="cup-shop",
        order=order_key(),
        parcel_id="P1",
        workbook="factory-a-000001",
        goods=(goods,),
        expected_since=NOW,
    ).but(**changes)


def test_what_is_open_is_listed_whatever_its_age(desk: Desk) -> None:
    put(desk, make_stop("S1"), make_return("B1"), make_parcel("P1", doubts=DOUBTED))
    put(desk, make_stop("S2", supplier="factory-z"), make_return("B2", supplier="factory-z"))
    put(desk, make_parcel("P2"), make_parcel("P3", doubts=DOUBTED, supplier="factory-z"))
    news = desk.supplier_news(SUPPLIER, NOW + timedelta(days=400))
    assert [stop.stop_id for stop in news.stops] == ["S1"]
    assert [back.return_id for back in news.returns] == ["B1"]
    assert [parcel.parcel_id for parcel in news.parcels] == ["P1"]


def test_what_ended_is_listed_from_its_end_on(desk: Desk) -> None:
    answered = make_stop("S1", answer=StopAnswer.STOPPED, answered_at=NOW)
    back = make_return("B1", state=ReturnState.RECEIVED, settled_at=NOW + minutes(5))
    put(desk, answered, back)
    early = desk.supplier_news(SUPPLIER, NOW)
    assert (len(early.stops), len(early.returns)) == (1, 1)
    later = desk.supplier_news(SUPPLIER, NOW + minutes(5))
    assert (len(later.stops), len(later.returns)) == (0, 1)
    assert desk.supplier_news(SUPPLIER, NOW + minutes(6)).returns == ()


def test_a_withdrawn_stop_is_open_until_it_is_seen(desk: Desk) -> None:
    put(desk, make_stop("S1", withdrawn_at=NOW))
    (stop,) = desk.supplier_news(SUPPLIER, NOW + minutes(60)).stops
    put(desk, stop.but(withdrawal_seen_at=NOW + minutes(1)))
    assert desk.supplier_news(SUPPLIER, NOW + minutes(60)).stops == ()
    assert len(desk.supplier_news(SUPPLIER, NOW + minutes(1)).stops) == 1


def test_an_instant_of_another_zone_is_the_same_instant(desk: Desk) -> None:
    put(desk, make_stop("S1", answer=StopAnswer.GONE, answered_at=NOW))
    shanghai = ZoneInfo("Asia/Shanghai")
    assert len(desk.supplier_news(SUPPLIER, NOW.astimezone(shanghai)).stops) == 1
    assert desk.supplier_news(SUPPLIER, (NOW + minutes(1)).astimezone(shanghai)).stops == ()


def test_a_change_of_a_number_is_a_question_until_it_is_allowed(desk: Desk) -> None:
    change = NumberChange(old=OLD, new=NEW, asked_at=NOW, asked_by="factory-a-000001 Ship!K4")
    put(desk, make_parcel("P1", number_changes=(change,), look_at=NOW))
    (parcel,) = desk.supplier_news(SUPPLIER, NOW).parcels
    assert desk.parcels_to_look_at(NOW, 10) == []
    put(desk, parcel.but(number_changes=(change.but(allowed_at=NOW, allowed_by="Li"),)))
    assert desk.supplier_news(SUPPLIER, NOW).parcels == ()
    assert [one.parcel_id for one in desk.parcels_to_look_at(NOW, 10)] == ["P1"]


def test_looks_come_due_the_longest_due_first_and_no_more_than_asked(desk: Desk) -> None:
    shipped = ParcelState.SHIPPED
    for name, at in (("P1", 3), ("P2", 1), ("P3", 2), ("P4", 9)):
        put(desk, make_parcel(name, state=shipped, look_at=NOW + minutes(at)))
    put(desk, make_parcel("P5", state=shipped))
    due = desk.parcels_to_look_at(NOW + minutes(3), 10)
    assert [parcel.parcel_id for parcel in due] == ["P2", "P3", "P1"]
    assert [parcel.parcel_id for parcel in desk.parcels_to_look_at(NOW + minutes(3), 2)] == [
        *("P2", "P3")
    ]
    put(desk, due[0].but(look_at=None))
    assert len(desk.parcels_to_look_at(NOW + minutes(3), 10)) == 2


def test_a_number_is_brought_first_once(desk: Desk) -> None:
    use = NumberUse(tracking=OLD, parcel_id="P1", supplier=SUPPLIER, first_seen_at=NOW)
    put(desk, use)
    with pytest.raises(VersionConflict):
        put(desk, use.but(parcel_id="P2"))
    assert desk.number_uses([OLD, NEW, OLD]) == {OLD: use.but(version=1)}
    assert desk.number_uses([]) == {}


def test_returns_days_and_scores_come_back(desk: Desk) -> None:
    days = [BillDay(supplier=SUPPLIER, day=date(2026, 10, day), closed_at=NOW) for day in (3, 1, 2)]
    put(desk, make_return("B1"), *days, Scorecard(supplier=SUPPLIER, made_at=NOW, days=30))
    assert desk.supplier_return(SUPPLIER, "B1") == make_return("B1").but(version=1)
    assert desk.supplier_return(SUPPLIER, "B2") is None
    found = desk.bill_days(SUPPLIER, date(2026, 10, 1), date(2026, 10, 2))
    assert [one.day.day for one in found] == [1, 2]
    assert desk.bill_days("factory-z", date(2026, 1, 1), date(2026, 12, 31)) == []
    card = desk.scorecard(SUPPLIER)
    assert card is not None
    assert card.days == 30
    assert desk.scorecard("factory-z") is None


def test_a_day_is_closed_once(desk: Desk) -> None:
    day = BillDay(supplier=SUPPLIER, day=date(2026, 10, 1), closed_at=NOW)
    put(desk, day)
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(day.but(amount_minor=5),)))
