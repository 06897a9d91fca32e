"""Stock, carriers and the way of a parcel: what AliExpress is asked beside orders."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched
from zoneinfo import ZoneInfo

from hedan.errors import AccessEnded, Malformed, PlatformRejected
from hedan.platforms.aliexpress.answers import where_told
from hedan.platforms.aliexpress.capabilities import TRACKING_ZONE
from hedan.platforms.aliexpress.client import AliexpressApi
from hedan.platforms.aliexpress.goods_payloads import (
    CarriersAnswer,
    FailedProduct,
    StockAnswer,
    TrackingAnswer,
    TrackingEvent,
)
from hedan.platforms.platform import PlatformCarrier, StockLevel, TrackingStep

SET_STOCK = "aliexpress.solution.batch.product.inventory.update"
CARRIERS = "aliexpress.logistics.redefining.listlogisticsservice"
TRACK = "aliexpress.logistics.redefining.querytrackingresult"
PRODUCTS_MAX, SKUS_MAX = 20, 200
# Of a parcel that belongs to an order of the platform.
ORIGIN = "ESCROW"
MILLISECONDS = 1000

type _Part = tuple[str, list[StockLevel]]


def push_stock(api: AliexpressApi, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
    """Set absolute stock in the largest batches allowed; return what was refused, and why."""
    refused: list[tuple[StockLevel, str]] = []
    for batch in batched(_parts(levels), PRODUCTS_MAX, strict=False):
        refused += _set(api, batch)
    return refused


def carriers(api: AliexpressApi) -> list[PlatformCarrier]:
    """Return the logistics services that may be used now."""
    told = where_told(api.call(CARRIERS, {}).data, "result_list")
    return [
        PlatformCarrier(
            code=row.service_name,
            name=row.display_name or row.logistics_company or row.service_name,
            number_pattern=row.tracking_no_regex,
        )
        for row in CarriersAnswer.read(told, "listlogisticsservice").result_list
    ]


def track(
    api: AliexpressApi, params: Mapping[str, object], options: Mapping[str, str]
) -> list[TrackingStep]:
    """Return a parcel's way, oldest first. params: number, service, order and country."""
    answer = api.call(TRACK, {**params, "origin": ORIGIN})
    told = TrackingAnswer.read(where_told(answer.data, "details"), "querytrackingresult")
    zone = ZoneInfo(options.get(TRACKING_ZONE, "America/Los_Angeles"))
    steps = [_step(event, zone) for event in told.details]
    return sorted(steps, key=lambda step: step.at)


def _parts(levels: Sequence[StockLevel]) -> Iterator[_Part]:
    by_product: dict[str, list[StockLevel]] = {}
    for level in levels:
        by_product.setdefault(level.product_id, []).append(level)
    for product_id, of_product in by_product.items():
        for chunk in batched(of_product, SKUS_MAX, strict=False):
            yield product_id, list(chunk)


def _set(api: AliexpressApi, batch: Sequence[_Part]) -> Iterator[tuple[StockLevel, str]]:
    products = [
        {
            "product_id": product_id,
            "multiple_sku_update_list": [
                {"sku_code": level.sku, "inventory": level.quantity} for level in levels
            ],
        }
        for product_id, levels in batch
    ]
    try:
        # The platform's own spelling.
        answer = api.call(SET_STOCK, {"mutiple_product_update_list": products})
    except AccessEnded:
        raise
    except PlatformRejected as refusal:
        for _, levels in batch:
            yield from ((level, str(refusal)) for level in levels)
        return
    told = StockAnswer.read(where_told(answer.data, "update_success"), SET_STOCK)
    failed = {product.product_id: product for product in told.update_failed_list}
    if not told.update_success and not failed:
        raise Malformed(f"{SET_STOCK}: it failed, and update_failed_list does not say for what")
    for product_id, levels in batch:
        if product_id in failed:
            yield from ((level, _why(failed[product_id])) for level in levels)


def _why(failed: FailedProduct) -> str:
    return f"{failed.error_code} {failed.error_message}".strip() or "refused without a reason"


def _step(event: TrackingEvent, zone: ZoneInfo) -> TrackingStep:
    text = ", ".join(part for part in (event.event_desc, event.address) if part)
    return TrackingStep(at=_at(event.event_date, zone), text=text, code=event.action_code)


def _at(told: str | int, zone: ZoneInfo) -> datetime:
    """Read an event's time: milliseconds, or a wall time of a zone that is not documented."""
    try:
        if isinstance(told, int) or told.isdigit():
            return datetime.fromtimestamp(int(told) / MILLISECONDS, UTC)
        moment = datetime.fromisoformat(told.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("querytrackingresult: event_date: not a time") from None
