"""What the platforms say of goods that were sent again: asked over HTTP, past our own adapters."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3

from infra.local.doudian.caller import Caller
from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.pinduoduo.caller import FORM
from infra.local.pinduoduo.caller import Caller as PinduoduoCaller
from infra.local.scenes import Day
from infra.local.world import APPS

_http = urllib3.PoolManager()


def read_books(day: Day, cases: Mapping[str, str], pinned: str) -> dict[str, tuple[int, str]]:
    """Return the state of each case and the number of its second parcel; empty without one.

    pinned: the scene that is Pinduoduo's; the others are Doudian's.
    """
    return {
        scene: _at_pinduoduo(day, scene, case) if scene == pinned else _at_doudian(day, scene, case)
        for scene, case in cases.items()
    }


def _at_doudian(day: Day, scene: str, case: str) -> tuple[int, str]:
    key = day.orders[scene]
    app_key, secret, _ = APPS[key.store]
    tokens = day.world.platform.current_tokens(day.world.shop(key.store))
    assert tokens is not None
    caller = Caller(day.world.platform, app_key, secret, tokens.access)
    told = caller.call("afterSale.Detail", {"after_sale_id": case})["data"]["process_info"]
    ways = told["logistics_info"]
    sent = ways["exchange"] or ways["resend"] or {}
    return told["after_sale_info"]["after_sale_status"], sent.get("tracking_no", "")


def _at_pinduoduo(day: Day, scene: str, case: str) -> tuple[int, str]:
    key, shop = day.orders[scene], day.world.shops["pinduoduo"]
    platform = shop.platform
    assert isinstance(platform, PinduoduoPlatform)
    tokens = platform.tokens_of(day.world.shop(key.store))
    assert tokens is not None
    caller = PinduoduoCaller(platform, shop.app.app_key, shop.app.app_secret, tokens.access)
    asked = caller.signed(
        "pdd.refund.information.get", {"order_sn": key.order_id, "after_sales_id": case}
    )
    answer = _http.request(
        "POST",
        f"{platform.base_url}/api/router",
        body=urlencode(asked).encode(),
        headers={"content-type": FORM},
    )
    told: dict[str, Any] = answer.json()
    sent = told.get("exchange_shipping_detail", {})
    return told["after_sales_status"], sent.get("tracking_number", "")
