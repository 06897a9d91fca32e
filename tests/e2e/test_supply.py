"""The cup factory's day: what the summary shows of it, and what its proof would have missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hedan.usecases.accounts.close_day import close_due_days
from infra.local import proof_account, proof_supply
from infra.local.scenes import Day
from infra.local.summary_supply import print_supply
from infra.local.supply_day import BEFORE, FACTORY, FRESH, SCENES, archive_of
from infra.local.supply_work import SupplyWork
from tests.e2e.lived import Lived, kept

pytestmark = pytest.mark.emulator

CLAIMS = (*proof_supply.CLAIMS, *proof_account.CLAIMS)


def missed(lived: Lived, **otherwise: object) -> set[str]:
    """Return the sentences that do not hold of a day of which something was otherwise."""
    work: SupplyWork = replace(lived.day.supply, **otherwise)  # type: ignore[arg-type] # Any field.
    day: Day = replace(lived.day, supply=work)
    return {sentence for sentence, holds in CLAIMS if not holds(day)}


def test_the_proof_misses_a_stop_sheet_that_is_as_old_as_its_file(lived: Lived) -> None:
    sheets = lived.day.supply.sheets
    assert missed(lived, sheets=sheets | {FRESH: sheets[BEFORE]}) == {
        "a refund after the hand-over stood in the file that was downloaded then; answered in it"
    }


def test_the_proof_misses_a_file_in_somebody_elses_columns(lived: Lived) -> None:
    (theirs, *_) = lived.day.workbooks["factory-b"]
    sheets = lived.day.supply.sheets
    mixed = replace(sheets[BEFORE], content=theirs.content)
    assert "the cup factory's file has its own columns under its own names" in missed(
        lived, sheets=sheets | {BEFORE: mixed}
    )


def test_the_proof_misses_a_used_number_that_nobody_was_asked_about(lived: Lived) -> None:
    assert missed(lived, asked={"numbers": []}) == {
        "a number of before waited for a person, was refused, and another one went"
    }


def test_the_proof_misses_a_watcher_that_changed_a_parcel(lived: Lived) -> None:
    first, *others = lived.day.supply.after
    changed = first.but(problem="somebody wrote to it")
    assert missed(lived, after=(changed, *others)) == {
        "whoever watches parcels looked, found nothing due and changed nothing"
    }


def test_the_proof_misses_a_watcher_that_failed(lived: Lived) -> None:
    assert missed(lived, watched={"errorMessage": "AccessDenied"}) == {
        "whoever watches parcels looked, found nothing due and changed nothing"
    }


def test_the_proof_misses_goods_that_the_account_forgot(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = lived.world.suppliers[FACTORY].books
    (key, one), *_ = books.sent.items()
    monkeypatch.setitem(books.sent, key, one._replace(quantity=one.quantity + 1))
    assert missed(lived) == {"the cup factory's account agrees with its own books to the cent"}


def test_closing_the_account_again_changes_nothing(lived: Lived) -> None:
    before, days = kept(lived.day), proof_account.closed_days(lived.day)
    closed = close_due_days(
        lived.world.settings.supplier(FACTORY),
        desk=lived.world.desk,
        archive=archive_of(lived.day),
        settings=lived.world.settings,
        now=datetime.now(UTC) + timedelta(days=1),
    )
    assert (closed, proof_account.closed_days(lived.day)) == ((), days)
    assert kept(lived.day) == before


def test_the_summary_tells_what_the_factory_did(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    print_supply(lived.day)
    said = capsys.readouterr().out
    for scene in SCENES:
        assert scene.partition(": ")[2] in said
        for parcel in lived.day.parcels(scene):
            assert parcel.tracking is None or parcel.tracking.number in said
    owed = f" {proof_account.asked(lived.day)}"
    sums = [line.split()[0] for line in said.splitlines() if line.endswith(owed)]
    assert sums == ["owed", "by"]
