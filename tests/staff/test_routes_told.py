"""Why? says of each line who ships it and why, in the caller's language."""

import pytest

from hedan.deciding.rule_book import RuleBook
from hedan.settings import Source
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.hold_order import hold_order
from tests.domain.builders import make_line, make_order
from tests.staff.calls import Shop
from tests.staff.test_orders import ORDER, stored

SHARED = (Source(supplier="factory-a", share=70), Source(supplier="factory-b", share=30))


@pytest.mark.parametrize(
    ("language", "shared", "plainly"),
    [
        ("en", "its share of CUP: 70 of 100", "the supplier of its SKU"),
        ("zh", "CUP 的份额 70/100", "商品自己的供应商"),
    ],
)
def test_who_ships_each_line_and_why(language: str, shared: str, plainly: str) -> None:
    shop = Shop()
    skus = tuple(s.but(sources=SHARED) if s.sku == "CUP" else s for s in shop.settings.skus)
    shop.settings = shop.put_in_force(shop.settings.but(skus=skus))
    order = make_order(make_line("1", sku="CUP"), make_line("2", sku="BRUSH"))
    stored(shop, order)
    deciding = Deciding(shop.desk, RuleBook(shop.settings), SkuHistories(shop.archive))
    hold_order(order.key, (), deciding=deciding, now=shop.now)
    told = shop.call("GET", f"/orders/{ORDER}/why", headers={"accept-language": language})
    assert told.body["replayed"]
    assert told.body["routes"] == [
        {"line_id": "1", "supplier": "factory-a", "why": shared},
        {"line_id": "2", "supplier": "factory-b", "why": plainly},
    ]
