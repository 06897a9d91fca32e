"""What a column of an export sheet can hold, whatever its platform calls it."""

from collections.abc import Mapping
from enum import StrEnum

type Synonyms = Mapping["Field", tuple[str, ...]]
"""The headings of a field, the most telling first: where two stand in a sheet, it wins."""


class Field(StrEnum):
    """What a column holds; the value is the column's name in code, not its heading."""

    ORDER_ID = "order_id"
    LINE_ID = "line_id"
    PURCHASE_ID = "purchase_id"
    STORE = "store"
    STATUS = "status"
    AFTER_SALE = "after_sale"
    AFTER_SALE_KIND = "after_sale_kind"
    SKU = "sku"
    SKU_ID = "sku_id"
    PRODUCT_ID = "product_id"
    NAME = "name"
    SPEC = "spec"
    QUANTITY = "quantity"
    KINDS = "kinds"  # How many different goods the order holds: sheets with one row an order.
    ITEMS = "items"  # All goods of the order in one cell.
    UNIT_PRICE = "unit_price"
    GOODS_TOTAL = "goods_total"  # Price times quantity, before discounts.
    LINE_PAID = "line_paid"
    ORDER_PAID = "order_paid"
    POSTAGE = "postage"
    REFUND = "refund"
    CURRENCY = "currency"
    IS_GIFT = "is_gift"
    IS_VIRTUAL = "is_virtual"
    BUYER_ID = "buyer_id"
    LOGISTICS_METHOD = "logistics_method"
    CARRIER_WISHED = "carrier_wished"
    INVOICE = "invoice"
    BUYER_REMARK = "buyer_remark"
    SELLER_MEMO = "seller_memo"
    RECEIVER_NAME = "receiver_name"
    RECEIVER_PHONE = "receiver_phone"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    ADDRESS = "address"
    COUNTRY = "country"
    POSTCODE = "postcode"
    CREATED_AT = "created_at"
    PAID_AT = "paid_at"
    SHIPPED_AT = "shipped_at"
    DONE_AT = "done_at"
    CHANGED_AT = "changed_at"
    DEADLINE = "deadline"
    NOT_BEFORE = "not_before"

    # An enumeration's own hash is a call into Python, and these are looked up for every cell.
    __hash__ = str.__hash__
