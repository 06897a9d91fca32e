"""What a Taobao buyer chose beside the goods: the carrier, an invoice."""

from hedan.platforms.calling.extras import readable
from hedan.platforms.taobao.payloads import LogisticsInfo, Trade

EMS = "ems"  # shipping_type
INVOICE_KINDS = {"1": "电子发票", "2": "纸质发票"}


def carrier_wished(trade: Trade) -> str:
    """Return the one carrier that may be used; a choice among several is nobody's wish."""
    told = readable(LogisticsInfo, trade.logistics_infos) or ()
    allowed = {
        code.strip() for info in told for code in info.white_delivery_cps.split(",") if code.strip()
    }
    if len(allowed) == 1:
        return allowed.pop()
    return EMS.upper() if trade.shipping_type == EMS else ""


def invoice_wished(trade: Trade) -> str:
    """Return the invoice's title, or its kind where no title is told."""
    return trade.invoice_name or INVOICE_KINDS.get(trade.invoice_kind, "")
