"""The stock call: set a SKU's stock, or change it by an amount, once per idempotent id."""

from typing import Any

from infra.local.doudian import errors
from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, Method
from infra.local.doudian.errors import bad_parameter, business_failed
from infra.local.doudian.params import Params


def sync_stock(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """A SKU is named by the seller's code or by its platform id."""
    shop = book.shops[call.shop_id]
    sku_id = (
        book.sku_id(call.shop_id, params.text("code"))
        if params.has("code")
        else str(params.number("sku_id"))
    )
    change = params.number("stock_num")
    if not params.flag("incremental"):
        if change < 0:
            raise bad_parameter("stock_num must not be negative")
        shop.stock[sku_id] = change
        return {}
    idempotent_id = params.text("idempotent_id")
    if idempotent_id in shop.stock_changes_seen:
        raise business_failed(errors.IDEMPOTENT_ID_USED, "幂等 id 重复")
    after = shop.stock.get(sku_id, 0) + change
    if after < 0:
        raise bad_parameter("stock would become negative")
    shop.stock[sku_id] = after
    shop.stock_changes_seen.add(idempotent_id)
    return {}


METHODS: dict[str, Method] = {"sku.syncStock": sync_stock}
