"""Another number for a parcel that a platform knows: allowed, in time, and read back."""

import pytest

from hedan.domain.events import EventKind
from hedan.domain.parcels import NumberChange, Parcel, Tracking
from hedan.errors import HedanError, PlatformRejected, TryAgain
from hedan.ports import Change
from hedan.settings import Settings
from hedan.usecases.uploads.correct_number import Corrected, correct_number
from tests.fakes.gates import Counting, Crash, FailsAt, open_gate
from tests.fakes.platform import FakePlatform
from tests.simulation.world import SETTINGS
from tests.usecases.stage import TRACKING, Stage
from tests.usecases.test_read_back import numbered

NEW = Tracking(carrier="zto", number="78009988776655")


def allowed() -> Stage:
    """A shipped parcel whose supplier has another number, and a person said yes."""
    stage = numbered()
    stage.upload()
    stage.later()
    ask(stage)
    return stage


def ask(stage: Stage, **changes: object) -> None:
    change = NumberChange(
        old=TRACKING,
        new=NEW,
        asked_at=stage.now,
        asked_by="workbook 1",
        allowed_at=stage.now,
        allowed_by="owner",
    ).but(**changes)
    stage.desk.commit(Change(puts=(stage.parcel().but(number_changes=(change,)),)))


def correct(stage: Stage, settings: Settings = SETTINGS) -> Corrected:
    return correct_number(
        stage.parcel().parcel_id,
        desk=stage.desk,
        platform_of=lambda _: stage.platform,
        settings=settings,
        now=lambda: stage.now,
    )


def with_options(**options: str) -> Settings:
    (store,) = SETTINGS.stores
    return SETTINGS.but(stores=(store.but(options=options),))


def refusals(stage: Stage) -> list[str]:
    kind = EventKind.NUMBER_CHANGE_REFUSED
    events = (one.event for one in stage.desk.events if one.event.kind is kind)
    return [event.facts["message"] for event in events]


def test_eb48_the_other_number_is_told_read_and_written_down() -> None:
    stage = allowed()
    assert correct(stage) is Corrected.CHANGED
    parcel = stage.parcel()
    assert parcel.tracking == NEW
    assert parcel.number_changes[-1].done_at == stage.now
    assert parcel.number_changes[-1].old == TRACKING
    assert parcel.visible_at == stage.now
    assert EventKind.NUMBER_CHANGED in stage.events()
    assert correct(stage) is Corrected.NOTHING_TO_DO
    assert [new for _, _, new in stage.platform.corrections] == [NEW.number, NEW.number]


@pytest.mark.parametrize("change", [{"allowed_at": None}, {"problem": "a person said no"}])
def test_pn53_nothing_is_told_that_nobody_allowed(change: dict[str, object]) -> None:
    stage = numbered()
    stage.upload()
    ask(stage, **change)
    assert correct(stage) is Corrected.NOTHING_TO_DO
    assert stage.platform.corrections == []


def test_the_first_number_goes_before_the_other() -> None:
    stage = numbered()
    ask(stage)
    with pytest.raises(TryAgain):
        correct(stage)


def test_pn54_a_window_that_has_closed_is_said_before_any_call() -> None:
    stage = allowed()
    stage.later(121)
    assert correct(stage, with_options(correction_hours="2")) is Corrected.REFUSED
    assert stage.platform.corrections == []
    assert stage.parcel().change is None
    assert "until" in refusals(stage)[0]


def test_pn53_once_where_only_once() -> None:
    stage = allowed()
    settings = with_options(correction_times="1")
    assert correct(stage, settings) is Corrected.CHANGED
    third = Tracking(carrier="zto", number="78001111111111")
    again = NumberChange(
        old=NEW, new=third, asked_at=stage.now, asked_by="b", allowed_at=stage.now, allowed_by="c"
    )
    done = stage.parcel()
    changes = (*done.number_changes, again)
    stage.desk.commit(Change(puts=(done.but(number_changes=changes),)))
    assert correct(stage, settings) is Corrected.REFUSED
    assert stage.parcel().tracking == NEW


def test_a_platform_that_takes_no_other_number_is_not_asked() -> None:
    stage = allowed()
    stage.platform.capabilities = FakePlatform.capabilities.but(correction=None)
    assert correct(stage) is Corrected.REFUSED
    assert stage.platform.corrections == []


def test_nothing_is_said_of_fenced_lines() -> None:
    stage = allowed()
    stage.refund("11", "12")
    assert correct(stage) is Corrected.REFUSED
    assert stage.platform.corrections == []
    assert "fenced" in refusals(stage)[0]


def test_eb48_a_yes_that_changed_nothing_is_found() -> None:
    stage = allowed()
    stage.platform.hides_numbers = True
    assert correct(stage) is Corrected.CHANGED
    assert stage.parcel().visible_at is None
    assert stage.parcel().look_at is not None


def test_a_refusal_is_told_with_the_platforms_words() -> None:
    stage = allowed()

    def gate(point: str) -> None:
        if point == "before platform.correct_tracking":
            raise PlatformRejected("1", "2", "only once")

    stage.platform.gate = gate
    assert correct(stage) is Corrected.REFUSED
    assert refusals(stage) == ["only once"]
    assert stage.parcel().tracking == TRACKING


def test_it_survives_its_death_anywhere() -> None:
    stage = allowed()
    counting = Counting()
    stage.gate_all(counting)
    correct(stage)
    expected = end_of(stage)
    for position in range(len(counting.passed)):
        stage = allowed()
        stage.gate_all(FailsAt(position, Crash()))
        with pytest.raises(Crash):
            correct(stage)
        stage.gate_all(open_gate)
        correct(stage)
        assert end_of(stage) == expected, counting.passed[position]


def test_in_time_although_its_record_comes_late() -> None:
    stage = allowed()

    def gate(point: str) -> None:
        if point == "after platform.correct_tracking":
            raise Crash

    settings = with_options(correction_hours="2")
    stage.platform.gate = gate
    with pytest.raises(Crash):
        correct(stage, settings)
    stage.platform.gate = open_gate
    stage.later(200)
    assert correct(stage, settings) is Corrected.CHANGED


def end_of(stage: Stage) -> tuple[Parcel, list[tuple[str, str, str]], list[str]]:
    return stage.parcel().but(version=0), stage.platform.corrections, sorted(stage.events())


def test_options_that_are_no_numbers_are_refused() -> None:
    stage = allowed()
    with pytest.raises(HedanError, match="correction_hours"):
        correct(stage, with_options(correction_hours="soon"))
