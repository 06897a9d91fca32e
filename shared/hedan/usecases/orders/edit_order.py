"""A person decides about an order, its goods, its supplier: no rule and no message undoes it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from hedan.deciding.goods import Goods
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.checks import goods_saw
from hedan.domain.edits import Edit, EditField, Edits
from hedan.domain.events import Event, EventKind
from hedan.domain.leaving import REROUTES, is_promised
from hedan.domain.line_work import WAITING, LineState, LineWork
from hedan.domain.orders import Order
from hedan.errors import Rejected
from hedan.ports import Aggregate, Change, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled

# A line that is with its supplier is changed by no words of ours; it can only be asked back.
STILL_OURS = WAITING | {LineState.NEW, LineState.STOPPED}


class Wish(Frozen):
    """What a person wants of an order or of one of its lines. An empty value takes it back."""

    field: EditField
    line_id: str = ""
    value: str


class EditRefused(Rejected):
    """It cannot be done, and why: nothing was stored."""


def edit_order(
    key: OrderKey,
    wishes: Sequence[Wish],
    by: str,
    reason: str,
    *,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> Edits:
    """Store what a person decided, all of it or nothing; the order is decided anew at once.

    A line that its supplier already has is asked back when another supplier, carrier, package or
    SKU is wanted for it: see revoke. Raises EditRefused for an order or line that nobody knows, for
    anything else of what its supplier already has, and for what the settings do not name. Saying
    the same again changes nothing.
    """
    goods = Goods(settings)
    return until_settled(lambda: _attempt(key, wishes, by, reason, desk, settings, goods, now))


def _attempt(
    key: OrderKey,
    wishes: Sequence[Wish],
    by: str,
    reason: str,
    desk: Desk,
    settings: Settings,
    goods: Goods,
    now: datetime,
) -> Edits:
    file = desk.order_file(key)
    if file.order is None:
        raise EditRefused(f"{key}: no such order")
    edits = file.edits
    for wish in wishes:
        _refuse_nonsense(wish, file, file.order, settings, goods)
        if not _stands(edits, wish):
            edits = edits.plus(_edit(wish, file.order, by, reason, now))
    if edits != file.edits:
        desk.commit(_change(file, file.order, edits, wishes, by, reason, now))
        edits = edits.but(version=edits.version + 1)
    return edits


def _stands(edits: Edits, wish: Wish) -> bool:
    """Tell whether the very same was decided before."""
    return any(
        (known.field, known.line_id, known.value) == (wish.field, wish.line_id, wish.value)
        for known in edits.edits
    )


def _refuse_nonsense(
    wish: Wish, file: OrderFile, order: Order, settings: Settings, goods: Goods
) -> None:
    lines = [line.line_id for line in order.lines]
    if wish.line_id and wish.line_id not in lines:
        raise EditRefused(f"{file.key}: no line '{wish.line_id}'")
    spoken_of = [wish.line_id] if wish.line_id else lines
    if not any(_may_be_changed(file.line(line_id), wish) for line_id in spoken_of):
        raise EditRefused(f"{file.key}: its supplier already has what this is about")
    if wish.value and not _is_known(wish, settings, goods):
        raise EditRefused(f"{wish.field}: the settings know no '{wish.value}'")


def _may_be_changed(line: LineWork, wish: Wish) -> bool:
    """Tell whether a wish can still be granted.

    What a decision was that is taken back nobody knows when the line is claimed: hence a value.
    """
    return line.state in STILL_OURS or (
        wish.field in REROUTES and bool(wish.value) and is_promised(line)
    )


def _is_known(wish: Wish, settings: Settings, goods: Goods) -> bool:
    match wish.field:
        case EditField.SUPPLIER:
            return any(supplier.id == wish.value for supplier in settings.suppliers)
        case EditField.CARRIER:
            return settings.carrier(wish.value) is not None
        case EditField.SKU:
            return bool(goods.named(wish.value))
        case _:
            return True


def _edit(wish: Wish, order: Order, by: str, reason: str, now: datetime) -> Edit:
    try:
        return Edit(
            field=wish.field,
            line_id=wish.line_id,
            value=wish.value,
            by=by,
            at=now,
            reason=reason,
            order_version=order.version,
            saw=goods_saw(order, wish.line_id),
        )
    except ValidationError as mistake:
        raise EditRefused(mistake.errors()[0]["msg"]) from mistake


def _change(
    file: OrderFile,
    order: Order,
    edits: Edits,
    wishes: Sequence[Wish],
    by: str,
    reason: str,
    now: datetime,
) -> Change:
    edited = Event(
        kind=EventKind.ORDER_EDITED,
        at=now,
        facts={
            "order": str(file.key),
            "by": by,
            "reason": reason,
            "edits": "; ".join(
                f"{wish.field}{f' of line {wish.line_id}' if wish.line_id else ''}: {wish.value}"
                for wish in wishes
            ),
        },
    )
    # The holds in a new version: a decision that is being stored meanwhile did not know of this.
    puts: tuple[Aggregate, ...] = (edits, file.holds)
    return Change(puts=puts, was=file.before(puts), unchanged=(order,), events=((edits, edited),))
