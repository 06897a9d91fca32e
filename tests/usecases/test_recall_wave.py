"""A workbook is taken back as long as its supplier has not downloaded it, and its lines follow."""

from collections.abc import Callable

import pytest

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.workbook_files import WorkbookState
from hedan.errors import TryAgain
from hedan.pages import PageError
from hedan.ports import Change
from hedan.usecases.supplier_page.supplier_files import file_to_download
from hedan.usecases.waves.recall_wave import RecallRefused
from hedan.usecases.workbooks.note_download import note_download
from tests.fakes.gates import Gate, conflict
from tests.usecases.stage import SUPPLIER, WAVE, Stage, survives
from tests.usecases.wave_stage import NUMBER, WaveStage


def sent(**changes: object) -> WaveStage:
    """Two orders are in a workbook, and the supplier was told."""
    stage = WaveStage(**changes)
    stage.orders("1", "2")
    stage.send(WAVE)
    return stage


def download(stage: WaveStage, number: str = NUMBER) -> object:
    """The supplier presses the button."""
    return file_to_download(
        SUPPLIER,
        "workbooks",
        number,
        desk=stage.desk,
        archive=stage.archive,
        settings=stage.settings,
        now=stage.now,
    )


def recalls(stage: WaveStage) -> int:
    """How often the lines were called back."""
    return stage.events().count(EventKind.WORKBOOK_RECALLED)


def test_a_recalled_workbook_is_void_and_its_lines_begin_anew() -> None:
    stage = sent()
    stage.recall()
    assert stage.file.state is WorkbookState.RECALLED
    assert set(stage.states().values()) == {LineState.CLAIMED}  # They follow by the event.
    assert recalls(stage) == 1
    assert stage.take_back() == 2
    assert set(stage.states().values()) == {LineState.NEW}
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 0
    for order_id in ("1", "2"):
        assert stage.ready(order_id) == 1
    assert len(stage.send("wave-2").parcel_ids) == 2


def test_pn12_after_a_recall_each_line_stands_in_one_workbook_that_counts() -> None:
    stage = sent()
    stage.recall()
    stage.take_back()
    for order_id in ("1", "2"):
        stage.ready(order_id)
    stage.send("wave-2")
    live = [one for one in stage.desk.workbooks(SUPPLIER, 9) if one.state is WorkbookState.WRITTEN]
    assert [file.row_count for file in live] == [2]
    parcels = {work.parcel_id for work in stage.desk.all(LineWork)}
    found = stage.desk.parcels(name for name in parcels if name)
    assert {parcel.workbook for parcel in found.values()} == {live[0].number}


def test_eb5_what_the_supplier_has_is_not_taken_back() -> None:
    stage = sent()
    download(stage)
    with pytest.raises(RecallRefused, match="DOWNLOADED"):
        stage.recall()
    assert recalls(stage) == 0
    assert set(stage.states().values()) == {LineState.CLAIMED}


def test_the_first_download_counts() -> None:
    stage = sent()
    assert download(stage) == (stage.file.file_key, f"{NUMBER}.xlsx")
    first = stage.now
    stage.later()
    download(stage)
    assert stage.file.downloaded_at == first


def test_a_recalled_workbook_is_handed_out_to_nobody() -> None:
    stage = sent()
    stage.recall()
    assert download(stage) is PageError.RECALLED
    assert stage.file.downloaded_at is None


def test_what_cannot_be_noted_is_not_handed_out() -> None:
    stage = sent()

    def busy(point: str) -> None:
        if "commit" in point:
            raise TryAgain("the table is busy")

    stage.desk.gate = busy
    assert download(stage) is PageError.BUSY


def test_nobody_downloads_what_there_is_not() -> None:
    stage = sent()
    assert download(stage, "factory-a-000009") is PageError.NOT_FOUND


def overtaken(stage: WaveStage, by: Callable[[], object]) -> Gate:
    """Return a gate that lets somebody else be quicker at the first commit."""

    def gate(point: str) -> None:
        if point == "before desk.commit":
            stage.desk.gate = lambda _: None
            by()
            raise conflict()

    return gate


def test_pn12_a_download_and_a_recall_at_once_one_finds_the_other_done() -> None:
    stage = sent()
    stage.desk.gate = overtaken(stage, lambda: download(stage))
    with pytest.raises(RecallRefused, match="DOWNLOADED"):
        stage.recall()
    other = sent()
    other.desk.gate = overtaken(other, other.recall)
    assert download(other) is PageError.RECALLED


def test_recalling_twice_is_recalling_once() -> None:
    stage = sent()
    first = stage.recall()
    stage.later()
    assert stage.recall() == first
    assert recalls(stage) == 1


def test_too_early_and_empty_are_refused_with_their_reasons() -> None:
    stage = WaveStage()
    stage.orders("1")
    stage.plan_lane()
    stage.claim()
    with pytest.raises(RecallRefused, match="OPEN"):
        stage.recall()
    stage.refund("11")
    stage.write()
    with pytest.raises(RecallRefused, match="EMPTY"):
        stage.recall()
    with pytest.raises(KeyError):
        stage.recall("factory-a-000009")


def test_who_was_told_of_it_is_told_that_it_is_void_once() -> None:
    stage = sent()
    stage.recall()
    stage.take_back()
    stage.take_back()
    assert stage.told() == ["workbook", "workbook_recalled"]


def test_who_was_not_told_of_it_is_told_nothing() -> None:
    stage = WaveStage()
    stage.orders("1")
    stage.plan_lane()
    stage.claim()
    stage.write()
    stage.recall()
    stage.take_back()
    assert not stage.tell()  # The wave's last step comes after the recall.
    assert stage.told() == []


def test_a_recall_while_the_supplier_is_being_told_is_told_too() -> None:
    stage = WaveStage()
    stage.orders("1")
    stage.plan_lane()
    stage.claim()
    stage.write()

    def recall_now(point: str) -> None:
        if point == "after notices.publish":
            stage.notices.gate = lambda _: None
            stage.recall()
            stage.take_back()

    stage.notices.gate = recall_now
    stage.tell()
    assert stage.told() == ["workbook", "workbook_recalled"]


def test_a_refund_in_a_recalled_workbook_waits_for_nobody() -> None:
    stage = sent()
    stage.refund("11")
    assert stage.line("11", "1").state is LineState.STOPPING
    stage.recall()
    stage.take_back()
    assert stage.line("11", "1").state is LineState.STOPPED
    assert stage.line("21", "2").state is LineState.NEW
    assert stage.stop().is_settled


def test_the_next_workbook_does_not_name_a_predecessor_that_nobody_saw() -> None:
    stage = sent()
    stage.recall()
    stage.orders("3")
    stage.send("wave-2")
    (newest, _) = stage.desk.workbooks(SUPPLIER, 9)
    assert newest.predecessor == ""


def test_a_recall_survives_its_death_at_every_call() -> None:
    assert survives(sent, WaveStage.recall) > 5  # type: ignore[arg-type]


def test_lines_that_follow_survive_their_death_at_every_call() -> None:
    def made() -> Stage:
        stage = sent()
        stage.refund("11")
        stage.recall()
        return stage

    assert survives(made, WaveStage.take_back) > 20  # type: ignore[arg-type]


def test_a_download_survives_its_death_at_every_call() -> None:
    assert survives(sent, download) > 3  # type: ignore[arg-type]


def test_a_supplier_that_was_silent_is_there_again_with_its_first_download() -> None:
    stage = sent()
    stage.desk.commit(Change(puts=(stage.counters.but(silent_since=stage.now),)))
    note_download(SUPPLIER, NUMBER, desk=stage.desk, now=stage.now)
    assert stage.counters.silent_since is None
