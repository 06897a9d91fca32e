"""Each bug put in by hand is noticed: a machine that notices nothing is only a slow way to pass."""

import sys

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from hedan.ports import Desk
from tests.fakes.memory_desk import MemoryDesk
from tests.parcels.machine import ParcelMachine, Steps
from tests.parcels.mutants import MUTANTS, Mutant, marks_are_forgotten
from tests.parcels.test_days import (
    test_pn24_what_was_split_off_meets_no_other_order as split_off_meets_no_other,
)
from tests.simulation.broken import Broken

RUNS_MAX = 150  # A change that needs more has lost its teeth.
STEPS_MAX = 60


def _machine() -> type[ParcelMachine]:
    """Return a machine that counts its own steps."""

    class OnMemory(ParcelMachine):
        steps = Steps()

        def make_desk(self) -> Desk:
            return MemoryDesk()

    return OnMemory


def _complaint(mutant: Mutant, machine: type[ParcelMachine]) -> BaseException | None:
    by = settings(
        max_examples=RUNS_MAX,
        stateful_step_count=STEPS_MAX,
        phases=(Phase.generate,),  # It is enough to be noticed: nobody wants the smallest run.
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    with mutant.patch():
        try:
            run_state_machine_as_test(machine, settings=by)
        except Exception as noticed:
            return noticed
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_caught(mutant: Mutant) -> None:
    machine = _machine()
    complaint = _complaint(mutant, machine)
    assert complaint, f"nobody noticed in {machine.steps.count} steps: {mutant.name}"
    after = machine.steps.count  # The same in every run: the steps are derandomized.
    sys.stdout.write(f"{mutant.name}: noticed after {after} steps: {str(complaint)[:60]}\n")
    if mutant.breaks:
        assert isinstance(complaint, Broken), repr(complaint)[:2000]
        assert str(complaint).split()[0] == mutant.breaks


def test_merging_what_was_split_is_caught_by_the_plan_s_properties() -> None:
    # Days in which a part comes back while its buyer orders again are rare: plans are not.
    with marks_are_forgotten(), pytest.raises(AssertionError):
        split_off_meets_no_other()
