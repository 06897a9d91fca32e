"""A store without an API: what it takes, what it refuses, and that nothing is told twice."""

import pytest

from hedan.domain.bulk_files import BulkRow
from hedan.domain.orders import Order
from hedan.errors import PlatformRejected, SettingsInvalid
from hedan.platforms.filed.formats import FORMATS
from hedan.platforms.filed.store import FiledStore
from hedan.platforms.lacking import NotOffered
from hedan.platforms.platform import Listing, Platform, Shipment, ShipShape
from tests.domain.builders import NOW, RECEIVER, make_order, order_key
from tests.fakes.memory_outbox import MemoryOutbox
from tests.platforms.filed.builders import LOCAL, ZTO, make_shipment, make_store

STORE = "cup-shop"
MERGED = make_shipment(("1", "11"), ("2", "21"), ("1", "12"))
PART = make_shipment(("1", "11")).but(whole_order=False)


class Shop:
    """A store, and what it has told."""

    def __init__(self, platform: str = "doudian", **options: str) -> None:
        self.outbox = MemoryOutbox()
        store = make_store(platform, **options)
        self.store: Platform = FiledStore(store, [ZTO, LOCAL], self.outbox, lambda: NOW)

    @property
    def told(self) -> list[BulkRow]:
        return self.outbox.rows(STORE, 1)


def refusal(shop: Shop, shipment: Shipment) -> str:
    with pytest.raises(PlatformRejected) as refused:
        shop.store.ship(shipment)
    return refused.value.sub_code


def test_number_waits_under_the_name_that_the_upload_reads() -> None:
    shop = Shop()
    shop.store.ship(make_shipment(("1", "11")))
    (row,) = shop.told
    assert (row.order, row.request_id, row.carrier) == (order_key("1"), "P1", "中通快递")
    assert (row.tracking.number, row.whole_order, row.told_at) == ("78001122334455", True, NOW)


def test_merged_parcel_tells_each_order_with_its_own_lines() -> None:
    shop = Shop()
    shop.store.ship(MERGED)
    assert [
        (row.order.order_id, [line.line_id for line in row.lines], row.whole_order)
        for row in shop.told
    ] == [("1", ["11", "12"], False), ("2", ["21"], False)]


def test_same_shipment_again_changes_nothing() -> None:
    shop = Shop()
    for _ in range(3):
        shop.store.ship(MERGED)
    assert len(shop.told) == 2


def test_another_number_for_the_same_request_is_refused_and_the_first_stands() -> None:
    shop = Shop()
    shop.store.ship(make_shipment(("1", "11")))
    assert refusal(shop, make_shipment(("1", "11"), number="999999")) == "other-number"
    assert [row.tracking.number for row in shop.told] == ["78001122334455"]


def test_line_that_was_fenced_at_first_follows_under_the_same_request() -> None:
    shop = Shop()
    shop.store.ship(make_shipment(("1", "11")).but(whole_order=False))
    both = make_shipment(("1", "11"), ("1", "12"))
    for _ in range(2):
        shop.store.ship(both)
    assert sorted([line.line_id for line in row.lines] for row in shop.told) == [["11"], ["12"]]
    assert not any(row.whole_order for row in shop.told)


def test_lines_that_fell_away_between_two_attempts_are_no_reason_to_refuse() -> None:
    shop = Shop()
    shop.store.ship(make_shipment(("1", "11"), ("1", "12")))
    shop.store.ship(make_shipment(("1", "11")))
    assert len(shop.told) == 1


@pytest.mark.parametrize("platform", FORMATS)
def test_shipment_that_a_file_cannot_say_is_refused(platform: str) -> None:
    for shape, shipment in (
        (ShipShape.WHOLE, make_shipment(("1", "11"))),
        (ShipShape.PART, PART),
        (ShipShape.MERGED, MERGED),
    ):
        shop = Shop(platform)
        if shape in shop.store.capabilities.ships:
            shop.store.ship(shipment)
            assert shop.told
        else:
            assert refusal(shop, shipment) == f"no-{shape}"
            assert shop.told == []


def test_what_each_platforms_file_can_say() -> None:
    whole, part, merged = ShipShape.WHOLE, ShipShape.PART, ShipShape.MERGED
    assert {name: set(bulk.ships) for name, bulk in FORMATS.items()} == {
        "doudian": {whole, part, merged},
        "pinduoduo": {whole, merged},
        "taobao": {whole},
        "aliexpress": {whole, part, merged},
        "woocommerce": {whole, part, merged},
        "mall": {whole, part, merged, ShipShape.SPLIT_QUANTITY},
    }


def test_carrier_that_the_upload_has_no_word_for_is_refused() -> None:
    by_hand = make_shipment(("1", "11"))
    local = by_hand.but(tracking=by_hand.tracking.but(carrier="local"))
    assert refusal(Shop("mall"), local) == "carrier-unknown"  # It wants codes; there is none.
    nobody = by_hand.but(tracking=by_hand.tracking.but(carrier="nobody"))
    assert refusal(Shop(), nobody) == "carrier-unknown"


def test_seller_says_what_the_upload_calls_a_carrier() -> None:
    shop = Shop(bulk_carriers="zto=中通速递, local = 其他")
    shop.store.ship(make_shipment(("1", "11")))
    assert [row.carrier for row in shop.told] == ["中通速递"]


def test_only_orders_to_one_known_address_may_share_a_parcel() -> None:
    def order(order_id: str, address_id: str) -> Order:
        receiver = RECEIVER.but(address_id=address_id)
        return make_order(key=order_key(order_id), receiver=receiver)

    orders = [order("1", "a"), order("2", ""), order("3", "b"), order("4", "a"), order("5", "")]
    assert Shop().store.merge_groups(orders) == [("1", "4")]
    assert Shop("taobao").store.merge_groups(orders) == []


def test_shipment_without_lines_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="without lines"):
        Shop().store.ship(make_shipment(("1", "11")).but(lines=()))


def test_what_it_lacks_it_says_beforehand() -> None:
    store = Shop().store
    told = store.capabilities
    assert (told.reads, told.push, dict(told.listings)) == (False, "none", {})
    lacks = (told.corrects_tracking, told.pushes_stock, told.tracks, told.lists_carriers)
    assert not any(lacks)
    for call in (
        lambda: store.read_order("1"),
        lambda: store.read_after_sale("1", "2"),
        lambda: store.pages(Listing.ORDERS, NOW, NOW),
        store.carriers,
    ):
        with pytest.raises(NotOffered):
            call()


def test_store_of_a_platform_without_a_file_is_refused_when_opened() -> None:
    with pytest.raises(SettingsInvalid, match="nowhere"):
        Shop("nowhere")
