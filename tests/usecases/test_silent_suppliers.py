"""A supplier that looks at nothing: a person hears of it, and somebody else takes over."""

from datetime import date, timedelta

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState
from hedan.domain.stops import StopCause
from hedan.domain.workbook_files import WorkbookState
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.waves.silent_suppliers import find_silent, silent_now
from hedan.usecases.workbooks.note_download import note_download
from tests.fakes.gates import Crash, FailsAt
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.usecases.stage import SUPPLIER, WAVE, survives
from tests.usecases.wave_stage import NUMBER, WaveStage

HOUR = {"silent_minutes": 60}
FALLS_BACK = {**HOUR, "fall_back": "factory-b"}


def sent(**changes: object) -> WaveStage:
    """Two orders are in a workbook, and the supplier was told."""
    stage = WaveStage(**changes)
    stage.orders("1", "2")
    stage.send(WAVE)
    return stage


def find(stage: WaveStage) -> list[str]:
    """Look who is silent."""
    return find_silent(stage.supplier, desk=stage.desk, now=stage.now)


def passed_over(stage: WaveStage) -> tuple[str, ...]:
    """Who gets no new lines now."""
    return silent_now(stage.settings.suppliers, desk=stage.desk, now=stage.now)


def followed(stage: WaveStage, kind: EventKind) -> None:
    """Follow every event of a kind."""
    followers = Followers(
        stage.desk,
        stage.workflows,
        None,  # type: ignore[arg-type]  # Nothing here waits for an instant.
        MemoryQueue(),
        stage.notices,
        stage.settings,
        MemoryCases(stage.desk),
        lambda: stage.now,
    )
    for told in stage.desk.events:
        if told.event.kind is kind:
            followers.follow(kind, told.event.facts, told.key)


def test_nobody_is_silent_before_the_time_is_over() -> None:
    stage = sent(**HOUR)
    stage.later(59)
    assert find(stage) == []
    stage.later(1)
    assert find(stage) == [NUMBER]


def test_who_downloaded_is_not_silent() -> None:
    stage = sent(**HOUR)
    note_download(SUPPLIER, NUMBER, desk=stage.desk, now=stage.now)
    stage.later(61)
    assert find(stage) == []


def test_a_supplier_without_the_setting_may_take_its_time() -> None:
    stage = sent()
    stage.later(9999)
    stage.desk.gate = FailsAt(0, Crash())
    assert find(stage) == []


def test_nobody_is_silent_on_a_day_off() -> None:
    stage = sent(**HOUR, holidays=(date(2026, 10, 2),))
    stage.now += timedelta(days=1)
    assert find(stage) == []
    stage.now += timedelta(days=1)
    assert find(stage) == [NUMBER]


def test_without_a_fall_back_a_person_is_told_and_the_workbook_stands() -> None:
    stage = sent(**HOUR)
    stage.later(60)
    assert find(stage) == [NUMBER]
    assert find(stage) == []  # Once.
    followed(stage, EventKind.SUPPLIER_SILENT)
    assert stage.told() == ["workbook", "supplier_silent"]
    assert stage.notices.published[-1].attributes["audience"] == "owner"
    assert stage.file.state is WorkbookState.WRITTEN
    assert passed_over(stage) == ()
    assert stage.recall().state is WorkbookState.RECALLED  # The person may take it back.


def test_with_a_fall_back_the_workbook_is_void_and_new_lines_pass_the_supplier_over() -> None:
    stage = sent(**FALLS_BACK)
    stage.later(60)
    assert find(stage) == [NUMBER]
    assert stage.file.state is WorkbookState.RECALLED
    assert passed_over(stage) == (SUPPLIER,)
    assert stage.take_back(cause=StopCause.SILENCE) == 2
    assert set(stage.states().values()) == {LineState.NEW}
    followed(stage, EventKind.SUPPLIER_SILENT)
    assert "factory-b" in stage.notices.published[-1].email_body


def test_what_a_silent_supplier_was_to_ship_goes_to_who_falls_back_for_it() -> None:
    stage = sent(**FALLS_BACK)
    stage.later(60)
    find(stage)
    stage.take_back(cause=StopCause.SILENCE)
    for order_id in ("1", "2"):
        assert stage.ready(order_id) == 1
    assert {stage.line("11", "1").supplier, stage.line("21", "2").supplier} == {"factory-b"}
    stage.now += timedelta(days=1)
    stage.orders("3")  # The next day it is asked again.
    assert stage.line("31", "3").supplier == SUPPLIER


def test_silence_is_over_with_the_suppliers_next_day() -> None:
    stage = sent(**FALLS_BACK)
    stage.later(60)
    find(stage)
    assert passed_over(stage) == (SUPPLIER,)
    stage.now += timedelta(days=1)
    assert passed_over(stage) == ()


def test_silence_survives_its_death_at_every_call() -> None:
    def made() -> WaveStage:
        stage = sent(**FALLS_BACK)
        stage.later(60)
        return stage

    assert survives(made, find) > 5  # type: ignore[arg-type]
