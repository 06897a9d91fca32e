"""The router: checks a call, serves it, wraps the answer. A refusal is HTTP 200 with its code."""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from infra.local.simulated.trade import Outage
from infra.local.simulated.troubles import CallRates, Outages
from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.taobao import (
    queue_methods,
    refund_methods,
    sessions,
    ship_methods,
    stock_methods,
    trade_methods,
)
from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, CallRecord, Method, response_key
from infra.local.taobao.errors import (
    BAD_APP_KEY,
    BAD_FORMAT,
    BAD_METHOD,
    BAD_SESSION,
    BAD_SIGN,
    BAD_TIMESTAMP,
    CALL_LIMITED,
    MESSAGES,
    NO_PERMISSION,
    NO_SESSION,
    NO_SIGN,
    NO_TIMESTAMP,
    REMOTE,
    Refused,
)
from infra.local.taobao.model import App
from infra.local.taobao.params import Params, china_moment
from infra.local.taobao.sessions import SessionDesk
from infra.local.taobao.signing import SignMode, api_sign, same_sign

log = logging.getLogger(__name__)

# The root too, for callers whose address of the platform is the router's.
PATHS = frozenset({"/router/rest", "/", ""})
TIMESTAMP_TOLERANCE = timedelta(minutes=10)
LIMITED = Refused(
    CALL_LIMITED, "accesscontrol.limited-by-api-access-count", "This ban will last for 1 seconds"
)
OUTAGES = {
    Outage.UNAVAILABLE: Refused(REMOTE, "isp.top-remote-service-unavailable", "服务不可用"),
    Outage.THROTTLED: LIMITED,
    Outage.TOKEN_REFUSED: Refused(BAD_SESSION, "invalid-sessionkey", "session 不存在"),
    Outage.ACCESS_ENDED: Refused(NO_PERMISSION, "isv.permission-user-not-granted", "用户未授权"),
}


class Gateway:
    """Serves requests for one book; safe to call from many threads."""

    def __init__(self, book: Book, desk: SessionDesk, outages: Outages, rates: CallRates) -> None:
        self._book = book
        self._sessions = desk
        self._outages = outages
        self._rates = rates
        self._served = 0
        self.calls: list[CallRecord] = []
        self.crashes: list[Exception] = []
        self.methods: dict[str, Method] = {
            **trade_methods.METHODS,
            **refund_methods.METHODS,
            **ship_methods.METHODS,
            **queue_methods.METHODS,
            **stock_methods.METHODS,
            **sessions.methods(desk),
        }

    def serve(self, request: WebRequest) -> WebAnswer:
        """Answer one request."""
        if request.path not in PATHS or request.method not in {"POST", "GET"}:
            return WebAnswer(b"<html>404</html>", 404, "text/html")
        try:
            fields = {**request.query, **request.form}
        except UnicodeDecodeError:
            return self._answered("", "", Refused(BAD_SIGN, "", "body is not UTF-8"))
        name = fields.get("method", "")
        if fields.get("format", "xml") != "json":
            xml = f"<error_response><code>{BAD_FORMAT}</code></error_response>"
            return WebAnswer(xml.encode(), content_type="text/xml;charset=utf-8")
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
                self._book.traps.reached(name, Params(fields).number("page_no", 1))
            with self._book.lock:
                told = method.serve(self._book, call, Params(fields))
            return self._answered(name, shop_id, told)
        except Refused as refused:
            return self._answered(name, shop_id, refused)
        except Exception as crash:
            log.exception("the simulated platform failed in %s", name)
            self.crashes.append(crash)
            return self._answered(name, shop_id, Refused(REMOTE, "isp.unknown-error", ""))

    def _admit(self, name: str, fields: Mapping[str, str]) -> tuple[Call, Method]:
        """Every check before the method."""
        method = self.methods.get(name)
        if method is None:
            raise Refused(BAD_METHOD)
        app = self._book.apps.get(fields.get("app_key", ""))
        if app is None:
            raise Refused(BAD_APP_KEY)
        self._check_timestamp(fields.get("timestamp", ""))
        _check_sign(app, fields)
        shop_id = self._shop(app, fields.get("session", "")) if method.session else ""
        if not self._rates.admits(name, app.app_key):
            raise LIMITED
        return Call(name, app.app_key, shop_id), method

    def _shop(self, app: App, session: str) -> str:
        if not session:
            raise Refused(NO_SESSION)
        with self._book.lock:
            return self._sessions.shop_of(app.app_key, session)

    def _check_timestamp(self, text: str) -> None:
        if not text:
            raise Refused(NO_TIMESTAMP)
        try:
            moment = china_moment(text)
        except ValueError as problem:
            raise Refused(BAD_TIMESTAMP) from problem
        if abs(moment - self._book.now()) > TIMESTAMP_TOLERANCE:
            raise Refused(BAD_TIMESTAMP)

    def _answered(self, name: str, shop_id: str, told: dict[str, Any] | Refused) -> WebAnswer:
        refused = told if isinstance(told, Refused) else None
        with self._book.lock:
            self._served += 1
            request_id = f"15r{self._book.seed}{self._served:08d}"
            record = CallRecord(
                self._book.now(),
                name,
                shop_id,
                refused.code if refused else 0,
                refused.sub_code if refused else "",
            )
            self.calls.append(record)
        if refused:
            inner: dict[str, Any] = {"code": refused.code, "msg": MESSAGES[refused.code]}
            if refused.sub_code:
                inner |= {"sub_code": refused.sub_code, "sub_msg": refused.sub_msg}
            body = {"error_response": {**inner, "request_id": request_id}}
        else:
            assert isinstance(told, dict)
            body = {response_key(name): {**told, "request_id": request_id}}
        return WebAnswer(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def _check_sign(app: App, fields: Mapping[str, str]) -> None:
    presented = fields.get("sign", "")
    if not presented:
        raise Refused(NO_SIGN)
    try:
        mode = SignMode(fields.get("sign_method", ""))
    except ValueError as problem:
        raise Refused(BAD_SIGN) from problem
    unsigned = {name: value for name, value in fields.items() if name != "sign"}
    if not same_sign(api_sign(app.app_secret, unsigned, mode), presented):
        raise Refused(BAD_SIGN)
