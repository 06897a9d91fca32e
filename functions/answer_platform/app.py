"""POST /spi/{platform}/{store}: a question whose asker waits, answered from what is stored now."""

import base64
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from hedan import runtime
from hedan.domain.base import Frozen, Id, OrderKey
from hedan.errors import BadSignature, HedanError, Malformed, SettingsInvalid
from hedan.platforms import china_time
from hedan.platforms.access import AppSecret
from hedan.platforms.callbacks import Callback, Reply
from hedan.platforms.taobao import spi
from hedan.platforms.taobao.options import read_options
from hedan.settings import StoreSettings
from hedan.usecases.intake.answer_address import answer_address
from hedan.usecases.intake.answer_cancel import answer_cancel

# The only platform that asks and waits.
PLATFORM = "taobao"


class _NoSuchStore(Exception):
    """Nobody asks for such a store: it is not in the settings, or was never connected."""


class _Question(Frozen):
    """What is asked, with ids that our tables take."""

    order: OrderKey
    after_sale_id: Id | None
    line_ids: tuple[Id, ...]


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer as the platform expects. 503: ask again; nothing else may be believed meanwhile."""
    names = event["pathParameters"]
    runtime.logger.append_keys(store_id=names["store"])
    try:
        reply = _reply(names["platform"], names["store"], _callback(event))
    except _NoSuchStore:
        return _status(HTTPStatus.NOT_FOUND)
    except Malformed as malformed:
        _unanswered("malformed", str(malformed))
        return _status(HTTPStatus.BAD_REQUEST)
    except HedanError as later:
        # Also what only the owner can mend, such as an ended authorisation: no promise on a guess.
        _unanswered("later", repr(later))
        return _status(HTTPStatus.SERVICE_UNAVAILABLE)
    headers = {"content-type": reply.content_type}
    return {"statusCode": reply.status, "headers": headers, "body": reply.body}


def _reply(platform: str, store_id: str, callback: Callback) -> Reply:
    """Verify, read, answer. Raises what keeps it from answering."""
    store, app = _connected(platform, store_id)
    options = read_options(store.options)
    try:
        spi.verify(app.model_dump(), callback, skew_seconds=options.spi_seconds)
    except BadSignature as refused:
        _unanswered("bad signature", str(refused))
        return spi.reply_bad_signature()
    call = spi.read(callback, options)
    if call.kind == "other":
        raise Malformed(f"method {call.method}: not one that is answered; see the store's options")
    question = _question(store, call)
    if call.kind == "cancel_shipment":
        return _cancel(question, store)
    return _address(question, store, callback)


def _connected(platform: str, store_id: str) -> tuple[StoreSettings, AppSecret]:
    """Return a store that may be asked about, and the keys that sign for it."""
    try:
        store = runtime.settings().store(store_id)
    except KeyError:
        raise _NoSuchStore(store_id) from None
    if platform != PLATFORM or store.platform != platform or not store.api_url:
        raise _NoSuchStore(store_id)
    try:
        return store, runtime.secrets().app(store_id)
    except SettingsInvalid:
        raise _NoSuchStore(store_id) from None


def _question(store: StoreSettings, call: spi.SpiCall) -> _Question:
    try:
        order = OrderKey(platform=store.platform, store=store.id, order_id=call.tid)
        return _Question(order=order, after_sale_id=call.refund_id, line_ids=call.oids)
    except ValidationError:
        # Without its cause, which quotes what came.
        raise Malformed(f"{call.method}: an id that is none") from None


def _cancel(question: _Question, store: StoreSettings) -> Reply:
    outcome = answer_cancel(
        question.order,
        question.after_sale_id,
        question.line_ids,
        desk=runtime.desk(),
        marks=runtime.ledger_table(),
        platform_of=runtime.platform_of,
        archive=runtime.archive(),
        now=runtime.now(),
    )
    _answered("StopsAnswered", question, outcome.value)
    return spi.reply_cancel(outcome.value, store.options)


def _address(question: _Question, store: StoreSettings, callback: Callback) -> Reply:
    outcome = answer_address(
        question.order,
        # The platform's own clock: its time of the change will be by the same one.
        china_time.read(callback.query["timestamp"]),
        desk=runtime.desk(),
        settings=runtime.settings(),
        marks=runtime.ledger_table(),
        platform_of=runtime.platform_of,
        archive=runtime.archive(),
        now=runtime.now(),
    )
    _answered("AddressesAnswered", question, outcome.value)
    return spi.reply_address(outcome.value, store.options)


def _callback(event: dict[str, Any]) -> Callback:
    """Return the request as it was signed. Its query, decoded once, from the text that came."""
    body: str = event.get("body") or ""
    return Callback(
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        headers={name.lower(): value for name, value in event["headers"].items()},
        query=dict(
            parse_qsl(event["rawQueryString"], keep_blank_values=True, errors="surrogateescape")
        ),
        now=runtime.now().timestamp(),
    )


def _answered(metric: str, question: _Question, outcome: str) -> None:
    runtime.logger.info(
        "platform_answered",
        order=str(question.order),
        after_sale_id=question.after_sale_id,
        outcome=outcome,
    )
    runtime.metrics.add_dimension(name="outcome", value=outcome)
    runtime.metrics.add_metric(metric, MetricUnit.Count, 1)


def _unanswered(outcome: str, reason: str) -> None:
    runtime.logger.warning("platform_not_answered", outcome=outcome, reason=reason)
    runtime.metrics.add_metric("QuestionUnanswered", MetricUnit.Count, 1)


def _status(status: HTTPStatus) -> dict[str, Any]:
    return {"statusCode": int(status), "body": ""}
