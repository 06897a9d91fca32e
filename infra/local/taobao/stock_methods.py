"""The stock calls: one item or one of its SKUs, or up to twenty SKUs at once."""

from typing import Any

from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import business, invalid
from infra.local.taobao.model import Shop
from infra.local.taobao.params import Params, china_text

FULL, DELTA = 1, 2
SKUS_MAX = 20


def item_quantity(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Set or change the stock of an item without SKUs, or of one SKU."""
    shop = book.shops[call.shop_id]
    item = str(params.number("num_iid"))
    key = item
    if params.has("sku_id"):
        key = params.text("sku_id")
    elif params.has("outer_id"):
        key = f"outer:{params.text('outer_id')}"
    _book_in(shop, key, params.number("quantity"), _kind(params))
    return {"item": _item(book, item)}


def sku_quantities(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Set or change the stock of SKUs: `id:quantity;id:quantity`."""
    shop = book.shops[call.shop_id]
    item, kind = str(params.number("num_iid")), _kind(params)
    by_code = not params.has("skuid_quantities")
    text = params.text("outerid_quantities" if by_code else "skuid_quantities")
    pairs = [pair.rpartition(":") for pair in text.split(";") if pair]
    if not 1 <= len(pairs) <= SKUS_MAX:
        raise invalid("skuid_quantities", f"has 1 to {SKUS_MAX} elements")
    for name, _, number in pairs:
        quantity = Params({"quantity": number}).number("quantity")
        _book_in(shop, f"outer:{name}" if by_code else name, quantity, kind)
    return {"item": _item(book, item)}


def _kind(params: Params) -> int:
    kind = params.number("type", FULL)
    if kind not in {FULL, DELTA}:
        raise invalid("type", "is 1 or 2")
    return kind


def _book_in(shop: Shop, key: str, quantity: int, kind: int) -> None:
    after = quantity + (shop.stock.get(key, 0) if kind == DELTA else 0)
    if after < 0:
        raise business("item-quantity-error", "库存不能为负")
    shop.stock[key] = after


def _item(book: Book, item: str) -> dict[str, Any]:
    return {"num_iid": int(item), "modified": china_text(book.now())}


METHODS = {
    "taobao.item.quantity.update": Method(item_quantity),
    "taobao.skus.quantity.update": Method(sku_quantities),
}
