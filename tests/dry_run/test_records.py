"""What became of dry runs: the table and the memory of the tests agree."""

from collections.abc import Iterator
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from hedan.adapters.dry_runs import DryRunRecords
from hedan.domain.dry_run import DryRun, RunState
from tests.dry_run.builders import make_run
from tests.dry_run.fakes import MemoryDryRuns


class Records(Protocol):
    def get(self, run_id: str) -> DryRun | None: ...

    def keep(self, run: DryRun) -> None: ...


@pytest.fixture(params=["table", "memory"])
def records(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    if request.param == "memory":
        yield MemoryDryRuns()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName="settings",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DryRunRecords(client, "settings")


def test_nothing_is_known_before_it_begins(records: Records) -> None:
    assert records.get("D1-0") is None


@pytest.mark.parametrize("state", list(RunState))
def test_what_was_kept_comes_back(records: Records, state: RunState) -> None:
    run = make_run(state).but(orders=7, changed=2, ended_at=make_run().started_at)
    records.keep(run)
    assert records.get(run.id) == run


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (RunState.RUNNING, RunState.DONE, RunState.DONE),
        (RunState.RUNNING, RunState.FAILED, RunState.FAILED),
        (RunState.FAILED, RunState.DONE, RunState.DONE),
        (RunState.DONE, RunState.FAILED, RunState.DONE),
        (RunState.DONE, RunState.RUNNING, RunState.DONE),
        (RunState.FAILED, RunState.RUNNING, RunState.FAILED),
    ],
)
def test_what_is_further_stands(
    records: Records, first: RunState, second: RunState, stands: RunState
) -> None:
    for state in (first, second):
        records.keep(make_run(state))
    kept = records.get("D1-0")
    assert kept is not None
    assert kept.state is stands
