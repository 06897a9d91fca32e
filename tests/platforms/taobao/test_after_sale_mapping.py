"""Refund cases in our words: the documented sample, every row of both tables, what is amiss."""

from datetime import UTC, datetime

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.errors import Malformed
from hedan.platforms.taobao.after_sale_mapping import KIND, STATUS, after_sale_of
from hedan.platforms.taobao.mapping import REFUND_OPEN
from tests.platforms.taobao import sample

CASE = "181784773340360001"


def told(**changes: object) -> AfterSale:
    data = sample("refund")
    data["refund"] |= changes
    return after_sale_of(data, "tea")


def test_the_documented_case() -> None:
    case = after_sale_of(sample("refund"), "tea", asked=CASE)
    assert (str(case.order), case.after_sale_id) == ("taobao:tea:4012345678901234567", CASE)
    assert (case.kind, case.status) == (
        AfterSaleKind.REFUND_UNSHIPPED,
        AfterSaleStatus.REQUESTED,
    )
    assert case.line_ids == ("4012345678901234569",)
    assert (case.refund_minor, case.reason, case.lines[0].quantity) == (5500, "不想要了", 1)
    assert case.asked_at == case.changed_at == datetime(2026, 10, 1, 2, 20, 39, tzinfo=UTC)
    assert case.answer_by == datetime(2026, 10, 3, 2, 20, 39, tzinfo=UTC)
    assert case.closes
    assert case.unknown == ()


@pytest.mark.parametrize(("dispute_type", "kind"), KIND.items())
def test_every_kind(dispute_type: str, kind: AfterSaleKind) -> None:
    case = told(dispute_type=dispute_type, order_status="TRADE_FINISHED")
    assert (case.kind, case.unknown) == (kind, ())


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"dispute_type": None, "has_good_return": True}, AfterSaleKind.RETURN),
        ({"dispute_type": None, "has_good_return": "true"}, AfterSaleKind.RETURN),
        ({"dispute_type": None}, AfterSaleKind.REFUND_UNSHIPPED),
        ({"dispute_type": None, "order_status": None}, AfterSaleKind.REFUND_ONLY),
        ({"order_status": "PAID_FORBID_CONSIGN"}, AfterSaleKind.REFUND_UNSHIPPED),
        ({"order_status": "WAIT_BUYER_CONFIRM_GOODS"}, AfterSaleKind.REFUND_ONLY),
    ],
)
def test_kinds_that_several_fields_tell(changes: dict[str, object], kind: AfterSaleKind) -> None:
    assert told(**changes).kind is kind


@pytest.mark.parametrize(("status", "ours"), STATUS.items())
def test_every_status(status: str, ours: AfterSaleStatus) -> None:
    case = told(status=status)
    assert (case.status, case.unknown) == (ours, ())


def test_a_fence_opens_again_only_when_the_case_is_closed_or_refused() -> None:
    assert {status for status in STATUS if not told(status=status).closes} == {
        "CLOSED",
        "SELLER_REFUSE_BUYER",
    }


def test_the_mark_of_an_order_and_its_case_agree() -> None:
    for status in REFUND_OPEN:
        assert told(status=status).closes


def test_unknown_values_close_the_fence_and_are_named() -> None:
    case = told(dispute_type="OTHERS", status="NEW")
    assert (case.kind, case.status) == (AfterSaleKind.UNKNOWN, AfterSaleStatus.UNKNOWN)
    assert case.closes
    assert case.unknown == ("dispute_type=OTHERS", "status=NEW")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"oid": None}, "names no line"),
        ({"oid": 0}, "names no line"),
        ({"tid": None}, r"refund\.tid"),
        ({"refund_id": None}, r"refund\.refund_id"),
        ({"refund_fee": None}, r"refund\.refund_fee"),
        ({"refund_fee": "-1.00"}, r"refund\.refund_fee"),
        ({"status": None}, r"refund\.status"),
        ({"modified": None}, r"refund\.modified"),
        ({"modified": "2026-13-01 00:00:00"}, r"refund\.modified"),
        ({"num": -3}, "quantity"),
    ],
)
def test_what_cannot_be_read_names_its_place(changes: dict[str, object], place: str) -> None:
    with pytest.raises(Malformed, match=place):
        told(**changes)


def test_an_id_may_be_a_number_and_money_alone_counts_no_units() -> None:
    case = told(refund_id=int(CASE), num=0)
    assert (case.after_sale_id, case.lines[0].quantity) == (CASE, 1)


def test_another_case_than_asked_for_is_not_taken() -> None:
    with pytest.raises(Malformed, match="after-sale 5"):
        after_sale_of(sample("refund"), "tea", asked="5")


def test_a_time_that_is_the_buyers_is_not_ours_and_the_way_back_is_told() -> None:
    assert told(status="WAIT_BUYER_RETURN_GOODS").answer_by is None
    assert told(refund_remind_timeout="soon").answer_by is None
    assert told(refund_remind_timeout={"exist_timeout": False}).answer_by is None
    back = told(status="WAIT_SELLER_CONFIRM_GOODS", sid=7001, company_name="圆通速递")
    assert (back.return_to_us, back.return_carrier) == ("7001", "圆通速递")
    assert back.answer_by
