"""The worlds in which a contract holds: memory, moto, and the emulator."""

import itertools
from collections.abc import Iterator

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.ports import Desk
from infra.local.emulator import Emulator
from tests.contracts.tables import create_table
from tests.fakes.memory_desk import MemoryDesk

REGION = "us-east-1"
WORLDS = ["memory", "moto", pytest.param("emulator", marks=pytest.mark.emulator)]
_counter = itertools.count()


@pytest.fixture
def aws() -> Iterator[None]:
    """AWS in this process."""
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(tmp_path_factory.mktemp("contracts")) as running:
        yield running


@pytest.fixture(params=WORLDS)
def desk(request: pytest.FixtureRequest) -> Desk:
    """An empty desk of each kind."""
    match request.param:
        case "memory":
            return MemoryDesk()
        case "moto":
            request.getfixturevalue("aws")
            return _dynamo(boto3.client("dynamodb", region_name=REGION))
        case _:
            running: Emulator = request.getfixturevalue("emulator")
            config = Config(retries={"total_max_attempts": 1})
            return _dynamo(
                running.session().client(
                    "dynamodb", endpoint_url=running.endpoint_url, config=config
                )
            )


def _dynamo(client) -> DynamoDesk:  # type: ignore[no-untyped-def] # One of two kinds of client.
    number = next(_counter)
    return DynamoDesk(
        client,
        create_table(client, "OrderTable", f"orders-{number}"),
        create_table(client, "StockTable", f"stock-{number}"),
    )
