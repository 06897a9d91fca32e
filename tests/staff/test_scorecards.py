"""A supplier's scorecard over HTTP: the counts, the score, and the words for it."""

from hedan.domain.people import Role
from hedan.domain.scorecards import Scorecard, scored
from hedan.ports import Change
from tests.staff.calls import Shop
from tests.usecases.stage import SUPPLIER
from tests.usecases.wave_stage import WaveStage

PATH = f"/suppliers/{SUPPLIER}/scorecard"


def shop_of(stage: WaveStage) -> Shop:
    """A team that looks at what the stage has done."""
    return Shop(desk=stage.desk, archive=stage.archive, settings=stage.settings, now=stage.now)


def test_b15_who_reads_sees_counts_score_and_reasons() -> None:
    stage = WaveStage(score_min=90)
    card = Scorecard(supplier=SUPPLIER, made_at=stage.now, days=30, parcels=100, late=10)
    stage.desk.commit(Change(puts=(scored(card),)))
    told = shop_of(stage).call("GET", PATH, roles=(Role.READ_ONLY,))
    assert told.status == 200
    assert (told.body["card"]["score"], told.body["score_min"]) == (80, 90)
    assert told.body["because"] == [
        "parcels not shipped by their deadline, 10 of 100: 20.0 points off"
    ]


def test_before_the_first_night_there_is_no_card() -> None:
    told = shop_of(WaveStage()).call("GET", PATH)
    assert (told.status, told.body["card"], told.body["because"]) == (200, None, [])


def test_a_supplier_that_nobody_knows_has_none() -> None:
    told = shop_of(WaveStage()).call("GET", "/suppliers/factory-x/scorecard")
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_SUPPLIER")
