"""The API gateway: checks a call in the platform's order, serves it, wraps the answer.

App, timestamp, signature, token, rate, then the method. A refusal is HTTP 200 with its code.
"""

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.doudian import (
    after_sale_methods,
    merge_methods,
    order_methods,
    ship_methods,
    stock_methods,
)
from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, CallRecord, Method
from infra.local.doudian.errors import MESSAGES, SUCCESS, Refused, bad_format
from infra.local.doudian.limits import RateLimiter
from infra.local.doudian.model import App
from infra.local.doudian.outages import REFUSALS, OutageKind, Outages
from infra.local.doudian.params import Params
from infra.local.doudian.privacy import CHINA
from infra.local.doudian.signing import SignMode, api_sign, canonical_json, same_sign
from infra.local.doudian.token_desk import TokenDesk

log = logging.getLogger(__name__)

METHODS: dict[str, Method] = {
    **order_methods.METHODS,
    **merge_methods.METHODS,
    **ship_methods.METHODS,
    **after_sale_methods.METHODS,
    **stock_methods.METHODS,
}
TOKEN_METHODS = frozenset({"token.create", "token.refresh"})
API_VERSION = "2"
MILLISECOND_DIGITS = 13
SILENCE_SECONDS_MAX = 60.0


@dataclass(frozen=True)
class Request:
    """One HTTP request, taken apart."""

    path: str
    query: Mapping[str, str]
    body: bytes
    old_error_fields: bool = True


@dataclass(frozen=True)
class Answer:
    """What to send back; `sent` is false if the connection is to be cut instead."""

    body: bytes
    http_status: int = 200
    content_type: str = "application/json; charset=utf-8"
    sent: bool = True


class Gateway:
    """Serves requests for one book; safe to call from many threads."""

    def __init__(
        self,
        book: Book,
        tokens: TokenDesk,
        limiter: RateLimiter,
        outages: Outages,
        *,
        timestamp_tolerance_seconds: int,
    ) -> None:
        self._book = book
        self._tokens = tokens
        self._limiter = limiter
        self._outages = outages
        self._tolerance = timedelta(seconds=timestamp_tolerance_seconds)
        self._lock = threading.Lock()
        self._served = 0
        self._calls: list[CallRecord] = []
        self._crashes: list[Exception] = []

    @property
    def calls(self) -> list[CallRecord]:
        """Every call so far."""
        with self._lock:
            return list(self._calls)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; a run with any of them proves nothing."""
        with self._lock:
            return list(self._crashes)

    def serve(self, request: Request) -> Answer:
        """Answer one request."""
        strike = self._outages.strike(request.query.get("method", ""))
        if strike is OutageKind.SILENCE:
            self._outages.keep_silent(SILENCE_SECONDS_MAX)
            return Answer(b"", sent=False)
        if strike is OutageKind.BAD_GATEWAY:
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            return Answer(page, http_status=502, content_type="text/html")
        answer = self._enveloped(request, REFUSALS.get(strike) if strike else None)
        return replace(answer, sent=strike is not OutageKind.LOST_ANSWER)

    def _enveloped(self, request: Request, outage: Refused | None) -> Answer:
        started = time.monotonic()
        call = Call(
            method=request.query.get("method", ""),
            app_key=request.query.get("app_key", ""),
            shop_id="",
            log_id=self._log_id(),
        )
        data: Any = None
        code, sub_code, sub_msg = SUCCESS, "", ""
        try:
            if outage:
                raise outage
            call, params = self._admit(request, call)
            data = self._run(call, params)
        except Refused as refused:
            code, sub_code, sub_msg = refused.code, refused.sub_code, refused.sub_msg
        except Exception as crash:
            log.exception("the simulated platform failed in %s", call.method)
            with self._lock:
                self._crashes.append(crash)
            code, sub_code, sub_msg = 90000, "isp.unknown-error", type(crash).__name__
        self._record(call, code, sub_code, time.monotonic() - started)
        envelope: dict[str, Any] = {
            "code": code,
            "msg": MESSAGES.get(code, "未知错误"),
            "sub_code": sub_code,
            "sub_msg": sub_msg,
            "log_id": call.log_id,
        }
        if code == SUCCESS:
            envelope["data"] = data
        if request.old_error_fields:
            envelope |= {"err_no": 0 if code == SUCCESS else code, "message": envelope["msg"]}
        return Answer(json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode())

    def _admit(self, request: Request, call: Call) -> tuple[Call, Params]:
        """Every check before the method; returns the call with its shop, and its parameters."""
        app = self._book.apps.get(call.app_key)
        if app is None:
            raise Refused(30001, "dop.app-forbidden", "应用不存在")
        self._check_timestamp(request.query.get("timestamp", ""))
        params = _parameters(request)
        _check_sign(app, request, params)
        if call.method not in TOKEN_METHODS:
            token = request.query.get("access_token", "")
            if not token:
                raise Refused(40001, "isv.access-token-missing", "缺少 access_token")
            call = replace(call, shop_id=self._tokens.shop_of(app.app_key, token).shop_id)
        self._limiter.admit(app.app_key, call.method, call.shop_id)
        return call, Params(params)

    def _run(self, call: Call, params: Params) -> Any:
        if call.method == "token.create":
            return self._tokens.create(call.app_key, params)
        if call.method == "token.refresh":
            return self._tokens.refresh(call.app_key, params)
        method = METHODS.get(call.method)
        if method is None:
            raise Refused(70000, "dop.api-offline", f"{call.method} 不存在或已下线")
        with self._book.lock:
            return method(self._book, call, params)

    def _check_timestamp(self, text: str) -> None:
        moment = _moment(text)
        if moment is None or abs(moment - self._book.now()) > self._tolerance:
            raise Refused(40003, "isv.timestamp-invalid", "timestamp 无效或偏差过大")

    def _log_id(self) -> str:
        with self._lock:
            self._served += 1
            number = self._served
        return f"{self._book.now().astimezone(CHINA):%Y%m%d%H%M%S}{number:020X}"

    def _record(self, call: Call, code: int, sub_code: str, seconds: float) -> None:
        record = CallRecord(
            self._book.now(), call.method, call.shop_id, code, sub_code, call.log_id, seconds
        )
        with self._lock:
            self._calls.append(record)


def _parameters(request: Request) -> dict[str, Any]:
    """The business parameters: the body, or `param_json` of the query where there is no body."""
    text = request.body.decode(errors="replace") or request.query.get("param_json", "{}")
    try:
        params = json.loads(text)
        canonical_json(params)
    except ValueError as problem:
        raise bad_format("the business parameters are not JSON") from problem
    if not isinstance(params, dict):
        raise bad_format("the business parameters are not a JSON object")
    return params


def _check_sign(app: App, request: Request, params: dict[str, Any]) -> None:
    """The platform writes the JSON again, sorted, before it computes its own signature."""
    query = request.query
    presented = query.get("sign", "")
    if not presented:
        raise Refused(40001, "isv.signature-missing", "缺少 sign")
    if query.get("v") != API_VERSION:
        raise Refused(40003, "isv.parameter-invalid", "v 必须为 2")
    if request.path != "/" + query.get("method", "").replace(".", "/"):
        raise Refused(40003, "isv.parameter-invalid", "method 与路径不符")
    try:
        mode = SignMode(query.get("sign_method", SignMode.MD5))
    except ValueError as problem:
        raise Refused(40003, "isv.signature-invalid", "sign_method 不支持") from problem
    ours = api_sign(
        app_key=app.app_key,
        app_secret=app.app_secret,
        method=query["method"],
        param_json=canonical_json(params),
        timestamp=query["timestamp"],
        mode=mode,
    )
    if not same_sign(ours, presented):
        raise Refused(40003, "isv.signature-invalid", "签名错误")


def _moment(text: str) -> datetime | None:
    """Unix seconds, milliseconds, or `yyyy-MM-dd HH:mm:ss` in Chinese time; None if neither."""
    if text.isascii() and text.isdigit() and len(text) <= MILLISECOND_DIGITS:
        number = int(text)
        seconds = number / 1000 if len(text) == MILLISECOND_DIGITS else number
        return datetime.fromtimestamp(seconds, UTC)
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
