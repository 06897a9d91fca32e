"""Orders at the other simulated platforms that need a look: as shown there, then in our words."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.orders import Order, OrderStatus, Payment
from hedan.platforms.aliexpress.mapping import order_answer
from hedan.platforms.aliexpress.mapping import order_of as aliexpress_order
from hedan.platforms.calling.exact_json import exact_json
from hedan.platforms.mall.mapping import order_of as mall_order
from hedan.platforms.pinduoduo.mapping import order_of as pinduoduo_order
from hedan.platforms.shopify.mapping import order_of as shopify_order
from hedan.platforms.shopify.payloads import ShopifyOrder
from hedan.platforms.taobao.mapping import order_of as taobao_order
from hedan.platforms.taobao.reading import TRADE_FIELDS
from hedan.platforms.woocommerce.mapping import Read
from hedan.platforms.woocommerce.mapping import order_of as woo_order
from hedan.platforms.woocommerce.payloads import WooOrder
from hedan.settings import StoreSettings
from infra.local.aliexpress import AliexpressPlatform
from infra.local.aliexpress.views import detail as aliexpress_view
from infra.local.aliexpress.views import full
from infra.local.mall import MallPlatform, Shape
from infra.local.mall.views import order_view as mall_view
from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.pinduoduo.flow import WrongState
from infra.local.pinduoduo.views import order_view as pinduoduo_view
from infra.local.shopify import ShopifyPlatform
from infra.local.shopify.views import order_view as shopify_view
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person, Terms
from infra.local.taobao import TaobaoPlatform
from infra.local.taobao.views import trade_view
from infra.local.woocommerce import Vendors, WoocommercePlatform
from infra.local.woocommerce.views import order_view as woo_view

START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
SHOP = "2200123456789"
TEA = Goods("TEA-A-250G", "示例龙井 250g", 2, 3950, discount_minor=550, spec="规格:250g")
PROMISED = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, promised_minor=900)
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")


def exact(value: object) -> Any:
    """Return what the wire makes of it."""
    return exact_json(json.dumps(value))


def store(platform: str, shop_id: str = SHOP) -> StoreSettings:
    return StoreSettings(
        id="tea", platform=platform, name="Tea", shop_id=shop_id, api_url="https://a.example"
    )


def sums(order: Order) -> set[int]:
    """Return by how much each line's price and discount miss what was paid for it."""
    return {
        (line.list_price_minor or 0) * line.quantity - line.discount_minor - line.paid_minor
        for line in order.lines
    }


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


# --- Taobao -------------------------------------------------------------------------------


@pytest.fixture
def taobao(clock: SetClock) -> Iterator[TaobaoPlatform]:
    platform = TaobaoPlatform(seed=1, clock=clock)
    platform.register_app("12345678", "helloworld")
    platform.register_shop(SHOP, "示例旗舰店")
    yield platform
    assert platform.crashes == []


def at_taobao(platform: TaobaoPlatform, tid: str) -> Order:
    fields = TRADE_FIELDS.split(",")
    view = trade_view(platform.book, platform.trade(tid), fields, listed=False)
    return taobao_order({"trade": exact(view)}, "tea")


def place(platform: Any, *goods: Goods, shop: str = SHOP, **how: Any) -> str:
    order_id: str = platform.place_order(shop, goods or (TEA,), ANNA, paid_at=START, **how)
    return order_id


def test_taobao_a_deposit_and_later_its_balance(taobao: TaobaoPlatform, clock: SetClock) -> None:
    tid = place(taobao, terms=Terms(deposit_minor=2000), post_fen=600)
    order = at_taobao(taobao, tid)
    assert (order.payment, order.status) == (Payment.DEPOSIT, OrderStatus.UNPAID)
    assert {line.status for line in order.lines} == {OrderStatus.UNPAID}
    assert (order.paid_minor, order.payable_minor) == (2000, 7950)
    assert order.unknown == ()
    clock.advance(timedelta(hours=1))
    taobao.pay_balance(tid)
    order = at_taobao(taobao, tid)
    assert (order.payment, order.status) == (Payment.FULL, OrderStatus.TO_SHIP)
    assert (order.paid_minor, order.unknown) == (7950, ())
    topics = [message.topic for message in taobao.waiting_messages]
    assert topics == ["taobao_trade_TradeBuyerStepPay", "taobao_trade_TradeBuyerPay"]


def test_taobao_a_promise_and_an_ordinary_trade(taobao: TaobaoPlatform) -> None:
    assert sums(at_taobao(taobao, place(taobao))) == {0}
    assert sums(at_taobao(taobao, place(taobao, PROMISED))) == {-900}


def test_taobao_what_the_buyer_chose(taobao: TaobaoPlatform) -> None:
    terms = Terms(carrier="SF", invoice="示例公司", memo="老客户", flag=11)
    order = at_taobao(taobao, place(taobao, terms=terms))
    assert (order.carrier_wished, order.invoice_wished) == ("SF", "示例公司")
    assert (order.seller_memo, order.unknown) == ("老客户", ("seller_flag=11",))
    ems = at_taobao(taobao, place(taobao, terms=Terms(shipping_method="ems")))
    assert (ems.carrier_wished, ems.logistics_method) == ("EMS", "ems")


def test_taobao_another_sku_and_a_parcel_by_hand(taobao: TaobaoPlatform) -> None:
    tid = place(taobao)
    taobao.change_sku(tid, tid, Goods("TEA-B", "示例龙井 500g", 2, 3950, 550))
    assert at_taobao(taobao, tid).lines[0].sku == "TEA-B"
    taobao.ship_by_hand(tid, "SF", "SF0000000000001")
    assert at_taobao(taobao, tid).status is OrderStatus.SHIPPED


def test_what_a_platform_has_no_field_for_is_refused(taobao: TaobaoPlatform) -> None:
    with pytest.raises(ValueError, match="gift_wrap"):
        place(taobao, terms=Terms(gift_wrap=True))


# --- Pinduoduo ----------------------------------------------------------------------------


@pytest.fixture
def pinduoduo(clock: SetClock) -> Iterator[PinduoduoPlatform]:
    platform = PinduoduoPlatform(seed=1, clock=clock)
    platform.register_app("demo-client", "demo-secret")
    platform.register_shop(SHOP, "示例小店")
    yield platform
    assert platform.crashes == []


def at_pinduoduo(platform: PinduoduoPlatform, order_id: str) -> Order:
    view = pinduoduo_view(platform.book, platform.order(order_id), listed=False)
    return pinduoduo_order({"order_info": exact(view)}, "tea")


def test_pinduoduo_a_deposit_and_later_its_balance(pinduoduo: PinduoduoPlatform) -> None:
    order_id = place(pinduoduo, terms=Terms(deposit_minor=2000))
    order = at_pinduoduo(pinduoduo, order_id)
    assert (order.payment, order.status) == (Payment.DEPOSIT, OrderStatus.UNPAID)
    assert (order.paid_minor, order.payable_minor) == (2000, 7350)
    with pytest.raises(WrongState):
        pinduoduo.ship_by_hand(order_id, 44, "SF0000000000001")
    pinduoduo.pay_balance(order_id)
    order = at_pinduoduo(pinduoduo, order_id)
    assert (order.payment, order.status) == (Payment.FULL, OrderStatus.TO_SHIP)


def test_pinduoduo_a_promise_shows_in_the_orders_sum(pinduoduo: PinduoduoPlatform) -> None:
    for goods, missing in ((TEA, 0), (PROMISED, -900)):
        order = at_pinduoduo(pinduoduo, place(pinduoduo, goods, post_fen=600))
        whole = sum((line.list_price_minor or 0) * line.quantity for line in order.lines)
        assert order.payable_minor is not None
        told = whole - order.discount_minor + order.postage_minor
        assert told - order.payable_minor == missing


def test_pinduoduo_what_the_buyer_chose(pinduoduo: PinduoduoPlatform) -> None:
    terms = Terms(carrier="顺丰", invoice="示例公司", memo="老客户", flag=9)
    order = at_pinduoduo(pinduoduo, place(pinduoduo, terms=terms))
    assert (order.carrier_wished, order.invoice_wished) == ("顺丰", "要发票")
    assert (order.seller_memo, order.unknown) == ("老客户", ("remark_tag=9",))
    with pytest.raises(ValueError, match="EMS"):
        place(pinduoduo, terms=Terms(carrier="EMS"))


def test_pinduoduo_a_parcel_by_hand(pinduoduo: PinduoduoPlatform) -> None:
    order_id = place(pinduoduo)
    pinduoduo.ship_by_hand(order_id, 44, "SF0000000000001")
    assert at_pinduoduo(pinduoduo, order_id).status is OrderStatus.SHIPPED


# --- A mall, AliExpress, shops ---------------------------------------------------------------


@pytest.fixture
def mall(clock: SetClock) -> Iterator[MallPlatform]:
    platform = MallPlatform(seed=1, clock=clock)
    platform.register_app("mall-1", "mall-token", shape=Shape.GROUP_CHILD)
    platform.register_shop("M42", "Tea House", app_key="mall-1")
    yield platform
    assert platform.crashes == []


def at_mall(platform: MallPlatform, order_id: str) -> Order:
    book = platform.book
    view = mall_view(book, book.malls["mall-1"], book.orders[order_id])
    return mall_order(exact(view), store("mall", "M42"))


def test_mall_a_deposit_and_later_its_balance(mall: MallPlatform) -> None:
    due = START + timedelta(days=2)
    terms = Terms(deposit_minor=2000, balance_due_at=due)
    order_id = place(mall, shop="M42", terms=terms)
    order = at_mall(mall, order_id)
    assert (order.payment, order.status) == (Payment.DEPOSIT, OrderStatus.UNPAID)
    assert (order.paid_minor, order.payable_minor, order.balance_due_at) == (2000, 7350, due)
    mall.pay_balance(order_id)
    order = at_mall(mall, order_id)
    assert (order.payment, order.status, order.paid_minor) == (
        Payment.FULL,
        OrderStatus.TO_SHIP,
        7350,
    )


@pytest.mark.parametrize(
    ("terms", "payment", "paid"),
    [
        (Terms(unpaid_minor=1000), Payment.PART, 6350),
        (Terms(on_delivery=True), Payment.ON_DELIVERY, 7350),
        (Terms(memo="x"), Payment.FULL, 7350),
    ],
)
def test_mall_how_much_has_come_in(
    mall: MallPlatform, terms: Terms, payment: Payment, paid: int
) -> None:
    order = at_mall(mall, place(mall, shop="M42", terms=terms))
    assert (order.payment, order.paid_minor) == (payment, paid)


def test_mall_what_the_buyer_chose(mall: MallPlatform) -> None:
    terms = Terms(
        carrier="SF",
        shipping_method="express",
        invoice="示例公司",
        gift_wrap=True,
        memo="老客户",
        flag=9,
    )
    order = at_mall(mall, place(mall, PROMISED, shop="M42", terms=terms))
    assert (order.carrier_wished, order.logistics_method) == ("SF", "express")
    assert (order.invoice_wished, order.gift_wrap) == ("示例公司", True)
    assert (order.seller_memo, order.unknown) == ("老客户", ("seller_flag=9",))
    assert sums(order) == {-900}


def test_aliexpress_the_logistics_and_cash_on_delivery(clock: SetClock) -> None:
    platform = AliexpressPlatform(seed=1, clock=clock)
    platform.register_app("500001", "demo-secret")
    platform.register_shop(SHOP, "Sample shop")
    terms = Terms(shipping_method="CAINIAO_STANDARD", on_delivery=True)
    order_id = place(platform, terms=terms)
    view = aliexpress_view(platform.book, platform.book.orders[order_id])
    answer = order_answer(exact({"target": full(view)}), order_id)
    order = aliexpress_order(answer.target, store("aliexpress"), START + timedelta(hours=1))
    assert (order.logistics_method, order.payment) == ("CAINIAO_STANDARD", Payment.ON_DELIVERY)


def test_woocommerce_the_way_of_shipping_and_cash_on_delivery(clock: SetClock) -> None:
    platform = WoocommercePlatform(seed=1, clock=clock)
    platform.register_app("key", "secret", vendors=Vendors.NONE)
    platform.register_shop("42", "Shop", app_key="key")
    terms = Terms(shipping_method="Flat rate", on_delivery=True)
    order_id = place(platform, shop="42", terms=terms)
    record = platform.book.orders[int(order_id)]
    read = Read(WooOrder.read(exact(woo_view(platform.book.sites["key"], record)), "order"))
    order = woo_order(read, store("woocommerce", "42"))
    assert (order.logistics_method, order.payment) == ("Flat rate", Payment.ON_DELIVERY)
    assert (sums(order), order.paid_at) == ({0}, None)


def test_shopify_a_part_payment(clock: SetClock) -> None:
    platform = ShopifyPlatform(seed=1, clock=clock)
    platform.register_app("app", "secret")
    shop = "tea.myshopify.com"
    platform.register_shop(shop, "Tea", app_key="app", access_token="token")
    order_id = place(platform, shop=shop, terms=Terms(unpaid_minor=1000, shipping_method="Slow"))
    view = shopify_view(platform.book.shops[shop], platform.order(order_id))
    order = shopify_order(ShopifyOrder.read(exact(view), "order"), store("shopify", shop))
    assert (order.payment, order.paid_minor, order.payable_minor) == (Payment.PART, 6350, 7350)
    assert (order.logistics_method, sums(order)) == ("Slow", {0})
