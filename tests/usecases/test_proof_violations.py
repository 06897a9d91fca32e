"""What breaks the promise is found by the report, planted past every condition of ours."""

from datetime import timedelta

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.domain.proofs import InstructionKind, ViolationKind
from hedan.domain.stops import StopLevel
from hedan.ports import Change
from tests.domain.builders import order_key
from tests.usecases.proof_stage import in_workbook, prove, tell
from tests.usecases.stage import SUPPLIER, Stage


def plant_upload(stage: Stage, minutes: float) -> None:
    """Tell the platform of a fenced line so long after its fence closed: what no code of ours does.

    The line is written as any upload writes it, past every condition.
    """
    stage.later(minutes)
    parcel, work = stage.parcel(), stage.line("11")
    shipped = work.but(state=LineState.SHIPPED)
    told = Event(kind=EventKind.LINES_SHIPPED, at=stage.now)
    left = parcel.but(state=ParcelState.SHIPPED, sent_at=stage.now, accepted_at=stage.now)
    change = Change(puts=(left, shipped), was=(work,), events=((shipped, told),))
    stage.desk.commit(change)


def test_an_upload_behind_a_closed_fence_is_found_and_the_owner_is_called() -> None:
    stage = in_workbook()
    stage.number()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    plant_upload(stage, 5)
    report = prove(stage)
    (violation,) = report.violations
    assert violation.kind is ViolationKind.INSTRUCTED_BEHIND_FENCE
    assert violation.instruction is InstructionKind.UPLOAD
    assert (violation.line_id, violation.at) == ("11", stage.now)
    assert violation.fenced_at == stage.stop().fenced_at
    notice = stage.notices.published[-1]
    assert notice.attributes["severity"] == "critical"
    assert str(order_key("1")) in notice.email_body


def test_an_upload_of_the_same_moment_is_counted_and_not_called_a_break() -> None:
    stage = in_workbook()
    stage.number()
    stage.refund("11")
    plant_upload(stage, 0.5)
    report = prove(stage)
    assert (report.crossings, report.result) == (1, "kept")


def test_an_upload_that_the_platform_refused_is_found_too() -> None:
    stage = in_workbook("CUP")
    stage.number()
    stage.refund("11")
    stage.later(5)
    told = stage.parcel().but(state=ParcelState.UPLOADING, sent_at=stage.now)
    stage.desk.commit(Change(puts=(told,)))
    (violation,) = prove(stage).violations
    assert (violation.instruction, violation.line_id) == (InstructionKind.UPLOAD, "11")


def test_a_claim_behind_a_closed_fence_is_found() -> None:
    stage = in_workbook()
    stage.refund("11")
    work = stage.line("11")
    stage.desk._refuse_closed_fences = lambda change: None  # type: ignore[method-assign]
    claimed = work.but(state=LineState.CLAIMED)
    told = Event(kind=EventKind.LINES_CLAIMED, at=stage.now)
    stage.desk.commit(Change(puts=(claimed,), was=(work,), events=((claimed, told),)))
    report = prove(stage)
    assert [one.instruction for one in report.violations] == [InstructionKind.CLAIM]


def test_a_row_that_was_written_behind_a_closed_fence_is_found() -> None:
    stage = in_workbook()
    stage.refund("11")
    file = stage.desk.workbook(SUPPLIER, stage.parcel().workbook)
    assert file is not None
    stage.desk.commit(Change(puts=(file.but(written_at=stage.now + timedelta(hours=1)),)))
    report = prove(stage)
    assert [one.instruction for one in report.violations] == [InstructionKind.ROW]


def test_an_instruction_that_nobody_was_asked_to_stop_is_found() -> None:
    stage = in_workbook()
    stage.refund("11")
    other = stage.stop().but(parcel_id="P-OTHER")
    stage.desk.commit(Change(puts=(other,)))
    report = prove(stage)
    assert [one.kind for one in report.violations] == [ViolationKind.NO_STOP]


def test_a_stop_that_stayed_silent_is_found() -> None:
    stage = in_workbook()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    assert prove(stage).result == "kept"  # Its ladder still climbs.
    stage.later(240)
    assert [one.kind for one in prove(stage).violations] == [ViolationKind.SILENT_STOP]


def test_a_history_that_does_not_add_up_proves_nothing() -> None:
    stage = in_workbook()
    stage.refund("11")
    stage.desk._told[order_key("1")].pop()
    report = prove(stage)
    assert [one.kind for one in report.violations] == [ViolationKind.HISTORY_BROKEN]
    assert len(report.refunds) == 1


def test_rows_that_cannot_be_read_are_named() -> None:
    stage = in_workbook()
    stage.refund("11")
    file = stage.desk.workbook(SUPPLIER, stage.parcel().workbook)
    assert file is not None
    del stage.archive.files[file.manifest_key]
    report = prove(stage)
    assert (report.result, len(report.unread)) == ("partly", 1)
