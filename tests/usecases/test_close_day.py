"""B16: closed days sum to what the supplier's own books say, to the cent, and never change."""

from datetime import date, timedelta

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.bill_check import BillDifference, BilledLine, compared
from hedan.domain.returns import ReturnState
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_columns import RowPer
from hedan.ports import Change
from hedan.settings import WorkbookTemplate
from hedan.usecases.accounts.close_day import close_day
from tests.usecases.bill_stage import BillStage
from tests.usecases.stage import SUPPLIER, survives

SEEDS = 25
DAYS = 6


def kinds(stage: BillStage) -> list[tuple[str, int]]:
    return [(one.kind.value, one.amount_minor) for one in stage.entries() if one.amount_minor]


def lived(seed: int) -> BillStage:
    """A week in which everything happens at some time to somebody."""
    stage = BillStage(seed)
    for _ in range(DAYS):
        _busy_day(stage)
        if stage.chance.random() < 0.9:  # At times nobody closes a night: the next one does.
            stage.night()
        else:
            stage.later(24 * 60)
    stage.later(24 * 60)
    for parcel_id in list(stage.waiting):
        stage.ship(parcel_id)
    stage.night()
    return stage


def _busy_day(stage: BillStage) -> None:
    chance = stage.chance
    for _ in range(chance.randint(1, 3)):
        stage.later(5)
        stage.sell(*chance.choices(("CUP", "MUG"), k=chance.randint(1, 3)))
    for parcel_id in list(stage.waiting):
        parcel = stage.desk.parcels([parcel_id])[parcel_id]
        if chance.random() < 0.3 and parcel.rest:
            _stopped(stage, parcel_id)
        if chance.random() < 0.6:
            stage.ship(parcel_id)
            if chance.random() < 0.4:
                _sent_back(stage, parcel_id)
    for back in stage.expected():
        if chance.random() < 0.5:
            stage.receive(back, chance.choice((ReturnState.RECEIVED, ReturnState.LOST)))


def _stopped(stage: BillStage, parcel_id: str) -> None:
    chance = stage.chance
    line = chance.choice(stage.desk.parcels([parcel_id])[parcel_id].rest)
    if stage.line(line.key.line_id, line.key.order.order_id).fence.is_closed:
        return
    if any(stop.parcel_id == parcel_id and stop.answer for stop in stage.desk.all(Stop)):
        return  # What has left is scanned once, for all that is in it.
    stop = stage.stop_of(stage.ask_back(line))
    if chance.random() < 0.5:
        stage.answer(stop, StopAnswer.STOPPED)
    else:
        stage.answer(stop, StopAnswer.GONE, chance.choice((None, 10, 45)))


def _sent_back(stage: BillStage, parcel_id: str) -> None:
    for line in stage.desk.parcels([parcel_id])[parcel_id].rest:
        if stage.line(line.key.line_id, line.key.order.order_id).fence.is_closed:
            continue
        case = stage.ask_back(line, AfterSaleKind.RETURN)
        stage.goes_on(case, line, AfterSaleStatus.AGREED)
        return


@pytest.mark.parametrize("seed", range(SEEDS))
def test_b16_the_account_and_the_suppliers_own_books_settle_to_zero(seed: int) -> None:
    stage = lived(seed)
    assert compared(stage.entries(), stage.book.bill()) == ()
    days = stage.days()
    assert sum(day.amount_minor for day in days) == sum(
        line.amount_minor for line in stage.book.bill()
    )
    first = days[0].day
    assert [day.day for day in days] == [first + timedelta(days=n) for n in range(len(days))]
    before = stage.desk.everything()
    assert stage.close() == ()
    closed = close_day(
        stage.supplier,
        first,
        desk=stage.desk,
        archive=stage.archive,
        settings=stage.settings,
        now=stage.now,
    )
    assert (closed, stage.desk.everything()) == (days[0], before)


def test_b16_the_seeds_reach_every_kind_of_entry() -> None:
    found = {one.kind.value for seed in range(SEEDS) for one in lived(seed).entries()}
    assert found == {"shipped", "parcel", "stopped_in_time", "stopped_too_late", "returned"}


def test_b16_planted_differences_are_listed_and_nothing_else() -> None:
    stage = lived(3)
    bill = stage.book.bill()
    dearer, forgotten, *rest = [line for line in bill if line.amount_minor > 0]
    planted = [
        dearer.but(amount_minor=dearer.amount_minor + 1),
        *[line for line in bill if line not in (dearer, forgotten)],
        BilledLine(parcel_id="PNOBODYKNOWS", sku="CUP", quantity=1, amount_minor=1000),
    ]
    assert rest
    found = compared(stage.entries(), planted)
    wanted = {
        BillDifference(
            parcel_id=dearer.parcel_id,
            sku=dearer.sku,
            ours_minor=dearer.amount_minor,
            theirs_minor=dearer.amount_minor + 1,
        ),
        BillDifference(
            parcel_id=forgotten.parcel_id,
            sku=forgotten.sku,
            ours_minor=forgotten.amount_minor,
            theirs_minor=None,
        ),
        BillDifference(parcel_id="PNOBODYKNOWS", sku="CUP", ours_minor=None, theirs_minor=1000),
    }
    assert {(one.parcel_id, one.sku) for one in found} == {
        (one.parcel_id, one.sku) for one in wanted
    }


def test_b16_what_is_accepted_after_midnight_is_of_the_next_day() -> None:
    stage = BillStage()
    parcel = stage.sell("CUP")
    stage.night()
    assert stage.entries() == []
    stage.ship(parcel.parcel_id)
    stage.night()
    assert [day.entry_count for day in stage.days()] == [0, 2]


def test_b16_a_parcel_that_leaves_months_later_is_billed_once() -> None:
    stage = BillStage()
    parcel = stage.sell("CUP")
    for _ in range(70):
        stage.night()
    assert stage.entries() == []
    stage.ship(parcel.parcel_id)
    stage.night()
    stage.night()
    assert compared(stage.entries(), stage.book.bill()) == ()
    assert len(stage.entries()) == 2


@pytest.mark.parametrize("row_per", list(RowPer))
def test_b16_goods_that_share_a_row_are_billed_each(row_per: RowPer) -> None:
    stage = BillStage()
    own = WorkbookTemplate(supplier=SUPPLIER, row_per=row_per)
    stage.settings = stage.settings.but(workbooks=(own,))
    parcel = stage.sell("CUP", "MUG")
    (file,) = stage.desk.workbooks(SUPPLIER, 1)
    assert file.row_count == (2 if row_per is RowPer.LINE else 1)
    stage.ship(parcel.parcel_id)
    stage.night()
    assert compared(stage.entries(), stage.book.bill()) == ()
    assert {entry.sku for entry in stage.entries() if entry.sku} == {"CUP", "MUG"}


def test_b16_a_scan_that_is_known_days_later_still_says_who_pays() -> None:
    stage = BillStage()
    parcel = stage.sell("CUP")
    stop = stage.stop_of(stage.ask_back(parcel.lines[0]))
    told_at = stage.now
    stage.answer(stop, StopAnswer.GONE)
    stage.night()
    owed = kinds(stage)
    assert [kind for kind, _ in owed] == ["stopped_too_late", "parcel"]
    found = stage.desk.parcels([parcel.parcel_id])[parcel.parcel_id]
    stage.desk.commit(Change(puts=(found.but(scanned_at=told_at + timedelta(minutes=45)),)))
    stage.night()
    assert sum(amount for _, amount in kinds(stage)) == 0
    stage.night()
    assert len(kinds(stage)) == 4


def test_b16_closing_survives_its_death_at_any_point() -> None:
    def made() -> BillStage:
        stage = BillStage()
        for _ in range(2):
            stage.ship(stage.sell("CUP", "MUG").parcel_id)
        stage.now += timedelta(days=1)
        return stage

    assert survives(made, lambda stage: stage.close()) > 5  # type: ignore[attr-defined]


def test_b16_a_day_that_is_not_over_is_not_closed() -> None:
    stage = BillStage()
    with pytest.raises(ValueError, match="not over"):
        close_day(
            stage.supplier,
            date(2026, 10, 1),
            desk=stage.desk,
            archive=stage.archive,
            settings=stage.settings,
            now=stage.now,
        )


def test_b16_another_suppliers_goods_are_not_in_the_account() -> None:
    stage = BillStage()
    stage.ship(stage.sell("CUP").parcel_id)
    stage.night()
    assert {day.supplier for day in stage.days()} == {SUPPLIER}
    assert stage.desk.bill_days("factory-b", date(2026, 1, 1), date(2027, 1, 1)) == []
