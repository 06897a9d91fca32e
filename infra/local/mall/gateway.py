"""The malls' REST gateway: token, merchant, route, and how refusals are worded."""

import json
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from infra.local.mall.book import Book
from infra.local.mall.calls import Call, Found
from infra.local.mall.errors import Refused
from infra.local.mall.model import Mall
from infra.local.mall.routes import ROUTES
from infra.local.simulated.push import Outbox
from infra.local.simulated.serving import ServedPlatform, Unrest
from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest

OUTAGES = {
    Outage.UNAVAILABLE: Refused("unavailable", "come again", 1),
    Outage.THROTTLED: Refused("throttled", "too fast", 1),
    Outage.TOKEN_REFUSED: Refused("token-unknown"),
    Outage.ACCESS_ENDED: Refused("token-revoked"),
}


class Gateway(ServedPlatform):
    """Serves all malls; operations are called like "GET orders" or "POST orders/{id}/shipments"."""

    def __init__(
        self,
        book: Book,
        *,
        seed: int,
        clock: Callable[[], datetime],
        port: int,
        unrest: Unrest,
        outbox: Outbox,
        listing_lag: timedelta,
    ) -> None:
        super().__init__("mall", seed=seed, clock=clock, port=port, unrest=unrest, outbox=outbox)
        self.book = book
        self._listing_lag = listing_lag
        self._requests = 0

    def _operation(self, request: WebRequest) -> str:
        parts = request.path.strip("/").split("/")
        named = [part if place % 2 == 0 else "{id}" for place, part in enumerate(parts)]
        return f"{request.method} {'/'.join(named)}"

    def _serve(self, request: WebRequest) -> WebAnswer:
        try:
            found = self._found(request)
        except Refused as refused:
            return self._refused(refused)
        return self._answer(found.value, found.status, {})

    def _found(self, request: WebRequest) -> Found:
        mall = self._mall(request.headers.get("authorization", ""))
        merchant = self.book.merchants.get(request.query.get("merchant_id", ""))
        if merchant is None:
            raise Refused("parameter-invalid", "merchant_id")
        if merchant.app_key != mall.app_key:
            raise Refused("permission-missing", "not this token's merchant")
        operation = self._operation(request)
        route = ROUTES.get(operation)
        if route is None:
            raise Refused("parameter-invalid", f"there is no {operation}")
        call = Call(
            book=self.book,
            mall=mall,
            merchant_id=merchant.merchant_id,
            query=request.query,
            body=_body(request),
            raw=request.body,
            key=request.headers.get("idempotency-key"),
            path=tuple(request.path.strip("/").split("/")),
            settled_before=self.now() - self._listing_lag,
            before_page=lambda page: self.before_page(operation, page, merchant.merchant_id),
            accuse=self.accuse,
        )
        return route(call)

    def _mall(self, header: str) -> Mall:
        token = re.sub(r"^[Bb]earer ", "", header)
        for mall in self.book.malls.values():
            if mall.token == token and header != token:
                if mall.revoked:
                    raise Refused("token-revoked")
                return mall
        raise Refused("token-unknown")

    def _refusal(self, kind: Outage, request: WebRequest) -> WebAnswer:
        del request
        return self._refused(OUTAGES[kind])

    def _refused(self, refused: Refused) -> WebAnswer:
        error = {"error": {"code": refused.code, "message": refused.message}}
        wait = refused.retry_after
        return self._answer(
            error, refused.status, {} if wait is None else {"Retry-After": str(wait)}
        )

    def _answer(
        self, value: dict[str, Any] | None, status: int, headers: dict[str, str]
    ) -> WebAnswer:
        self._requests += 1
        body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
        named = {"X-Request-Id": f"req_{self._requests:010d}", **headers}
        return WebAnswer(body, status, headers=named)

    def _touch_one(self, shop_id: str, chance: random.Random) -> None:
        orders = [one for one in self.book.orders.values() if shop_id in one.merchants]
        if orders:
            self.book.change(chance.choice(orders), "order.updated")


def _body(request: WebRequest) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        value = json.loads(request.body)
    except ValueError as problem:
        raise Refused("parameter-invalid", "the body is no JSON") from problem
    if not isinstance(value, dict):
        raise Refused("parameter-invalid", "the body is no object")
    return value
