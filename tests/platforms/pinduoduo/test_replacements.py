"""The number of an exchange: told once, with the carrier's name beside its id."""

import json

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.domain.replaced_lines import ReplacementKind
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Platform, ReplacementSent
from tests.platforms.pinduoduo import sample
from tests.platforms.pinduoduo.wire import Gateway, Reply, ok, pinduoduo_store, refused

SN, CASE = "260928-123456789012345", "40000000123"
REFUND, COMPANIES = "pdd.refund.information.get", "pdd.logistics.companies.get"
SHIPPING = "pdd.refund.exchange.shipping"
SENT = ReplacementSent(
    order=OrderKey(platform="pinduoduo", store="cups", order_id=SN),
    after_sale_id=CASE,
    kind=ReplacementKind.EXCHANGE,
    tracking=Tracking(carrier="SF", number="SF1234567890123"),
)


def prepared(gateway: Gateway, status: int) -> Platform:
    case = sample("after_sale_detail") | {"after_sales_type": 3, "after_sales_status": status}
    gateway.answers(REFUND, Reply(case))
    known = {"id": 44, "logistics_company": "顺丰快递", "code": "SF", "available": 1}
    gateway.answers(COMPANIES, ok("logistics_companies_get_response", logistics_companies=[known]))
    gateway.answers(SHIPPING, ok("refund_exchange_shipping_response", is_success=True))
    return pinduoduo_store(gateway)


def test_the_number_of_an_exchange_is_told_with_its_carriers_name(gateway: Gateway) -> None:
    prepared(gateway, 14).ship_replacement(SENT)
    (told,) = gateway.asked(SHIPPING)
    assert json.loads(told["request"]) == {
        "order_sn": SN,
        "after_sales_id": CASE,
        "shipping_id": "44",
        "shipping_name": "顺丰快递",
        "tracking_number": "SF1234567890123",
    }


@pytest.mark.parametrize("status", [16, 18])
def test_what_was_told_before_is_not_told_again(gateway: Gateway, status: int) -> None:
    prepared(gateway, status).ship_replacement(SENT)
    assert gateway.asked(SHIPPING) == []


def test_a_refusal_is_handed_on(gateway: Gateway) -> None:
    store = prepared(gateway, 15)
    gateway.answers(SHIPPING, refused(50001, "50001", "售后单状态不允许"))
    with pytest.raises(PlatformRejected, match="不允许"):
        store.ship_replacement(SENT)
