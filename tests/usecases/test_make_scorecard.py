"""A supplier's scorecard: counted from its workbooks, parcels, stops and returns."""

from datetime import timedelta

import pytest

from hedan.domain.base import LineKey
from hedan.domain.divided import divided
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, ParcelLine, ParcelState, Tracking
from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stops import Stop, StopAnswer, StopLevel, StopTelling
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Change
from hedan.settings import SupplierSettings
from hedan.usecases.accounts import make_scorecard as making
from hedan.usecases.accounts.make_scorecard import make_scorecard
from hedan.usecases.workbooks.manifest import Manifest, ManifestRow
from tests.domain.builders import NOW, RECEIVER, line_key, order_key
from tests.fakes.gates import Counting
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryArchive

SUPPLIER = SupplierSettings(id="factory-a", name="A")
TOLD = NOW - timedelta(days=3)


class Books:
    """What is kept of one supplier's work."""

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.archive = MemoryArchive()

    def workbook(self, count: int, *parcels: Parcel, told_days_ago: float = 3) -> None:
        number = f"factory-a-{count:06d}"
        told = NOW - timedelta(days=told_days_ago)
        rows = tuple(
            ManifestRow(
                sheet_row=row,
                row_key=f"k{row}",
                parcel_id=parcel.parcel_id,
                lines=(parcel.lines[0].key,),
            )
            for row, parcel in enumerate(parcels, start=2)
        )
        manifest = Manifest(number=number, supplier="factory-a", rows=rows)
        key = f"workbooks/{number}.json"
        self.archive.put(key, manifest.model_dump_json().encode(), "application/json")
        file = WorkbookFile(
            number=number,
            supplier="factory-a",
            wave_id="W1",
            predecessor="",
            opened_at=told,
            state=WorkbookState.WRITTEN,
            manifest_key=key,
            parcel_count=len(parcels),
            written_at=told,
            told_at=told,
        )
        self.desk.commit(Change(puts=(file,)))
        for parcel in parcels:
            self.desk.commit(Change(puts=(parcel,)))

    def make(self) -> Scorecard:
        return make_scorecard(SUPPLIER, desk=self.desk, archive=self.archive, now=NOW)


def parcel(name: str, hours: float | None = 5, **changes: object) -> Parcel:
    """Return a parcel that got its number so many hours after its supplier was told; None: none."""
    key = LineKey(order=order_key(name), line_id="1")
    sent = None if hours is None else TOLD + timedelta(hours=hours)
    return Parcel(
        parcel_id=f"P{name}",
        store="cup-shop",
        supplier="factory-a",
        wave_id="W1",
        workbook="factory-a-000001",
        lines=(
            ParcelLine(
                key=key, sku="CUP", name="杯", spec="", quantity=1, paid_minor=1, is_gift=False
            ),
        ),
        receiver=RECEIVER,
        remarks=(),
        deadline=TOLD + timedelta(hours=24),
        reasons=(),
        state=ParcelState.CLAIMED if sent is None else ParcelState.SHIPPED,
        tracking=None if sent is None else Tracking(carrier="zto", number=f"780{name}"),
        sent_at=sent,
        accepted_at=sent,
    ).but(**changes)


def stop(name: str, **changes: object) -> Stop:
    at = NOW - timedelta(days=2)
    return Stop(
        stop_id=f"S{name}",
        order=order_key(name),
        store="cup-shop",
        supplier="factory-a",
        parcel_id=f"P{name}",
        workbook="factory-a-000001",
        lines=(),
        asked_at=at,
        seen_at=at,
        fenced_at=at,
        told=(StopTelling(level=StopLevel.NOTICE, at=at),),
    ).but(**changes)


def back(name: str, state: ReturnState) -> SupplierReturn:
    return SupplierReturn(
        return_id=f"B{name}",
        cause=ReturnCause.AFTER_SALE,
        supplier="factory-a",
        store="cup-shop",
        order=order_key(name),
        parcel_id=f"P{name}",
        workbook="factory-a-000001",
        goods=(ReturnedGoods(key=line_key(name, "1"), sku="CUP", name="杯", quantity=1),),
        expected_since=NOW - timedelta(days=2),
        state=state,
        settled_at=None if state is ReturnState.EXPECTED else NOW - timedelta(days=1),
    )


def test_b15_numbers_late_ones_and_overdue_ones_are_counted() -> None:
    books = Books()
    good = [parcel(f"1{n}", hours=n) for n in range(1, 11)]
    late = parcel("20", hours=25)
    waiting = parcel("21", None, deadline=NOW + timedelta(hours=1))
    overdue = parcel("22", None)
    empty = parcel("23", None, state=ParcelState.EMPTY)
    books.workbook(1, *good, late)
    books.workbook(2, waiting, overdue, empty)
    card = books.make()
    assert (card.parcels, card.late, card.overdue, card.days) == (11, 1, 1, 30)
    assert (card.hours_to_ship_p50, card.hours_to_ship_p90) == (6.0, 10.0)
    assert card.score is None  # Twelve parcels tell nothing.


def test_b15_what_left_a_parcel_with_a_number_of_its_own_counts_too() -> None:
    books = Books()
    whole = parcel("1", None)
    of_two = whole.but(lines=(*whole.lines, whole.lines[0].but(key=line_key("1", "2"))))
    leaving = {line_key("1", "2"): LineWork(key=line_key("1", "2"))}
    left, part = divided(of_two, leaving, NOW)
    sent = {"sent_at": TOLD + timedelta(hours=25), "state": ParcelState.SHIPPED}
    books.workbook(1, left.but(**sent))
    books.desk.commit(Change(puts=(part.but(**sent),)))
    card = books.make()
    assert (card.parcels, card.late) == (2, 2)


def test_b15_wrong_numbers_are_those_doubted_replaced_or_refused() -> None:
    books = Books()
    doubt = NumberDoubt(code=Doubt.USED_BEFORE, evidence="P9")
    books.workbook(
        1,
        parcel("1"),
        parcel("2", doubts=(doubt,)),
        parcel("3", state=ParcelState.HELD, problem="60017"),
        parcel("4", state=ParcelState.HELD, sent_at=None, problem="every line has been fenced"),
    )
    assert books.make().wrong_numbers == 2


def test_b15_stops_that_were_obeyed_missed_and_not_answered() -> None:
    books = Books()
    early, late = NOW - timedelta(days=1, hours=20), NOW - timedelta(days=1)
    stopped = {"answer": StopAnswer.STOPPED, "answered_at": late}
    for one in (
        stop("1", **stopped),
        stop("2", **stopped, escalated_at=early),  # Stopped after somebody had phoned.
        stop("3", answer=StopAnswer.GONE, answered_at=early),
        stop("4", escalated_at=early),
        stop("5"),  # Its time to answer is not over.
        stop("6", **stopped, told=()),  # It answered itself: nobody had been told.
    ):
        books.desk.commit(Change(puts=(one,)))
    card = books.make()
    assert (card.stops, card.stops_obeyed, card.stops_unanswered) == (4, 1, 2)


def test_b15_only_goods_that_came_back_count_as_returned() -> None:
    books = Books()
    books.workbook(1, parcel("1"), parcel("2"), parcel("3"))
    for name, state in (
        ("1", ReturnState.RECEIVED),
        ("2", ReturnState.EXPECTED),
        ("3", ReturnState.VOID),
    ):
        books.desk.commit(Change(puts=(back(name, state),)))
    assert books.make().returned == 1


def test_b15_only_the_last_thirty_days_count() -> None:
    books = Books()
    books.workbook(1, parcel("1"), told_days_ago=31)
    books.workbook(2, parcel("2"))
    assert books.make().parcels == 1


def test_b15_the_card_is_stored_and_made_anew() -> None:
    books = Books()
    books.workbook(1, *(parcel(str(n)) for n in range(100, 130)))
    first = books.make()
    assert (first.score, first) == (100, books.desk.scorecard("factory-a"))
    again = books.make()
    assert again == books.desk.scorecard("factory-a")
    assert again.version == first.version + 1


def test_b15_a_supplier_without_work_has_a_card_without_a_score() -> None:
    card = Books().make()
    assert (card.parcels, card.score, card.one_in) == (0, None, 1)


def test_b15_of_very_many_parcels_some_are_read_evenly_over_all_workbooks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "PARCELS_READ_MAX", 20)
    monkeypatch.setattr(making, "WORKBOOKS_READ_MAX", 3)
    books = Books()
    for count in range(1, 7):
        late = count % 2 == 0
        books.workbook(
            count,
            *(parcel(f"{count}{n:02}", hours=25 if late and n < 10 else 5) for n in range(20)),
        )
    gate = Counting()
    books.desk.gate = gate
    card = books.make()
    assert card.one_in == 2 * 3
    assert card.parcels == 3 * 7
    assert gate.passed.count("before desk.parcels") == 1
