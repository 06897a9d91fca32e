"""The proof report of a month: every refund with its end, the promise counted, a break found."""

import io
import time
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.line_steps import line_steps
from hedan.domain.proofs import Hop, InstructionKind, ProofReport, RefundEnd
from hedan.domain.proving import OrderTold
from hedan.domain.stops import Stop, StopAnswer, StopCause, StopLevel
from hedan.usecases.proofs.proof_files import is_proven
from hedan.usecases.proofs.prove_month import folded
from hedan.usecases.waves.take_out import take_out
from tests.domain.builders import order_key
from tests.pages.reading import Page
from tests.simulation.world import SETTINGS
from tests.usecases.proof_stage import MONTH, STORE, answer, in_workbook, prove, tell
from tests.usecases.stage import Stage, survives


def ended(report: ProofReport) -> RefundEnd:
    """How the only refund ended."""
    (refund,) = report.refunds
    return refund.end


def test_a_refund_that_was_stopped_has_every_instant_and_the_promise_was_kept() -> None:
    stage = in_workbook()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    answer(stage, StopAnswer.STOPPED)
    report = prove(stage)
    (refund,) = report.refunds
    stop = stage.stop()
    assert refund.end is RefundEnd.STOPPED
    assert refund.fenced_at == stop.fenced_at
    assert (refund.told_at, refund.settled_at) == (stop.told[0].at, stop.answered_at)
    assert report.instructions == {InstructionKind.CLAIM: 1, InstructionKind.ROW: 1}
    assert (report.lines, report.stops, report.crossings) == (1, 1, 0)
    assert report.result == "kept"
    assert report.hops[Hop.TOLD].p95 == 60
    assert report.hops[Hop.SETTLED].p99 == 300


@pytest.mark.parametrize(
    ("said", "late", "end"),
    [
        (StopAnswer.GONE, False, RefundEnd.GONE),
        (StopAnswer.STOPPED, True, RefundEnd.STOPPED_LATE),
        (StopAnswer.GONE, True, RefundEnd.GONE_LATE),
    ],
)
def test_an_answer_tells_how_it_ended(said: StopAnswer, late: bool, end: RefundEnd) -> None:
    stage = in_workbook()
    stage.refund("11")
    for level in (StopLevel.NOTICE, StopLevel.REMINDER, StopLevel.ESCALATION)[: 3 if late else 1]:
        tell(stage, level)
    answer(stage, said)
    report = prove(stage)
    assert ended(report) is end
    assert report.result == "kept"


def test_a_refund_of_what_nobody_had_heard_of_was_never_claimed() -> None:
    stage = Stage()
    stage.stock_in(9)
    stage.place("CUP", "MUG")
    stage.make_ready()
    stage.refund("11")
    report = prove(stage)
    assert ended(report) is RefundEnd.NEVER_CLAIMED
    assert (report.lines, report.instructions, report.result) == (1, {}, "kept")


def test_a_refund_taken_back_is_withdrawn_and_its_number_may_go_up() -> None:
    stage = in_workbook()
    stage.refund("11")
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    stage.later()
    stage.number()
    stage.upload()
    report = prove(stage)
    assert ended(report) is RefundEnd.WITHDRAWN
    assert report.instructions[InstructionKind.UPLOAD] == 1
    assert report.result == "kept"


def test_a_refund_after_the_upload_breaks_nothing() -> None:
    stage = in_workbook()
    stage.number()
    stage.upload()
    stage.later(30)
    stage.refund("11")
    report = prove(stage)
    assert ended(report) is RefundEnd.OPEN
    assert report.instructions[InstructionKind.UPLOAD] == 1
    assert report.result == "kept"


def test_a_price_difference_is_no_refund_of_a_parcel_and_other_months_are_others() -> None:
    stage = in_workbook()
    stage.later()
    stage.platform.ask_refund("78", "1", ("11",), stage.now, kind=AfterSaleKind.PRICE_PROTECTION)
    stage.take(stage.hint("1", "78"))
    assert prove(stage).refunds == ()
    stage.refund("12")
    assert prove(stage, "2026-09").refunds == ()
    assert len(prove(stage).refunds) == 1


# --- What comes out -----------------------------------------------------------------------------


def test_the_files_say_what_the_report_says_and_the_mark_comes_last() -> None:
    stage = in_workbook()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    answer(stage, StopAnswer.STOPPED)
    report = prove(stage)
    place = f"proofs/{STORE.id}/{MONTH}"
    page = Page(stage.archive.files[f"{place}.html"].decode())
    assert "承诺守住了" in page.text
    book = load_workbook(io.BytesIO(stage.archive.files[f"{place}.xlsx"]))
    assert book.sheetnames == ["结论", "退款", "违反"]
    assert [row[0].value for row in book["退款"].iter_rows(min_row=2)] == ["1"]
    assert book["违反"].max_row == 1
    notice = stage.notices.published[-1]
    assert (notice.attributes["severity"], notice.attributes["kind"]) == ("info", "proof_report")
    assert "p95" in notice.email_body
    assert is_proven(STORE.id, MONTH, archive=stage.archive)
    kept = ProofReport.model_validate_json(stage.archive.files[f"{place}.json"])
    assert kept == report


def test_a_run_that_died_anywhere_is_made_again_and_says_the_same() -> None:
    def made() -> Stage:
        stage = in_workbook()
        stage.refund("11")
        return stage

    assert survives(made, prove_unless_proven) > 10


def prove_unless_proven(stage: Stage) -> None:
    """What the schedule does."""
    if not is_proven(STORE.id, MONTH, archive=stage.archive):
        prove(stage)


def test_stops_of_other_causes_are_not_counted() -> None:
    stage = in_workbook()
    lines = [line.key for line in stage.parcel().lines]
    take_out(stage.parcel().parcel_id, lines[1:], StopCause.HELD, desk=stage.desk, now=stage.now)
    assert [stop.cause for stop in stage.desk.all(Stop)] == [StopCause.HELD]
    stage.refund("11")
    report = prove(stage)
    assert (report.stops, report.result) == (1, "kept")


def test_a_thousand_refunds_are_folded_in_less_than_two_seconds() -> None:
    stage = in_workbook()
    stage.number()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    answer(stage, StopAnswer.STOPPED)
    file, told = stage.desk.order_file(order_key("1")), stage.desk.history(order_key("1"))
    parcels, stops = stage.desk.parcels([stage.parcel().parcel_id]), tuple(stage.desk.all(Stop))
    cases = tuple(file.after_sales.values())

    def orders() -> Iterator[OrderTold]:
        for _ in range(1000):
            steps = line_steps(file.works, told)
            yield OrderTold(file.key, cases, steps, parcels, stops)

    began = time.process_time()
    report = folded(STORE, MONTH, orders(), SETTINGS.stop, stage.now)
    assert time.process_time() - began < 2
    assert (len(report.refunds), report.lines, report.violations) == (1000, 1000, ())
