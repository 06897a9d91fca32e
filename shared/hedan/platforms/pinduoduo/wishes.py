"""What a Pinduoduo buyer chose beside the goods: SF, another way to the door, an invoice."""

from collections.abc import Iterator

from hedan.platforms.calling.extras import readable
from hedan.platforms.pinduoduo.money import sf_fee
from hedan.platforms.pinduoduo.payloads import OrderDetail, ServiceFee

SF = "顺丰"
# Free of charge, at a price, or paid for by an order of its own.
SF_TAGS = frozenset({"free_sf", "has_sf_express_service", "has_ship_additional"})
SHIPPING_TYPES = {1: "预约配送", 2: "1小时达", 3: "消费者预约送达"}
METHOD_TAGS = {
    "self_contained": "门店自提",
    "same_city_distribution": "同城配送",
    "home_delivery_door": "送货上门",
}
INVOICE_ASKED, INVOICE = 1, "要发票"


def carrier_wished(detail: OrderDetail) -> str:
    """Return SF where it was promised or paid for; the platform sells no other carrier."""
    services = readable(ServiceFee, detail.service_fee_detail) or ()
    return SF if SF_TAGS & set(_tags(detail)) or sf_fee(services) else ""


def logistics_method(detail: OrderDetail) -> str:
    """Return how it is to reach the buyer, where that is no plain parcel."""
    tags = set(_tags(detail)) | ({"self_contained"} if detail.self_contained == 1 else set())
    told = [SHIPPING_TYPES.get(detail.shipping_type, "")]
    told += [word for tag, word in METHOD_TAGS.items() if tag in tags]
    return ", ".join(word for word in told if word)


def invoice_wished(detail: OrderDetail) -> str:
    """Return that an invoice was asked for; its title is not told."""
    return INVOICE if detail.invoice_status == INVOICE_ASKED else ""


def _tags(detail: OrderDetail) -> Iterator[str]:
    return (tag.name for tag in detail.order_tag_list if tag.value)
