"""After-sales from two answers that differ in units and numbers: each checked against the other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.after_sales import (
    AfterSale,
    AfterSaleKind,
    AfterSaleLine,
    AfterSaleStatus,
    closes_fence,
)
from hedan.domain.base import OrderKey
from hedan.errors import Malformed
from hedan.platforms.pinduoduo.after_sale_mapping import after_sale_of
from hedan.platforms.pinduoduo.after_sale_payloads import AfterSaleDetail, ListedAfterSale
from hedan.platforms.pinduoduo.payloads import OrderGoods
from hedan.platforms.pinduoduo.tables import AFTER_SALE_STATUS
from tests.platforms.pinduoduo import listed_case, order_info, sample

SN = "260928-123456789012345"
ASKED_AT = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)
OPEN = {2, 3, 4, 5, 6, 7, 8, 14, 15, 18, 21, 22, 27, 31, 32, 33}
WITHOUT_REFUND = {9, 11, 12, 13, 17, 24}
GIFT = {"sku_id": "9", "goods_count": 1}


def mapped(
    *, detail: Any = None, listed: Any = None, goods: Any = None, is_listed: bool = True
) -> AfterSale:
    told = AfterSaleDetail.read({**sample("after_sale_detail"), **(detail or {})}, "detail")
    row = ListedAfterSale.read({**listed_case(), **(listed or {})}, "row")
    order = OrderGoods.read({**order_info(), **(goods or {})}, "order")
    return after_sale_of(told, row if is_listed else None, order, "cups")


def test_the_sample_case_maps_exactly() -> None:
    assert mapped() == AfterSale(
        order=OrderKey(platform="pinduoduo", store="cups", order_id=SN),
        after_sale_id="40000000123",
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(AfterSaleLine(line_id=f"{SN}-1", quantity=1),),
        refund_minor=5990,
        reason="不想要了",
        asked_at=ASKED_AT,
        changed_at=ASKED_AT,
        answer_by=ASKED_AT + timedelta(hours=48),
    )


@pytest.mark.parametrize("number", sorted(AFTER_SALE_STATUS))
def test_every_status_holds_the_fence_as_long_as_the_case_is_open(number: int) -> None:
    case = mapped(detail={"after_sales_status": number})
    assert case.unknown == ()
    lifts = not closes_fence(AfterSaleKind.REFUND_ONLY, case.status)
    assert lifts == (number in WITHOUT_REFUND)
    over = case.status not in (AfterSaleStatus.REQUESTED, AfterSaleStatus.AGREED)
    assert over == (number not in OPEN)


def test_a_refund_that_was_paid_succeeded() -> None:
    assert mapped(detail={"after_sales_status": 10}).status is AfterSaleStatus.SUCCEEDED


@pytest.mark.parametrize("number", [0, 1, 19, 77])
def test_an_unknown_status_closes_and_is_named(number: int) -> None:
    case = mapped(detail={"after_sales_status": number})
    assert (case.status, case.closes) == (AfterSaleStatus.UNKNOWN, True)
    assert case.unknown == (f"after_sales_status={number}",)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (1, AfterSaleKind.REFUND_ONLY),
        (2, AfterSaleKind.RETURN),
        (3, AfterSaleKind.EXCHANGE),
        (4, AfterSaleKind.RESEND),
        (5, AfterSaleKind.REPAIR),
    ],
)
def test_every_kind_in_both_numberings(number: int, kind: AfterSaleKind) -> None:
    case = mapped(
        detail={"after_sales_type": number, "shipping_status": 1},
        listed={"after_sales_type": number + 1},
    )
    assert (case.kind, case.unknown) == (kind, ())


@pytest.mark.parametrize("shipping_status", [None, 1, 2])
def test_only_what_is_surely_not_shipped_is_a_refund_before_shipping(shipping_status: Any) -> None:
    case = mapped(detail={"shipping_status": shipping_status})
    assert case.kind is AfterSaleKind.REFUND_ONLY


def test_an_unknown_kind_closes_and_is_named() -> None:
    case = mapped(detail={"after_sales_type": 9}, is_listed=False)
    assert (case.kind, case.closes) == (AfterSaleKind.UNKNOWN, True)
    assert case.unknown == ("after_sales_type=9",)


def test_answers_that_disagree_about_the_kind_close() -> None:
    # A resend lets the parcel go: it must not do so on one misread number.
    case = mapped(detail={"after_sales_type": 4}, listed={"after_sales_type": 2})
    assert (case.kind, case.closes) == (AfterSaleKind.UNKNOWN, True)
    assert case.unknown == ("after_sales_type=4/2",)


def test_answers_that_disagree_about_the_amount_are_a_hold() -> None:
    case = mapped(detail={"refund_amount": 60})
    assert case.refund_minor == 5990
    assert case.unknown == ("refund_amount=60/5990",)


def test_a_row_of_another_moment_is_no_witness() -> None:
    case = mapped(listed={"updated_time": "1790564399", "refund_amount": "1.00"})
    assert (case.refund_minor, case.unknown) == (5990, ())


def test_a_case_that_is_not_listed_yet() -> None:
    case = mapped(is_listed=False)
    assert (case.refund_minor, case.unknown) == (5990, ())


def test_the_listing_tells_since_when_where_the_detail_does_not() -> None:
    assert mapped(detail={"recreated_at": 0}, listed={"created_time": "1790564000"}).asked_at == (
        datetime(2026, 9, 28, 2, 53, 20, tzinfo=UTC)
    )


@pytest.mark.parametrize("told", ["1790564400", 1790564400, "2026-09-28 11:00:00"])
def test_the_time_of_change_in_both_spellings(told: object) -> None:
    assert mapped(detail={"updated_time": told}, is_listed=False).changed_at == ASKED_AT


TWO = [{"sku_id": "1000000000001", "goods_count": 3}, {"sku_id": "2", "goods_count": 1}]


def test_one_of_several_items_by_its_sku() -> None:
    case = mapped(goods={"item_list": TWO, "gift_list": [GIFT]}, detail={"goods_number": 2})
    assert case.lines == (AfterSaleLine(line_id=f"{SN}-1", quantity=2),)


def test_all_items_when_none_of_them_is_the_sku() -> None:
    case = mapped(goods={"item_list": TWO, "gift_list": [GIFT]}, detail={"sku_id": "77"})
    assert case.lines == (
        AfterSaleLine(line_id=f"{SN}-1", quantity=3, gift_lines=(f"{SN}-g1",)),
        AfterSaleLine(line_id=f"{SN}-2", quantity=1),
    )


def test_the_only_item_whatever_its_sku_and_its_gift() -> None:
    case = mapped(detail={"sku_id": "77"}, goods={"gift_list": [GIFT]})
    assert case.line_ids == (f"{SN}-1", f"{SN}-g1")


def test_some_pieces_of_a_line() -> None:
    pieces = {"part_after_sales_type": 1, "part_after_sales_value": 2, "goods_number": 5}
    assert mapped(detail=pieces).lines[0].quantity == 2


def test_a_case_without_units_fences_the_line_all_the_same() -> None:
    assert mapped(detail={"goods_number": 0}).lines[0].quantity == 1


def test_an_order_without_goods_would_fence_nothing() -> None:
    with pytest.raises(Malformed, match="no item"):
        mapped(goods={"item_list": []})


@pytest.mark.parametrize("amount", [-1, None, "59.90", "x"])
def test_an_amount_that_cannot_be_is_malformed(amount: object) -> None:
    with pytest.raises(Malformed, match="refund_amount"):
        mapped(detail={"refund_amount": amount})


@pytest.mark.parametrize("field", ["id", "order_sn", "after_sales_status", "updated_time"])
def test_what_no_case_may_lack(field: str) -> None:
    with pytest.raises(Malformed, match=field):
        mapped(detail={field: None})


def test_the_time_stands_there_in_our_turn_only_and_the_way_back_is_told() -> None:
    assert mapped(detail={"expire_time": None}).answer_by is None
    assert mapped(detail={"expire_time": "soon"}).answer_by is None
    back = mapped(detail={"express_no": "YT1", "shipping_name": "圆通快递"})
    assert (back.return_to_us, back.return_carrier) == ("YT1", "圆通快递")
