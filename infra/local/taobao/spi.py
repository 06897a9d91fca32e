"""The platform's calls to the seller's own address: can this stop, may this go elsewhere?

Signature as the platform's SDK has it. The names of methods, fields and results are in no source:
they stand in the tables below and nowhere else.
"""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.simulated.trade import Person
from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.taobao.model import App, Shop, SpiKind
from infra.local.taobao.params import china_text
from infra.local.taobao.signing import spi_sign

METHODS: Mapping[SpiKind, str] = {
    SpiKind.CANCEL_SHIPMENT: "taobao.rdc.aligenius.sendgoods.cancel",
    SpiKind.CHANGE_ADDRESS: "taobao.modifyaddress",
}
REQUEST_ID_HEADER = "x-top-request-id"
SUCCESS_FIELD = "success"
# An answer may stand alone or within one of these.
WRAPPERS = ("result", "response")
ANSWER_KEPT_BYTES = 10_000


@dataclass(frozen=True)
class SpiCall:
    """One question to a seller."""

    kind: SpiKind
    shop_id: str
    tid: str
    oids: tuple[str, ...]
    request_id: str
    refund_id: str = ""
    wanted: Person | None = None  # Where the order shall go; never told to the seller in clear.


@dataclass(frozen=True)
class SpiResult:
    """What a seller answered. outcome: true, false, or timeout for no answer that counts."""

    call: SpiCall
    status: int | None
    body: str
    outcome: str


class SpiQueue:
    """Questions that wait to be asked, and the answers. Its callers hold the book's lock."""

    def __init__(self) -> None:
        self.methods = dict(METHODS)
        self.results: list[SpiResult] = []
        self._waiting: deque[SpiCall] = deque()

    def put(self, call: SpiCall) -> None:
        """Ask this next."""
        self._waiting.append(call)

    def take(self) -> SpiCall | None:
        """The oldest question, if there is one."""
        return self._waiting.popleft() if self._waiting else None


def request_of(call: SpiCall, name: str, shop: Shop, app: App, now: datetime) -> WebRequest:
    """The signed request: query, one signed header, JSON body."""
    url = urlsplit(shop.callback_url or "")
    body = json.dumps(
        {
            "tid": int(call.tid),
            "refund_id": call.refund_id,
            "oids": [int(oid) for oid in call.oids],
        },
        separators=(",", ":"),
    )
    query = {
        **dict(parse_qsl(url.query, keep_blank_values=True)),
        "method": name,
        "app_key": app.app_key,
        "timestamp": china_text(now),
        "sign_method": "md5",
    }
    signed_headers = {REQUEST_ID_HEADER: call.request_id}
    query["sign"] = spi_sign(app.app_secret, {**query, **signed_headers}, body)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "top-sign-list": ",".join(signed_headers),
        **signed_headers,
    }
    if shop.callback_host:
        headers["host"] = shop.callback_host
    return WebRequest("POST", url.path or "/", query, headers, body.encode())


def outcome_of(answer: WebAnswer | None) -> str:
    """Read an answer: only a plain success is one."""
    if answer is None or answer.status != HTTPStatus.OK or not answer.sent:
        return "timeout"
    try:
        told: Any = json.loads(answer.body)
    except ValueError:
        return "timeout"
    for name in WRAPPERS:
        if isinstance(told, dict) and isinstance(told.get(name), dict):
            told = told[name]
    success = told.get(SUCCESS_FIELD) if isinstance(told, dict) else None
    return "true" if success is True or success == "true" else "false"
