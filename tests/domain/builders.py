"""Valid values with sensible defaults: a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.domain.parts import Part
from hedan.domain.ready import ReadyLine

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
ORDER_ID = "6920000000000000123"
LINE_ID = "6920000000000000124"
RECEIVER = Receiver(
    address_id="#o1P2q3R4s5",
    name="张*",
    phone="1********00",
    province="浙江省",
    city="杭州市",
    district="滨江区",
    street="长河街道",
    detail="江****号",
)


class SkuStub(NamedTuple):
    """A SKU as the decisions see it."""

    supplier: str = "factory-a"
    quantity_max: int | None = None
    name: str = "示例水杯"
    on_sale: bool = True
    cost_minor: int | None = None
    price_min_minor: int | None = None
    price_max_minor: int | None = None


SKUS = {"CUP-RED-01": SkuStub(), "GIFT-BRUSH": SkuStub(supplier="factory-b")}


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def order_key(order_id: str = ORDER_ID, store: str = "cup-shop") -> OrderKey:
    return OrderKey(platform="doudian", store=store, order_id=order_id)


def line_key(order_id: str = ORDER_ID, line_id: str = LINE_ID) -> LineKey:
    return LineKey(order=order_key(order_id), line_id=line_id)


def make_line(line_id: str = LINE_ID, **changes: object) -> Line:
    return Line(
        line_id=line_id,
        sku="CUP-RED-01",
        product_id="3460000000000000001",
        name="示例水杯",
        spec="红",
        quantity=1,
        unit_price_minor=6490,
        paid_minor=5990,
        status=OrderStatus.TO_SHIP,
        deadline=NOW + hours(48),
    ).but(**changes)


def make_order(*lines: Line, **changes: object) -> Order:
    lines = lines or (make_line(),)
    return Order(
        key=order_key(),
        status=OrderStatus.TO_SHIP,
        lines=lines,
        currency="CNY",
        paid_minor=sum(line.paid_minor for line in lines),
        postage_minor=0,
        buyer_id="1@#u6V7w8X9",
        buyer_remark="",
        seller_memo="",
        receiver=RECEIVER,
        created_at=NOW - minutes(100),
        paid_at=NOW - minutes(90),
        changed_at=NOW - minutes(80),
        deadline=NOW + hours(48),
    ).but(**changes)


def make_after_sale(
    status: AfterSaleStatus = AfterSaleStatus.REQUESTED,
    kind: AfterSaleKind = AfterSaleKind.REFUND_UNSHIPPED,
    **changes: object,
) -> AfterSale:
    return AfterSale(
        order=order_key(),
        after_sale_id="7140000000000000456",
        kind=kind,
        status=status,
        lines=(AfterSaleLine(line_id=LINE_ID, quantity=1),),
        refund_minor=5990,
        reason="多拍",
        asked_at=NOW,
        changed_at=NOW,
    ).but(**changes)


def make_part(sku: str = "CUP-RED-01", quantity: int = 1, **changes: object) -> Part:
    return Part(sku=sku, quantity=quantity).but(**changes)


def make_work(state: LineState = LineState.NEW, **changes: object) -> LineWork:
    held = {"parts": (make_part(),), "supplier": "factory-a"}
    given = changes if state is LineState.NEW else held | changes
    return LineWork(key=line_key(), state=state).but(**given)


def make_ready(order_id: str = ORDER_ID, line_id: str = LINE_ID, **changes: object) -> ReadyLine:
    """Return a line whose order was paid long enough ago to wait for nobody."""
    return ReadyLine(
        key=line_key(order_id, line_id),
        store="cup-shop",
        supplier="factory-a",
        sku="CUP-RED-01",
        name="示例水杯",
        spec="红",
        quantity=1,
        paid_minor=5990,
        is_gift=False,
        fixed_packing=False,
        buyer_id="buyer-1",
        receiver=RECEIVER,
        buyer_remark="",
        seller_memo="",
        paid_at=NOW - hours(5),
        deadline=NOW + hours(40),
        merge_group="group-1",
        order_version=1,
        line_version=1,
    ).but(**changes)
