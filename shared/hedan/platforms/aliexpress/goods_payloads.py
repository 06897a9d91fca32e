"""AliExpress's answers about carriers, parcels on their way and stock, as far as we use them."""

from hedan.platforms.aliexpress.payloads import Many, Text
from hedan.platforms.calling.theirs import PlatformId, Theirs


class CarrierRow(Theirs):
    """One logistics service."""

    service_name: str
    display_name: str = ""
    logistics_company: str = ""
    tracking_no_regex: str = ""


class CarriersAnswer(Theirs):
    """The answer of listlogisticsservice."""

    result_list: Many[CarrierRow] = ()


class TrackingEvent(Theirs):
    """One step of a parcel."""

    event_date: str | int
    event_desc: str = ""
    action_code: str = ""
    address: str = ""


class TrackingAnswer(Theirs):
    """The answer of querytrackingresult."""

    details: Many[TrackingEvent] = ()


class FailedProduct(Theirs):
    """A product whose stock was not set."""

    product_id: PlatformId = ""
    error_code: Text = ""
    error_message: str = ""


class StockAnswer(Theirs):
    """The answer of batch.product.inventory.update."""

    update_success: bool = True
    update_failed_list: Many[FailedProduct] = ()
