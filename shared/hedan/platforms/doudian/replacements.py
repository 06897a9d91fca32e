"""Tells Doudian the number of what is sent for an exchange, once the old goods have come back."""

from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.doudian.after_sale_payloads import AfterSaleDetailData
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.platform import ReplacementSent

DETAIL = "afterSale.Detail"
OPERATE = "afterSale.operate"
# Of afterSale.operate: the goods of an exchange leave.
SENT = 311
# after_sale_status: the seller has sent it; it is done.
TOLD = frozenset({13, 14})


def ship_replacement(api: DoudianApi, codes: CarrierCodes, sent: ReplacementSent) -> None:
    """Tell it, unless the case says that it was told.

    The case is read first: the call wants the instant of the state that we have seen. Raises
    PlatformRejected, also when the case shows another number than ours, PlatformBusy, AccessEnded.
    """
    company = codes.of(sent.tracking.carrier)
    answer = api.call(DETAIL, {"after_sale_id": sent.after_sale_id})
    told = AfterSaleDetailData.read(answer.data or {}, DETAIL).process_info
    case, shown = told.after_sale_info, told.logistics_info.exchange.tracking_no.strip()
    if case.after_sale_status in TOLD:
        if shown and shown != sent.tracking.number:
            raise ours("other-number", f"case {sent.after_sale_id} has the number {shown}")
        return
    item = {
        "aftersale_id": sent.after_sale_id,
        "update_time": int(case.update_time.timestamp()),
        "logistics": {"company_code": company, "logistics_code": sent.tracking.number},
    }
    api.call(OPERATE, {"type": SENT, "items": [item]}, repeatable=False)
