"""A line that waits for a wave, with all that the plan wants to know of its order.

A wave may hold a million of them: a line is a slotted dataclass, a third of a model's memory, and
shares with others what is equal in all of them. It is validated where a file is read, and built of
validated values everywhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, NamedTuple

from pydantic import AwareDatetime, ConfigDict, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, Sku, StoreId, SupplierId
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Line, Order, Payment, Receiver
from hedan.domain.parcels import ParcelLine
from hedan.domain.parts import Handling, Part
from hedan.domain.replaced_lines import Instead, line_of


class Service(Frozen):
    """What lines must have in common to share a parcel, beside buyer and address."""

    on_delivery: bool = False
    not_before: AwareDatetime | None = None  # The goods or the buyer are not ready before.
    logistics_method: str = ""  # The platform's own service.
    country: str = ""  # Empty at home.


NO_HANDLING = Handling()
NO_SERVICE = Service()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyLine:
    """A line that waits for a wave, with what its order adds to the decision."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    key: LineKey
    store: StoreId
    supplier: SupplierId
    sku: Sku
    name: str
    spec: str
    quantity: PositiveInt
    paid_minor: NonNegativeInt
    is_gift: bool
    fixed_packing: bool
    buyer_id: str
    receiver: Receiver
    buyer_remark: str
    seller_memo: str
    paid_at: AwareDatetime
    deadline: AwareDatetime | None
    merge_group: Id  # The platform's group; the order's own id if it may merge with no other.
    other_suppliers: tuple[SupplierId, ...] = ()  # Who ships the rest of the order.
    order_version: NonNegativeInt
    line_version: NonNegativeInt
    parts: tuple[Part, ...] = ()  # What it is made of: SKUs of ours, gifts of rules among them.
    handling: Handling = NO_HANDLING
    service: Service = NO_SERVICE
    owner: str = ""  # Whose store it is: only stores of one owner may meet.
    weight_grams: NonNegativeInt = 0  # Of all its units and gifts; 0: not known.
    volume_ml: NonNegativeInt = 0
    categories: tuple[str, ...] = ()
    stock_place: str = ""
    gift_of: tuple[Id, ...] = ()  # The lines of its order that earned it, of a platform's gift.
    split_mark: str = ""  # See LineWork.
    # The lines of its order that travel, or travelled, in other parcels.
    elsewhere: tuple[Id, ...] = ()
    instead: Instead | None = None

    def __post_init__(self) -> None:
        if self.handling == NO_HANDLING:
            object.__setattr__(self, "handling", NO_HANDLING)
        if self.service == NO_SERVICE:
            object.__setattr__(self, "service", NO_SERVICE)
        for model in (self.key, self.key.order, self.receiver, *self.parts):
            _share_names(model)

    def but(self, **changes: object) -> "ReadyLine":
        """Return a copy with these fields changed; the changes must already have their types."""
        return replace(self, **changes)  # type: ignore[arg-type]  # Any field of any type.

    @property
    def in_parcel(self) -> ParcelLine:
        """The line as its parcel keeps it."""
        return ParcelLine(
            key=self.key,
            sku=self.sku,
            name=self.name,
            spec=self.spec,
            quantity=self.quantity,
            paid_minor=self.paid_minor,
            is_gift=self.is_gift,
            parts=self.parts,
            handling=self.handling,
        )


def _share_names(model: Frozen) -> None:
    """Let all values of a class share the set of their fields' names.

    The library keeps one in each, larger than the value; nobody asks which fields were given.
    """
    kind = type(model)
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = set(kind.model_fields)
    object.__setattr__(model, "__pydantic_fields_set__", names)


_NAMES: dict[type[Frozen], set[str]] = {}


class LineGoods(NamedTuple):
    """What the seller's settings say of all the goods in a line together."""

    fixed_packing: bool = False
    weight_grams: int = 0
    volume_ml: int = 0
    categories: tuple[str, ...] = ()
    stock_place: str = ""
    available_from: datetime | None = None


NO_GOODS = LineGoods()


def ready_line(
    order: Order,
    work: LineWork,
    goods: LineGoods = NO_GOODS,
    *,
    merge_group: str = "",
    other_suppliers: Iterable[str] = (),
    owner: str = "",
    home_country: str = "",
    elsewhere: Iterable[str] = (),
) -> ReadyLine:
    """Bring an order, our work on one of its lines and the platform's answer together.

    Raises KeyError when the order has no such line, ValueError when the line has no supplier.
    """
    if work.supplier is None:
        raise ValueError(f"{work.key}: ready without a supplier")
    line = line_of(order, work.key.line_id, work.instead)
    if work.instead is not None:  # It travels by itself, whatever became of its order.
        other_suppliers, elsewhere = (), ()
    return ReadyLine(
        key=work.key,
        store=order.key.store,
        supplier=work.supplier,
        sku=line.sku,
        name=line.name,
        spec=line.spec,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        is_gift=line.is_gift,
        fixed_packing=goods.fixed_packing,
        buyer_id=order.buyer_id,
        receiver=order.receiver,
        buyer_remark=order.buyer_remark,
        seller_memo=order.seller_memo,
        paid_at=order.paid_at or order.created_at,
        deadline=work.deadline if work.instead else line.deadline or order.deadline,
        merge_group=merge_group or order.key.order_id,
        other_suppliers=tuple(sorted(set(other_suppliers) - {work.supplier})),
        order_version=order.version,
        line_version=work.version,
        parts=work.parts,
        handling=work.handling,
        service=_service(order, goods, home_country),
        owner=owner,
        weight_grams=goods.weight_grams,
        volume_ml=goods.volume_ml,
        categories=goods.categories,
        stock_place=goods.stock_place,
        gift_of=_earned_by(order, line),
        split_mark=work.split_mark,
        elsewhere=tuple(sorted(set(elsewhere) - {work.key.line_id})),
        instead=work.instead,
    )


def _service(order: Order, goods: LineGoods, home_country: str) -> Service:
    """Return what keeps an order from sharing a parcel with one of another kind."""
    bought_at = order.paid_at or order.created_at
    dates = [
        date
        for date in (order.not_before, goods.available_from)
        # What was there already when it was bought is no presale, whatever the settings keep.
        if date is not None and date > bought_at
    ]
    country = order.receiver.country
    service = Service(
        on_delivery=order.payment is Payment.ON_DELIVERY,
        not_before=max(dates, default=None),
        logistics_method=order.logistics_method,
        country=country if home_country and country != home_country else "",
    )
    return NO_SERVICE if service == NO_SERVICE else service


def _earned_by(order: Order, line: Line) -> tuple[str, ...]:
    """Return the lines that earned a gift: all bought ones where the platform names none."""
    if not line.is_gift or line.gift_of:
        return line.gift_of
    return tuple(one.line_id for one in order.lines if not one.is_gift)
