"""Taobao's calls to us (SPI): "may this shipment be cancelled?", "may the address change?".

They are questions, not hints: whoever asks waits for our answer and acts on it. A call can be
played again for as long as its timestamp is fresh, so an answer must never depend on being the
first. Light: no pydantic, no HTTP.

The platform shows the names of an SPI's fields and its result codes in the console of an approved
application only. What stands in the three tables here is to be compared with it; methods and
answers can be put right in the store's options, without a new version.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hedan.errors import BadSignature, Malformed
from hedan.platforms import china_time
from hedan.platforms.callbacks import App, Callback, Reply
from hedan.platforms.taobao.options import SPI_MINUTES, Options, spi_reply
from hedan.platforms.taobao.signature import form_of, verify_spi

type Kind = Literal["cancel_shipment", "change_address", "other"]
type CancelOutcome = Literal["stopped", "handed_over", "label_printed", "shipped", "unknown_order"]
type AddressOutcome = Literal["accepted", "refused", "handed_over", "shipped", "unknown_order"]

# --- To be confirmed in the console: methods ---------------------------------------------------
# A method that no option names is judged by the words in it.
CANCEL_WORDS = ("sendgoods.cancel", "consign.cancel", "shipment.cancel", "order.cancel")
ADDRESS_WORDS = ("address",)

# --- To be confirmed in the console: fields ----------------------------------------------------
# Of each, the names that it may go by, the first that is there counts.
TID = ("tid", "biz_order_id", "bizOrderId", "main_order_id", "mainOrderId", "trade_id", "tradeId")
REFUND_ID = ("refund_id", "refundId", "dispute_id", "disputeId")
OIDS = ("oids", "oid", "sub_order_ids", "subOrderIds", "sub_order_id", "subOrderId")
REQUEST_ID = ("request_id", "requestId", "trace_id", "uuid")
# Fields may lie one or two objects deep, some of them as JSON text.
DEPTH_MAX = 3

# --- To be confirmed in the console: answers ---------------------------------------------------
# Outcome: success or not, code, words.
CANCEL_ANSWERS: Mapping[CancelOutcome, tuple[bool, str, str]] = {
    "stopped": (True, "0", "已取消发货"),
    "handed_over": (False, "HANDED_OVER", "已交仓，无法取消"),
    "label_printed": (False, "LABEL_PRINTED", "已打单，无法取消"),
    "shipped": (False, "SHIPPED", "已发货"),
    "unknown_order": (False, "ORDER_NOT_FOUND", "订单不存在"),
}
ADDRESS_ANSWERS: Mapping[AddressOutcome, tuple[bool, str, str]] = {
    "accepted": (True, "0", "已接受"),
    "refused": (False, "REFUSED", "商家不同意修改"),
    "handed_over": (False, "HANDED_OVER", "已交仓，无法修改"),
    "shipped": (False, "SHIPPED", "已发货"),
    "unknown_order": (False, "ORDER_NOT_FOUND", "订单不存在"),
}
BAD_SIGNATURE = (False, "sign-check-failure", "Illegal request")


@dataclass(frozen=True)
class SpiCall:
    """One question of the platform's, read. raw may hold the buyer's new address: never log it."""

    kind: Kind
    tid: str  # Empty only where kind is "other".
    refund_id: str | None
    oids: tuple[str, ...]  # None named: the whole order.
    request_id: str
    method: str
    raw: Mapping[str, Any] = field(repr=False)


def verify(app: App, callback: Callback, *, skew_seconds: int = SPI_MINUTES * 60) -> None:
    """Check signature, application and age before anything is read. Raises BadSignature."""
    verify_spi(app["app_secret"], callback)
    app_key = callback.query.get("app_key")
    if app_key is not None and app_key != app["app_key"]:
        raise BadSignature("app_key is not ours")
    try:
        sent = china_time.read(callback.query.get("timestamp", "")).timestamp()
    except ValueError:
        raise BadSignature("timestamp is missing or no time") from None
    if abs(callback.now - sent) > skew_seconds:
        raise BadSignature("timestamp is too old or too early")


def read(callback: Callback, options: Options) -> SpiCall:
    """Return what the platform asks. Raises Malformed where that cannot be told.

    Call verify before.
    """
    raw: dict[str, Any] = {**_body(callback), **callback.query}
    method = str(raw.get("method") or "")
    kind = _kind(method, options)
    tid = next(_named(raw, TID), "")
    if kind != "other" and not tid:
        raise Malformed(f"{method}: names no order")
    return SpiCall(
        kind=kind,
        tid=tid,
        refund_id=next(_named(raw, REFUND_ID), None),
        oids=tuple(dict.fromkeys(_named(raw, OIDS))),
        request_id=next(_named(raw, REQUEST_ID), ""),
        method=method,
        raw=raw,
    )


def reply_cancel(outcome: CancelOutcome, options: Mapping[str, str]) -> Reply:
    """Return the answer to a cancel call. options: store.options."""
    return _reply(options, f"spi_cancel_{outcome}", CANCEL_ANSWERS[outcome])


def reply_address(outcome: AddressOutcome, options: Mapping[str, str]) -> Reply:
    """Return the answer to an address call. options: store.options."""
    return _reply(options, f"spi_address_{outcome}", ADDRESS_ANSWERS[outcome])


def reply_bad_signature() -> Reply:
    """Return what a call gets that the platform did not sign."""
    return Reply(200, _body_of(BAD_SIGNATURE))


def _body(callback: Callback) -> dict[str, Any]:
    form = form_of(callback)
    if form or not callback.body.strip():
        return dict(form)
    try:
        told = json.loads(callback.body.decode())
    except (ValueError, RecursionError):
        raise Malformed("SPI body: neither a form nor JSON") from None
    if not isinstance(told, dict):
        raise Malformed("SPI body: not a JSON object")
    return told


def _kind(method: str, options: Options) -> Kind:
    if method in options.spi_cancel_methods:
        return "cancel_shipment"
    if method in options.spi_address_methods:
        return "change_address"
    lowered = method.lower()
    if any(word in lowered for word in CANCEL_WORDS):
        return "cancel_shipment"
    if any(word in lowered for word in ADDRESS_WORDS):
        return "change_address"
    return "other"


def _named(raw: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    """Yield the ids that go by these names, those on top before those deeper down."""
    level = [raw]
    for _ in range(DEPTH_MAX):
        for name in names:
            for fields in level:
                yield from _ids(fields.get(name))
        level = [inner for fields in level for value in fields.values() for inner in _inner(value)]


def _inner(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def _ids(told: object) -> Iterator[str]:
    """Yield the ids in a value: a number, text, text with commas, or a list of them."""
    if isinstance(told, bool):
        return
    if isinstance(told, int):
        yield from (str(told),) if told else ()
    elif isinstance(told, str) and not told.lstrip().startswith(("{", "[")):
        yield from (part.strip() for part in told.split(",") if part.strip())
    elif isinstance(told, list):
        for one in told:
            yield from _ids(one)


def _reply(options: Mapping[str, str], name: str, told: tuple[bool, str, str]) -> Reply:
    wanted = spi_reply(options, name)
    return Reply(200, _body_of(told) if wanted is None else wanted)


def _body_of(told: tuple[bool, str, str]) -> str:
    success, code, words = told
    return json.dumps(
        {
            "success": success,
            "flag": "success" if success else "failure",
            "code": code,
            "sub_code": "" if success else code,
            "message": words,
        },
        ensure_ascii=False,
    )
