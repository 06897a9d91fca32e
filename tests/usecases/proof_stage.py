"""A refund on the stage, up to the report of its month."""

from hedan.domain.proofs import ProofReport
from hedan.domain.stops import StopAnswer, StopLevel
from hedan.usecases.proofs.prove_month import prove_month
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.tell_stop import tell_stop
from tests.fakes.memory_cases import MemoryCases
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage

MONTH = "2026-10"
STORE = SETTINGS.stores[0]


def prove(stage: Stage, month: str = MONTH) -> ProofReport:
    """Make the report."""
    return prove_month(
        STORE,
        month,
        desk=stage.desk,
        cases=MemoryCases(stage.desk),
        archive=stage.archive,
        notices=stage.notices,
        settings=SETTINGS,
        now=stage.now,
    )


def in_workbook(*skus: str) -> Stage:
    """An order that its supplier has."""
    stage = Stage()
    stage.stock_in(9)
    stage.place(*(skus or ("CUP", "MUG")))
    stage.make_ready()
    stage.wave()
    return stage


def tell(stage: Stage, level: StopLevel) -> None:
    """Say the only stop at a level."""
    stage.later()
    tell_stop(
        SUPPLIER,
        stage.stop().stop_id,
        level,
        desk=stage.desk,
        archive=stage.archive,
        notices=stage.notices,
        settings=SETTINGS,
        link_of=lambda stop: "https://example.com/a/1",
        now=stage.now,
    )


def answer(stage: Stage, said: StopAnswer) -> None:
    """Its supplier answers the only stop."""
    stage.later(5)
    stop_id = stage.stop().stop_id
    answer_stop(SUPPLIER, stop_id, said, "link", desk=stage.desk, now=stage.now)
