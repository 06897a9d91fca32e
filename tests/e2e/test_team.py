"""The team's API over HTTP, on the shipped gateway: who gets in, who may act, what they see."""

from collections.abc import Mapping

import pytest
import urllib3

from hedan.domain.people import Role
from infra.local.emulator import through_loopback
from infra.local.odd_orders import scene_of
from infra.local.team import Refused, Teammate, in_path
from tests.e2e.lived import Lived

pytestmark = pytest.mark.emulator


def status(lived: Lived, headers: Mapping[str, str]) -> int:
    """Knock at the API and return what it is answered."""
    address, host = through_loopback(f"{lived.world.stack['ApiUrl']}/staff/v1/me")
    with urllib3.PoolManager() as http:
        return http.request("GET", address, headers={**headers, **host}).status


def test_nobody_gets_in_without_a_token_or_with_somebody_elses(lived: Lived) -> None:
    assert status(lived, {}) == 401
    assert status(lived, {"authorization": "Bearer not.a.token"}) == 401


def test_whoever_only_reads_sees_why_an_order_waits_and_may_not_touch_it(lived: Lived) -> None:
    reader = Teammate(lived.world.stack, Role.READ_ONLY)
    key = lived.day.orders[scene_of("HELD_BY_HAND")]
    shown = reader.get(f"/orders/{in_path(key)}")
    assert "HELD_BY_HAND" in {hold["finding"]["code"] for hold in shown["holds"]}
    with pytest.raises(Refused) as refused:
        reader.hold(key, "mine")
    assert refused.value.status == 403


def test_the_operator_sees_in_the_queue_what_waits_for_operators(lived: Lived) -> None:
    operator = Teammate(lived.world.stack, Role.OPERATOR)
    queue = operator.get("/held-orders?post=operator&limit=100")["orders"]
    codes = {code for order in queue for code in order["codes"]}
    assert {"DO_NOT_SHIP", "DUPLICATE", "HELD_BY_HAND", "RULE_HOLD"} <= codes
