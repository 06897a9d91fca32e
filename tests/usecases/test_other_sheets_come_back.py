"""What a supplier writes on the other sheets lands where its buttons would put it."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer
from hedan.domain.workbook_columns import Field
from hedan.domain.workbook_files import WorkbookState
from hedan.ports import Change
from hedan.usecases.workbooks.read_return import read_return
from hedan.usecases.workbooks.renew_workbook import renew_workbook
from hedan.workbooks.other_columns import SheetKind
from tests.simulation.world import SETTINGS
from tests.usecases.returning import (
    UPLOAD,
    WORKBOOK,
    answer,
    answered_beside,
    back,
    filled,
    hand_in,
    parcel_with,
)
from tests.usecases.stage import SUPPLIER, Stage, survives


def shop() -> Stage:
    """A written workbook of one parcel, and a refund on one of its two lines."""
    stage = Stage()
    stage.place("MUG", "MUG")
    stage.make_ready("1")
    stage.wave()
    stage.refund("11")
    return stage


@pytest.fixture
def stage() -> Stage:
    return shop()


def renewed(stage: Stage) -> bytes:
    """The file as its supplier downloads it now."""
    file = renew_workbook(
        SUPPLIER,
        WORKBOOK,
        desk=stage.desk,
        archive=stage.archive,
        settings=SETTINGS,
        now=stage.now,
    )
    assert file
    return stage.archive.files[file.newest_key]


def test_a_stop_is_answered_in_its_row(stage: Stage) -> None:
    returned = back(stage, answered_beside(renewed(stage), SheetKind.STOP, "已截停"))
    assert (returned.accepted, returned.refused) == (1, 0)
    stop = stage.stop()
    assert stop.answer is StopAnswer.STOPPED
    assert stop.answered_by.startswith(f"workbook {WORKBOOK} 截停!")
    assert stage.line("11").state is LineState.STOPPED


def test_a_printed_label_is_no_end(stage: Stage) -> None:
    content = renewed(stage)
    returned = back(stage, answered_beside(content, SheetKind.STOP, "已打单"))
    assert (returned.accepted, returned.refused) == (1, 0)
    assert stage.stop().answer is None
    assert stage.stop().acknowledged_at == stage.now
    back(stage, answered_beside(content, SheetKind.STOP, "已发出"), f"{UPLOAD}2")
    assert stage.stop().answer is StopAnswer.GONE


def test_the_first_answer_stands_and_another_is_refused_with_its_cell(stage: Stage) -> None:
    content = renewed(stage)
    back(stage, answered_beside(content, SheetKind.STOP, "已截停"))
    events = len(stage.desk.events)
    again = back(stage, answered_beside(content, SheetKind.STOP, "已截停"), f"{UPLOAD}2")
    assert (again.accepted, again.refused) == (1, 0)
    other = back(stage, answered_beside(content, SheetKind.STOP, "已发出"), f"{UPLOAD}3")
    assert (other.accepted, other.refused) == (0, 1)
    assert other.refusals[0].startswith("截停!")
    assert "已截停" in other.refusals[0]
    assert stage.stop().answer is StopAnswer.STOPPED
    assert len(stage.desk.events) == events


def test_a_withdrawn_stop_is_seen_in_its_row(stage: Stage) -> None:
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    returned = back(stage, answered_beside(renewed(stage), SheetKind.CHANGED, "知道了"))
    assert (returned.accepted, returned.refused) == (1, 0)
    assert stage.stop().withdrawal_seen_at == stage.now
    assert stage.stop().withdrawal_seen_by.startswith(f"workbook {WORKBOOK} 变更!")


def test_a_run_that_dies_anywhere_answers_once() -> None:
    def made() -> Stage:
        stage = shop()
        filled_in = answered_beside(renewed(stage), SheetKind.STOP, "已截停")
        stage.archive.files["as filled in"] = filled_in
        return stage

    assert survives(made, lambda stage: back(stage, stage.archive.files["as filled in"])) > 10


def test_pn44_an_older_rendition_is_read_row_by_row_and_the_same_file_changes_nothing(
    stage: Stage,
) -> None:
    before = filled(stage, answer("12"))  # Written before the refund was known.
    renewed(stage)
    returned = back(stage, before)
    assert (returned.accepted, returned.refused) == (1, 0)
    assert parcel_with(stage, "12").tracking
    written = len(stage.desk.touched)
    assert back(stage, before) == returned.but(version=1)
    again = back(stage, before, f"{UPLOAD}2")
    assert (again.accepted, again.refused) == (1, 0)
    kinds = {type(one).__name__ for one in stage.desk.touched[written:]}
    assert kinds == {"ReturnedFile"}


def test_pn44_a_recalled_file_is_refused_with_a_hint(stage: Stage) -> None:
    content = filled(stage, answer("12"))
    file = stage.desk.workbook(SUPPLIER, WORKBOOK)
    assert file
    stage.desk.commit(Change(puts=(file.but(state=WorkbookState.RECALLED),)))
    returned = back(stage, content)
    assert (returned.accepted, returned.refused) == (0, 1)
    assert "作废" in returned.refusals[0]
    assert parcel_with(stage, "12").tracking is None


def test_pn43_numbers_sorted_away_from_their_rows_are_refused() -> None:
    stage = Stage()
    for order_id in ("1", "2"):
        stage.place("MUG", order_id=order_id, buyer_id=f"buyer-{order_id}")
        stage.make_ready(order_id)
    stage.wave()
    cells = answer("11") | {("11", Field.ORDER): "2", ("21", Field.ORDER): "1"}
    returned = hand_in(stage, cells)
    assert (returned.accepted, returned.refused) == (0, 2)
    assert all("发货!" in one for one in returned.refusals)
    assert parcel_with(stage, "11").tracking is None


def test_pn46_two_numbers_in_a_cell_are_both_taken_and_spaces_and_widths_are_cleaned() -> None:
    stage = shop()
    returned = hand_in(stage, answer("12", number="７８００ １１２２３３４４５５ ;78009988776655"))
    assert (returned.accepted, returned.refused) == (1, 0)
    parcel = parcel_with(stage, "12")
    assert parcel.tracking
    numbers = (parcel.tracking.number, *(one.number for one in parcel.more_numbers))
    assert numbers == ("78001122334455", "78009988776655")


def test_an_upload_is_a_download(stage: Stage) -> None:
    """Whoever hands a file back has it: its wave cannot be recalled behind its back."""
    back(stage, filled(stage, answer("12")))
    file = stage.desk.workbook(SUPPLIER, WORKBOOK)
    assert file
    assert file.downloaded_at == stage.now
    assert EventKind.RETURN_ASKS not in {one.event.kind for one in stage.desk.events}
    assert (
        read_return(
            SUPPLIER,
            UPLOAD,
            desk=stage.desk,
            archive=stage.archive,
            settings=SETTINGS,
            now=stage.now,
        ).accepted
        == 1
    )
