"""Deploying again over a stack that is in use: a parameter changes, and nothing is lost."""

import pytest

from infra.local import web
from infra.local.build import build
from infra.local.deploy import deploy
from tests.e2e.lived import Lived, kept

pytestmark = pytest.mark.emulator

LOG_DAYS = 7


def test_an_update_keeps_orders_links_and_settings(lived: Lived) -> None:
    world = lived.world
    pages = [supplier.page().url for supplier in world.suppliers.values()]
    before = kept(lived.day)
    outputs = deploy(
        build(),
        world.emulator,
        {"LocalEndpoint": f"localhost:{world.emulator.port}", "LogDays": str(LOG_DAYS)},
    )
    groups = world.client("logs").describe_log_groups(
        logGroupNamePrefix=world.stack["FunctionLogs"]
    )
    assert [group["retentionInDays"] for group in groups["logGroups"]] == [LOG_DAYS]
    assert outputs == world.stack.outputs
    assert kept(lived.day) == before
    # The key that signs links is the same, and so are the settings that name the suppliers.
    assert [web.get(page).status for page in pages] == [200] * len(pages)
