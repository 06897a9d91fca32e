"""Tells Pinduoduo how much may be sold: one SKU a call, always the whole number."""

from hedan.platforms.pinduoduo.answers import demand_success
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.platform import StockLevel

METHOD = "pdd.goods.quantity.update"
# update_type: what is told replaces what was there, so that telling it twice does no harm.
WHOLE = 1


def push_level(api: PinduoduoApi, level: StockLevel) -> None:
    """Set one level. Raises PlatformRejected: a listing in a campaign, for one, cannot be lowered.

    Raises also PlatformBusy, AccessEnded.
    """
    by_id = {"sku_id": level.platform_sku} if level.platform_sku else {"outer_id": level.sku}
    params = {"goods_id": level.product_id, "quantity": level.quantity, "update_type": WHOLE}
    demand_success(METHOD, api.call(METHOD, {**params, **by_id}))
