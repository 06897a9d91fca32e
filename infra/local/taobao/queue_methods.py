"""The message calls of an application: fetch what waits, confirm what was stored."""

from typing import Any

from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import business, invalid
from infra.local.taobao.params import Params

DEFAULT_GROUP = "default"
QUANTITY = 100
QUANTITIES = range(10, 201)
CONFIRM_MAX = 200


def consume(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Messages of all sellers of the app; nothing at all where nothing waits."""
    _check_group(params)
    quantity = params.number("quantity", QUANTITY)
    if quantity not in QUANTITIES:
        raise invalid("quantity", "is 10 to 200")
    found = book.queue.consume(call.app_key, quantity, book.now())
    if not found:
        return {}
    return {"messages": {"tmc_message": [message.element() for message in found]}}


def confirm(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Confirmed messages never come again."""
    _check_group(params)
    ids = params.names("s_message_ids")
    if len(ids) > CONFIRM_MAX or not all(one.isascii() and one.isdigit() for one in ids):
        raise invalid("s_message_ids", f"has {CONFIRM_MAX} numbers at most")
    book.queue.confirm(call.app_key, [int(one) for one in ids])
    return {"is_success": True}


def _check_group(params: Params) -> None:
    if params.text("group_name", DEFAULT_GROUP) != DEFAULT_GROUP:
        raise business("group-not-exist", "消息分组不存在")


METHODS = {
    "taobao.tmc.messages.consume": Method(consume, session=False),
    "taobao.tmc.messages.confirm": Method(confirm, session=False),
}
