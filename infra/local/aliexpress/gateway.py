"""The API gateway: checks a call in the platform's order, serves it, wraps the answer.

Application, signature, time, token, then the method. A refusal is HTTP 200 with its code.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.aliexpress import issue_methods, order_methods, ship_methods
from infra.local.aliexpress.book import Book
from infra.local.aliexpress.calls import Call, Method
from infra.local.aliexpress.errors import Refused, invalid, missing
from infra.local.aliexpress.model import App
from infra.local.aliexpress.signing import api_sign, same_sign
from infra.local.aliexpress.tokens import TokenDesk, illegal_token
from infra.local.aliexpress.views import full, simple
from infra.local.simulated.push import Outbox
from infra.local.simulated.serving import ServedPlatform, Unrest
from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest

METHODS: dict[str, Method] = {
    **order_methods.METHODS,
    **ship_methods.METHODS,
    **issue_methods.METHODS,
}
BUSINESS, REST = "/sync", "/rest"
CREATE, REFRESH = "/auth/token/create", "/auth/token/refresh"
SKEW_MAX = timedelta(seconds=7_200)
OUTAGES = {
    Outage.UNAVAILABLE: Refused("ServiceUnavailable", "service unavailable", "ISP"),
    Outage.THROTTLED: Refused("ApiCallLimit", "This ban will last 1 more seconds", "SYSTEM"),
    Outage.TOKEN_REFUSED: illegal_token(),
    Outage.ACCESS_ENDED: illegal_token(),
}


class Gateway(ServedPlatform):
    """Serves requests for one book; operations are called by `method`, or by the /rest path."""

    def __init__(
        self,
        book: Book,
        token_desk: TokenDesk,
        *,
        seed: int,
        clock: Callable[[], datetime],
        port: int,
        unrest: Unrest,
        outbox: Outbox,
    ) -> None:
        super().__init__(
            "aliexpress", seed=seed, clock=clock, port=port, unrest=unrest, outbox=outbox
        )
        self.book = book
        self.token_desk = token_desk
        self._requests = 0

    def _operation(self, request: WebRequest) -> str:
        if request.path.startswith(REST):
            return request.path.removeprefix(REST)
        return _params(request).get("method", "")

    def _serve(self, request: WebRequest) -> WebAnswer:
        params = _params(request)
        try:
            if request.path.startswith(REST):
                return self._json(self._token_call(request.path.removeprefix(REST), params))
            if request.path != BUSINESS:
                raise Refused("InvalidApiPath", "the specified API path is invalid")
            return self._json(self._business_call(params))
        except Refused as refused:
            return self._refused(refused, request)

    def _refusal(self, kind: Outage, request: WebRequest) -> WebAnswer:
        """An ended token is the token of the call: it ends, and a new one works."""
        if kind is Outage.TOKEN_REFUSED:
            if request.path.startswith(REST):
                return self._serve(request)
            self.token_desk.end_access(_token(_params(request)))
        return self._refused(OUTAGES[kind], request)

    def _business_call(self, params: Mapping[str, str]) -> dict[str, Any]:
        app = self._admit(params, "")
        shop = self.book.shops[self.token_desk.shop_of(app, _token(params))]
        if not shop.authorised:
            raise illegal_token()
        name = params.get("method", "")
        method = METHODS.get(name)
        if method is None:
            raise Refused("InvalidApiPath", f"{name} does not exist")
        call = Call(
            book=self.book,
            shop=shop,
            params=params,
            before_page=lambda page: self.before_page(name, page, shop.shop_id),
            accuse=self.accuse,
        )
        answer = {**method(call), "request_id": self._request_id()}
        if params.get("simplify") == "true":
            return dict(simple(answer))
        return {name.replace(".", "_") + "_response": full(answer)}

    def _token_call(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        app = self._admit(params, path)
        if path == CREATE:
            tokens = self.token_desk.create(app, params.get("code", ""))
        elif path == REFRESH:
            presented = params.get("refresh_token", "")
            tokens = self.token_desk.refresh(app, presented, self._authorised)
        else:
            raise Refused("InvalidApiPath", "the specified API path is invalid")
        shop = self.book.shops[tokens.shop_id]
        return {**self.token_desk.answer(tokens, shop), "request_id": self._request_id()}

    def _authorised(self, shop_id: str) -> bool:
        return self.book.shops[shop_id].authorised

    def _admit(self, params: Mapping[str, str], api_path: str) -> App:
        """Every check before the token."""
        for name in ("app_key", "timestamp", "sign", "sign_method"):
            if not params.get(name):
                raise missing(name)
        app = self.book.apps.get(params["app_key"])
        if app is None:
            raise Refused("InvalidAppKey", "The specified App Key is invalid")
        if params["sign_method"] != "sha256":
            raise invalid("only sign_method sha256 is simulated")
        if not same_sign(api_sign(app.app_secret, params, api_path), params["sign"]):
            raise Refused(
                "IncompleteSignature",
                "The request signature does not conform to platform standards",
            )
        moment = _moment(params["timestamp"])
        if moment is None or abs(moment - self.now()) > SKEW_MAX:
            # The facts give the allowed drift and no code of its own.
            raise Refused("IllegalTimestamp", "the timestamp is invalid or too far off")
        return app

    def _refused(self, refused: Refused, request: WebRequest) -> WebAnswer:
        body = {"type": refused.kind, "code": refused.code, "request_id": self._request_id()}
        if request.path.startswith(REST):
            return self._json({**body, "message": refused.message})
        return self._json({"error_response": {**body, "msg": refused.message}})

    def _request_id(self) -> str:
        self._requests += 1
        return f"2141{self._requests:020d}"

    def _json(self, answer: Mapping[str, Any]) -> WebAnswer:
        return WebAnswer(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())


def _params(request: WebRequest) -> dict[str, str]:
    """All parameters, from the query and from the form."""
    return {**request.query, **request.form} if request.body else dict(request.query)


def _token(params: Mapping[str, str]) -> str:
    """Two names are taken for the access token."""
    return params.get("session") or params.get("access_token") or ""


def _moment(text: str) -> datetime | None:
    """Epoch milliseconds; None if it is none."""
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
