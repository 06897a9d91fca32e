"""A mall's orders: the contract's sample whole, the four shapes, every odd value."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver, take_order
from hedan.errors import Malformed, OrderGone
from hedan.platforms.mall.mapping import STATUS, order_of
from hedan.settings import StoreSettings
from tests.platforms.mall import contract_sample

STORE = StoreSettings(
    id="tea", platform="mall", name="示例茶店", shop_id="M42", api_url="https://mall.example/api"
)
SHIP_BY = datetime(2026, 10, 3, 2, 2, 10, tzinfo=UTC)
ORDER_ID = "P20261001000001-M42"


def sample(**changes: object) -> Any:
    return {**contract_sample('{"order_id"'), **changes}


def mapped(data: Any) -> Order:
    return order_of(data, STORE)


def changed(**changes: object) -> Order:
    return mapped(sample(**changes))


def with_line(**changes: object) -> Order:
    data = sample()
    data["lines"][0] |= changes
    return mapped(data)


def test_the_contracts_order_maps_exactly() -> None:
    line = {"product_id": "8801", "is_gift": False, "deadline": SHIP_BY}
    assert mapped(sample()) == Order(
        key=OrderKey(platform="mall", store="tea", order_id=ORDER_ID),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id="L1",
                sku="TEA-A-250G",
                name="示例龙井 250g",
                spec="250g",
                quantity=2,
                unit_price_minor=3950,
                paid_minor=7350,
                status=OrderStatus.TO_SHIP,
                sku_id="91",
                list_price_minor=3950,
                discount_minor=550,
                **line,  # type: ignore[arg-type]  # Written once for both lines.
            ),
            Line(
                line_id="L2",
                sku="CUP-B-W",
                name="示例茶杯",
                spec="白",
                quantity=1,
                unit_price_minor=5900,
                paid_minor=5500,
                status=OrderStatus.TO_SHIP,
                list_price_minor=5900,
                discount_minor=400,
                **{**line, "product_id": "8802"},  # type: ignore[arg-type]
            ),
        ),
        currency="CNY",
        paid_minor=12850,
        postage_minor=0,
        payable_minor=12850,
        buyer_id="u_981",
        buyer_remark="请发顺丰",
        seller_memo="",
        receiver=Receiver(
            address_id="rcv_7f3c",
            name="张**",
            phone="*******1234",
            province="浙江省",
            city="杭州市",
            district="西湖区",
            street="文新街道",
            detail="**路**号",
            country="CN",
            postcode="310000",
        ),
        created_at=datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC),
        paid_at=datetime(2026, 10, 1, 2, 2, 10, tzinfo=UTC),
        changed_at=datetime(2026, 10, 1, 2, 2, 10, 350_000, tzinfo=UTC),
        deadline=SHIP_BY,
        purchase_id="P20261001000001",
    )


@pytest.mark.parametrize(("value", "status"), STATUS.items())
def test_every_status(value: str, status: OrderStatus) -> None:
    order = changed(status=value)
    assert order.status is status
    assert order.unknown == ()
    if status is not OrderStatus.PART_SHIPPED:
        assert {line.status for line in order.lines} == {status}


def test_an_unknown_status_is_kept_by_its_name() -> None:
    order = changed(status="teleported")
    assert order.status is OrderStatus.UNKNOWN
    assert order.unknown == ("status=teleported",)


@pytest.mark.parametrize(
    ("shipped", "status"),
    [(0, OrderStatus.TO_SHIP), (1, OrderStatus.PART_SHIPPED), (2, OrderStatus.SHIPPED)],
)
def test_lines_of_a_partly_shipped_order(shipped: int, status: OrderStatus) -> None:
    data = sample(status="partly_shipped")
    data["lines"][0]["shipped_quantity"] = shipped
    assert mapped(data).lines[0].status is status


@pytest.mark.parametrize(("value", "status"), STATUS.items())
def test_a_lines_own_status_counts(value: str, status: OrderStatus) -> None:
    assert with_line(status=value).lines[0].status is status
    assert with_line(status=value).lines[1].status is OrderStatus.TO_SHIP


def test_an_unknown_status_of_a_line() -> None:
    order = with_line(status="melted")
    assert order.lines[0].status is OrderStatus.UNKNOWN
    assert order.unknown == ("lines.status=melted",)


@pytest.mark.parametrize(
    ("value", "is_open"),
    [
        ("none", False),
        ("", False),
        (None, False),
        ("requested", True),
        ("agreed", True),
        ("succeeded", False),
        ("refused", False),
        ("closed", False),
        ("pondered", True),
    ],
)
def test_marks_of_an_open_refund(value: object, is_open: bool) -> None:
    order = with_line(refund_status=value)
    assert order.lines[0].in_after_sale is is_open
    expected = ("lines.refund_status=pondered",) if value == "pondered" else ()
    assert order.unknown == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_id", None),
        ("order_id", ""),
        ("order_id", 0),
        ("order_id", 1.5),
        ("order_id", "a#b"),
        ("version", None),
        ("status", None),
        ("status", 3),
        ("currency", None),
        ("created_at", None),
        ("created_at", "2026-10-01T10:01:50"),
        ("updated_at", None),
        ("updated_at", 1790820132),
        ("updated_at", "yesterday"),
        ("amounts", None),
        ("amounts", {"paid": -1}),
        ("amounts", {"paid": "12850"}),
        ("amounts", {"paid": 128.5}),
        ("amounts", {"paid": True}),
        ("amounts", {}),
        ("lines", []),
        ("lines", None),
        ("lines", "L1"),
        ("lines", [{"line_id": "L1", "quantity": 1}]),
        ("lines", [{"line_id": "L1", "quantity": 0, "paid": 1}]),
        ("lines", [{"line_id": "L1", "quantity": -1, "paid": 1}]),
        ("lines", [{"line_id": "L1", "quantity": 1, "paid": -1}]),
        ("lines", [{"quantity": 1, "paid": 1}]),
    ],
)
def test_what_cannot_be_trusted_is_refused(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        changed(**{field: value})


@pytest.mark.parametrize("data", [None, [], "order", 7])
def test_no_order_at_all(data: object) -> None:
    with pytest.raises(Malformed):
        mapped(data)


def test_ids_may_be_numbers() -> None:
    order = changed(order_id=9007199254740993123, purchase_id=12)
    assert order.key.order_id == "9007199254740993123"
    assert order.purchase_id == "12"


def test_a_malformed_place_never_quotes_the_receiver() -> None:
    data = sample(receiver={"name": ["张三"]})
    with pytest.raises(Malformed) as told:
        mapped(data)
    assert "receiver.name" in str(told.value)
    assert "张三" not in str(told.value)


def test_presale_and_deadlines() -> None:
    data = sample(ship_by=None)
    data["lines"][0]["presale"] = {"ship_from": "2026-11-01T00:00:00+08:00"}
    data["lines"][1]["ship_by"] = "2026-10-05T00:00:00+08:00"
    order = mapped(data)
    assert order.not_before == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert order.deadline == datetime(2026, 10, 4, 16, tzinfo=UTC)
    assert order.lines[0].deadline is None


def test_without_a_price_it_is_what_was_paid() -> None:
    assert with_line(unit_price=None, paid=7351).lines[0].unit_price_minor == 3675


def test_without_a_fingerprint_clear_addresses_are_compared() -> None:
    clear = {"name": "San Zhang", "phone": "139 0000 0000", "city": "Lyon", "address": "1 Rue X"}
    one = changed(receiver=clear).receiver.address_id
    other = changed(receiver={**clear, "name": "san  zhang", "phone": "13900000000"})
    assert one.startswith("A")
    assert other.receiver.address_id == one
    assert changed(receiver={**clear, "city": "Nice"}).receiver.address_id != one
    # Masked text says nothing about who it is.
    assert changed(receiver={**clear, "phone": "139****0000"}).receiver.address_id == ""
    assert changed(receiver=None).receiver.address_id == ""


# --- The four shapes ---------------------------------------------------------------------------


def test_parent_and_children_are_never_both_counted() -> None:
    children = [
        {"order_id": "P1-M42", "merchant_id": "M42"},
        {"order_id": "P1-M7", "merchant_id": "M7"},
    ]
    parent = changed(order_id="P1", merchant_id=None, status="replaced", replaced_by=children)
    assert parent.status is OrderStatus.REPLACED
    assert parent.replaced_by == ("P1-M42",)
    child = changed(order_id="P1-M42", replaces=["P1"])
    assert child.status is OrderStatus.TO_SHIP
    assert child.replaces == ("P1",)


def test_a_parent_without_a_child_of_ours_is_not_ours() -> None:
    children = [{"order_id": "P1-M7", "merchant_id": "M7"}]
    with pytest.raises(OrderGone, match="merchant M7, this store is M42"):
        changed(merchant_id=None, status="replaced", replaced_by=children)


def test_children_of_an_asking_merchant_need_no_name() -> None:
    parent = changed(merchant_id=None, status="replaced", replaced_by=[{"order_id": "N1"}])
    assert parent.replaced_by == ("N1",)


def test_ids_that_change_at_another_division_lead_on() -> None:
    old = changed(
        order_id="C1", status="replaced", replaced_by=[{"order_id": "C2", "merchant_id": "M42"}]
    )
    new = changed(order_id="C2", replaces=["C1"])
    assert (old.replaced_by, new.replaces) == (("C2",), ("C1",))


def test_a_purchase_not_divided_yet_waits() -> None:
    assert changed(merchant_id=None, status="in_review").status is OrderStatus.IN_REVIEW


def test_an_order_of_another_merchant_is_refused() -> None:
    with pytest.raises(OrderGone, match=f"order {ORDER_ID}: merchant M7, this store is M42"):
        changed(merchant_id="M7")


def shared(*merchants: str | None, status: str = "paid", statuses: tuple[str, ...] = ()) -> Any:
    """Return one order with a line of each merchant."""
    data = sample(merchant_id=None, status=status)
    data["amounts"] = {"paid": 99_999, "shipping": 1000}
    data["lines"] = [
        {
            "line_id": f"L{number}",
            "merchant_id": merchant,
            "quantity": 1,
            "paid": 100 * (number + 1),
            "status": statuses[number] if statuses else None,
        }
        for number, merchant in enumerate(merchants)
    ]
    return data


def test_with_the_merchant_on_the_line_only_our_lines_are_ours() -> None:
    order = mapped(shared("M42", "M7", "M42"))
    assert [line.line_id for line in order.lines] == ["L0", "L2"]
    # The amounts are everybody's: ours are what our lines cost.
    assert (order.paid_minor, order.postage_minor) == (400, 0)
    assert order.key.order_id == ORDER_ID
    assert order.unknown == ()


def test_an_order_of_our_lines_alone_keeps_its_amounts() -> None:
    assert mapped(shared("M42", "M42")).paid_minor == 99_999


def test_an_order_without_a_line_of_ours_is_refused() -> None:
    with pytest.raises(OrderGone, match="merchant M7, M9, this store is M42"):
        mapped(shared("M9", "M7"))


def test_a_line_of_nobody_among_named_ones_is_asked_about() -> None:
    order = mapped(shared("M7", None))
    assert [line.line_id for line in order.lines] == ["L1"]
    assert order.unknown == ("lines.merchant_id=none",)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("paid", "shipped", "paid"), OrderStatus.TO_SHIP),
        (("shipped", "paid", "shipped"), OrderStatus.SHIPPED),
        (("shipped", "paid", "paid"), OrderStatus.PART_SHIPPED),
        (("cancelled", "paid", "cancelled"), OrderStatus.CANCELLED),
        (("cancelled", "shipped", "paid"), OrderStatus.TO_SHIP),
        (("completed", "cancelled", "paid"), OrderStatus.PART_SHIPPED),
        (("in_review", "paid", "paid"), OrderStatus.PART_SHIPPED),
    ],
)
def test_our_share_has_its_own_status(statuses: tuple[str, ...], expected: OrderStatus) -> None:
    data = shared("M42", "M7", "M42", status="partly_shipped", statuses=statuses)
    assert mapped(data).status is expected


def test_a_siblings_refund_leaves_ours_alone() -> None:
    ours = mapped(shared("M42", "M7"))
    data = shared("M42", "M7", statuses=("paid", "cancelled"))
    data["lines"][1]["refund_status"] = "requested"
    after = mapped(data)
    assert after.lines == ours.lines
    assert after.status is ours.status


def test_an_older_version_that_comes_later_changes_nothing() -> None:
    newer = changed(status="shipped", updated_at="2026-10-02T10:00:00+08:00", version=5)
    older = changed(version=4)
    assert take_order(newer, older) is None
    assert older.changed_at < newer.changed_at


def test_a_deposit() -> None:
    order = changed(
        status="unpaid",
        payment="deposit",
        balance_due_at="2026-10-05T10:00:00+08:00",
        amounts={"paid": 2000, "payable": 12850},
    )
    assert (order.status, order.payment) == (OrderStatus.UNPAID, Payment.DEPOSIT)
    assert (order.paid_minor, order.payable_minor) == (2000, 12850)
    assert order.balance_due_at == datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
    assert [line.list_price_minor for line in order.lines] == [None, None]


@pytest.mark.parametrize(
    ("changes", "payment", "unknown"),
    [
        ({"payment": None}, Payment.FULL, ()),
        ({"payment": None, "status": "unpaid"}, Payment.NONE, ()),
        ({"payment": "part"}, Payment.PART, ()),
        ({"payment": "on_delivery"}, Payment.ON_DELIVERY, ()),
        ({"payment": "in_shells"}, Payment.FULL, ("payment=in_shells",)),
    ],
)
def test_how_much_has_come_in(changes: Any, payment: Payment, unknown: tuple[str, ...]) -> None:
    order = changed(**changes)
    assert (order.payment, order.unknown) == (payment, unknown)


def test_what_no_line_has_its_share_of_is_off_the_order() -> None:
    amounts = {"paid": 12850, "merchant_discount": 1000, "platform_discount": 450}
    assert changed(amounts=amounts).discount_minor == 500


def test_what_the_buyer_chose_beside_the_goods() -> None:
    order = changed(
        carrier_wished="SF", shipping_method="express", invoice_wished="示例公司", gift_wrap=True
    )
    assert (order.carrier_wished, order.logistics_method) == ("SF", "express")
    assert (order.invoice_wished, order.gift_wrap) == ("示例公司", True)


@pytest.mark.parametrize("line", [{"discount": None}, {"unit_price": None}, {"is_gift": True}])
def test_a_line_that_tells_too_little_is_not_added_up(line: Any) -> None:
    assert with_line(**line).lines[0].list_price_minor is None


@pytest.mark.parametrize(("flag", "ours"), [(5, 5), (9, 9), (-1, 0)])
def test_a_flag_beyond_the_contract_is_named(flag: int, ours: int) -> None:
    order = changed(seller_flag=flag)
    assert order.flag == ours
    assert order.unknown == (() if flag == ours == 5 else (f"seller_flag={flag}",))
