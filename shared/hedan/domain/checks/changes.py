"""Checks of what changed after we let an order through, or after a person decided about it.

What an order looked like is kept in facets: digests where the text tells who receives the parcel
or what somebody wrote, plain text elsewhere.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from hedan.domain.checks.check_rules import Facet
from hedan.domain.checks.seen import Found, Seen, instant, quoted
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, Order, Receiver

# What a supplier already holds on paper: a change of these makes the paper wrong.
TOLD_TO_SUPPLIERS = (Facet.ADDRESS, Facet.GOODS, Facet.REMARK)
RECEIVER_FIELDS = tuple(sorted(set(Receiver.model_fields) - {"address_id"}))
# How the fields are called beside the facets.
FIELD_NAMES = {field: f"{Facet.ADDRESS}.{field}" for field in RECEIVER_FIELDS}
# A whole digest stands for something; a short one only tells which of its fields is another, and
# is too short to find out a phone number by trying all of them.
WHOLE, SHORT = 16, 4
TEXT_MAX = 200
GONE = "gone"


def facets_of(order: Order) -> dict[str, str]:
    """Return what an order looks like, to be compared with what it looks like later."""
    receiver = order.receiver
    facets = {
        Facet.ADDRESS.value: address_saw(receiver),
        Facet.REMARK.value: _digest(order.buyer_remark, WHOLE),
        Facet.MEMO.value: _digest(order.seller_memo, WHOLE),
        Facet.GOODS.value: goods_saw(order),
        Facet.AMOUNT.value: f"{order.paid_minor} {order.currency}",
        Facet.INVOICE.value: _digest(order.invoice_wished, WHOLE),
        Facet.CARRIER.value: _digest(order.carrier_wished, WHOLE),
    }
    for field, name in FIELD_NAMES.items():
        facets[name] = _digest(_value(receiver, field), SHORT)
    return facets


def address_saw(receiver: Receiver) -> str:
    """Return the platform's id of the address, or what stands for all of its fields."""
    if receiver.address_id:
        return "id:" + _digest(receiver.address_id, WHOLE)
    return "all:" + _digest("\n".join(_value(receiver, field) for field in RECEIVER_FIELDS), WHOLE)


def goods_saw(order: Order, line_id: str = "") -> str:
    """Return the goods that a decision speaks of: one line's, or all of the order's."""
    lines = sorted(order.lines, key=lambda line: line.line_id)
    chosen = [_goods(line) for line in lines if line_id in ("", line.line_id)]
    return _bounded(", ".join(chosen)) if chosen else GONE


def changed(seen: Seen) -> Iterator[Found]:
    """Find what the platform changed since the order went through.

    Lines that only waited have been decided anew with it; of those in a parcel the supplier has
    the old facts. The seller may want to look at more: CheckRules.changes_to_look_at.
    """
    if not seen.facets:
        return
    is_told = any(_is_with_supplier(seen.works.get(line.line_id)) for line in seen.lines)
    wanted = {*seen.rules.changes_to_look_at, *(TOLD_TO_SUPPLIERS if is_told else ())}
    if not wanted:
        return
    now = facets_of(seen.order)
    for facet in Facet:
        before = seen.facets.get(facet)
        if facet in wanted and before is not None and _differs(facet, seen.facets, now):
            yield Found(f"{facet}: {_what(facet, seen, now)}")


def edit_touched(seen: Seen) -> Iterator[Found]:
    """Find decisions of people about goods that the platform has changed since."""
    for edit in seen.edits:
        now = goods_saw(seen.order, edit.line_id)
        if edit.saw and edit.value and edit.saw != now:
            place = f"line {edit.line_id}" if edit.line_id else "order"
            decided = f"{edit.field} decided by {edit.by} at {instant(edit.at)}"
            yield Found(f"{place}: {decided} on '{edit.saw}', now '{now}'")


def _is_with_supplier(work: LineWork | None) -> bool:
    """Tell whether a supplier holds a line as it was, also one that it is asked for."""
    return work is not None and (work.state is LineState.CLAIMED or work.leaves is not None)


def _differs(facet: Facet, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    if facet is not Facet.ADDRESS:
        return before[facet] != now[facet]
    kinds = {told[facet].partition(":")[0] for told in (before, now)}
    if len(kinds) == 1:
        return before[facet] != now[facet]
    # An id came or went: only the fields can be compared.
    return bool(_changed_fields(before, now))


def _what(facet: Facet, seen: Seen, now: Mapping[str, str]) -> str:
    before = seen.facets
    match facet:
        case Facet.ADDRESS:
            fields = ", ".join(_changed_fields(before, now)) or "id"
            return f"{fields} changed ({before[facet]} is now {now[facet]})"
        case Facet.REMARK:
            return f"is now {quoted(seen.order.buyer_remark, seen.order)}"
        case Facet.MEMO:
            return f"is now {quoted(seen.order.seller_memo, seen.order)}"
        case Facet.INVOICE:
            return f"is now {quoted(seen.order.invoice_wished, seen.order)}"
        case Facet.CARRIER:
            return f"is now {quoted(seen.order.carrier_wished, seen.order)}"
        case Facet.GOODS | Facet.AMOUNT:
            return f"'{before[facet]}' is now '{now[facet]}'"


def _changed_fields(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [
        field
        for field in RECEIVER_FIELDS
        for name in (FIELD_NAMES[field],)
        if before.get(name, now[name]) != now[name]
    ]


def _value(receiver: Receiver, field: str) -> str:
    return str(getattr(receiver, field))


def _goods(line: Line) -> str:
    return f"{line.line_id}: {line.sku or line.sku_id or line.product_id}*{line.quantity}"


# Most are of the empty text, and an order is looked at several times.
@lru_cache(maxsize=4096)
def _digest(text: str, letters: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:letters]


def _bounded(text: str) -> str:
    return text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}… {_digest(text, WHOLE)}"
