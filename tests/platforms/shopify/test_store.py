"""A Shopify shop over a scripted pool: tokens, reading, pages by link, parcels, refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret, Token
from hedan.platforms.platform import Departure, Listed, Listing, Platform, Unreadable
from hedan.platforms.shopify.store import ShopifyStore
from tests.platforms.mall.wire import (
    CARRIERS,
    HANGS_UP,
    NOBODY,
    NOW,
    Asked,
    FakePool,
    Reply,
    outside,
)
from tests.platforms.shopify.samples import order, refund, settings
from tests.platforms.shopify.test_mapping import mapped
from tests.platforms.wire import MemoryVault, shipment

ROOT = "/admin/api/2026-07"
ID = "820982911946154508"
ORDER = f"GET {ROOT}/orders/{ID}.json"
LIST = f"GET {ROOT}/orders.json"
OPEN = f"GET {ROOT}/orders/{ID}/fulfillment_orders.json"
SHIP = f"POST {ROOT}/fulfillments.json"
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)
REFUSED = Reply({"errors": "[API] Invalid API key or access token"}, 401)


def token(name: str) -> Token:
    return Token(access_token=name, refresh_token="", expires_at=NOW + timedelta(days=3650))


@pytest.fixture
def pool() -> FakePool:
    return FakePool()


def store(pool: FakePool, vault: MemoryVault | None = None, **options: str) -> Platform:
    app = AppSecret(app_key="k", app_secret="client-secret")
    vault = vault or MemoryVault(token("shpat_1"))
    return ShopifyStore(settings(**options), app, vault, CARRIERS, outside(pool))


def test_an_order_is_read_with_its_refunds(pool: FakePool) -> None:
    pool.answers(ORDER, Reply({"order": order(refunds=[refund()])}))
    told = store(pool).read_order(ID)
    assert told.value == mapped()
    assert [one.after_sale_id for one in told.after_sales] == ["refund-77"]
    assert pool.calls[0].headers["x-shopify-access-token"] == "shpat_1"
    assert store(pool).read_after_sale(ID, "refund-77").value == told.after_sales[0]
    for order_id, missing in ((ID, "refund-78"), (None, "refund-77")):
        with pytest.raises(PlatformRejected, match=missing):
            store(pool).read_after_sale(order_id, missing)


def test_the_version_is_the_sellers_choice(pool: FakePool) -> None:
    pool.answers(f"GET /admin/api/2027-01/orders/{ID}.json", Reply({"order": order()}))
    store(pool, api_version="2027-01").read_order(ID)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"errors": "Not Found"}, 404), OrderGone),
        (Reply({"errors": "Unavailable Shop"}, 423), AccessEnded),
        (Reply({"errors": "Payment required"}, 402), AccessEnded),
        (Reply({"errors": "needs read_orders"}, 403), AccessEnded),
        (Reply({"errors": {"limit": ["is bad"]}}, 422), PlatformRejected),
        (Reply(b"", 429), PlatformBusy),
        (Reply(b"", 502), PlatformBusy),
        (Reply(b"<html>"), PlatformBusy),
        (HANGS_UP, PlatformBusy),
        (NOBODY, PlatformBusy),
        (Reply({"order": None}), Malformed),
        (Reply({"order": order(total_price="-1")}), Malformed),
        (REFUSED, AccessEnded),
    ],
)
def test_every_refusal_is_typed(pool: FakePool, reply: Reply, error: type[Exception]) -> None:
    pool.answers(ORDER, reply)
    with pytest.raises(error) as told:
        store(pool).read_order(ID)
    assert "shpat_1" not in str(told.value)


def test_without_a_token_only_the_seller_can_help(pool: FakePool) -> None:
    with pytest.raises(AccessEnded, match="make connect"):
        store(pool, MemoryVault()).read_order(ID)
    assert pool.calls == []


def test_a_token_that_the_seller_renewed_meanwhile_is_taken(pool: FakePool) -> None:
    vault = MemoryVault(token("shpat_1"))

    def refuses(_: Asked) -> Reply:
        vault.save(token("shpat_2"))
        return REFUSED

    pool.answers(ORDER, refuses, Reply({"order": order()}))
    store(pool, vault).read_order(ID)
    assert [call.headers["x-shopify-access-token"] for call in pool.calls] == ["shpat_1", "shpat_2"]


# --- Listings ----------------------------------------------------------------------------------


def row(order_id: int) -> dict[str, Any]:
    at = (SINCE + timedelta(seconds=order_id)).isoformat()
    return {"id": order_id, "created_at": at, "updated_at": at}


def linked(orders: list[Any], page_info: str = "") -> Reply:
    back = "<https://other.example/orders.json?page_info=back>; rel=previous"
    ahead = f'<https://other.example/x.json?limit=250&page_info={page_info}>; rel="next"'
    return Reply({"orders": orders}, headers={"Link": f"{back}, {ahead}" if page_info else back})


@pytest.mark.parametrize(
    ("listing", "which"),
    [(Listing.ORDERS, "updated_at"), (Listing.ORDERS_CREATED, "created_at")],
)
def test_pages_follow_the_link_and_stay_with_the_shop(
    pool: FakePool, listing: Listing, which: str
) -> None:
    pool.answers(LIST, linked([row(1), row(2)], "p2"), linked([row(3)]))
    pages = list(store(pool).pages(listing, SINCE, UNTIL))
    ids = [one.order_id for page in pages for one in page.rows if isinstance(one, Listed)]
    assert ids == ["1", "2", "3"]
    assert [page.is_last for page in pages] == [False, True]
    first, second = (call.query for call in pool.calls)
    assert first[f"{which}_min"] == "2026-10-01T00:00:00+00:00"
    assert first["status"] == "any"
    assert second == {"limit": "250", "page_info": "p2"}


def test_an_empty_window(pool: FakePool) -> None:
    pool.answers(LIST, Reply({"orders": []}))
    (page,) = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert (page.rows, page.is_last) == ((), True)


def test_a_row_that_cannot_be_read_costs_no_other(pool: FakePool) -> None:
    pool.answers(LIST, linked([row(1), {"id": 2}, None, row(3)]))
    (page,) = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert [type(one) for one in page.rows] == [Listed, Unreadable, Unreadable, Listed]


def test_a_link_to_nowhere_is_no_end(pool: FakePool) -> None:
    link = {"Link": "<https://tea.example/orders.json>; rel=next"}
    pool.answers(LIST, Reply({"orders": []}, headers=link))
    with pytest.raises(Malformed, match="names no page"):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_token_revoked_between_two_pages_is_said(pool: FakePool) -> None:
    pool.answers(LIST, linked([row(1)], "p2"), REFUSED)
    pages = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    next(pages)
    with pytest.raises(AccessEnded):
        next(pages)


# --- Parcels -----------------------------------------------------------------------------------


def fulfilled(number: str, *lines: tuple[int, int], status: str = "success") -> dict[str, Any]:
    items = [{"id": line_id, "quantity": count} for line_id, count in lines]
    return {"id": 5, "status": status, "tracking_number": number, "line_items": items}


def location(identity: int, *lines: tuple[int, int, int], status: str = "open") -> dict[str, Any]:
    items = [
        {"id": own, "line_item_id": line_id, "fulfillable_quantity": count}
        for own, line_id, count in lines
    ]
    return {"id": identity, "status": status, "line_items": items}


def shop(pool: FakePool, *parcels: dict[str, Any]) -> None:
    pool.answers(ORDER, Reply({"order": order(fulfillments=list(parcels))}))
    places = [
        location(1, (100, 11, 2), status="closed"),
        location(2, (101, 11, 1)),
        location(3, (102, 11, 1), (103, 12, 1), status="in_progress"),
    ]
    pool.answers(OPEN, Reply({"fulfillment_orders": places}))
    pool.answers(SHIP, Reply({"fulfillment": {"id": 5}}, 201))


def parcel(*lines: tuple[str, str, int], number: str = "SF1", carrier: str = "SF") -> Any:
    return shipment(*lines, platform="shopify", number=number, carrier=carrier)


BOTH = ((ID, "11", 2), (ID, "12", 1))


def test_a_parcel_takes_its_units_from_the_locations_that_have_them(pool: FakePool) -> None:
    shop(pool)
    store(pool).ship(parcel(*BOTH))
    (asked,) = pool.calls_of(SHIP)
    assert asked.body["fulfillment"] == {
        "line_items_by_fulfillment_order": [
            {
                "fulfillment_order_id": 2,
                "fulfillment_order_line_items": [{"id": 101, "quantity": 1}],
            },
            {
                "fulfillment_order_id": 3,
                "fulfillment_order_line_items": [
                    {"id": 102, "quantity": 1},
                    {"id": 103, "quantity": 1},
                ],
            },
        ],
        "tracking_info": {"number": "SF1", "company": "SF Express"},
        "notify_customer": True,
    }


def test_the_seller_may_keep_shopify_silent(pool: FakePool) -> None:
    shop(pool)
    store(pool, notify_customer="no").ship(parcel((ID, "12", 1)))
    assert pool.calls_of(SHIP)[0].body["fulfillment"]["notify_customer"] is False


def test_what_has_this_very_number_already_is_done(pool: FakePool) -> None:
    shop(pool, fulfilled("SF1", (11, 2), (12, 1)))
    store(pool).ship(parcel(*BOTH))
    assert pool.calls_of(SHIP) == []


def test_a_cancelled_fulfilment_is_none(pool: FakePool) -> None:
    shop(pool, fulfilled("SF1", (11, 2), (12, 1), status="cancelled"))
    store(pool).ship(parcel(*BOTH))
    assert len(pool.calls_of(SHIP)) == 1


def test_a_lost_answer_is_looked_up_not_repeated(pool: FakePool) -> None:
    shop(pool)
    done = Reply({"order": order(fulfillments=[fulfilled("SF1", (11, 2), (12, 1))])})
    pool.answers(ORDER, Reply({"order": order()}), done)
    pool.answers(SHIP, HANGS_UP)
    store(pool).ship(parcel(*BOTH))
    assert len(pool.calls_of(SHIP)) == 1


def test_an_answer_lost_with_the_call_is_busy(pool: FakePool) -> None:
    shop(pool)
    pool.answers(SHIP, HANGS_UP)
    with pytest.raises(PlatformBusy):
        store(pool).ship(parcel(*BOTH))
    assert len(pool.calls_of(SHIP)) == 1


def test_more_than_is_left_is_refused(pool: FakePool) -> None:
    shop(pool)
    with pytest.raises(PlatformRejected, match="lines 12 have left"):
        store(pool).ship(parcel((ID, "12", 2)))
    assert pool.calls_of(SHIP) == []
    with pytest.raises(PlatformRejected, match="carrier-unmapped"):
        store(pool).ship(parcel((ID, "12", 1), carrier="PO"))


def test_a_number_is_corrected_where_it_stands(pool: FakePool) -> None:
    shop(pool, fulfilled("SF1", (11, 2)))
    line = f"POST {ROOT}/fulfillments/5/update_tracking.json"
    pool.answers(line, Reply({"fulfillment": {"id": 5}}))
    old = Tracking(carrier="SF", number="SF1")
    store(pool).correct_tracking(parcel((ID, "11", 2), number="SF2"), old)
    (asked,) = pool.calls_of(line)
    assert asked.body["fulfillment"]["tracking_info"]["number"] == "SF2"
    shop(pool, fulfilled("SF2", (11, 2)))
    store(pool).correct_tracking(parcel((ID, "11", 2), number="SF2"), old)
    with pytest.raises(PlatformRejected, match="nothing was shipped as SF1"):
        store(pool).correct_tracking(parcel((ID, "11", 2), number="SF3"), old)
    assert len(pool.calls_of(line)) == 1


# --- virtual goods --------------------------------------------------------------------------------


def virtual(*lines: tuple[str, str, int]) -> Departure:
    told = parcel(*lines)
    return Departure(request_id=told.request_id, lines=told.lines, whole_order=False)


def test_virtual_lines_are_a_fulfilment_without_a_number(pool: FakePool) -> None:
    shop(pool)
    store(pool).ship_virtual(virtual((ID, "12", 1)))
    (asked,) = pool.calls_of(SHIP)
    assert asked.body["fulfillment"] == {
        "line_items_by_fulfillment_order": [
            {
                "fulfillment_order_id": 3,
                "fulfillment_order_line_items": [{"id": 103, "quantity": 1}],
            }
        ],
        "notify_customer": True,
    }


@pytest.mark.parametrize("number", ["", "SF1"])
def test_virtual_lines_that_have_left_are_done(pool: FakePool, number: str) -> None:
    """Gift cards Shopify sends by itself; and what a person has fulfilled is fulfilled."""
    shop(pool, fulfilled(number, (12, 1)))
    store(pool).ship_virtual(virtual((ID, "12", 1)))
    assert pool.calls_of(SHIP) == []


def test_a_lost_answer_about_virtual_lines_is_looked_up_not_repeated(pool: FakePool) -> None:
    shop(pool)
    done = Reply({"order": order(fulfillments=[fulfilled("", (12, 1))])})
    pool.answers(ORDER, Reply({"order": order()}), done)
    pool.answers(SHIP, HANGS_UP)
    store(pool).ship_virtual(virtual((ID, "12", 1)))
    assert len(pool.calls_of(SHIP)) == 1
