"""Orders of a WooCommerce shop: the sample whole, statuses, money, vendors, refunds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.domain.part_refunds import is_part
from hedan.errors import Malformed, OrderGone
from hedan.platforms.calling.addresses import address_id
from hedan.platforms.calling.amounts import minor
from hedan.platforms.woocommerce.after_sale_mapping import Refunds, refunds_of
from hedan.platforms.woocommerce.mapping import STATUS, Read, order_of
from hedan.platforms.woocommerce.payloads import WooOrder, WooRefund
from hedan.platforms.woocommerce.vendors import Vendor, is_divided
from hedan.settings import StoreSettings
from tests.platforms.woocommerce.samples import line, order, refund, settings


def mapped(data: Any, store: StoreSettings | None = None) -> Order:
    return order_of(Read(WooOrder.read(data, "order")), store or settings())


def test_the_sample_maps_exactly() -> None:
    parts = ("CN", "310000", "CN11", "杭州市", "文新街道一路1号", "")
    assert mapped(order()) == Order(
        key=OrderKey(platform="woocommerce", store="tea", order_id="2041"),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id="311",
                sku="TEA-A-250G",
                product_id="88",
                name="示例龙井 250g",
                spec="Size:250g",
                quantity=2,
                unit_price_minor=3950,
                paid_minor=7350,
                status=OrderStatus.TO_SHIP,
                sku_id="91",
                list_price_minor=3950,
                discount_minor=550,
            ),
            Line(
                line_id="312",
                sku="CUP-B-W",
                product_id="89",
                name="示例龙井 250g",
                spec="Size:250g",
                quantity=1,
                unit_price_minor=7900,
                paid_minor=5500,
                status=OrderStatus.TO_SHIP,
                list_price_minor=7900,
                discount_minor=2400,
            ),
        ),
        currency="CNY",
        paid_minor=13400,
        postage_minor=550,
        payable_minor=13400,
        buyer_id="981",
        buyer_remark="请发顺丰",
        seller_memo="",
        receiver=Receiver(
            address_id=address_id("张三", "13900001234", "", *parts),
            name="张三",
            phone="13900001234",
            province="CN11",
            city="杭州市",
            district="",
            street="",
            detail="文新街道一路1号",
            country="CN",
            postcode="310000",
        ),
        created_at=datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC),
        paid_at=datetime(2026, 10, 1, 2, 2, 10, tzinfo=UTC),
        changed_at=datetime(2026, 10, 1, 2, 2, 11, tzinfo=UTC),
        purchase_id="2040",
        replaces=("2040",),
    )


@pytest.mark.parametrize(("value", "status"), STATUS.items())
def test_every_status(value: str, status: OrderStatus) -> None:
    told = mapped(order(status=value))
    assert told.status is status
    assert told.unknown == ()


@pytest.mark.parametrize(
    ("paid", "status"), [("2026-10-01T02:02:10", OrderStatus.IN_REVIEW), ("", OrderStatus.UNPAID)]
)
def test_on_hold_waits_for_the_money_or_for_a_look_at_it(paid: str, status: OrderStatus) -> None:
    assert mapped(order(status="on-hold", date_paid_gmt=paid)).status is status


def test_a_status_of_a_plugin_is_asked_about_until_the_seller_names_it() -> None:
    told = mapped(order(status="packing"))
    assert (told.status, told.unknown) == (OrderStatus.UNKNOWN, ("status=packing",))
    store = settings(statuses_to_ship="packing, picked", statuses_shipped="posted")
    assert mapped(order(status="packing"), store).status is OrderStatus.TO_SHIP
    assert mapped(order(status="posted"), store).status is OrderStatus.SHIPPED
    assert mapped(order(status="posted"), store).unknown == ()


def test_the_trash_is_no_place_for_an_order() -> None:
    with pytest.raises(OrderGone, match="2041"):
        mapped(order(status="trash"))


@pytest.mark.parametrize(
    ("currency", "total", "expected"),
    [("CNY", "134.00", 13400), ("JPY", "134", 134), ("KWD", "1.234", 1234), ("EUR", "0.005", 1)],
)
def test_minor_units_by_currency(currency: str, total: str, expected: int) -> None:
    assert mapped(order(currency=currency, total=total)).paid_minor == expected


def test_large_amounts_stay_exact() -> None:
    total = mapped(order(total="90071992547409.93"))
    assert total.paid_minor == 9007199254740993
    assert minor(WooOrder.read(order(), "o").total, "CNY") == 13400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("id", 1.5),
        ("id", "a#b"),
        ("status", None),
        ("currency", None),
        ("currency", "yuan"),
        ("total", None),
        ("total", "-1.00"),
        ("total", 134.5),
        ("total", "NaN"),
        ("total", "1e400000"),
        ("total", "free"),
        ("shipping_total", "-0.01"),
        ("date_modified_gmt", None),
        ("date_modified_gmt", 1790820132),
        ("date_created_gmt", "yesterday"),
        ("line_items", []),
        ("line_items", None),
        ("line_items", [line(1, total="-5.00")]),
        ("line_items", [line(1, total=None)]),
        ("line_items", [line(1, quantity=0)]),
        ("line_items", [line(1, quantity="1.5")]),
    ],
)
def test_what_cannot_be_trusted_is_refused(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        mapped(order(**{field: value}))


def test_times_without_a_zone_are_gmt_and_with_one_are_taken() -> None:
    with_zone = mapped(order(date_modified_gmt="2026-10-01T02:02:11Z"))
    assert with_zone.changed_at == mapped(order()).changed_at


def test_the_billing_address_stands_in_and_masks_are_not_compared() -> None:
    bill = {"first_name": "Ann", "last_name": "Lee", "address_1": "1 Rd", "city": "X", "phone": "1"}
    told = mapped(order(shipping={}, billing=bill)).receiver
    assert (told.name, told.detail, told.phone) == ("Ann Lee", "1 Rd", "1")
    assert told.address_id
    assert mapped(order(billing={"phone": "139****1234"})).receiver.address_id == ""


def test_a_parent_of_another_kind_is_no_division() -> None:
    told = mapped(order(created_via="subscription"))
    assert (told.replaces, told.purchase_id) == ((), "")


# --- Vendors -----------------------------------------------------------------------------------


def test_another_vendors_child_is_refused() -> None:
    store = settings(vendor="dokan")
    assert mapped(order(), store).key.order_id == "2041"
    for meta in ([{"key": "_dokan_vendor_id", "value": 7}], []):
        with pytest.raises(OrderGone, match="this store is 42"):
            mapped(order(meta_data=meta), store)


@pytest.mark.parametrize("value", ["1", 1, True, "yes"])
def test_marks_of_a_divided_order(value: object) -> None:
    meta = [{"key": "has_sub_order", "value": value}]
    assert is_divided(WooOrder.read(order(meta_data=meta), "order"))


@pytest.mark.parametrize("value", ["", "0", 0, False, None, "no", []])
def test_marks_of_an_order_that_is_whole(value: object) -> None:
    meta = [{"key": "has_sub_order", "value": value}]
    assert not is_divided(WooOrder.read(order(meta_data=meta), "order"))


def test_a_divided_order_counts_no_more() -> None:
    parent = WooOrder.read(
        order(id=2040, parent_id=0, created_via="checkout", line_items=[line(301), line(302)]), "o"
    )
    child = WooOrder.read(order(line_items=[line(311)]), "o")
    told = order_of(Read(parent, is_divided=True, children=(child,)), settings(vendor="dokan"))
    assert told.status is OrderStatus.REPLACED
    assert {one.status for one in told.lines} == {OrderStatus.REPLACED}
    assert (told.replaced_by, told.purchase_id) == (("2041",), "2040")
    # Line 302 is what another vendor's child was made of.
    assert [one.line_id for one in told.lines] == ["301"]


def marked(line_id: int, vendor: object, **changes: object) -> dict[str, Any]:
    return line(line_id, meta_data=[{"key": "_vendor_id", "value": vendor}], **changes)


def test_with_the_vendor_on_the_line_only_our_lines_are_ours() -> None:
    store = settings(vendor="wcfm")
    told = mapped(order(line_items=[marked(1, "42"), marked(2, 7), marked(3, 42)]), store)
    assert [one.line_id for one in told.lines] == ["1", "3"]
    assert (told.paid_minor, told.postage_minor) == (14700, 0)
    with pytest.raises(OrderGone, match="vendor 7, none"):
        mapped(order(line_items=[marked(1, 7), line(2)]), store)


def test_a_vendor_plugin_that_nobody_knows_is_said_at_once() -> None:
    with pytest.raises(ValueError, match=r"options\.vendor"):
        Vendor.of(settings(vendor="bazaar"))


# --- Refunds -----------------------------------------------------------------------------------


def refunds(
    *given: dict[str, Any], data: dict[str, Any] | None = None, store: StoreSettings | None = None
) -> Refunds:
    heads = [{"id": one["id"], "total": f"-{one['amount']}"} for one in given]
    told = WooOrder.read((data or order()) | {"refunds": heads}, "order")
    store = store or settings()
    own = Vendor.of(store).own_lines(told)
    return refunds_of(told, own, [WooRefund.read(one, "refund") for one in given], store)


def test_a_refund_is_over_when_it_appears_and_names_its_line() -> None:
    ((told,), unclear) = refunds(refund())
    assert told.after_sale_id == "refund-77"
    assert told.kind is AfterSaleKind.REFUND_ONLY
    assert told.status is AfterSaleStatus.SUCCEEDED
    assert told.refund_minor == 3675
    assert [(one.line_id, one.quantity) for one in told.lines] == [("311", 1)]
    assert told.changed_at == datetime(2026, 10, 1, 3, tzinfo=UTC)
    assert unclear == ()
    assert told.closes
    # One of two units: the rest needs a person.
    assert is_part(mapped(order()), told)


def test_without_the_plain_mark_the_product_tells_the_line() -> None:
    given = refund()
    given["line_items"][0]["meta_data"] = []
    ((told,), _) = refunds(given)
    assert told.line_ids == ("311",)


def test_a_refund_line_that_fits_two_lines_fences_both() -> None:
    given = refund()
    given["line_items"][0]["meta_data"] = []
    ((told,), _) = refunds(given, data=order(line_items=[line(1), line(2)]))
    assert told.line_ids == ("1", "2")


def test_all_the_money_back_is_the_whole_order() -> None:
    ((told,), unclear) = refunds(refund(amount="134.00", line_items=[]))
    assert [(one.line_id, one.quantity) for one in told.lines] == [("311", 2), ("312", 1)]
    assert unclear == ()


def test_some_money_back_for_no_line_needs_a_look() -> None:
    ((told,), unclear) = refunds(refund(amount="10.00", line_items=[]))
    assert told.line_ids == ("311", "312")
    assert told.closes
    assert unclear == ("77",)
    seen = order_of(Read(WooOrder.read(order(), "order"), unclear_refunds=unclear), settings())
    assert seen.unknown == ("refunds.line_items=none (77)",)


def test_a_seller_may_call_it_a_rebate() -> None:
    store = settings(money_refunds="ship")
    ((told,), unclear) = refunds(refund(amount="10.00", line_items=[]), store=store)
    assert told.kind is AfterSaleKind.PRICE_PROTECTION
    assert not told.closes
    assert unclear == ()


def test_another_vendors_refund_is_not_ours() -> None:
    data = order(line_items=[marked(311, 7), marked(312, 42, product_id=89)])
    assert refunds(refund(), data=data, store=settings(vendor="wcfm")) == Refunds((), ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", None), ("id", "a#b"), ("amount", "-1"), ("amount", None), ("date_created_gmt", None)],
)
def test_a_refund_that_cannot_be_trusted(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        WooRefund.read({**refund(), field: value}, "refund")


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({}, Payment.FULL),
        ({"payment_method": "cod", "date_paid_gmt": None}, Payment.ON_DELIVERY),
        ({"status": "pending", "date_paid_gmt": None}, Payment.NONE),
    ],
)
def test_how_much_has_come_in(changes: dict[str, object], payment: Payment) -> None:
    assert mapped(order(**changes)).payment is payment


def test_fees_leave_nothing_to_compare() -> None:
    assert mapped(order(fee_lines=[{"total": "3.00"}])).payable_minor is None


@pytest.mark.parametrize(
    ("changes", "sums"),
    [
        ({"subtotal": "79.00", "total": "73.50"}, (3950, 550)),
        ({"subtotal": "79.01", "total": "73.50"}, (None, 551)),  # No price makes that of two.
        ({"subtotal": "70.00", "total": "73.50"}, (None, 0)),
        ({"subtotal": "79.00", "subtotal_tax": "7.90", "total": "73.50"}, (4345, 1340)),
    ],
)
def test_what_is_off_a_line(changes: dict[str, object], sums: tuple[int | None, int]) -> None:
    one = mapped(order(line_items=[line(311, **changes)])).lines[0]
    assert (one.list_price_minor, one.discount_minor) == sums


def test_the_way_of_shipping_that_the_buyer_chose() -> None:
    chosen = [{"method_title": "Flat rate", "method_id": "flat_rate"}, {"method_id": "pickup"}]
    assert mapped(order(shipping_lines=chosen)).logistics_method == "Flat rate, pickup"
    assert mapped(order(shipping_lines=["flat"])).logistics_method == ""
