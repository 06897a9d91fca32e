"""Orders as AliExpress tells them, in our words: every row of every table, and broken ones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed
from hedan.platforms.aliexpress.mapping import order_answer, order_of, platform_now
from hedan.platforms.aliexpress.money import divided
from tests.platforms.aliexpress import child, target
from tests.platforms.aliexpress.wire import NOW, store_settings

ID = "8190000000001234"


def mapped(data: Any = None, /, options: dict[str, str] | None = None, **changes: Any) -> Order:
    """Map the sample order, or this answer, with fields of its target changed."""
    data = data or target()
    data["target"] |= changes
    answer = order_answer(data, ID)
    return order_of(answer.target, store_settings(options=options or {}), NOW)


def with_lines(*children: Any, **changes: Any) -> Order:
    return mapped(child_order_list={"aeop_tp_child_order_dto": list(children)}, **changes)


def with_line(**changes: Any) -> Order:
    return with_lines(child(**changes))


def test_the_sample_order() -> None:
    assert mapped() == Order(
        key=OrderKey(platform="aliexpress", store="mugs", order_id=ID),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id="8190000000011234",
                sku="MUG-W",
                product_id="1005006000000001",
                name="Sample mug",
                spec="",
                quantity=2,
                unit_price_minor=1295,
                paid_minor=2590,
                status=OrderStatus.TO_SHIP,
                deadline=datetime(2026, 10, 8, 2, 2, 10, tzinfo=UTC),
            ),
        ),
        currency="USD",
        paid_minor=2590,
        postage_minor=0,
        payable_minor=2590,
        logistics_method="CAINIAO_STANDARD",
        buyer_id="es1234567890abcd",
        buyer_remark="",
        seller_memo="",
        receiver=Receiver(
            address_id="exampleOaid==",
            name="Mar****",
            phone="+34 61****334",
            province="Madrid",
            city="Madrid",
            district="",
            street="",
            detail="Cal********",
            country="ES",
            postcode="28013",
        ),
        created_at=datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC),
        paid_at=datetime(2026, 10, 1, 2, 2, 10, tzinfo=UTC),
        changed_at=datetime(2026, 10, 1, 2, 3, tzinfo=UTC),
        deadline=datetime(2026, 10, 8, 2, 2, 10, tzinfo=UTC),
    )


def test_lists_with_and_without_their_wrapper_are_the_same() -> None:
    assert mapped(child_order_list=[child()], logistic_info_list=[]) == mapped()
    assert mapped(child_order_list={"aeop_tp_child_order_dto": child()}) == mapped()
    assert mapped(logistic_info_list=None) == mapped()


def test_ids_as_numbers_and_as_texts_are_the_same() -> None:
    assert (
        mapped(id=ID, child_order_list=[child(id=None, product_id="1005006000000001")]) == mapped()
    )
    assert mapped(child_order_list=[child(child_order_id=8190000000011234)]) == mapped()
    assert mapped(child_order_list=[child(child_order_id=None)]) == mapped()


@pytest.mark.parametrize(
    ("status", "logistics", "expected"),
    [
        ("PLACE_ORDER_SUCCESS", "NO_LOGISTICS", OrderStatus.UNPAID),
        ("PAYMENT_PROCESSING", "NO_LOGISTICS", OrderStatus.UNPAID),
        ("IN_BOOK_SALE", "", OrderStatus.UNPAID),
        ("RISK_CONTROL", "WAIT_SELLER_SEND_GOODS", OrderStatus.IN_REVIEW),
        ("WAIT_SELLER_EXAMINE_MONEY", "", OrderStatus.IN_REVIEW),
        ("WAIT_GROUP_SUCCESS", "", OrderStatus.IN_REVIEW),
        ("WAIT_SELLER_SEND_GOODS", "WAIT_SELLER_SEND_GOODS", OrderStatus.TO_SHIP),
        ("SELLER_PART_SEND_GOODS", "SELLER_SEND_PART_GOODS", OrderStatus.PART_SHIPPED),
        ("WAIT_BUYER_ACCEPT_GOODS", "SELLER_SEND_GOODS", OrderStatus.SHIPPED),
        ("FUND_PROCESSING", "BUYER_ACCEPT_GOODS", OrderStatus.SHIPPED),
        ("FUND_PROCESSING", "WAIT_SELLER_SEND_GOODS", OrderStatus.CANCELLED),
        ("FINISH", "BUYER_ACCEPT_GOODS", OrderStatus.DONE),
        ("FINISH", "SELLER_SEND_GOODS", OrderStatus.DONE),
        ("FINISH", "WAIT_SELLER_SEND_GOODS", OrderStatus.CANCELLED),
        ("FINISH", "NO_LOGISTICS", OrderStatus.CANCELLED),
        ("FINISH", "", OrderStatus.CANCELLED),
        ("IN_CANCEL", "WAIT_SELLER_SEND_GOODS", OrderStatus.TO_SHIP),
        ("IN_CANCEL", "SELLER_SEND_PART_GOODS", OrderStatus.PART_SHIPPED),
        ("IN_ISSUE", "SELLER_SEND_GOODS", OrderStatus.SHIPPED),
        ("IN_ISSUE", "WAIT_SELLER_SEND_GOODS", OrderStatus.TO_SHIP),
        ("IN_FROZEN", "WAIT_SELLER_SEND_GOODS", OrderStatus.IN_REVIEW),
        ("IN_FROZEN", "SELLER_SEND_GOODS", OrderStatus.SHIPPED),
        ("ON_THE_MOON", "WAIT_SELLER_SEND_GOODS", OrderStatus.UNKNOWN),
        ("IN_CANCEL", "BY_ROCKET", OrderStatus.UNKNOWN),
    ],
)
def test_every_status(status: str, logistics: str, expected: OrderStatus) -> None:
    line = child(order_status=status)
    order = with_lines(line, order_status=status, logistics_status=logistics)
    assert order.status is expected
    assert order.lines[0].status is expected


@pytest.mark.parametrize(
    "changes",
    [
        {"order_end_reason": "buyer_cancel_order", "logistics_status": "SELLER_SEND_GOODS"},
        {"logistics_status": "", "logistic_info_list": []},
    ],
)
def test_an_end_without_goods_is_a_cancellation(changes: dict[str, Any]) -> None:
    assert mapped(order_status="FINISH", **changes).status is OrderStatus.CANCELLED


def test_a_known_parcel_tells_that_the_goods_left() -> None:
    parcel = {"logistics_no": "LP1"}
    order = mapped(order_status="FINISH", logistics_status="", logistic_info_list=[parcel])
    assert order.status is OrderStatus.DONE


@pytest.mark.parametrize(
    ("of_order", "of_line", "expected"),
    [
        ("WAIT_SELLER_SEND_GOODS", "FINISH", OrderStatus.CANCELLED),
        ("SELLER_PART_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS", OrderStatus.SHIPPED),
        ("SELLER_PART_SEND_GOODS", "WAIT_SELLER_SEND_GOODS", OrderStatus.TO_SHIP),
        ("RISK_CONTROL", "WAIT_SELLER_SEND_GOODS", OrderStatus.IN_REVIEW),
        ("PLACE_ORDER_SUCCESS", "WAIT_SELLER_SEND_GOODS", OrderStatus.UNPAID),
        ("FINISH", "WAIT_SELLER_SEND_GOODS", OrderStatus.CANCELLED),
        ("WAIT_BUYER_ACCEPT_GOODS", "WAIT_SELLER_SEND_GOODS", OrderStatus.SHIPPED),
        ("WAIT_SELLER_SEND_GOODS", "ON_THE_MOON", OrderStatus.UNKNOWN),
    ],
)
def test_a_line_beside_its_order(of_order: str, of_line: str, expected: OrderStatus) -> None:
    order = with_lines(child(order_status=of_line), child(), order_status=of_order)
    assert order.lines[0].status is expected


def test_a_frozen_order_or_line_may_not_be_shipped() -> None:
    assert mapped(frozen_status="IN_FROZEN").status is OrderStatus.IN_REVIEW
    assert mapped(frozen_status="IN_FROZEN").lines[0].status is OrderStatus.IN_REVIEW
    assert with_line(frozen_status="IN_FROZEN").lines[0].status is OrderStatus.IN_REVIEW


def test_a_cancelled_order_that_was_never_paid_is_unpaid() -> None:
    assert mapped(order_status="IN_CANCEL", fund_status="NOT_PAY").status is OrderStatus.UNPAID


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"order_status": "NEW"}, "order_status=NEW"),
        ({"logistics_status": "NEW"}, "logistics_status=NEW"),
        ({"issue_status": "NEW"}, "issue_status=NEW"),
        ({"frozen_status": "NEW"}, "frozen_status=NEW"),
        ({"fund_status": "NEW"}, "fund_status=NEW"),
        ({"biz_type": "NEW"}, "biz_type=NEW"),
    ],
)
def test_an_unknown_value_of_the_order_is_kept(changes: dict[str, Any], unknown: str) -> None:
    assert mapped(**changes).unknown == (unknown,)


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"order_status": "NEW"}, "order_status=NEW"),
        ({"issue_status": "NEW"}, "issue_status=NEW"),
        (
            {"send_goods_operator": "WAREHOUSE_SEND_GOODS"},
            "send_goods_operator=WAREHOUSE_SEND_GOODS",
        ),
        (
            {"logistics_warehouse_type": "cainiaoInternationalWarehouse"},
            "logistics_warehouse_type=cainiaoInternationalWarehouse",
        ),
        (
            {"extend_map": '{"orderBusinessModel":"SEMI_CHOICE_SELF"}'},
            "orderBusinessModel=SEMI_CHOICE_SELF",
        ),
        ({"extend_map": {"orderBusinessModel": "CHOICE"}}, "orderBusinessModel=CHOICE"),
        (
            {"product_price": {"cent": 1, "cent_factor": 100, "currency_code": "EUR"}},
            "product_price.currency_code=EUR",
        ),
    ],
)
def test_a_line_that_is_not_ours_to_ship_is_held(changes: dict[str, Any], unknown: str) -> None:
    assert with_line(**changes).unknown == (unknown,)


def test_semi_managed_lines_are_shipped_where_the_seller_says_so() -> None:
    data = target()
    line = child(extend_map='{"orderBusinessModel":"SEMI_CHOICE_SELF"}')
    data["target"]["child_order_list"] = [line]
    assert mapped(data, options={"semi_choice": "ship"}).unknown == ()


@pytest.mark.parametrize("extend_map", ["", "{", "[]", "null", None])
def test_an_extend_map_that_tells_nothing(extend_map: object) -> None:
    assert with_line(extend_map=extend_map).unknown == ()


@pytest.mark.parametrize(
    ("of_order", "of_line", "expected"),
    [
        ({}, {}, False),
        ({"issue_status": "END_ISSUE"}, {"issue_status": "END_ISSUE"}, False),
        ({"order_status": "IN_CANCEL"}, {}, True),
        ({}, {"order_status": "IN_CANCEL"}, True),
        ({}, {"issue_status": "IN_ISSUE"}, True),
        ({}, {"issue_status": "NEW"}, True),
        ({"issue_status": "IN_ISSUE"}, {}, True),
        ({"order_status": "IN_ISSUE"}, {}, True),
    ],
)
def test_what_counts_as_an_open_request(
    of_order: dict[str, Any], of_line: dict[str, Any], expected: bool
) -> None:
    assert with_lines(child(**of_line), **of_order).lines[0].in_after_sale is expected


def test_an_issue_of_one_line_is_not_the_others() -> None:
    order = with_lines(
        child(issue_status="IN_ISSUE"), child(child_order_id="2"), issue_status="IN_ISSUE"
    )
    assert [line.in_after_sale for line in order.lines] == [True, False]


@pytest.mark.parametrize(
    ("of_order", "of_line", "minor"),
    [
        ({}, {}, 2590),
        (
            {"new_order_amount": None, "order_amount": {"amount": "25.9", "currency_code": "USD"}},
            {},
            2590,
        ),
        ({"new_order_amount": {"amount": Decimal("24.00"), "currency_code": "USD"}}, {}, 2400),
        ({"new_order_amount": {"amount": "24.00", "currency_code": "EUR"}}, {}, 2590),
        (
            {"new_order_amount": None, "seller_order_amount": {"cent": 2410, "cent_factor": 100}},
            {},
            2410,
        ),
        (
            {
                "new_order_amount": None,
                "order_amount": {"amount": "390", "currency": {"currency_code": "JPY"}},
            },
            {"product_price": {"amount": "195", "currency_code": "JPY"}},
            390,
        ),
        (
            {
                "new_order_amount": {"amount": "390", "currency_code": "KRW"},
                "order_amount": {"cent": 390, "cent_factor": 1, "currency_code": "KRW"},
            },
            {"product_price": {"cent": 195, "cent_factor": 1, "currency_code": "KRW"}},
            390,
        ),
    ],
)
def test_money(of_order: dict[str, Any], of_line: dict[str, Any], minor: int) -> None:
    order = with_lines(child(**of_line), **of_order)
    assert order.paid_minor == minor
    assert sum(line.paid_minor for line in order.lines) == minor
    assert order.unknown == ()


def test_what_lines_share_is_what_is_left_after_postage() -> None:
    order = with_lines(
        child(),
        child(child_order_id="2", product_count=1),
        new_order_amount={"amount": "35.00", "currency_code": "USD"},
        logistics_amount={"amount": "5.00", "currency_code": "USD"},
    )
    assert order.postage_minor == 500
    assert [line.paid_minor for line in order.lines] == [2000, 1000]
    assert [line.unit_price_minor for line in order.lines] == [1295, 1295]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=50))
def test_parts_make_the_whole(total: int, weights: list[int]) -> None:
    parts = divided(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    if any(weights):
        exact = [Decimal(total) * weight / sum(weights) for weight in weights]
        assert all(abs(part - share) <= 1 for part, share in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"order_amount": None, "new_order_amount": None}, "order_amount: no currency"),
        (
            {"order_amount": {"currency_code": "USD"}, "new_order_amount": None},
            "order_amount: no amount",
        ),
        ({"order_amount": {"cent": -1, "currency_code": "USD"}}, r"order_amount\.cent"),
        ({"new_order_amount": {"amount": "-0.01"}}, r"new_order_amount\.amount"),
        ({"new_order_amount": {"amount": "NaN", "currency_code": "USD"}}, "new_order_amount"),
        (
            {"new_order_amount": {"amount": "1e999999999", "currency_code": "USD"}},
            r"order_amount\.amount",
        ),
        ({"new_order_amount": {"amount": "1.234", "currency_code": "USD"}}, "part of a minor unit"),
        ({"order_amount": {"cent": 1, "cent_factor": 0, "currency_code": "USD"}}, "cent_factor"),
        ({"logistics_amount": {"currency_code": "USD"}}, "logistics_amount: no amount"),
        ({"gmt_modified": None}, "gmt_modified"),
        ({"gmt_create": "yesterday"}, "gmt_create"),
        ({"gmt_modified": 1790820132000}, "gmt_modified"),
        ({"id": 5}, "another order"),
        ({"id": True}, r"target\.id"),
        ({"child_order_list": []}, "no line"),
        ({"child_order_list": "x"}, "child_order_list"),
        ({"child_order_list": [child(product_count=0)]}, "quantity"),
        ({"child_order_list": [child(product_count=None)]}, "product_count"),
        ({"child_order_list": [child(product_price=None)]}, "product_price"),
        ({"child_order_list": [child(id=None, child_order_id=None)]}, "line_id"),
        ({"order_status": 5}, "order_status"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Malformed, match=place):
        mapped(**changes)


def test_a_refusal_never_quotes_the_receiver() -> None:
    with pytest.raises(Malformed) as told:
        mapped(receipt_address={"contact_person": ["Maria"]})
    assert "Maria" not in str(told.value)


def test_deadlines() -> None:
    assert with_line(goods_prepare_time=3).lines[0].deadline == datetime(
        2026, 10, 4, 2, 2, 10, tzinfo=UTC
    )
    ends = datetime(2026, 10, 8, 2, 2, 10, tzinfo=UTC)
    assert with_line(goods_prepare_time=0).lines[0].deadline == ends
    assert mapped(over_time_left=None).deadline == ends  # Paid, and seven days to prepare.
    shipped = mapped(order_status="WAIT_BUYER_ACCEPT_GOODS")
    assert shipped.deadline is None  # over_time_left is the buyer's, now.
    assert shipped.lines[0].deadline is None


def test_what_the_buyer_chose_and_wrote() -> None:
    chosen = '{"sku":[{"pName":"Color","pValue":"Red"},{"pValue":"XL","selfDefineValue":"L+"},7]}'
    order = with_lines(
        child(product_attributes=chosen, lot_num=6, buyer_memo="blue ribbon"),
        child(child_order_id="2", product_attributes="{", buyer_memo="blue ribbon"),
        memo="gift, please",
    )
    assert order.lines[0].spec == "Color:Red; L+; 6 pieces per lot"
    assert order.lines[1].spec == ""
    assert order.buyer_remark == "gift, please\nblue ribbon"


def test_without_an_oaid_an_address_is_the_orders_own() -> None:
    one = mapped(oaid=None).receiver.address_id
    data = target()
    data["target"] |= {"id": 77, "oaid": ""}
    other = order_of(order_answer(data, "77").target, store_settings(), NOW).receiver.address_id
    assert one == mapped(oaid="").receiver.address_id
    assert one.startswith("A")
    assert one != other


def test_recharges_are_virtual() -> None:
    assert mapped(biz_type="AE_RECHARGE").lines[0].is_virtual


def test_the_platforms_own_now() -> None:
    answer = order_answer(target(), ID)
    assert platform_now(answer, NOW + timedelta(days=1)) == NOW
    assert platform_now(answer.model_copy(update={"time_stamp": ""}), NOW) == NOW


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({}, Payment.FULL),
        ({"cod": True}, Payment.ON_DELIVERY),
        ({"cod": "true"}, Payment.FULL),  # Not the boolean that is documented: not believed.
        ({"fund_status": "NOT_PAY", "order_status": "PLACE_ORDER_SUCCESS"}, Payment.NONE),
    ],
)
def test_how_much_has_come_in(changes: Any, payment: Payment) -> None:
    assert mapped(**changes).payment is payment


@pytest.mark.parametrize(
    ("children", "method"),
    [
        ([{"logistics_type": "CAINIAO_STANDARD"}], "CAINIAO_STANDARD"),
        ([{"logistics_type": "", "logistics_service_name": "Economy"}], "Economy"),
        ([{"logistics_type": "A"}, {"logistics_type": "B"}], "A, B"),
        ([{"logistics_type": None, "logistics_service_name": 7}], "7"),
    ],
)
def test_the_logistics_that_the_buyer_chose(children: Any, method: str) -> None:
    lines = [child(child_order_id=str(n), **one) for n, one in enumerate(children, 1)]
    assert with_lines(*lines).logistics_method == method


def test_what_no_sum_of_the_platform_explains_is_not_added_up() -> None:
    assert mapped().lines[0].list_price_minor is None
