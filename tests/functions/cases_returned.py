"""A supplier's file comes back: its numbers are taken, or it is refused and told why."""

from typing import Any

from hedan.adapters import clients
from hedan.workbooks.reader import UPLOAD_BYTES_MAX
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import open_holds
from tests.functions.cases_waves import ALL_DONE, PARCEL
from tests.functions.stages import SUPPLIER, stopping
from tests.functions.world import NOW, World


@case("read_workbook", "filled_workbook", stage="uploaded")
def keeps_the_numbers(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (parcel,) = seen.desk().parcels([PARCEL]).values()
        (returned,) = seen.desk().returned_files(SUPPLIER, 5)
    assert (parcel.tracking.carrier, parcel.tracking.number) == ("shunfeng", "SF1234567890123")
    assert (returned.accepted, returned.refused) == (2, 0)
    assert world.files("results/factory-a/") == [returned.result_key]


@case("read_workbook", "same_file_again", stage="numbered")
def applies_nothing_twice(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    nothing_changed(world)


def holiday_photo(world: World) -> None:
    """The supplier sent the wrong file, under a name that no computer likes."""
    key = "uploads/factory-a/20260928T035900000001/发货 (1).xlsx"
    bucket = world.stack.refs["FileBucket"]
    clients.s3().put_object(Bucket=bucket, Key=key, Body=b"\xff\xd8\xff\xe0 photo")


@case("read_workbook", "not_a_workbook", stage="told", prepare=holiday_photo)
def refuses_the_file_and_says_why(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (returned,) = seen.desk().returned_files(SUPPLIER, 5)
    assert (returned.accepted, returned.refused) == (0, 1)
    assert len(returned.refusals[0]) > len(": ")
    assert returned.received_at == NOW


def refund_while_the_supplier_packs(world: World) -> None:
    """The refund comes when the filled workbook is already on its way back."""
    stopping(world)


@case(
    "read_workbook",
    "numbers_for_fenced_lines",
    stage="uploaded",
    prepare=refund_while_the_supplier_packs,
)
def keeps_no_number_behind_a_closed_fence(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (returned,) = seen.desk().returned_files(SUPPLIER, 5)
        (parcel,) = seen.desk().parcels([PARCEL]).values()
    assert (returned.accepted, returned.refused) == (0, 2)
    assert parcel.state == "held"
    assert open_holds(world) == ["TRACKING_AFTER_STOP"]


@case("read_workbook", "test_event")
def greets_nobody(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert world.calls == []


@case("read_workbook", "too_large", stage="told")
def reads_no_file_that_is_too_large(world: World, answer: Any) -> None:
    # It is not even there: whoever reads it fails.
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (returned,) = seen.desk().returned_files(SUPPLIER, 5)
    assert (returned.accepted, returned.refused) == (0, 1)
    assert f"{(UPLOAD_BYTES_MAX + 1) // 1_000_000} MB" in returned.refusals[0]
