"""What a world holds before anything happens: settings, secrets, stock, a platform that answers."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws
from openpyxl import load_workbook

from hedan import runtime
from hedan.adapters import clients
from hedan.domain.pull_ledger import Listing, PullLedger
from hedan.domain.stock import StockMove
from hedan.platforms.access import Token
from hedan.platforms.outside import Clock, Outside
from hedan.ports import Change
from infra.local.places import ROOT
from infra.publish_settings import read_settings
from tests.functions.light_endpoint import LightEndpoint
from tests.functions.stack import STACK, Stack
from tests.functions.world import APPS, NOW, ORDER, World
from tests.platforms.doudian.wire import Call, Reply, StubPlatform, ok
from tests.platforms.doudian.wire import refused as platform_refuses

SAMPLES = ROOT / "tests" / "platforms" / "doudian" / "samples"
SHOPS = {"4463798": "cup-house", "4463799": "tea-house"}
# Orders that the platform never answers for: too busy.
BUSY_ORDER = "6920000000000000888"


@contextmanager
def opened_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Open a world under moto, with its two servers."""
    with mock_aws(), StubPlatform() as platform, LightEndpoint() as endpoint:
        yield _seeded(monkeypatch, platform, endpoint)


def _seeded(
    monkeypatch: pytest.MonkeyPatch, platform: StubPlatform, endpoint: LightEndpoint
) -> World:
    """Make the stack, publish the settings, keep the secrets, book the stock."""
    world = World(monkeypatch, Stack(), platform, endpoint)
    monkeypatch.setattr(runtime, "now", lambda: NOW)
    outside = Outside(clock=Clock(sleep=lambda seconds: None))
    monkeypatch.setattr(runtime, "outside", lambda: outside)
    _answers(platform)
    _secrets()
    settings = read_settings(ROOT / "infra" / "local" / "settings.yaml")
    stores = tuple(
        store.but(api_url=platform.url, calls_per_second=1000.0) for store in settings.stores
    )
    goods_in = StockMove(sku="CUP-RED-01", on_hand=60, entry_id="in-1", cause="goods in", at=NOW)
    with world.seeing() as seeded:
        seeded.settings_table().publish(settings.but(version=0, stores=stores))
        seeded.desk().commit(Change(stock=(goods_in,)))
        for store in settings.stores:
            for listing in (Listing.ORDERS, Listing.AFTER_SALES):
                asked = NOW - timedelta(minutes=5)
                ledger = PullLedger(store=store.id, listing=listing, asked_until=asked)
                seeded.ledger_table().save(ledger, [])
    return world


def _secrets() -> None:
    client = clients.secrets_manager()
    for store, app in APPS.items():
        client.create_secret(
            Name=f"{STACK}/stores/{store}/app",
            SecretString=json.dumps(app.model_dump() | {"platform": "doudian", "shops": SHOPS}),
        )
        token = Token(
            access_token=store, refresh_token="r", expires_at=datetime(2099, 1, 1, tzinfo=UTC)
        )
        client.create_secret(
            Name=f"{STACK}/stores/{store}/token", SecretString=token.model_dump_json()
        )


def token_nearly_over(world: World) -> None:
    """Every store's token has minutes left: the next call renews it."""
    with world.seeing() as seen:
        for store in APPS:
            soon = (
                seen.secrets().token(store).but(expires_at=datetime.now(UTC) + timedelta(minutes=9))
            )
            seen.secrets().save_token(store, soon)
    renewed = {"access_token": "renewed", "refresh_token": "r2", "expires_in": 604800}
    world.platform.answers("token.refresh", ok(renewed))


def token_of(world: World, store: str) -> str:
    """Return a store's access token."""
    with world.seeing() as seen:
        kept: str = seen.secrets().token(store).access_token
        return kept


def _answers(platform: StubPlatform) -> None:
    """The platform knows the sample order and its refund; at the second store nothing happens."""
    platform.answers("order.orderDetail", _order)
    platform.answers("afterSale.Detail", lambda _: ok(sample("after_sale_detail")["data"]))
    made, changed_at = 1790560800, 1790567900
    changed = {"order_id": ORDER.order_id, "update_time": changed_at, "create_time": made}
    listed = {
        "aftersale_info": {"aftersale_id": 7140000000000000456, "update_time": 1790567950},
        "order_info": {"shop_order_id": ORDER.order_id},
    }
    platform.answers("order.searchList", _only("cup-house", "shop_order_list", changed))
    platform.answers("afterSale.List", _only("cup-house", "items", listed))
    platform.answers("order.logisticsAdd", ok({}))


def _only(store: str, name: str, listed: dict[str, Any]) -> Callable[[Call], Reply]:
    # The token is the store's name: see _secrets().
    return lambda call: ok(
        {"total": 1, name: [listed]} if call.query["access_token"] == store else {"total": 0}
    )


def _order(call: Call) -> Reply:
    wanted = call.params["shop_order_id"]
    if wanted == BUSY_ORDER:
        return platform_refuses(20000, "isp.service-error", "服务不可用")
    text = json.dumps(sample("order_detail")["data"])
    text = text.replace(str(int(ORDER.order_id) + 1), str(int(wanted) + 1))
    return ok(json.loads(text.replace(ORDER.order_id, wanted)))


def sample(name: str) -> Any:
    """Return one of the platform's sample answers."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def filled_workbook(content: bytes, number: str = "SF1234567890123") -> bytes:
    """Fill every row of a supplier's workbook, as Excel would save it."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = {
        str(cell.value): cell
        for row in sheet.iter_rows(max_row=20)
        for cell in row
        if cell.value is not None
    }
    first = headings["运单号"]
    for row in range(first.row + 1, sheet.max_row + 1):
        if str(sheet.cell(row, headings["包裹号"].column).value or "").startswith("P"):
            sheet.cell(row, headings["快递公司"].column).value = "顺丰速运"
            sheet.cell(row, first.column).value = number
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
