"""Exchange and resend: goods of a case travel as a parcel of their own, once a case."""

import contextlib
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import Case
from hedan.domain.history import place_of
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.replaced_lines import ReplacementKind
from hedan.settings import AgreedPrice
from hedan.usecases.accounts.bill_files import entries_in
from hedan.usecases.accounts.close_day import close_due_days
from hedan.usecases.cases.work_case import CaseRefused
from hedan.usecases.orders.hold_by_hand import hold_by_hand
from hedan.usecases.orders.order_history import history_of
from hedan.usecases.replacements.standing import Standing
from hedan.usecases.uploads.upload_tracking import Uploaded
from tests.fakes.gates import open_gate
from tests.usecases.case_stage import (
    CASE,
    CUP,
    MUG,
    NEW,
    CaseStage,
    TellingPlatform,
    cups,
    standing,
)
from tests.usecases.stage import SUPPLIER, Stage, survives

SENT_AGAIN = {"11": LineState.SHIPPED, NEW: LineState.SHIPPED}


# --- Its way ------------------------------------------------------------------------------------


def test_an_exchange_travels_through_wave_workbook_number_and_leaves_the_rest_alone() -> None:
    stage = CaseStage()
    before, old = stage.file, stage.old_parcel()
    told = list(stage.platform.calls)
    replacement = stage.replace(MUG).replacement
    assert replacement is not None
    assert replacement.kind is ReplacementKind.EXCHANGE
    assert replacement.old_parcels == (old.parcel_id,)
    assert standing(stage) is Standing.PLANNED
    new = stage.second_wave()
    assert [(line.sku, line.paid_minor) for line in new.lines] == [("MUG", 0)]
    assert new.receiver == old.receiver
    assert standing(stage) is Standing.WITH_SUPPLIER
    stage.number(new)
    assert standing(stage) is Standing.NUMBERED
    assert stage.upload(new.parcel_id) is Uploaded.NOTHING_TO_DO  # No shipment of the order.
    assert stage.ship_again() is Uploaded.SHIPPED
    assert standing(stage) is Standing.BY_HAND
    assert stage.states() == SENT_AGAIN
    assert (stage.platform.calls, stage.old_parcel()) == (told, old)
    assert stage.file.order == before.order
    assert stage.file.line("11").but(again=(), version=0) == before.line("11").but(version=0)


def test_its_row_says_what_it_is_and_for_which_case() -> None:
    stage = CaseStage()
    stage.replace(MUG)
    new = stage.second_wave()
    file = stage.desk.workbook(SUPPLIER, new.workbook)
    assert file is not None
    sheet = load_workbook(io.BytesIO(stage.archive.get(file.file_key))).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(
        f"【换货】售后 {CASE}" in one and stage.old_parcel().parcel_id in one for one in cells
    )


def test_stock_is_reserved_when_it_is_asked_for_and_booked_when_it_leaves() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    assert cups(stage) == (4, 0)
    stage.replace()
    assert cups(stage) == (4, 1)
    stage.number(stage.second_wave())
    stage.ship_again()
    assert cups(stage) == (3, 0)
    assert sum(one.on_hand for one in stage.desk.ledger.values()) == 3


def test_its_order_can_be_rebuilt_for_any_instant() -> None:
    stage = CaseStage()
    before, at = stage.file, stage.now
    stage.later()
    stage.replace(MUG)
    stage.later()
    stage.number(stage.second_wave())
    stage.ship_again()
    history = history_of(stage.key, desk=stage.desk)
    for instant, file in ((stage.now, stage.file), (at, before)):
        kept = {place_of(one): one for one in history.at(instant)}
        assert kept == {place_of(one): one for one in file.members}


def test_it_shares_no_parcel_with_the_buyers_other_order() -> None:
    stage = CaseStage()
    stage.replace(MUG)
    stage.place("MUG", order_id="2")
    stage.make_ready("2")
    stage.wave("wave-2")
    mine = [[line.key.line_id for line in one.lines] for one in stage.new_parcels()]
    assert mine == [[NEW]]
    assert len(list(stage.desk.all(Parcel))) == 3


def test_a_platform_with_a_call_for_it_is_told_once() -> None:
    stage = CaseStage(tells=True)
    stage.replace(MUG)
    stage.number(stage.second_wave())
    assert stage.ship_again() is Uploaded.SHIPPED
    assert stage.ship_again() is Uploaded.NOTHING_TO_DO
    assert isinstance(stage.platform, TellingPlatform)
    (sent,) = stage.platform.told
    assert (sent.after_sale_id, sent.tracking) == (CASE, stage.new_parcel().tracking)
    assert standing(stage) is Standing.TOLD


def test_a_number_that_its_platform_refuses_waits_for_a_person() -> None:
    stage = CaseStage(tells=True)
    stage.replace(MUG)
    stage.number(stage.second_wave())
    assert isinstance(stage.platform, TellingPlatform)
    stage.platform.refuses = True
    assert stage.ship_again() is Uploaded.HELD
    assert standing(stage) is Standing.HELD
    assert stage.line(NEW).state is LineState.CLAIMED


# --- Once ---------------------------------------------------------------------------------------


def test_the_same_wish_again_sends_nothing_and_another_one_is_refused() -> None:
    stage = CaseStage()
    first = stage.replace(MUG)
    stage.later()
    assert stage.replace(MUG, by="Wu/2") == stage.replace() == first
    with pytest.raises(CaseRefused, match="ALREADY_REPLACED"):
        stage.replace(CUP)
    stage.number(stage.second_wave())
    stage.ship_again()
    assert stage.replace(MUG) == first
    assert stage.states() == SENT_AGAIN


def numbered(*, tells: bool = False) -> CaseStage:
    stage = CaseStage(tells=tells)
    stage.replace(MUG)
    stage.number(stage.second_wave())
    return stage


def ask(stage: Stage) -> None:
    assert isinstance(stage, CaseStage)
    stage.replace(MUG)


def ship(stage: Stage) -> None:
    assert isinstance(stage, CaseStage)
    stage.ship_again()


def test_it_is_asked_for_once_wherever_the_request_dies() -> None:
    assert survives(CaseStage, ask) >= 6


def test_it_leaves_once_wherever_its_upload_dies() -> None:
    assert survives(numbered, ship) >= 6
    assert survives(lambda: numbered(tells=True), ship) >= 10


def calls() -> int:
    """Count the port calls of a quiet request."""
    stage = CaseStage()
    passed: list[str] = []
    stage.gate_all(passed.append)
    stage.replace(MUG)
    return len(passed)


class Meanwhile:
    """Does something else at the n-th call, once."""

    def __init__(self, stage: CaseStage, position: int, other: Callable[[], object]) -> None:
        self._stage, self._left, self._other = stage, position, other

    def __call__(self, _: str) -> None:
        self._left -= 1
        if self._left == -1:
            self._stage.gate_all(open_gate)
            self._other()


@pytest.mark.parametrize("position", range(calls()))
def test_two_people_at_once_send_one(position: int) -> None:
    stage = CaseStage()
    stage.gate_all(Meanwhile(stage, position, lambda: stage.replace(MUG, by="Wu/2")))
    case = stage.replace(MUG)
    assert case.replacement is not None
    assert list(stage.file.again) == [NEW]
    assert len(list(stage.desk.all(Case))) == 1


@pytest.mark.parametrize("position", range(calls()))
def test_a_case_that_is_closed_at_any_moment_sends_nothing(position: int) -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    close = AfterSaleStatus.CLOSED
    stage.gate_all(Meanwhile(stage, position, lambda: stage.goes_on(close)))
    with contextlib.suppress(CaseRefused):  # Where it had ended before.
        stage.replace()
    assert not [one for one in stage.file.again.values() if one.may_ship]
    assert cups(stage) == (4, 0)


@pytest.mark.parametrize("position", range(3))
def test_eb13_who_holds_the_order_at_the_same_moment_holds_what_goes_again(position: int) -> None:
    stage = CaseStage()

    def replace_too() -> None:
        with contextlib.suppress(CaseRefused):  # Where it is held by then.
            stage.replace(MUG)

    stage.gate_all(Meanwhile(stage, position, replace_too))
    hold_by_hand(stage.key, "等一下", "Li/1", desk=stage.desk, now=stage.now)
    file = stage.file
    assert file.holds.of_order
    assert not [one for one in file.again.values() if one.state is LineState.READY]


def test_its_supplier_is_paid_for_it_as_for_any_parcel() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    price = AgreedPrice(supplier=SUPPLIER, sku="CUP", unit_minor=700, since=stage.now.date())
    stage.settings = stage.settings.but(agreed_prices=(price,))
    stage.replace()
    stage.number(stage.second_wave())
    stage.ship_again()
    stage.later(minutes=36 * 60)
    (day,) = close_due_days(
        stage.settings.supplier(SUPPLIER),
        desk=stage.desk,
        archive=stage.archive,
        settings=stage.settings,
        now=stage.now,
    )
    paid = {entry.parcel_id: entry.amount_minor for entry in entries_in(day, stage.archive)}
    assert paid == {stage.old_parcel().parcel_id: 700, stage.new_parcel().parcel_id: 700}
