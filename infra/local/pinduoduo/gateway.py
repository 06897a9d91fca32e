"""The router: checks a call, serves it, wraps the answer. A refusal is HTTP 200 with its code."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.pinduoduo import (
    after_sale_methods,
    order_methods,
    ship_methods,
    shop_methods,
    token_desk,
)
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, CallRecord, Method
from infra.local.pinduoduo.errors import (
    BAD_CLIENT,
    BAD_SIGN,
    BAD_TOKEN,
    BAD_TYPE,
    INTERNAL,
    MESSAGES,
    NOT_AUTHORISED,
    THROTTLED,
    TOKEN_EXPIRED,
    UNAVAILABLE,
    Refused,
    bad_parameter,
)
from infra.local.pinduoduo.params import UNIX_DIGITS_MAX, Params, signed_text
from infra.local.pinduoduo.signing import api_sign, same_sign
from infra.local.pinduoduo.token_desk import TokenDesk
from infra.local.simulated.trade import Outage
from infra.local.simulated.troubles import CallRates, Outages, Rate
from infra.local.simulated.web import WebAnswer, WebRequest

log = logging.getLogger(__name__)

# The root too, for callers whose address of the platform is the router's.
PATHS = frozenset({"/api/router", "/", ""})
WITHOUT_TOKEN = frozenset({token_desk.CREATE, token_desk.REFRESH, "pdd.time.get"})
TIMESTAMP_TOLERANCE = timedelta(minutes=10)
# As documented; per shop where the documentation says so, else far above one seller's need.
RATES: Mapping[str, Rate] = {
    "pdd.order.list.get": Rate(10_000, 60),
    "pdd.order.information.get": Rate(30_000, 60),
    "pdd.order.number.list.increment.get": Rate(3_000, 60),
    "pdd.order.status.get": Rate(3_000, 60),
    "pdd.refund.status.check": Rate(3_000, 60),
    "pdd.refund.list.increment.get": Rate(100, 10),
    "pdd.logistics.companies.get": Rate(1_200, 10),
}
OUTAGES = {
    Outage.UNAVAILABLE: Refused(UNAVAILABLE),
    Outage.THROTTLED: Refused(THROTTLED),
    Outage.TOKEN_REFUSED: Refused(TOKEN_EXPIRED),
    Outage.ACCESS_ENDED: Refused(NOT_AUTHORISED),
}


class Gateway:
    """Serves requests for one book; safe to call from many threads."""

    def __init__(
        self,
        book: Book,
        tokens: TokenDesk,
        outages: Outages,
        rates: CallRates,
    ) -> None:
        self._book = book
        self._tokens = tokens
        self._outages = outages
        self._rates = rates
        self._served = 0
        self.calls: list[CallRecord] = []
        self.crashes: list[Exception] = []
        self.methods: dict[str, Method] = {
            **order_methods.METHODS,
            **after_sale_methods.METHODS,
            **ship_methods.METHODS,
            **shop_methods.METHODS,
            **token_desk.methods(tokens),
        }

    def serve(self, request: WebRequest) -> WebAnswer:
        """Answer one request."""
        if request.path not in PATHS or request.method != "POST":
            return WebAnswer(b"<html>404</html>", 404, "text/html")
        try:
            fields = _fields(request)
        except ValueError:
            return self._answered("", "", None, Refused(10001, "参数无法解析"))
        name = fields.get("type", "")
        strike = self._outages.strike(name)
        if strike is Outage.BAD_GATEWAY:
            return WebAnswer(b"<html><h1>502 Bad Gateway</h1></html>", 502, "text/html")
        answer = self._checked(name, fields, OUTAGES.get(strike) if strike else None)
        if strike is Outage.LOST_ANSWER:
            return WebAnswer(b"", sent=False)
        return answer

    def _checked(self, name: str, fields: Mapping[str, str], outage: Refused | None) -> WebAnswer:
        shop_id = ""
        try:
            if outage:
                raise outage
            call, method = self._admit(name, fields)
            shop_id = call.shop_id
            if method.pages:
                self._book.traps.reached(name, Params(fields).number("page", 1))
            with self._book.lock:
                told = method.serve(self._book, call, Params(fields))
            return self._answered(name, shop_id, method.key, told)
        except Refused as refused:
            return self._answered(name, shop_id, None, refused)
        except Exception as crash:
            log.exception("the simulated platform failed in %s", name)
            self.crashes.append(crash)
            return self._answered(name, shop_id, None, Refused(INTERNAL))

    def _admit(self, name: str, fields: Mapping[str, str]) -> tuple[Call, Method]:
        """Every check before the method."""
        method = self.methods.get(name)
        if method is None:
            raise Refused(BAD_TYPE)
        app = self._book.apps.get(fields.get("client_id", ""))
        if app is None:
            raise Refused(BAD_CLIENT)
        self._check_timestamp(fields.get("timestamp", ""))
        if fields.get("data_type", "JSON") != "JSON":
            raise bad_parameter("only data_type JSON is simulated")
        if not same_sign(api_sign(app.client_secret, fields), fields.get("sign", "")):
            raise Refused(BAD_SIGN)
        shop_id = ""
        if name not in WITHOUT_TOKEN:
            token = fields.get("access_token", "")
            if not token:
                raise Refused(BAD_TOKEN)
            with self._book.lock:
                shop_id = self._tokens.shop_of(app.client_id, token)
        if not self._rates.admits(name, shop_id):
            raise Refused(THROTTLED)
        return Call(name, app.client_id, shop_id), method

    def _check_timestamp(self, text: str) -> None:
        if not (text.isascii() and text.isdigit() and len(text) <= UNIX_DIGITS_MAX):
            raise bad_parameter("timestamp 必须是秒级时间戳")
        if abs(datetime.fromtimestamp(int(text), UTC) - self._book.now()) > TIMESTAMP_TOLERANCE:
            raise bad_parameter("timestamp 与平台时间相差超过 10 分钟")

    def _answered(
        self, name: str, shop_id: str, key: str | None, told: dict[str, Any] | Refused
    ) -> WebAnswer:
        with self._book.lock:
            self._served += 1
            request_id = f"{self._book.seed}{self._served:016d}"
            code = told.code if isinstance(told, Refused) else 0
            self.calls.append(CallRecord(self._book.now(), name, shop_id, code))
        body: dict[str, Any]
        if isinstance(told, Refused):
            body = {"error_response": {**_error(told), "request_id": request_id}}
        else:
            told = {**told, "request_id": request_id}
            body = told if key is None else {key: told}
        return WebAnswer(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def _error(refused: Refused) -> dict[str, Any]:
    return {
        "error_code": refused.code,
        "error_msg": MESSAGES[refused.code],
        "sub_code": refused.sub_code,
        "sub_msg": refused.sub_msg,
    }


def _fields(request: WebRequest) -> dict[str, str]:
    """All parameters as signed text: the query's, and a form's or a JSON object's."""
    if "json" in request.headers.get("content-type", "") and request.body.startswith(b"{"):
        body = json.loads(request.body)
        sent = {name: signed_text(value) for name, value in body.items() if value is not None}
    else:
        sent = request.form
    return {**request.query, **sent}
