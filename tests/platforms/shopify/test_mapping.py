"""Orders of a Shopify shop: the sample whole, both statuses together, money, refunds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed
from hedan.platforms.calling.addresses import address_id
from hedan.platforms.shopify.after_sale_mapping import Refunds, refunds_of
from hedan.platforms.shopify.mapping import PAID, order_of
from hedan.platforms.shopify.payloads import ShopifyOrder
from tests.platforms.shopify.samples import line, order, refund, settings


def mapped(**changes: object) -> Order:
    return order_of(ShopifyOrder.read(order(**changes), "order"), settings())


def test_the_sample_maps_exactly() -> None:
    parts = ("FR", "69001", "", "Lyon", "1 Rue X", "")
    common: dict[str, Any] = {
        "sku": "TEA-A-250G",
        "product_id": "88",
        "name": "Longjing",
        "spec": "250g",
        "unit_price_minor": 3950,
        "status": OrderStatus.TO_SHIP,
        "sku_id": "91",
    }
    assert mapped() == Order(
        key=OrderKey(platform="shopify", store="tea", order_id="820982911946154508"),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(line_id="11", quantity=2, paid_minor=7475, discount_minor=550, **common),
            Line(line_id="12", quantity=1, paid_minor=3950, list_price_minor=3950, **common),
        ),
        currency="EUR",
        paid_minor=13400,
        postage_minor=500,
        payable_minor=13400,
        buyer_id="981",
        buyer_remark="gift, please",
        seller_memo="",
        receiver=Receiver(
            address_id=address_id("Ann Lee", "+33 1", "", *parts),
            name="Ann Lee",
            phone="+33 1",
            province="",
            city="Lyon",
            district="",
            street="",
            detail="1 Rue X",
            country="FR",
            postcode="69001",
        ),
        created_at=datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC),
        paid_at=datetime(2026, 10, 1, 2, 2, 10, tzinfo=UTC),
        changed_at=datetime(2026, 10, 1, 2, 2, 11, tzinfo=UTC),
    )


@pytest.mark.parametrize(("value", "status"), PAID.items())
def test_what_is_paid(value: str, status: OrderStatus) -> None:
    assert mapped(financial_status=value).status is status
    assert mapped(financial_status=value).unknown == ()


@pytest.mark.parametrize(
    ("paid", "fulfilled", "status"),
    [
        ("paid", "partial", OrderStatus.PART_SHIPPED),
        ("paid", "fulfilled", OrderStatus.SHIPPED),
        ("paid", "restocked", OrderStatus.CANCELLED),
        ("refunded", "fulfilled", OrderStatus.SHIPPED),
        ("refunded", "partial", OrderStatus.CANCELLED),
        ("pending", "fulfilled", OrderStatus.SHIPPED),
        ("partially_refunded", "partial", OrderStatus.PART_SHIPPED),
    ],
)
def test_money_and_parcels_together(paid: str, fulfilled: str, status: OrderStatus) -> None:
    assert mapped(financial_status=paid, fulfillment_status=fulfilled).status is status


def test_a_cancelled_order_is_cancelled_with_its_lines() -> None:
    told = mapped(cancelled_at="2026-10-01T12:00:00Z")
    assert told.status is OrderStatus.CANCELLED
    assert {one.status for one in told.lines} == {OrderStatus.CANCELLED}


def test_unknown_values_are_kept_by_name() -> None:
    told = mapped(
        financial_status="lent",
        fulfillment_status="flown",
        line_items=[line(11, fulfillment_status="sailed")],
    )
    assert told.status is OrderStatus.UNKNOWN
    assert told.unknown == (
        "financial_status=lent",
        "fulfillment_status=flown",
        "fulfillment_status=sailed",
    )
    assert mapped(financial_status=None).unknown == ("financial_status=none",)


def test_a_line_has_its_own_way() -> None:
    told = mapped(
        fulfillment_status="partial",
        line_items=[
            line(11, fulfillment_status="fulfilled"),
            line(12, current_quantity=0),
            line(13, requires_shipping=False),
            line(14, gift_card=True),
        ],
    )
    states = [one.status for one in told.lines]
    assert states[:3] == [OrderStatus.SHIPPED, OrderStatus.CANCELLED, OrderStatus.TO_SHIP]
    assert [one.is_virtual for one in told.lines] == [False, False, True, True]


def test_taxes_inside_the_price_are_not_counted_twice() -> None:
    assert mapped(taxes_included=True).lines[0].paid_minor == 7350


@pytest.mark.parametrize(
    ("currency", "total", "expected"), [("JPY", "134", 134), ("KWD", "1.234", 1234)]
)
def test_minor_units_by_currency(currency: str, total: str, expected: int) -> None:
    assert mapped(currency=currency, total_price=total).paid_minor == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("id", 1.5),
        ("currency", "euro"),
        ("total_price", None),
        ("total_price", "-1"),
        ("total_price", 134.0),
        ("updated_at", None),
        ("updated_at", "2026-10-01T10:00:00"),
        ("line_items", None),
        ("line_items", []),
        ("line_items", [line(1, price="-1")]),
        ("line_items", [line(1, quantity=0)]),
        ("line_items", [line(1, discount_allocations=[{"amount": "999.00"}])]),
    ],
)
def test_what_cannot_be_trusted_is_refused(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        mapped(**{field: value})


def refunds(*given: dict[str, Any], option: str = "", **changes: object) -> Refunds:
    told = ShopifyOrder.read(order(refunds=list(given), **changes), "order")
    return refunds_of(told, settings(money_refunds=option))


def test_a_refund_is_over_when_it_appears_and_names_its_lines() -> None:
    ((told,), unclear) = refunds(refund())
    assert told.after_sale_id == "refund-77"
    assert (told.kind, told.status) == (AfterSaleKind.REFUND_ONLY, AfterSaleStatus.SUCCEEDED)
    assert [(one.line_id, one.quantity) for one in told.lines] == [("11", 1)]
    # What failed moved no money.
    assert told.refund_minor == 3740
    assert told.changed_at == datetime(2026, 10, 1, 3, tzinfo=UTC)
    assert (told.closes, unclear) == (True, ())


def test_money_for_no_line() -> None:
    vague = refund(refund_line_items=[])
    ((told,), unclear) = refunds(vague)
    assert told.line_ids == ("11", "12")
    assert (told.closes, unclear) == (True, ("77",))
    seen = order_of(ShopifyOrder.read(order(), "order"), settings(), unclear)
    assert seen.unknown == ("refund_line_items=none (77)",)
    ((rebate,), unclear) = refunds(vague, option="ship")
    assert (rebate.closes, unclear) == (False, ())
    ((whole,), unclear) = refunds(vague, financial_status="refunded")
    assert ([one.quantity for one in whole.lines], unclear) == ([2, 1], ())


def test_a_change_before_payment_moves_no_money() -> None:
    ((told,), _) = refunds(refund(transactions=[]))
    assert told.refund_minor == 0


@pytest.mark.parametrize(
    ("field", "value"), [("id", None), ("created_at", "soon"), ("refund_line_items", [{}])]
)
def test_a_refund_that_cannot_be_trusted(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        refunds(refund(**{field: value}))


def test_a_part_payment() -> None:
    told = mapped(financial_status="partially_paid", total_outstanding="34.00")
    assert (told.status, told.payment) == (OrderStatus.UNPAID, Payment.PART)
    assert (told.paid_minor, told.payable_minor) == (10000, 13400)


@pytest.mark.parametrize(
    ("value", "payment"),
    [
        ("pending", Payment.NONE),
        ("authorized", Payment.NONE),
        ("paid", Payment.FULL),
        ("partially_refunded", Payment.FULL),
    ],
)
def test_how_much_has_come_in(value: str, payment: Payment) -> None:
    assert mapped(financial_status=value).payment is payment


@pytest.mark.parametrize(
    ("changes", "payable"),
    [
        ({}, 13400),
        ({"total_discounts": "5.50"}, 13400),
        ({"total_discounts": "9.50"}, None),  # A discount of the shipping is in it.
        ({"total_tip_received": "1.00"}, None),
    ],
)
def test_what_is_to_be_paid_or_nothing_at_all(
    changes: dict[str, object], payable: int | None
) -> None:
    assert mapped(**changes).payable_minor == payable


def test_a_line_whose_price_lacks_the_tax_is_not_added_up() -> None:
    assert mapped().lines[0].list_price_minor is None
    assert mapped(taxes_included=True).lines[0].list_price_minor == 3950


def test_the_way_of_shipping_that_the_buyer_chose() -> None:
    assert mapped(shipping_lines=[{"title": "Express"}, {}]).logistics_method == "Express"
