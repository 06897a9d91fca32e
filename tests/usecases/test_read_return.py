"""A workbook goes out as a real file, is filled in with a spreadsheet library, and comes back."""

import pytest

from hedan.domain.parcels import ParcelState
from hedan.domain.stops import StopAnswer
from hedan.domain.workbook_columns import Field
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.workbooks.read_return import read_return
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.returning import (
    NUMBER,
    OTHER,
    UPLOAD,
    answer,
    back,
    cell_of,
    filled,
    parcel_with,
    row_of,
)
from tests.usecases.stage import Stage


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


def test_row_left_empty_for_goods_that_were_stopped_alarms_nobody(stage: Stage) -> None:
    stage.refund("11")
    stop = stage.stop()
    answer_stop(
        stop.supplier, stop.stop_id, StopAnswer.STOPPED, "page", desk=stage.desk, now=stage.now
    )
    returned = back(stage, filled(stage, answer("12")))
    assert (returned.accepted, returned.refused) == (1, 0)
    assert parcel_with(stage, "12").state is ParcelState.NUMBERED
    assert "tracking_for_fenced" not in stage.events()
    assert not stage.desk.order_file(order_key("1")).holds.open


def test_number_of_two_parcels_is_refused_for_the_second(stage: Stage) -> None:
    returned = back(stage, filled(stage, answer("21", "31")))
    assert (returned.accepted, returned.refused) == (1, 1)
    second = max(("21", "31"), key=lambda line: row_of(stage, line))
    assert returned.refusals[0].startswith(cell_of(stage, second, Field.NUMBER))


def test_another_number_for_a_parcel_is_kept_beside_the_first(stage: Stage) -> None:
    back(stage, filled(stage, answer("21")))
    returned = back(stage, filled(stage, answer("21", number=OTHER)), f"{UPLOAD}2")
    assert (returned.accepted, returned.refused) == (1, 0)
    parcel = parcel_with(stage, "21")
    assert parcel.tracking
    assert parcel.change
    assert (parcel.tracking.number, parcel.change.new.number) == (NUMBER, OTHER)


def test_pn59_mixed_rows_are_refused_with_their_cell(stage: Stage) -> None:
    swapped = answer("21") | {("21", Field.ORDER): "3"}
    returned = back(stage, filled(stage, swapped))
    assert (returned.accepted, returned.refused) == (0, 1)
    assert returned.refusals[0].startswith(cell_of(stage, "21", Field.KEY))
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
