"""A workbook goes out as a real file, is filled in with a spreadsheet library, and comes back."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from openpyxl import load_workbook

from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.workbook_columns import Field
from hedan.domain.workbook_files import ReturnedFile
from hedan.usecases.manifest import load_manifest
from hedan.usecases.read_return import read_return
from hedan.workbooks.columns import LETTERS
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage

UPLOAD = "uploads/factory-a/20261001T120000000000/file"
NUMBER = "78001122334455"
OTHER = "78009988776655"


@pytest.fixture
def stage() -> Stage:
    """Three parcels in a written workbook: two lines together, and two alone."""
    stage = Stage()
    stage.place("MUG", "MUG")
    stage.place("MUG", order_id="2", buyer_id="buyer-2")
    stage.place("MUG", order_id="3", buyer_id="buyer-3")
    for order_id in ("1", "2", "3"):
        stage.make_ready(order_id)
    stage.wave()
    return stage


def row_of(stage: Stage, line_id: str) -> int:
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file
    rows = load_manifest(stage.archive, file).rows
    return next(row.sheet_row for row in rows if row.line.line_id == line_id)


def filled(stage: Stage, cells: Mapping[tuple[str, Field], str]) -> bytes:
    """Return the file that went out with these cells filled in, by line id and column."""
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file
    book = load_workbook(BytesIO(stage.archive.files[file.file_key]))
    sheet = next(s for s in book if s.max_column >= len(LETTERS))
    for (line_id, field), text in cells.items():
        sheet[f"{LETTERS[field]}{row_of(stage, line_id)}"] = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def answer(*line_ids: str, number: str = NUMBER) -> dict[tuple[str, Field], str]:
    """Carrier and number in the rows of these lines."""
    return {
        (line_id, field): text
        for line_id in line_ids
        for field, text in ((Field.CARRIER, "中通"), (Field.NUMBER, number))
    }


def back(stage: Stage, content: bytes, key: str = UPLOAD) -> ReturnedFile:
    stage.archive.files[key] = content
    return read_return(
        SUPPLIER, key, desk=stage.desk, archive=stage.archive, settings=SETTINGS, now=stage.now
    )


def parcel_with(stage: Stage, line_id: str) -> Parcel:
    return next(
        parcel
        for parcel in stage.desk.all(Parcel)
        if line_id in {line.key.line_id for line in parcel.lines}
    )


def test_each_filled_row_is_taken_and_the_rest_waits(stage: Stage) -> None:
    returned = back(stage, filled(stage, answer("11", "12") | answer("21", number=OTHER)))
    assert (returned.accepted, returned.refused, returned.refusals) == (3, 0, ())
    assert parcel_with(stage, "11").tracking == parcel_with(stage, "12").tracking
    assert parcel_with(stage, "21").state is ParcelState.NUMBERED
    assert parcel_with(stage, "31").tracking is None
    assert returned.result_key in stage.archive.files


def test_same_upload_twice_changes_nothing(stage: Stage) -> None:
    content = filled(stage, answer("21"))
    first = back(stage, content)
    written = len(stage.desk.touched)
    again = back(stage, content)
    assert again == first.but(version=1)
    assert len(stage.desk.touched) == written


def test_same_file_in_another_upload_is_known_already(stage: Stage) -> None:
    content = filled(stage, answer("21"))
    back(stage, content)
    events = len(stage.desk.events)
    again = back(stage, content, f"{UPLOAD}2")
    assert (again.accepted, again.refused) == (1, 0)
    assert len(stage.desk.events) == events


def test_one_row_is_enough_for_a_parcel(stage: Stage) -> None:
    back(stage, filled(stage, answer("11")))
    assert parcel_with(stage, "12").state is ParcelState.NUMBERED


def test_number_of_two_parcels_is_refused_for_the_second(stage: Stage) -> None:
    returned = back(stage, filled(stage, answer("21", "31")))
    assert (returned.accepted, returned.refused) == (1, 1)
    cell = f"{LETTERS[Field.NUMBER]}{max(row_of(stage, '21'), row_of(stage, '31'))}"
    assert returned.refusals[0].startswith(cell)


def test_another_number_for_a_parcel_is_refused(stage: Stage) -> None:
    back(stage, filled(stage, answer("21")))
    returned = back(stage, filled(stage, answer("21", number=OTHER)), f"{UPLOAD}2")
    assert (returned.accepted, returned.refused) == (0, 1)
    tracking = parcel_with(stage, "21").tracking
    assert tracking
    assert tracking.number == NUMBER


def test_mixed_rows_are_refused_with_their_cell(stage: Stage) -> None:
    swapped = answer("21") | {("21", Field.ORDER): "3"}
    returned = back(stage, filled(stage, swapped))
    assert (returned.accepted, returned.refused) == (0, 1)
    assert returned.refusals[0].startswith(f"{LETTERS[Field.KEY]}{row_of(stage, '21')}")
    assert parcel_with(stage, "21").tracking is None


def test_fenced_row_is_refused_held_and_alerted(stage: Stage) -> None:
    stage.refund("21", order_id="2")
    returned = back(stage, filled(stage, answer("21")))
    assert (returned.accepted, returned.refused) == (0, 1)
    assert parcel_with(stage, "21").state is ParcelState.HELD
    assert "tracking_for_fenced" in stage.events()
    assert "parcel_numbered" not in stage.events()


def test_number_of_a_fenced_row_that_comes_again_alarms_nobody_again(stage: Stage) -> None:
    stage.refund("21", order_id="2")
    content = filled(stage, answer("21"))
    back(stage, content)
    stage.look("2")  # The order workflow looks at it in between, and at its deadline.
    held = stage.desk.order_file(order_key("2")).holds
    back(stage, content, f"{UPLOAD}2")
    assert held.open
    assert stage.desk.order_file(order_key("2")).holds == held


@pytest.mark.parametrize(
    "content", [b"", b"no workbook at all", b"PK\x03\x04 broken"], ids=["empty", "text", "broken"]
)
def test_file_that_cannot_be_read_is_answered_as_a_whole(stage: Stage, content: bytes) -> None:
    returned = back(stage, content)
    assert (returned.accepted, returned.refused, returned.result_key) == (0, 1, "")
    assert returned.refusals[0].startswith(": ")


def test_workbook_of_another_supplier_is_not_taken(stage: Stage) -> None:
    content = filled(stage, answer("21"))
    stage.archive.files["uploads/factory-b/1/file"] = content
    returned = read_return(
        "factory-b",
        "uploads/factory-b/1/file",
        desk=stage.desk,
        archive=stage.archive,
        settings=SETTINGS,
        now=stage.now,
    )
    assert (returned.accepted, returned.refused) == (0, 1)
    assert parcel_with(stage, "21").tracking is None
