"""The REST gateway: whose key it is, which route, and how an answer or a refusal is worded."""

import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from infra.local.simulated.push import Outbox
from infra.local.simulated.serving import ServedPlatform, Unrest
from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.woocommerce.book import Book
from infra.local.woocommerce.calls import Call, Found
from infra.local.woocommerce.errors import Refused, no_route, unauthorised
from infra.local.woocommerce.routes import ROUTES
from infra.local.woocommerce.signing import basic_pair

CORE, TRACKING = "/wp-json/wc/v3/", "/wp-json/wc-shipment-tracking/v3/"


class Gateway(ServedPlatform):
    """Serves all sites; operations are called like "GET orders" or "PUT orders/{id}"."""

    def __init__(
        self,
        book: Book,
        *,
        seed: int,
        clock: Callable[[], datetime],
        port: int,
        unrest: Unrest,
        outbox: Outbox,
    ) -> None:
        super().__init__(
            "woocommerce", seed=seed, clock=clock, port=port, unrest=unrest, outbox=outbox
        )
        self.book = book

    def _operation(self, request: WebRequest) -> str:
        path = request.path.removeprefix(CORE).removeprefix(TRACKING).strip("/")
        pattern = re.sub(r"/[0-9a-f]{32}$", "/{id}", path)
        return f"{request.method} {re.sub(r'(?<=/)[0-9]+(?=/|$)', '{id}', pattern)}"

    def _serve(self, request: WebRequest) -> WebAnswer:
        try:
            found = self._found(request)
        except Refused as refused:
            return _refused(refused)
        return _json(found.value, found.status, found.headers or {})

    def _found(self, request: WebRequest) -> Found:
        key, secret = basic_pair(request.headers.get("authorization", ""))
        site = self.book.sites.get(key)
        if site is None or site.revoked or site.app_secret != secret:
            raise unauthorised()
        route = ROUTES.get(operation := self._operation(request))
        if route is None or not request.path.startswith((CORE, TRACKING)):
            raise no_route()
        call = Call(
            book=self.book,
            site=site,
            query=request.query,
            body=_body(request),
            numbers=_numbers(request.path),
            before_page=lambda page: self.before_page(operation, page, site.app_key),
            accuse=self.accuse,
        )
        return route(call)

    def _refusal(self, kind: Outage, request: WebRequest) -> WebAnswer:
        del request
        if kind is Outage.UNAVAILABLE:
            page = b"Briefly unavailable for scheduled maintenance. Check back in a minute."
            return WebAnswer(page, 503, "text/html; charset=utf-8", {"Retry-After": "60"})
        if kind is Outage.THROTTLED:
            # WooCommerce itself has no limit; those who host it do.
            return WebAnswer(b"Too Many Requests", 429, "text/html", {"Retry-After": "1"})
        return _refused(unauthorised())

    def _touch_one(self, shop_id: str, chance: random.Random) -> None:
        orders = [one for one in self.book.orders.values() if one.site == shop_id]
        if orders:
            self.book.change(chance.choice(orders))


def _numbers(path: str) -> tuple[int, ...]:
    """Ids in a path; those of tracking numbers are hexadecimal."""
    parts = path.removeprefix(CORE).removeprefix(TRACKING).split("/")
    hexadecimal = 32
    return tuple(
        int(part, 16) if len(part) == hexadecimal else int(part)
        for part in parts
        if part.isdigit() or re.fullmatch(r"[0-9a-f]{32}", part)
    )


def _body(request: WebRequest) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        value = json.loads(request.body)
    except ValueError as problem:
        raise Refused(400, "rest_invalid_json", "Invalid JSON body passed.") from problem
    return value if isinstance(value, dict) else {}


def _refused(refused: Refused) -> WebAnswer:
    body = {
        "code": refused.code,
        "message": refused.message,
        "data": {"status": refused.status},
    }
    return _json(body, refused.status, {})


def _json(value: Any, status: int, headers: Mapping[str, str]) -> WebAnswer:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return WebAnswer(body, status, headers=headers)
