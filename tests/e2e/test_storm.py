"""The storm of refunds: what the summary shows of it, and what its proof would have missed."""

from dataclasses import replace

import pytest

from infra.local import proof_storm
from infra.local.proof_storm import RUN_MAX, closed_times, shipments, shipped_after_stop
from infra.local.scenes import Day
from infra.local.storm_work import StormWork
from infra.local.summary_storm import HOPS, print_storm
from tests.e2e.lived import Lived

pytestmark = pytest.mark.emulator


def missed(lived: Lived, **otherwise: object) -> set[str]:
    """Return the sentences that do not hold of a storm of which something was otherwise."""
    work: StormWork = replace(lived.day.storm, **otherwise)  # type: ignore[arg-type] # Any field.
    day: Day = replace(lived.day, storm=work)
    return {sentence for sentence, holds in proof_storm.CLAIMS if not holds(day)}


def test_the_proof_misses_a_stop_that_nobody_heard_of(lived: Lived) -> None:
    stop = next(one for one in lived.day.storm.stops if one.answer and not one.escalated_at)
    others = [one for one in lived.day.storm.stops if one != stop]
    forgotten = stop.but(answer=None, answered_at=None, withdrawn_at=None)
    assert missed(lived, stops=[*others, forgotten]) == {
        "in the storm every stop was answered, or a person was told"
    }


def test_the_proof_misses_what_left_after_its_refund_was_known(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform took lines that are fenced to this day, as if it had done so after that."""
    since = {
        line: at + RUN_MAX
        for wish in lived.day.storm.wishes
        for line, times in closed_times(lived.day, wish).items()
        for at, until in times
        if until is None
    }
    assert not shipped_after_stop(lived.day)
    taken = shipments(lived.day)
    late = [
        replace(taken[0], time=at, logistics_code="told by nobody", sku_orders=((line, 1),))
        for line, at in since.items()
    ]
    assert late
    monkeypatch.setattr(proof_storm, "shipments", lambda _: late)
    assert sorted(shipped_after_stop(lived.day)) == sorted(since)


def test_the_proof_misses_a_calm(lived: Lived) -> None:
    assert "it was a storm: refunds asked, withdrawn, asked again, answered yes and no" in missed(
        lived, stops=[]
    )


def test_the_summary_tells_how_long_each_hop_took(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    print_storm(lived.day)
    said = capsys.readouterr().out
    for words in (
        *(name for name, _, _ in HOPS),
        "p50",
        "p95",
        "max",
        "told after their stop: 0",
    ):
        assert words in said
