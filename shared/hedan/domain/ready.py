"""A line that waits for a wave, with all that the plan wants to know of its order."""

from collections.abc import Iterable

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, Sku, StoreId, SupplierId
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order, Receiver
from hedan.domain.parts import Handling, Part


class Service(Frozen):
    """What lines must have in common to share a parcel, beside buyer and address."""

    on_delivery: bool = False
    not_before: AwareDatetime | None = None  # The goods or the buyer are not ready before.
    logistics_method: str = ""  # The platform's own service.
    country: str = ""  # Empty at home.


class ReadyLine(Frozen):
    """A line that waits for a wave, with what its order adds to the decision."""

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
    handling: Handling = Handling()
    service: Service = Service()
    owner: str = ""  # Whose store it is: only stores of one owner may meet.
    weight_grams: NonNegativeInt = 0  # Of all its units and gifts; 0: not known.
    volume_ml: NonNegativeInt = 0
    categories: tuple[str, ...] = ()
    stock_place: str = ""
    gift_of: tuple[Id, ...] = ()  # The lines of its order that earned it, of a platform's gift.
    split_mark: str = ""  # See LineWork.
    # The lines of its order that travel, or travelled, in other parcels.
    elsewhere: tuple[Id, ...] = ()


def ready_line(
    order: Order,
    work: LineWork,
    *,
    fixed_packing: bool,
    merge_group: str = "",
    other_suppliers: Iterable[str] = (),
) -> ReadyLine:
    """Bring an order, our work on one of its lines and the platform's answer together.

    Raises KeyError when the order has no such line, ValueError when the line has no supplier.
    """
    if work.supplier is None:
        raise ValueError(f"{work.key}: ready without a supplier")
    line = order.line(work.key.line_id)
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
        fixed_packing=fixed_packing,
        buyer_id=order.buyer_id,
        receiver=order.receiver,
        buyer_remark=order.buyer_remark,
        seller_memo=order.seller_memo,
        paid_at=order.paid_at or order.created_at,
        deadline=line.deadline or order.deadline,
        merge_group=merge_group or order.key.order_id,
        other_suppliers=tuple(sorted(set(other_suppliers) - {work.supplier})),
        order_version=order.version,
        line_version=work.version,
        parts=work.parts,
        handling=work.handling,
    )
