"""Numbers that wait for a person, what a person decides, and answers on the other sheets."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from hedan.domain.parcels import ParcelState, Tracking
from hedan.domain.stops import StopAnswer
from hedan.domain.tracking_numbers import NumberUse
from hedan.ports import Change
from hedan.usecases.workbooks.renew_workbook import renew_workbook
from hedan.workbooks.other_columns import OtherField, SheetKind
from hedan.workbooks.other_texts import other_heading, other_sheet
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_staff import told
from tests.functions.cases_waves import ALL_DONE, PARCEL
from tests.functions.stages import SUPPLIER, UPLOAD, WORKBOOK, numbered
from tests.functions.world import NOW, World

LABEL = Tracking(carrier="shunfeng", number="SF1234567890123")


def _parcel(world: World) -> Any:
    with world.seeing() as seen:
        return seen.desk().parcels([PARCEL])[PARCEL]


def used_before(world: World) -> None:
    """The number on the label was another parcel's, last week."""
    use = NumberUse(
        tracking=LABEL,
        parcel_id="P0000000000AB",
        supplier=SUPPLIER,
        first_seen_at=NOW - timedelta(days=7),
        workbook="factory-a-000000",
    )
    with world.seeing() as seen:
        seen.desk().commit(Change(puts=(use,)))


def in_doubt(world: World) -> None:
    """Its supplier has handed such a number in."""
    used_before(world)
    numbered(world)
    assert _parcel(world).is_in_question


@case("read_workbook", "number_in_doubt", stage="uploaded", prepare=used_before)
def keeps_a_number_in_doubt_from_the_platform(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    parcel = _parcel(world)
    assert (parcel.state, parcel.tracking) == (ParcelState.HELD, LABEL)
    with world.seeing() as seen:
        (returned,) = seen.desk().returned_files(SUPPLIER, 5)
    assert (returned.accepted, returned.refused) == (2, 0)
    assert returned.told == (f"numbers|{PARCEL}|{LABEL.number}",)


def answered_on_its_sheet(world: World) -> None:
    """The supplier has downloaded the file with the stop in it, and answered it there."""
    with world.seeing() as seen:
        file = renew_workbook(
            SUPPLIER,
            WORKBOOK,
            desk=seen.desk(),
            archive=seen.archive(),
            settings=seen.settings(),
            now=NOW,
        )
        assert file
        book = load_workbook(BytesIO(seen.archive().get(file.newest_key)))
        sheet = book[other_sheet(SheetKind.STOP, "zh")]
        columns = {
            str(cell.value): cell.column
            for row in sheet.iter_rows(max_row=10)
            for cell in row
            if cell.value
        }
        key = columns[other_heading(OtherField.KEY, "zh")]
        said = columns[other_heading(OtherField.STOP_ANSWER, "zh")]
        for row in range(1, sheet.max_row + 1):
            if "~" in str(sheet.cell(row, key).value):
                sheet.cell(row, said).value = "已发出"
        out = BytesIO()
        book.save(out)
        seen.archive().put(UPLOAD, out.getvalue(), "application/octet-stream")


@case(
    "read_workbook", "stop_answered_in_the_file", stage="stop told", prepare=answered_on_its_sheet
)
def answers_the_stop_as_a_button_would(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (stop,) = seen.desk().stops(SUPPLIER)
    assert stop.answer is StopAnswer.GONE
    assert stop.answered_by.startswith(f"workbook {WORKBOOK} ")


@case("staff_api", "numbers_in_question", stage="uploaded", prepare=in_doubt)
def lists_the_numbers_that_wait(world: World, answer: Any) -> None:
    (asked,) = told(answer)["numbers"]
    assert (asked["parcel"], asked["doubts"]) == (
        PARCEL,
        ["USED_BEFORE", "OLDER_THAN_ORDER"],
    )
    assert "P0000000000AB" in asked["why"][0]
    nothing_changed(world)


@case("staff_api", "believe_number", stage="uploaded", prepare=in_doubt)
def lets_a_believed_number_go(world: World, answer: Any) -> None:
    assert told(answer)["state"] == "numbered"
    assert _parcel(world).state is ParcelState.NUMBERED


@case("follow_events", "return_asks", stage="uploaded", prepare=in_doubt)
def tells_the_owner_of_numbers_in_doubt(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert LABEL.number in notice["Message"]
    assert "别的包裹用过" in notice["Message"]


@case("follow_events", "number_refused", stage="told")
def tells_the_supplier_to_look_at_the_label(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "supplier"
    assert LABEL.number in notice["Message"]


@case("follow_events", "number_change_allowed", stage="shipped")
def sends_a_change_on_its_way(world: World, answer: Any) -> None:
    (message,) = world.queue("ShipQueue")
    assert message["Body"] == PARCEL
    assert message["Attributes"]["MessageDeduplicationId"] == f"{PARCEL}-change-5"
