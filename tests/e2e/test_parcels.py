"""The parcel plan after the day: what the summary shows, and what its proof would have missed."""

from dataclasses import replace

import pytest

from infra.local import proof_parcels, proof_waves
from infra.local.parcel_day import BEGUN, MOVES, TRAVELLING, VIRTUAL
from infra.local.parcel_goods import KITCHENS, LARGE_BAG, SMALL_BAG
from infra.local.parcel_work import ParcelWork
from infra.local.scenes import Day
from infra.local.summary_parcels import print_parcel_plan
from infra.local.team import Refused
from tests.e2e.lived import Lived, kept

pytestmark = pytest.mark.emulator

CLAIMS = (*proof_parcels.CLAIMS, *proof_waves.CLAIMS)


def missed(lived: Lived, **otherwise: object) -> set[str]:
    """Return the sentences that do not hold of a day of which something was otherwise."""
    known = lived.day.parcel_work
    work: ParcelWork = replace(known, **otherwise)  # type: ignore[arg-type] # Any field of any type.
    day: Day = replace(lived.day, parcel_work=work)
    return {sentence for sentence, holds in CLAIMS if not holds(day)}


def test_the_proof_misses_a_wave_that_a_person_began_in_vain(lived: Lived) -> None:
    assert missed(lived, begun_again="another") == {
        "a person's wish begins one wave, however often it is told"
    }


def test_the_proof_misses_a_link_that_still_leads_to_a_recalled_workbook(lived: Lived) -> None:
    assert missed(lived, dead_link=302) == {
        "a recalled workbook is dead, its lines went once with the next"
    }


def test_the_proof_misses_a_recall_that_was_not_refused(lived: Lived) -> None:
    assert missed(lived, refused=None) == {"a workbook that was downloaded is not recalled"}


def test_the_proof_misses_a_remark_that_was_lost_when_the_other_order_left(lived: Lived) -> None:
    (before,) = lived.day.parcel_work.handed_over
    without = before.but(remarks=())
    assert missed(lived, handed_over=(without,)) == {
        "the other order kept their parcel, its deadline and every remark"
    }


def test_the_proof_misses_an_order_that_was_complete_too_early(lived: Lived) -> None:
    early = lived.day.parcel_work.part_shipped | {"is_complete": True}
    assert missed(lived, part_shipped=early) == {
        "an order of two factories was part shipped, then complete"
    }


def test_the_proof_misses_rows_that_were_in_no_workbook(lived: Lived) -> None:
    """Whatever speaks of gifts, shares, packages and waves reads it in the downloaded files."""
    empty = {
        number: replace(sheet, rows=[]) for number, sheet in lived.day.parcel_work.sheets.items()
    }
    assert missed(lived, sheets=empty) == {sentence for sentence, _ in CLAIMS} - {
        "the other order kept their parcel, its deadline and every remark",
        "an order of two factories was part shipped, then complete",
        "virtual goods shipped themselves, without a number or a workbook",
        "each line of the parcel plan reached the platform once",
        "a person's wish begins one wave, however often it is told",
        "a workbook that was downloaded is not recalled",
    }


def test_the_proof_misses_a_reason_that_was_not_told(lived: Lived) -> None:
    silent = tuple(parcel.but(reasons=()) for parcel in lived.day.parcel_work.planned)
    assert missed(lived, planned=silent) == {
        "too heavy a parcel was parted, and what is liquid travelled apart"
    }


def test_recalling_again_changes_nothing(lived: Lived) -> None:
    before = kept(lived.day)
    work = lived.day.parcel_work
    void = proof_waves.shown_wave(lived.day, BEGUN)
    path = f"/suppliers/factory-e/workbooks/{void['workbook']}/recall"
    again = work.operator.post(path, {"reason": "once more"})
    assert (again["state"], again["recalled_at"]) == ("recalled", void["recalled_at"])
    assert kept(lived.day) == before


def test_a_wave_of_a_supplier_that_nobody_knows_is_refused(lived: Lived) -> None:
    with pytest.raises(Refused) as refused:
        lived.day.parcel_work.operator.post("/suppliers/nobody/waves", {"request": "parcel-day-9"})
    assert (refused.value.status, refused.value.code) == (404, "NO_SUCH_SUPPLIER")


def test_the_summary_tells_the_plan(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    print_parcel_plan(lived.day)
    said = capsys.readouterr().out
    for scene in (*TRAVELLING, *VIRTUAL.values(), MOVES):
        assert scene.partition(": ")[2] in said
    for words in (*KITCHENS, *lived.day.parcel_work.waves.values(), LARGE_BAG, SMALL_BAG):
        assert words in said
    for words in ("first_per_day", "CARTON", "recalled", "address", "stopped", "410"):
        assert words in said
