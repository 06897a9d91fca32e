"""A parcel that is short: proposed, accepted, accepted again, and interrupted at every point."""

import pytest

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState
from hedan.domain.order_parts import PartState, parts_of
from hedan.domain.parcels import Parcel
from hedan.domain.picking import PickOutcome
from hedan.domain.stops import Stop, StopAnswer, StopCause
from hedan.errors import VersionConflict
from hedan.usecases.waves.packing_rules import packing_rules
from hedan.usecases.waves.pick_parcel import Picked, PickTooLate, pick_parcel
from tests.domain.builders import line_key, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.moments import Moment, stage_at
from tests.usecases.stage import Stage, survives

FIRST, SECOND = line_key("1", "11"), line_key("1", "12")


def at(moment: Moment) -> Stage:
    """One order of two lines in one parcel."""
    return stage_at(moment, ("CUP", "MUG"))


def parcel(stage: Stage) -> Parcel:
    return next(iter(stage.desk.all(Parcel)))


def pick(
    stage: Stage,
    found: dict[LineKey, int],
    *,
    accept: bool = True,
    version: int | None = None,
) -> Picked:
    known = parcel(stage)
    return pick_parcel(
        known.parcel_id,
        found,
        known.version if version is None else version,
        "Wang/2",
        accept=accept,
        packing=packing_rules(SETTINGS),
        desk=stage.desk,
        now=stage.now,
    )


def test_a_proposal_changes_nothing() -> None:
    stage = at(Moment.WRITTEN)
    before = list(stage.desk.all(Parcel)), stage.line("11"), list(stage.desk.all(Stop))
    proposal = pick(stage, {FIRST: 0}, accept=False).proposal
    assert (proposal.outcome, proposal.goes) == (PickOutcome.SPLIT, (SECOND,))
    assert (list(stage.desk.all(Parcel)), stage.line("11"), list(stage.desk.all(Stop))) == before


@pytest.mark.parametrize("moment", [Moment.CLAIMED, Moment.WRITTEN])
def test_what_is_short_is_free_again_and_the_rest_goes_as_it_was(moment: Moment) -> None:
    stage = at(moment)
    rest = stage.line("12")
    assert pick(stage, {FIRST: 0}).left == (FIRST,)
    assert stage.line("11").state is LineState.NEW
    assert stage.line("12") == rest
    (correction,) = parcel(stage).corrections
    assert (correction.cause, correction.lines) == ("short_pick", (FIRST,))
    for stop in stage.desk.all(Stop):
        assert (stop.cause, stop.answer) == (StopCause.SHORT_PICK, StopAnswer.STOPPED)


@pytest.mark.parametrize("moment", [Moment.CLAIMED, Moment.WRITTEN])
def test_accepting_it_again_changes_nothing(moment: Moment) -> None:
    stage = at(moment)
    version = parcel(stage).version
    first = pick(stage, {FIRST: 0}, version=version)
    after = list(stage.desk.all(Parcel)), stage.line("11"), list(stage.desk.all(Stop))
    assert pick(stage, {FIRST: 0}, version=version) == first
    assert (list(stage.desk.all(Parcel)), stage.line("11"), list(stage.desk.all(Stop))) == after
    with pytest.raises(VersionConflict):
        pick(stage, {SECOND: 0}, version=version)


def test_nothing_leaves_where_everything_is_there_or_nothing_is_whole() -> None:
    stage = at(Moment.WRITTEN)
    assert pick(stage, {}).proposal.outcome is PickOutcome.COMPLETE
    assert pick(stage, {FIRST: 0, SECOND: 0}).left == ()
    assert stage.line("11").state is stage.line("12").state is LineState.CLAIMED


def test_a_parcel_with_a_number_is_picked_no_more() -> None:
    stage = at(Moment.WRITTEN)
    stage.number()
    with pytest.raises(PickTooLate):
        pick(stage, {FIRST: 0})


def test_a_parcel_that_changed_meanwhile_is_looked_at_again() -> None:
    stage = at(Moment.WRITTEN)
    with pytest.raises(VersionConflict):
        pick(stage, {FIRST: 0}, version=parcel(stage).version + 1)


def test_it_survives_its_death_at_every_point() -> None:
    version = parcel(at(Moment.WRITTEN)).version

    def accept(stage: Stage) -> None:
        pick(stage, {FIRST: 0}, version=version)

    assert survives(lambda: at(Moment.WRITTEN), accept) > 9


def test_it_survives_its_death_between_the_stops_of_two_orders() -> None:
    def of_two() -> Stage:
        stage = Stage()
        stage.stock_in(9)
        stage.place("CUP", "MUG")
        stage.place("CUP", order_id="2")
        stage.make_ready("1")
        stage.make_ready("2")
        stage.plan()
        stage.claim()
        stage.write()
        return stage

    found = {FIRST: 0, line_key("2", "21"): 0}
    version = parcel(of_two()).version

    def accept(stage: Stage) -> None:
        assert len(pick(stage, found, version=version).left) == 2

    assert survives(of_two, accept) > 9
    stage = of_two()
    accept(stage)
    assert [stop.answer for stop in stage.desk.all(Stop)] == [StopAnswer.STOPPED] * 2
    assert stage.line("12").state is LineState.CLAIMED


def test_eb19_what_was_short_is_the_rest_of_its_order_until_it_goes() -> None:
    stage = at(Moment.WRITTEN)
    pick(stage, {FIRST: 0})
    order = stage.desk.orders([order_key("1")])[order_key("1")]
    works = stage.desk.lines([FIRST, SECOND]).values()
    parts = parts_of(order, works, {parcel(stage).parcel_id: parcel(stage)})
    assert [(str(part), part.state) for part in parts] == [
        ("1/2", PartState.CLAIMED),
        ("2/2", PartState.REST),
    ]
