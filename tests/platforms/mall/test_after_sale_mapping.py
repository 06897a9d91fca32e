"""A mall's refunds: the contract's sample whole, every value, every odd one."""

from datetime import UTC, datetime, timedelta

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.errors import Malformed, OrderGone
from hedan.platforms.mall.after_sale_mapping import KIND, after_sale_of, refund_of
from hedan.platforms.mall.after_sale_mapping import STATUS as REFUND_STATUS
from tests.platforms.mall import contract_sample
from tests.platforms.mall.test_mapping import ORDER_ID, STORE


def refund(**changes: object) -> AfterSale:
    told = refund_of({**contract_sample('{"refund_id"'), **changes}, STORE)
    return after_sale_of(told, STORE, ())


def test_the_contracts_refund_maps_exactly() -> None:
    at = datetime(2026, 10, 1, 2, 20, 39, tzinfo=UTC)
    assert refund() == AfterSale(
        order=OrderKey(platform="mall", store="tea", order_id=ORDER_ID),
        after_sale_id="R9001",
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(AfterSaleLine(line_id="L2", quantity=1),),
        refund_minor=5500,
        reason="不想要了",
        asked_at=at,
        changed_at=at,
        answer_by=at + timedelta(days=2),
    )


@pytest.mark.parametrize(("value", "kind"), KIND.items())
def test_every_kind(value: str, kind: AfterSaleKind) -> None:
    assert refund(kind=value, phase="after_shipping").kind is kind


@pytest.mark.parametrize(("value", "status"), REFUND_STATUS.items())
def test_every_refund_status(value: str, status: AfterSaleStatus) -> None:
    assert refund(status=value).status is status


def test_unknown_values_of_a_refund_close_the_fence_and_keep_their_names() -> None:
    told = refund(kind="barter", status="pondered", phase="between")
    assert told.unknown == ("kind=barter", "status=pondered", "phase=between")
    assert told.closes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("refund_id", None),
        ("order_id", None),
        ("amount", None),
        ("amount", -1),
        ("amount", "55"),
        ("status", None),
        ("updated_at", None),
        ("created_at", "2026-10-01"),
        ("lines", [{"quantity": 1}]),
        ("lines", [{"line_id": "L1", "quantity": -1}]),
    ],
)
def test_a_refund_that_cannot_be_trusted(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        refund(**{field: value})


def test_a_refund_of_money_alone_still_names_its_line() -> None:
    assert refund(lines=[{"line_id": "L2", "quantity": 0}]).lines[0].quantity == 1


def test_a_refund_of_another_merchant_is_refused() -> None:
    with pytest.raises(OrderGone, match="M7"):
        refund(merchant_id="M7")


def test_a_later_word_on_a_refund_is_newer() -> None:
    closed = refund(status="closed", updated_at="2026-10-01T10:20:39+08:00")
    assert closed.age > refund().age
    later = refund(updated_at="2026-10-01T10:20:39.001+08:00")
    assert later.changed_at - refund().changed_at == timedelta(milliseconds=1)


def test_a_time_and_a_way_back_may_be_missing_or_unreadable() -> None:
    back = refund(return_shipment={"carrier_code": "SF", "tracking_no": "SF1"}, respond_by=None)
    assert (back.return_to_us, back.return_carrier, back.answer_by) == ("SF1", "SF", None)
    odd = refund(return_shipment="soon", respond_by="tomorrow")
    assert (odd.return_to_us, odd.answer_by) == ("", None)
