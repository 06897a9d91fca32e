"""The promises of the parcel plan in generated days: over memory many, over DynamoDB some.

Every run of the test suite does the same steps; HYPOTHESIS_PROFILE=simulate (make simulate) does
new ones, and many more. A failure prints what repeats it (print_blob, --hypothesis-seed).
"""

import itertools
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from moto import mock_aws

from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.ports import Desk
from tests.contracts.tables import create_table
from tests.fakes.memory_desk import MemoryDesk
from tests.parcels.machine import ParcelMachine, Steps

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "simulate"
STEPS_MAX = 60  # Of one run.


def _of(short: int, long: int) -> settings:
    """Return the profile in force with so many runs in a test, or in a simulation."""
    return settings(
        max_examples=long if IS_LONG else short,
        stateful_step_count=STEPS_MAX,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


class OnMemory(ParcelMachine):
    """Over the desk of the fakes."""

    steps = Steps()

    def make_desk(self) -> Desk:
        """Return an empty desk."""
        return MemoryDesk()


class OnDynamo(ParcelMachine):
    """Over DynamoDB as moto plays it: the conditions of the real adapter."""

    steps = Steps()
    client: "DynamoDBClient"
    _numbers = itertools.count()

    def make_desk(self) -> Desk:
        """Return an empty desk on tables of its own."""
        number = next(self._numbers)
        return DynamoDesk(
            self.client,
            create_table(self.client, "OrderTable", f"orders-{number}"),
            create_table(self.client, "StockTable", f"stock-{number}"),
        )


@pytest.fixture
def dynamo() -> Iterator[None]:
    """AWS in this process."""
    with mock_aws():
        OnDynamo.client = boto3.client("dynamodb", region_name="us-east-1")
        yield


def test_promises_1_5_6_7_8_hold_over_memory() -> None:
    run_state_machine_as_test(OnMemory, settings=_of(40, 1_400))
    _enough(OnMemory.steps, 100_000 if IS_LONG else 2_000)
    # A machine in which nothing happens keeps every promise.
    assert OnMemory.steps.happened.keys() >= HAPPENS, HAPPENS - OnMemory.steps.happened.keys()


@pytest.mark.usefixtures("dynamo")
def test_promises_1_5_6_7_8_hold_over_dynamodb() -> None:
    run_state_machine_as_test(OnDynamo, settings=_of(3, 60))
    _enough(OnDynamo.steps, 2_000 if IS_LONG else 50)


def _enough(steps: Steps, least: int) -> None:
    """Say how many steps were run, and be content with no fewer than were promised."""
    sys.stdout.write(f"{steps.count} steps: {dict(steps.deeds.most_common())}\n")
    sys.stdout.write(f"events: {dict(steps.happened.most_common())}\n")
    assert steps.count >= least


HAPPENS = {
    "fence_closed",
    "fence_lifted",
    "hold_released",
    "lines_gone",
    "lines_stopped",
    "lines_taken_back",
    "lines_taken_out",
    "order_edited",
    "order_held",
    "parcel_shipped",
    "stop_answered",
    "stop_opened",
    "workbook_recalled",
}
