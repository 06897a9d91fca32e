"""Taobao's message queue over HTTP: fetched, stored by the caller, confirmed.

A message that is not confirmed comes again within minutes; one that is confirmed never does. So
each becomes a hint, whatever is in it, and no message can hide those beside it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from hedan.domain.base import short_id
from hedan.errors import Malformed, PlatformBusy
from hedan.platforms.callbacks import DATA_BYTES_MAX
from hedan.platforms.platform import PulledMessage
from hedan.platforms.taobao.answers import Answer
from hedan.platforms.taobao.payloads import Success
from hedan.platforms.taobao.topics import kind_of

CONSUME = "taobao.tmc.messages.consume"
CONFIRM = "taobao.tmc.messages.confirm"
# The platform gives no fewer and no more at once, and takes no more confirmations.
CONSUME_MIN, CONSUME_MAX = 10, 200
CONFIRM_MAX = 200

ORDER_FIELDS = ("tid", "biz_order_id")
CASE_FIELD = "refund_id"
# Of a message's content nothing else is kept: no name, no nick, no words of the buyer's.
KEPT = (
    *("tid", "oid", "refund_id", "biz_order_id", "sub_order_id", "status", "type", "trade_type"),
    *("bill_type", "refund_phase", "dispute_type", "biz_claim_type", "modified", "api_result"),
)
_ID = re.compile(r"[!\"$-~]{1,128}")

type CallForApp = Callable[..., Answer]
"""client.TaobaoApi.call_for_app"""


def pull(call: CallForApp, group: str, limit: int) -> list[PulledMessage]:
    """Fetch messages, `limit` of them or as many as the platform's own bounds allow."""
    quantity = min(max(limit, CONSUME_MIN), CONSUME_MAX)
    asked = {"group_name": group, "quantity": str(quantity)}
    answer = call(CONSUME, asked, damaged_text=True)
    return [_message(told) for told in _messages(answer.data)]


def confirm(call: CallForApp, group: str, message_ids: Sequence[str]) -> None:
    """Let the platform forget these. Raises PlatformBusy when it does not say that it has."""
    # Anything else was never the platform's: a message without an id got one of ours.
    theirs = (one for one in dict.fromkeys(message_ids) if one.isascii() and one.isdigit())
    for chunk in batched(theirs, CONFIRM_MAX, strict=False):
        answer = call(CONFIRM, {"group_name": group, "s_message_ids": ",".join(chunk)})
        if not Success.read(answer.data, CONFIRM).is_success:
            raise PlatformBusy(f"{CONFIRM}: not confirmed")


def _messages(data: Mapping[str, Any]) -> list[Any]:
    """Take the list out of its wrapper; when there is nothing, any part of it may be missing."""
    wrapped = data.get("messages")
    told = wrapped.get("tmc_message") if isinstance(wrapped, dict) else wrapped
    if told is None or told == "":
        return []
    if not isinstance(told, list):
        raise Malformed(f"{CONSUME}: messages: no list")
    return told


def _message(told: Any) -> PulledMessage:
    fields = told if isinstance(told, dict) else {}
    topic = fields.get("topic")
    topic = topic[:128] if isinstance(topic, str) else ""
    content = _content(fields.get("content"))
    order_id = next((found for name in ORDER_FIELDS if (found := _id(content.get(name)))), None)
    after_sale_id = _id(content.get(CASE_FIELD))
    kind = kind_of(topic)
    problem = next(_problems(topic, content, order_id, after_sale_id), None)
    return PulledMessage(
        # Without an id it cannot be confirmed: it comes again, under the same name of ours.
        message_id=_id(fields.get("id")) or short_id("M", repr(told)),
        topic=topic,
        kind="other" if kind is None or problem else kind,
        shop_id=_id(fields.get("user_id")) or _nick(fields.get("user_nick")),
        order_id=order_id,
        after_sale_id=after_sale_id,
        data=_data(content),
        problem=problem,
    )


def _problems(
    topic: str,
    content: Mapping[str, Any],
    order_id: str | None,
    after_sale_id: str | None,
) -> Iterator[str]:
    """Yield why nobody can follow the message, the first reason first."""
    kind = kind_of(topic)
    if kind is None:
        yield f"topic '{topic}' is unknown"
    if kind != "other" and not content:
        yield "content: not a JSON object"
    if kind == "order" and order_id is None:
        yield "content: names no order"
    if kind == "after_sale" and after_sale_id is None:
        yield "content: names no refund_id"


def _content(told: object) -> dict[str, Any]:
    """Read the JSON text inside the message; what is none says nothing."""
    try:
        content = json.loads(told) if isinstance(told, str) else told
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _id(told: object) -> str | None:
    """Return an id that is a number here and text there; None for 0, nothing and nonsense."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    text = str(told).strip()
    return text if text != "0" and _ID.fullmatch(text) else None


def _nick(told: object) -> str | None:
    return told.strip() or None if isinstance(told, str) else None


def _data(content: Mapping[str, Any]) -> str | None:
    kept = {
        name: value
        for name in KEPT
        if isinstance(value := content.get(name), str | int) and not isinstance(value, bool)
    }
    text = json.dumps(kept)
    return text if kept and len(text) <= DATA_BYTES_MAX else None
