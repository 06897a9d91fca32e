"""What holds for every adapter of the registry: it opens silently, does what it claims, and meets
rubbish with a typed error.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.domain.parcels import Tracking
from hedan.domain.replaced_lines import ReplacementKind
from hedan.errors import HedanError
from hedan.platforms.access import AppSecret
from hedan.platforms.callbacks import WITH_CALLBACKS
from hedan.platforms.lacking import NotOffered
from hedan.platforms.platform import (
    ActRequest,
    Departure,
    Listing,
    Platform,
    ReplacementSent,
    ShipShape,
    StockLevel,
)
from hedan.platforms.registry import CAPABILITIES, STORES, open_store
from hedan.settings import CarrierSettings, StoreSettings
from hedan.settings.virtual import VIRTUAL_OPTION, VIRTUAL_WAYS
from tests.platforms.mall import contract_sample
from tests.platforms.shopify import samples as shopify
from tests.platforms.wire import NOW, MemoryVault, TestClock, outside_of, shipment, token_until
from tests.platforms.woocommerce import samples as woocommerce

ALL = sorted(CAPABILITIES)
APP = AppSecret(app_key="12345678", app_secret="c" * 32, webhook_secrets=("whsec_" + "QUFB" * 8,))
CARRIER = CarrierSettings(
    code="SF", name="顺丰", number_pattern=".*", platform_codes=dict.fromkeys(ALL, "SF")
)
# Whose samples they are, and what is read of them: order, line and after-sale.
SHOPS = {"mall": "M42"}
READ: Mapping[str, tuple[str, str, str]] = {
    "doudian": ("6920000000000000123", "6920000000000000124", "7000000000000000001"),
    "pinduoduo": ("260928-123456789012345", "260928-123456789012345-1", "40000000123"),
    "taobao": ("4012345678901234567", "4012345678901234569", "181784773340360001"),
    "aliexpress": ("8190000000001234", "8190000000011234", "680000000011234"),
    "mall": ("P20261001000001-M42", "L1", "R1"),
    "woocommerce": ("2041", "311", "refund-77"),
    "shopify": ("820982911946154508", "466157049", "refund-1"),
}
# As many pages as any of these windows could need; a listing of rubbish may go on for ever.
PAGES_LOOKED_AT = 20
EXAMPLES = 30


class Pool:
    """Answers every call with what `body` makes of it; without it, no call is expected."""

    def __init__(self, body: Callable[[bytes], bytes] | None = None) -> None:
        self._body = body

    def urlopen(
        self, method: str, url: str, body: bytes | None = None, **_: object
    ) -> urllib3.HTTPResponse:
        """Stand for urllib3.PoolManager.urlopen."""
        assert self._body is not None, f"{method} {url} was called"
        answer = BytesIO(self._body(body or b""))
        return urllib3.HTTPResponse(body=answer, status=200, preload_content=True)


def opened(platform: str, pool: Pool) -> Platform:
    store = StoreSettings(
        id="tea",
        platform=platform,
        name="tea",
        shop_id=SHOPS.get(platform, "42"),
        api_url="https://gateway.invalid",
        calls_per_second=1000,
    )
    vault = MemoryVault(token_until(NOW + timedelta(days=20)))
    return open_store(store, APP, vault, (CARRIER,), outside_of(pool, TestClock()))


def order(platform: str, order_id: str) -> Order:
    return Order(
        key=OrderKey(platform=platform, store="tea", order_id=order_id),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id=f"{order_id}-1",
                sku="A",
                product_id="1",
                name="a",
                spec="",
                quantity=1,
                unit_price_minor=1,
                paid_minor=1,
                status=OrderStatus.TO_SHIP,
            ),
        ),
        currency="CNY",
        paid_minor=1,
        postage_minor=0,
        buyer_id="b",
        buyer_remark="",
        seller_memo="",
        receiver=Receiver(
            address_id="a",
            name="",
            phone="",
            province="",
            city="",
            district="",
            street="",
            detail="",
        ),
        created_at=NOW,
        changed_at=NOW,
    )


class Call(NamedTuple):
    """One thing that may be asked of a store, and whether this platform claims to have it."""

    ask: Callable[[Platform], object]
    offered: bool = True


def calls_of(platform: str) -> dict[str, Call]:
    can = CAPABILITIES[platform]
    old = Tracking(carrier="SF", number="SF0")
    one, line, case = READ[platform]
    whole = shipment((one, line, 1), platform=platform, whole=True)
    part = shipment((one, line, 1), platform=platform)
    merged = shipment((one, line, 1), ("2", "2-1", 1), platform=platform)
    virtual = Departure(request_id="PVIRTUAL", lines=whole.lines, whole_order=True)
    sent = ReplacementSent(
        order=OrderKey(platform=platform, store="tea", order_id=one),
        after_sale_id=case,
        kind=ReplacementKind.EXCHANGE,
        tracking=old,
    )
    level = StockLevel(product_id="1", platform_sku="2", sku="A", quantity=3)
    return {
        "read_order": Call(lambda store: store.read_order(one)),
        "read_after_sale": Call(lambda store: store.read_after_sale(one, case)),
        "read_after_sale of no order": Call(lambda store: store.read_after_sale(None, case)),
        **{f"pages of {listing}": Call(_pages(listing)) for listing in can.listings},
        "ship a whole order": Call(lambda store: store.ship(whole)),
        "ship a part": Call(lambda store: store.ship(part)),
        "ship two orders": Call(lambda store: store.ship(merged)),
        "ship_virtual": Call(
            lambda store: store.ship_virtual(virtual), can.ships_virtual != "none"
        ),
        "merge_groups": Call(
            lambda store: store.merge_groups([order(platform, one), order(platform, "2")])
        ),
        "correct_tracking": Call(
            lambda store: store.correct_tracking(whole, old), can.corrects_tracking
        ),
        "ship_replacement": Call(
            lambda store: store.ship_replacement(sent), bool(can.ships_replacements)
        ),
        "parcels_shown": Call(lambda store: store.parcels_shown(one), can.shows),
        "carrier_word": Call(lambda store: store.carrier_word("SF")),
        "push_stock": Call(lambda store: store.push_stock([level]), can.pushes_stock),
        "mark": Call(
            lambda store: store.mark(one, remark="x", flag=min(can.flags, default=None)),
            can.writes_remark,
        ),
        "mark without a flag": Call(
            lambda store: store.mark(one, remark="x", flag=None), can.writes_remark
        ),
        "carriers": Call(lambda store: store.carriers(), can.lists_carriers),
        "track": Call(lambda store: store.track(one, old), can.tracks),
        **{
            f"act {act}": Call(_act(act, platform, one, case), act in can.case_acts)
            for act in PlatformAct
        },
        "pull_messages": Call(lambda store: store.pull_messages(10), can.push == "messages"),
        "confirm_messages": Call(
            lambda store: store.confirm_messages(["1"]), can.push == "messages"
        ),
    }


def _act(act: PlatformAct, platform: str, order_id: str, case: str) -> Callable[[Platform], object]:
    told = AfterSale(
        order=OrderKey(platform=platform, store="tea", order_id=order_id),
        after_sale_id=case,
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(),
        refund_minor=1,
        reason="",
        asked_at=NOW,
        changed_at=NOW,
    )
    parcel = Tracking(carrier="SF", number="SF0")
    request = ActRequest(act=act, case=told, at=NOW, tracking=parcel)
    return lambda store: store.act(request)


def _pages(listing: Listing) -> Callable[[Platform], object]:
    since = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
    window = since, since + timedelta(minutes=20)
    return lambda store: list(islice(store.pages(listing, *window), PAGES_LOOKED_AT))


# --- What the registry says -------------------------------------------------------------------


def test_the_registry_is_whole() -> None:
    assert set(STORES) == set(CAPABILITIES) == set(AROUND)
    assert set(CAPABILITIES) >= WITH_CALLBACKS


@pytest.mark.parametrize("platform", ALL)
def test_a_store_opens_without_asking_anything(platform: str) -> None:
    store = opened(platform, Pool())
    assert type(store).__name__ == STORES[platform]
    assert type(store).capabilities is CAPABILITIES[platform]
    assert store.capabilities.platform == platform


@pytest.mark.parametrize("platform", ALL)
def test_what_a_platform_claims_holds_together(platform: str) -> None:
    can = CAPABILITIES[platform]
    assert can.reads
    assert (can.push == "callback") is (platform in WITH_CALLBACKS)
    # Without these two, nothing finds what a message or an increment missed.
    assert {Listing.ORDERS, Listing.ORDERS_CREATED} <= set(can.listings)
    for rule in can.listings.values():
        assert timedelta(0) <= rule.lag < rule.window_max <= rule.reach
    assert ShipShape.WHOLE in can.ships
    assert ShipShape.PART in can.ships or ShipShape.SPLIT_QUANTITY not in can.ships
    assert can.writes_remark or not can.flags
    way = VIRTUAL_WAYS.get(platform)
    assert can.ships_virtual == (way.unit if way else "none")
    assert (VIRTUAL_OPTION in can.options) is (way is not None)
    for name, meaning in can.options.items():
        assert name.isidentifier()
        assert len(meaning.split()) > 2, name


@pytest.mark.parametrize("platform", ALL)
def test_what_is_denied_is_not_offered_and_asks_nothing(platform: str) -> None:
    store = opened(platform, Pool())
    denied = {name: call for name, call in calls_of(platform).items() if not call.offered}
    for name, call in denied.items():
        with pytest.raises(NotOffered, match=f"^{platform}: {name.partition(' ')[0]}$"):
            call.ask(store)


# --- Rubbish ----------------------------------------------------------------------------------

BODIES = {
    "nothing": b"",
    "a page": b"<html><body>502</body></html>",
    "no UTF-8": b'{"code":"\xff\xfe"}',
    "null": b"null",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "a text": b'"ok"',
    "a number beyond all sense": b'{"code":1e99999999999999999999999}',
    "no number": b'{"code":NaN}',
    "five thousand digits": b'{"code":' + b"9" * 5000 + b"}",
    "deep": b"[" * 100_000,
    "deep objects": b'{"code":' * 100_000,
    "a megabyte": b'{"code":"' + b"x" * 1_000_000 + b'"}',
}


@pytest.mark.parametrize("platform", ALL)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_an_answer_that_is_none_is_a_typed_error(platform: str, body: bytes) -> None:
    for name, call in calls_of(platform).items():
        if call.offered:
            ask(opened(platform, Pool(lambda _: body)), name, call)


def ask(store: Platform, name: str, call: Call) -> None:
    """Ask, and let nothing but the typed errors pass."""
    try:
        call.ask(store)
    except NotOffered:
        pytest.fail(f"{name}: claimed, and not offered")
    except HedanError:
        pass


def _of_pinduoduo(told: object, _: bytes) -> object:
    return {"rubbish_response": told}


def _of_taobao(told: object, asked: bytes) -> object:
    method = dict(parse_qsl(asked.decode()))["method"]
    return {method.removeprefix("taobao.").replace(".", "_") + "_response": told}


# What stands around an answer of each platform that its gateway calls a success.
AROUND: Mapping[str, Callable[[object, bytes], object]] = {
    "doudian": lambda told, _: {"code": 10000, "data": told},
    "pinduoduo": _of_pinduoduo,
    "taobao": _of_taobao,
    "aliexpress": _of_pinduoduo,
    "mall": lambda told, _: told,
    "woocommerce": lambda told, _: told,
    "shopify": lambda told, _: told,
}


RUBBISH = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from([1.5, 1e308, -0.0]),
    st.sampled_from(["", "0", "1", "-1", "1.005", "1e999", "NaN", "x#y", "\ud800", "1" * 200]),
    st.sampled_from(["2026-09-28 10:00:00", "0001-01-01 00:00:00", "9999-12-31T23:59:59Z"]),
    st.sampled_from(
        ["0001-01-01T00:00:00+08:00", "9999-12-31 23:59:59", "9999-12-31T23:59:59-08:00"]
    ),
    st.sampled_from([[], {}, [[]], [{}], {"x": [1]}, "[" * 10_000]),
    st.text(max_size=5),
)


def _samples(platform: str) -> list[Any]:
    """Return answers as this platform really gives them, without what stands around them."""
    if platform == "mall":
        return [contract_sample('{"order_id"'), contract_sample('{"refund_id"')]
    if platform == "woocommerce":
        return [woocommerce.order(), [woocommerce.order()], woocommerce.refund()]
    if platform == "shopify":
        return [{"order": shopify.order()}, {"orders": [shopify.order()]}]
    folder = Path(__file__).parent / platform / "samples"
    told = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    if platform == "doudian":
        return [body["data"] for body in told if isinstance(body, dict) and "data" in body]
    return [next(iter(body.values())) if len(body) == 1 else body for body in told]


def _places(told: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value in an answer."""
    inside = enumerate(told) if isinstance(told, list) else told.items()
    for step, value in inside:
        yield (*above, step)
        if isinstance(value, list | dict):
            yield from _places(value, (*above, step))


def _damage(told: Any, place: tuple[Any, ...], value: Any) -> None:
    """Put another value there; nothing happens where an earlier damage took the place away."""
    with suppress(KeyError, IndexError, TypeError):
        for step in place[:-1]:
            told = told[step]
        told[place[-1]] = value


@pytest.mark.parametrize("platform", ALL)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_answer_is_read_or_a_typed_error(platform: str, data: st.DataObject) -> None:
    told = data.draw(st.sampled_from(_samples(platform)))
    places = data.draw(st.lists(st.sampled_from(list(_places(told))), min_size=1, max_size=3))
    for place in places:
        _damage(told, place, deepcopy(data.draw(RUBBISH)))

    def body(asked: bytes) -> bytes:
        return json.dumps(AROUND[platform](told, asked)).encode()

    for name, call in calls_of(platform).items():
        if call.offered:
            ask(opened(platform, Pool(body)), name, call)
