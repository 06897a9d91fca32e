"""What a mall answers, as docs/mall-contract.md writes it: only the fields that we read."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hedan.platforms.calling.extras import ExtraText, or_empty
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.calling.times import ExtraInstant, Instant, Moment

# Strict: a text or a number with a point is not the integer that was agreed.
Minor = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=0)]
# Of a row, where nothing after it would notice an id that is none.
RowId = Annotated[PlatformId, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s#]+$")]


class Amounts(Theirs):
    """Money of an order, in minor units."""

    paid: Minor
    shipping: Minor = 0
    payable: Minor | None = None
    merchant_discount: Minor = 0
    platform_discount: Minor = 0


class Buyer(Theirs):
    """Who bought, and what they wrote."""

    id: PlatformId = ""
    message: str = ""


class MallReceiver(Theirs):
    """Where it goes, masked or not."""

    name: str = ""
    phone: str = ""
    country: str = ""
    postcode: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    address: str = ""
    fingerprint: str = ""


class Presale(Theirs):
    """A line that is not due yet."""

    ship_from: Instant = None


class MallLine(Theirs):
    """One SKU of an order."""

    line_id: PlatformId
    merchant_id: PlatformId = ""
    product_id: PlatformId = ""
    variant_id: PlatformId = ""
    sku: str = ""
    title: str = ""
    spec: str = ""
    quantity: Count
    unit_price: Minor | None = None
    paid: Minor
    discount: Minor | None = None
    status: str = ""
    shipped_quantity: Count = 0
    is_gift: bool = False
    gift_of: tuple[PlatformId, ...] = ()
    virtual: bool = False
    presale: Presale = Presale()
    ship_by: Instant = None
    refund_status: str = ""


class ReplacedBy(Theirs):
    """One of the orders that an order was divided into."""

    order_id: PlatformId
    merchant_id: PlatformId = ""


class ShipmentLine(Theirs):
    """Units of a line in a parcel."""

    line_id: PlatformId
    quantity: Count


class MallShipment(Theirs):
    """One parcel of an order, as the mall knows it."""

    shipment_id: PlatformId
    carrier_code: str = ""
    tracking_no: str = ""
    lines: tuple[ShipmentLine, ...] = ()


class MallOrder(Theirs):
    """GET /orders/{order_id}."""

    order_id: PlatformId
    purchase_id: PlatformId = ""
    merchant_id: PlatformId = ""
    replaces: tuple[PlatformId, ...] = ()
    replaced_by: tuple[ReplacedBy, ...] = ()
    version: Count
    status: str
    currency: str
    created_at: Moment
    paid_at: Instant = None
    updated_at: Moment
    ship_by: Instant = None
    not_before: Instant = None
    amounts: Amounts
    payment: str = ""
    balance_due_at: Instant = None
    carrier_wished: str = ""
    shipping_method: str = ""
    invoice_wished: str = ""
    gift_wrap: bool = False
    buyer: Buyer = Buyer()
    receiver: MallReceiver = MallReceiver()
    lines: tuple[MallLine, ...] = ()
    shipments: tuple[MallShipment, ...] = ()
    seller_memo: str = ""
    seller_flag: int = 0


class OrderRow(Theirs):
    """A row of GET /orders."""

    order_id: RowId
    created_at: Moment
    updated_at: Moment


class RefundRow(Theirs):
    """A row of GET /refunds."""

    refund_id: RowId
    order_id: RowId
    updated_at: Moment


class ListAnswer(Theirs):
    """GET /orders and GET /refunds. Rows are read one by one: a bad one costs no other."""

    orders: tuple[object, ...] = ()
    refunds: tuple[object, ...] = ()
    total: Count
    has_more: bool


class RefundLine(Theirs):
    """A line that a refund is about; its quantity is 0 where only money goes back."""

    line_id: PlatformId
    quantity: Count = 0


class ReturnShipment(Theirs):
    """The buyer's parcel on its way back."""

    carrier_code: ExtraText = ""
    tracking_no: ExtraText = ""


class MallRefund(Theirs):
    """GET /refunds/{refund_id}."""

    refund_id: PlatformId
    order_id: PlatformId
    merchant_id: PlatformId = ""
    kind: str
    phase: str = ""
    status: str
    reason: str = ""
    lines: tuple[RefundLine, ...] = ()
    amount: Minor
    created_at: Moment
    updated_at: Moment
    respond_by: ExtraInstant = None
    return_shipment: Annotated[ReturnShipment, or_empty(ReturnShipment)] = ReturnShipment()


class RefusedLevel(Theirs):
    """A level that POST /stock did not set."""

    index: Count
    code: str = ""
    message: str = ""


class StockAnswer(Theirs):
    """POST /stock."""

    refused: tuple[RefusedLevel, ...] = ()


class CarrierRow(Theirs):
    """One carrier of GET /carriers."""

    code: str
    name: str = ""
    number_pattern: str = ""


class CarriersAnswer(Theirs):
    """GET /carriers."""

    carriers: tuple[CarrierRow, ...] = ()


class StepRow(Theirs):
    """One entry of a parcel's way."""

    at: Moment
    text: str = ""
    code: str = ""


class TrackingAnswer(Theirs):
    """GET /orders/{order_id}/tracking."""

    steps: tuple[StepRow, ...] = ()
