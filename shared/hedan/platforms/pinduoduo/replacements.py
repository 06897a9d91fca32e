"""Tells Pinduoduo the number of what is sent for an exchange."""

from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.pinduoduo.after_sale_payloads import AfterSaleDetail
from hedan.platforms.pinduoduo.answers import demand_success
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.logistics import Logistics
from hedan.platforms.platform import ReplacementSent

DETAIL = "pdd.refund.information.get"
SHIPPING = "pdd.refund.exchange.shipping"
# after_sales_status: the buyer confirms what was sent; it is done.
TOLD = frozenset({16, 18})


def ship_replacement(
    api: PinduoduoApi, codes: CarrierCodes, logistics: Logistics, sent: ReplacementSent
) -> None:
    """Tell it, unless the case says that it was told.

    Raises PlatformRejected, PlatformBusy, AccessEnded.
    """
    company = codes.of(sent.tracking.carrier)
    named = {"order_sn": sent.order.order_id, "after_sales_id": sent.after_sale_id}
    case = AfterSaleDetail.read(api.call(DETAIL, named).data, DETAIL)
    if case.after_sales_status in TOLD:
        return
    request = {
        **named,
        "shipping_id": company,
        "shipping_name": logistics.name(company),
        "tracking_number": sent.tracking.number,
    }
    demand_success(SHIPPING, api.call(SHIPPING, {"request": request}, repeatable=False))
