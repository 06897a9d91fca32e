"""The number of an exchange: told once, by the state of the case that was seen."""

from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.domain.replaced_lines import ReplacementKind
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Platform, ReplacementSent
from tests.platforms.doudian import sample_data
from tests.platforms.doudian.wire import StubPlatform, doudian_store, ok, refused

pytestmark = pytest.mark.loopback
CASE = "7140000000000000456"
SENT = ReplacementSent(
    order=OrderKey(platform="doudian", store="cups", order_id="6920000000000000123"),
    after_sale_id=CASE,
    kind=ReplacementKind.EXCHANGE,
    tracking=Tracking(carrier="SF", number="SF1234567890123"),
)


def exchange(status: int) -> Any:
    data = sample_data("after_sale_detail")
    changed = {"after_sale_type": 3, "after_sale_status": status, "update_time": 1790565000}
    data["process_info"]["after_sale_info"] |= changed
    return data


def test_the_number_of_an_exchange_is_told_with_the_state_that_was_seen(
    platform: StubPlatform,
) -> None:
    platform.answers("afterSale.Detail", ok(exchange(11)))
    platform.answers("afterSale.operate", ok({}))
    store: Platform = doudian_store(platform)
    store.ship_replacement(SENT)
    item = {
        "aftersale_id": CASE,
        "update_time": 1790565000,
        "logistics": {"company_code": "shunfeng", "logistics_code": "SF1234567890123"},
    }
    assert platform.asked("afterSale.operate") == [{"type": 311, "items": [item]}]


@pytest.mark.parametrize("status", [13, 14])
def test_what_was_told_before_is_not_told_again(platform: StubPlatform, status: int) -> None:
    platform.answers("afterSale.Detail", ok(exchange(status)))
    doudian_store(platform).ship_replacement(SENT)
    assert platform.asked("afterSale.operate") == []


def test_a_refusal_is_handed_on(platform: StubPlatform) -> None:
    platform.answers("afterSale.Detail", ok(exchange(7)))
    no = refused(50002, "isv.business-failed:20309541", "售后单状态已变更")
    platform.answers("afterSale.operate", no)
    with pytest.raises(PlatformRejected, match="20309541"):
        doudian_store(platform).ship_replacement(SENT)
