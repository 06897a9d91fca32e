"""What a Doudian callback says: its body split into hints for the intake queue. Light: no pydantic.

Every element of the array becomes one hint, which names the order or after-sale to be read from
the API. Nothing of the message's own state is believed.
"""

import json
import re

from hedan.errors import Malformed
from hedan.platforms.callbacks import DATA_BYTES_MAX, Hint
from hedan.platforms.receiving.hints import Kind, digest_id, hint
from hedan.platforms.receiving.reading import number_or_text, parse, read_body, read_id

PLATFORM = "doudian"

# tag: (topic, what it is about). "other" is judged by the ids it carries; so is an unknown tag.
TAGS: dict[int, tuple[str, Kind]] = {
    0: ("ping", "ping"),
    100: ("TradeCreate", "order"),
    101: ("TradePaid", "order"),
    102: ("TradeSellerShip", "order"),
    103: ("TradeSuccess", "order"),
    104: ("TradeLogisticsChanged", "order"),
    105: ("TradeAddressChanged", "order"),
    106: ("TradeCanceled", "order"),
    108: ("TradePartlySellerShip", "order"),
    109: ("TradeAmountChanged", "order"),
    110: ("TradePending", "order"),
    111: ("TradeAddressChangeApplied", "order"),
    112: ("TradeAppointment", "order"),
    113: ("TradeMemoModify", "order"),
    126: ("TradeAppointmentV2", "order"),
    137: ("material audit", "other"),
    138: ("material audit", "other"),
    200: ("RefundCreated", "after_sale"),
    201: ("RefundAgreed", "after_sale"),
    202: ("ReturnApplyAgreed", "after_sale"),
    203: ("BuyerReturnGoods", "after_sale"),
    204: ("RefundRefused", "after_sale"),
    205: ("ReturnApplyRefused", "after_sale"),
    206: ("RefundSuccess", "after_sale"),
    207: ("RefundClosed", "after_sale"),
    208: ("RefundModified", "after_sale"),
    209: ("RefundExpirationChange", "after_sale"),
    211: ("ExchangeConfirmed", "after_sale"),
    # Which ids these carry is not documented well enough to insist on any.
    212: ("RefundArbitrateApplied", "other"),
    213: ("RefundArbitrateWaitEvidence", "other"),
    214: ("RefundArbitrateEvidence", "other"),
    215: ("RefundArbitrateCancelled", "other"),
    216: ("RefundArbitrateDecided", "other"),
    217: ("RefundArbitrateStaffJoined", "other"),
    218: ("RefundArbitrateTalks", "other"),
    224: ("SpecialRefund", "other"),
    225: ("SpecialRefundSuccess", "other"),
    226: ("ResendShipped", "other"),
    227: ("ResendAgreed", "other"),
    400: ("ProductChange", "other"),
    417: ("ProductInfoChange", "other"),
}
ADDRESS_CHANGE_APPLIED = 111
# No test of an address is longer, and a stranger's body must not make us work.
PING_BYTES_MAX = 1024
NO_TAG = -1  # Of an element whose tag cannot be read.

_TAG = re.compile(r"[0-9]{1,9}")
_MESSAGE_ID = re.compile(r"[!-~]{1,128}")


def split(body: bytes) -> list[Hint]:
    """Return one hint per element of a verified callback body, in its order.

    An element that cannot be read costs its neighbours nothing: its hint names the place in
    problem, which never quotes what was found there. Raises Malformed for a body that is no array.
    """
    elements = read_body(body)
    if not isinstance(elements, list):
        raise Malformed("body: not an array")
    return [_hint_or_puzzle(element, f"element {index}") for index, element in enumerate(elements)]


def is_only_ping(body: bytes) -> bool:
    """Tell whether a body is nothing but the platform's test of the address: it may be unsigned."""
    if len(body) > PING_BYTES_MAX:
        return False
    try:
        hints = split(body)
    except Malformed:
        return False
    return bool(hints) and all(hint["kind"] == "ping" for hint in hints)


def _hint_or_puzzle(element: object, place: str) -> Hint:
    try:
        return _hint(element, place)
    except Malformed as malformed:
        return _puzzle(element, str(malformed))


def _puzzle(element: object, problem: str) -> Hint:
    """Return what is left of an element that nobody understands: its text, to be looked at."""
    text = json.dumps(element)
    return hint(
        PLATFORM,
        "other",
        digest_id("malformed", text.encode()),
        tag=NO_TAG,
        data=text if len(text) <= DATA_BYTES_MAX else None,
        problem=problem,
    )


def _hint(element: object, place: str) -> Hint:
    if not isinstance(element, dict):
        raise Malformed(f"{place}: not an object")
    tag = _tag(element.get("tag"), place)
    message_id = _message_id(element.get("msg_id", element.get("msgId")), place)
    _, kind = TAGS.get(tag, ("unknown", "other"))
    data = {} if kind == "ping" else _data(element.get("data"), kind, place)
    fields = data if isinstance(data, dict) else {}
    order_id = _order_id(fields.get("p_id"), f"{place}, p_id")
    after_sale_id = read_id(fields.get("aftersale_id"), f"{place}, aftersale_id")
    return hint(
        PLATFORM,
        _judged(kind, order_id, after_sale_id, place),
        message_id,
        tag=tag,
        shop_id=read_id(fields.get("shop_id"), f"{place}, shop_id"),
        order_id=order_id,
        after_sale_id=after_sale_id,
        address_change_asked_at=_apply_time(fields.get("apply_time"), place)
        if tag == ADDRESS_CHANGE_APPLIED
        else None,
        data=None if kind == "ping" else _kept(data, place),
        problem=None if tag in TAGS else f"{place}, tag: {tag} is unknown",
    )


def _judged(kind: Kind, order_id: str | None, after_sale_id: str | None, place: str) -> Kind:
    if kind == "order" and order_id is None:
        raise Malformed(f"{place}, p_id: missing")
    if kind == "after_sale" and after_sale_id is None:
        raise Malformed(f"{place}, aftersale_id: missing")
    if kind != "other":
        return kind
    if after_sale_id is not None:
        return "after_sale"
    return "other" if order_id is None else "order"


def _tag(value: object, place: str) -> int:
    text = number_or_text(value)
    if text is None or not _TAG.fullmatch(text):
        raise Malformed(f"{place}, tag: not a number")
    return int(text)


def _message_id(value: object, place: str) -> str:
    text = number_or_text(value)
    if text is None or not _MESSAGE_ID.fullmatch(text):
        raise Malformed(f"{place}, msg_id: not an id")
    return text


def _data(value: object, kind: Kind, place: str) -> object:
    """Return what the message tells: an object, or for unknown topics whatever is there."""
    parsed = value
    if isinstance(value, str):
        try:
            parsed = parse(value)
        except ValueError as exc:
            if kind != "other":
                raise Malformed(f"{place}, data: not JSON") from exc
    if kind != "other" and not isinstance(parsed, dict):
        raise Malformed(f"{place}, data: not an object")
    return parsed


def _order_id(value: object, place: str) -> str | None:
    found = read_id(value, place)
    # Old order numbers carry a letter that the API does not want.
    return found.removesuffix("A") or None if found else None


def _apply_time(value: object, place: str) -> int:
    text = number_or_text(value)
    if text is None or not re.fullmatch(r"[1-9][0-9]{8,10}", text):
        raise Malformed(f"{place}, apply_time: not Unix seconds")
    return int(text)


def _kept(data: object, place: str) -> str | None:
    try:
        text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as exc:
        raise Malformed(f"{place}, data: not plain JSON") from exc
    return text if len(text) <= DATA_BYTES_MAX else None
