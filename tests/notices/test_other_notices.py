"""Workbooks, holds, late numbers and refused uploads."""

import re
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import OrderKey
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.errors import PlatformRejected
from hedan.notices import (
    Notice,
    hold_notice,
    late_tracking_alert,
    upload_refused,
    workbook_notice,
)
from hedan.notices.sms import is_one_message
from hedan.settings import SupplierSettings
from hedan.texts import Language
from tests.notices.builders import (
    FOREIGN,
    LANGUAGES,
    LINE,
    LINK,
    NOW,
    ORDER,
    ORDER_IDS,
    PARCEL,
    SUPPLIER_IDS,
    make_settings,
)

SUPPLIER = make_settings().supplier("factory-a")


def _order(key: OrderKey = ORDER) -> Order:
    return Order(
        key=key,
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id="1",
                sku="CUP-RED",
                product_id="9",
                name="马克杯",
                spec="红色",
                quantity=2,
                unit_price_minor=2990,
                paid_minor=5980,
                status=OrderStatus.TO_SHIP,
            ),
        ),
        currency="CNY",
        paid_minor=5980,
        postage_minor=0,
        buyer_id="B1",
        buyer_remark="",
        seller_memo="",
        receiver=PARCEL.receiver,
        created_at=NOW,
        changed_at=NOW,
        deadline=NOW + timedelta(days=1),
    )


def _finding(code: str = "SKU_UNKNOWN", evidence: str = "line 1: code ''") -> Finding:
    return Finding(
        code=code, severity=Severity.STOP, evidence=evidence, fix="Add it.", ends=Ends.FACT
    )


def _fits(notice: Notice) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][ -~]{0,98}", notice.subject)
    assert is_one_message(notice.sms)
    assert notice.email_body.startswith(notice.title + "\n")
    assert all(notice.attributes.values())


@given(
    language=LANGUAGES,
    supplier_id=SUPPLIER_IDS,
    counts=st.tuples(st.integers(0, 100_000), st.integers(0, 100_000)),
    deadline=st.none() | st.integers(0, 1000).map(lambda hours: NOW + timedelta(hours=hours)),
    predecessor=FOREIGN,
    link=st.integers(0, 300).map(lambda length: "https://hd.example/" + "k" * length),
)
def test_a_workbook_notice_fits_whatever_it_says(
    language: Literal["zh", "en"],
    supplier_id: str,
    counts: tuple[int, int],
    deadline: None,
    predecessor: str,
    link: str,
) -> None:
    supplier = SupplierSettings(id=supplier_id, name="厂", language=language)
    notice = workbook_notice(
        supplier,
        number=f"{supplier_id}-000012",
        row_count=counts[0],
        parcel_count=counts[1],
        deadline=deadline,
        link=link,
        predecessor=predecessor,
    )
    _fits(notice)
    assert f"\n   {link}\n" in notice.email_body
    assert "https:" not in notice.sms or notice.sms.endswith(link)


def test_a_workbook_notice_says_what_to_do_by_when() -> None:
    notice = workbook_notice(
        SUPPLIER,
        number="factory-a-000012",
        row_count=14,
        parcel_count=12,
        deadline=NOW + timedelta(hours=9),
        link=LINK,
        predecessor="factory-a-000011",
        stores=("cups",),
    )
    assert notice.subject == "NEW WORKBOOK factory-a-000012 - 12 parcels - ship before 11-11 19:30"
    for fact in (
        "factory-a-000012",
        "factory-a-000011",
        "14 行",
        "12 个包裹",
        "19:30",
        "30 天",
        LINK,
    ):
        assert fact in notice.email_body
    assert notice.sms == "新交接表factory-a-000012，12个包裹，最早11-11 19:30前发出，详见邮件"
    assert notice.attributes["store"] == "cups"


def test_a_workbook_of_several_stores_names_none() -> None:
    notice = workbook_notice(
        SUPPLIER,
        number="factory-a-000001",
        row_count=2,
        parcel_count=1,
        deadline=None,
        link=LINK,
        stores=("cups", "pots"),
    )
    assert "store" not in notice.attributes
    assert "这是第一份交接表" in notice.email_body
    assert "平台没有给发货期限" in notice.email_body
    assert notice.subject == "NEW WORKBOOK factory-a-000001 - 1 parcel"


@given(language=LANGUAGES, names=st.tuples(FOREIGN, FOREIGN, FOREIGN), order_id=ORDER_IDS)
def test_every_alert_fits_whatever_it_says(
    language: Literal["zh", "en"], names: tuple[str, str, str], order_id: str
) -> None:
    key = OrderKey(platform="mall", store="cups", order_id=order_id)
    line = PARCEL.lines[0].but(name=names[0], key=LINE.but(order=key))
    supplier = SupplierSettings(id="factory-a", name=names[1], language=language)
    _fits(
        late_tracking_alert(
            PARCEL, [line], store_name=names[2], supplier=supplier, language=language
        )
    )
    found = _finding(code=names[0], evidence=names[1])
    _fits(hold_notice(_order(key), [found, found], store_name=names[2], language=language))
    refusal = PlatformRejected(names[0], names[1], names[2], names[0])
    _fits(
        upload_refused(
            PARCEL, key, refusal, store_name=names[2], supplier=supplier, language=language
        )
    )


def test_a_late_number_says_that_it_was_not_uploaded() -> None:
    notice = late_tracking_alert(
        PARCEL, PARCEL.lines, store_name="小杯子", supplier=SUPPLIER, language="zh"
    )
    for fact in (
        "没有上传",
        "SF1234567890123",
        "马克杯 红色 × 2",
        ORDER.order_id,
        PARCEL.parcel_id,
    ):
        assert fact in notice.email_body
    assert notice.attributes["kind"] == "late_tracking"
    assert notice.attributes["audience"] == "owner"


def test_a_late_number_needs_a_fenced_line() -> None:
    with pytest.raises(ValueError, match="no fenced line"):
        late_tracking_alert(PARCEL, [], store_name="小杯子", supplier=SUPPLIER)


def test_a_hold_gives_each_finding_its_next_step() -> None:
    many = "line 1: quantity 500, at most 99 of 'CUP'"
    findings = [_finding(), _finding("QUANTITY", many), _finding("VIP_RULE", "total")]
    notice = hold_notice(_order(), findings, store_name="小杯子")
    assert notice.title == "【挂起】订单 6920..789012：商家编码没有登记，另有 2 项"
    assert "1. 商家编码没有登记：在设置里登记" in notice.email_body
    assert "看到的：商品行 1：“CUP”500 件，最多 99 件" in notice.email_body
    assert "看到的：total" in notice.email_body
    assert "3. VIP_RULE：Add it." in notice.email_body
    assert "最晚发货时间：2026-11-12 10:30 (UTC+08:00)" in notice.email_body
    assert "supplier" not in notice.attributes


def test_a_hold_that_only_asks_is_not_urgent() -> None:
    asks = _finding().but(severity=Severity.ASK)
    only_asks = hold_notice(_order(), [asks], store_name="小杯子")
    forbids = hold_notice(_order(), [asks, _finding()], store_name="小杯子")
    assert only_asks.attributes["severity"] == "attention"
    assert forbids.attributes["severity"] == "urgent"


def test_a_hold_needs_a_finding() -> None:
    with pytest.raises(ValueError, match="no finding"):
        hold_notice(_order(), [], store_name="小杯子")


def test_a_refused_upload_repeats_the_platforms_words() -> None:
    refusal = PlatformRejected("50002", "isv.business-failed:2", "订单状态不支持发货", "20261111x")
    notice = upload_refused(PARCEL, ORDER, refusal, store_name="小杯子", supplier=SUPPLIER)
    for fact in ("50002", "isv.business-failed:2", "订单状态不支持发货", "20261111x"):
        assert fact in notice.email_body
    assert notice.sms == "平台不收订单尾号789012的运单号：订单状态不支持发货，详见邮件"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refused_virtual_goods_name_no_number_and_no_workbook(language: Language) -> None:
    virtual = PARCEL.but(is_virtual=True, tracking=None, workbook="")
    refusal = PlatformRejected("hedan", "whole-trade", "L2 would be shipped along")
    told = upload_refused(
        virtual, ORDER, refusal, store_name="小杯子", supplier=SUPPLIER, language=language
    )
    assert {"zh": "在平台后台直接发货", "en": "Ship it there"}[language] in told.email_body
    for word in ("运单号", "交接表", "number", "orkbook"):
        assert word not in f"{told.title} {told.email_body} {told.sms}"
