"""A WooCommerce shop over a scripted pool: reading, listing, refunds, stock, remarks, refusals."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from hedan.domain.orders import OrderStatus
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret
from hedan.platforms.platform import Listed, Listing, Page, Platform, StockLevel, Unreadable
from hedan.platforms.woocommerce.store import PAGE_SIZE, WoocommerceStore
from tests.platforms.mall.wire import CARRIERS, HANGS_UP, NOBODY, Asked, FakePool, Reply, outside
from tests.platforms.wire import MemoryVault
from tests.platforms.woocommerce.samples import line, order, refund, settings
from tests.platforms.woocommerce.test_mapping import mapped

ROOT = "/wp-json/wc/v3"
ORDER = f"GET {ROOT}/orders/2041"
LIST = f"GET {ROOT}/orders"
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)


@pytest.fixture
def pool() -> FakePool:
    return FakePool()


def store(pool: FakePool, **options: str) -> Platform:
    app = AppSecret(app_key="ck_1", app_secret="cs_1")
    return WoocommerceStore(settings(**options), app, MemoryVault(), CARRIERS, outside(pool))


def no(status: int, code: str) -> Reply:
    return Reply({"code": code, "message": "Sorry.", "data": {"status": status}}, status)


def test_an_order_is_read_mapped_and_kept_as_it_came(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(order()))
    told = store(pool).read_order("2041")
    assert told.value == mapped(order())
    assert told.after_sales == ()
    assert "文新街道" in told.raw
    (asked,) = pool.calls
    pair = base64.b64encode(b"ck_1:cs_1").decode()
    assert asked.headers["authorization"] == f"Basic {pair}"


def test_an_amount_that_came_as_a_number_stays_exact(pool: FakePool) -> None:
    """Some plugins make numbers of the amounts: no float ever sees them."""
    body = json.dumps(order()).replace('"134.00"', "9007199254740.93")
    pool.answers(ORDER, Reply(body.encode()))
    assert store(pool).read_order("2041").value.paid_minor == 900719925474093


def test_an_order_tells_of_its_refunds(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(order(refunds=[{"id": 77, "total": "-36.75"}])))
    pool.answers(f"{ORDER}/refunds", Reply([refund()]))
    told = store(pool).read_order("2041")
    assert [one.after_sale_id for one in told.after_sales] == ["refund-77"]
    one = store(pool).read_after_sale("2041", "refund-77")
    assert one.value == told.after_sales[0]
    with pytest.raises(PlatformRejected, match="refund-78"):
        store(pool).read_after_sale("2041", "refund-78")
    with pytest.raises(PlatformRejected, match="with its order"):
        store(pool).read_after_sale(None, "refund-77")


def test_a_refund_of_money_opens_a_question(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(order(refunds=[{"id": 77, "total": "-1.00"}])))
    pool.answers(f"{ORDER}/refunds", Reply([refund(amount="1.00", line_items=[])]))
    assert store(pool).read_order("2041").value.unknown == ("refunds.line_items=none (77)",)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (no(404, "woocommerce_rest_shop_order_invalid_id"), OrderGone),
        (no(404, "woocommerce_rest_order_invalid_id"), OrderGone),
        (no(404, "rest_no_route"), PlatformRejected),
        (no(401, "woocommerce_rest_cannot_view"), AccessEnded),
        (no(403, "woocommerce_rest_authentication_error"), AccessEnded),
        (no(400, "rest_invalid_param"), PlatformRejected),
        (Reply(order(status="trash")), OrderGone),
        (Reply(b"<html>There has been a critical error", 500), PlatformBusy),
        (Reply(b"<html>Briefly unavailable for scheduled maintenance", 200), PlatformBusy),
        (Reply(b"", 429), PlatformBusy),
        (HANGS_UP, PlatformBusy),
        (NOBODY, PlatformBusy),
        (Reply([]), Malformed),
        (Reply(order(total="-1")), Malformed),
    ],
)
def test_every_refusal_is_typed(pool: FakePool, reply: Reply, error: type[Exception]) -> None:
    pool.answers(ORDER, reply)
    with pytest.raises(error) as told:
        store(pool).read_order("2041")
    assert "cs_1" not in str(told.value)


# --- Dokan -------------------------------------------------------------------------------------

PARENT = order(
    id=2040,
    parent_id=0,
    created_via="checkout",
    meta_data=[{"key": "has_sub_order", "value": "1"}],
    line_items=[line(301), line(302)],
)


def child(order_id: int, vendor: int) -> dict[str, object]:
    return order(id=order_id, meta_data=[{"key": "_dokan_vendor_id", "value": str(vendor)}])


@pytest.mark.parametrize(("vendor", "replaced_by"), [("dokan", ("2041",)), ("", ("2041", "2042"))])
def test_a_divided_order_names_its_parts_and_counts_no_more(
    pool: FakePool, vendor: str, replaced_by: tuple[str, ...]
) -> None:
    pool.answers(f"GET {ROOT}/orders/2040", Reply(PARENT))
    stranger = order(id=9, parent_id=0)
    pool.answers(LIST, Reply([child(2041, 42), child(2042, 7), stranger]))
    told = store(pool, vendor=vendor).read_order("2040").value
    assert told.status is OrderStatus.REPLACED
    assert told.replaced_by == replaced_by
    assert pool.calls_of(LIST)[0].query["parent"] == "2040"


def test_a_divided_order_without_a_part_of_ours(pool: FakePool) -> None:
    pool.answers(f"GET {ROOT}/orders/2040", Reply(PARENT))
    pool.answers(LIST, Reply([child(2042, 7)]))
    with pytest.raises(OrderGone, match="this store is 42"):
        store(pool, vendor="dokan").read_order("2040")


def test_a_divided_order_whose_parts_are_not_made_yet_counts_no_more(pool: FakePool) -> None:
    pool.answers(f"GET {ROOT}/orders/2040", Reply(PARENT))
    pool.answers(LIST, Reply([]))
    told = store(pool, vendor="dokan").read_order("2040").value
    assert (told.status, told.replaced_by) == (OrderStatus.REPLACED, ())


# --- Listings ----------------------------------------------------------------------------------


class Shop:
    """The shop's listing: whole seconds, ends not included, pages by number."""

    def __init__(self, changed: dict[int, datetime]) -> None:
        self.changed = changed
        self.moves: dict[int, tuple[int, datetime]] = {}
        self.calls = 0

    def __call__(self, asked: Asked) -> Reply:
        self.calls += 1
        query = asked.query
        assert query["dates_are_gmt"] == "true"
        which = "modified_" if query["orderby"] == "modified" else ""
        after, before = (
            datetime.fromisoformat(query[f"{which}{end}"]).replace(tzinfo=UTC)
            for end in ("after", "before")
        )
        inside = sorted((at, one) for one, at in self.changed.items() if after < at < before)
        page, size = int(query["page"]), int(query["per_page"])
        rows = [
            {"id": one, "date_created_gmt": _gmt(at), "date_modified_gmt": _gmt(at)}
            for at, one in inside[(page - 1) * size : page * size]
        ]
        if self.calls in self.moves:
            one, at = self.moves[self.calls]
            self.changed[one] = at
        pages = -(-len(inside) // size)
        counts = {"X-WP-Total": str(len(inside)), "X-WP-TotalPages": str(pages)}
        return Reply(rows, headers=counts)


def _gmt(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def listed(pages: list[Page]) -> set[str]:
    return {row.order_id for page in pages for row in page.rows if isinstance(row, Listed)}


@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.ORDERS_CREATED])
@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 250])
def test_every_order_of_a_window_both_ends_included(
    pool: FakePool, listing: Listing, count: int
) -> None:
    until = SINCE + timedelta(seconds=max(0, count - 1))
    shop = Shop({1000 + n: SINCE + timedelta(seconds=n) for n in range(count)})
    pool.answers(LIST, shop)
    pages = list(store(pool).pages(listing, SINCE, until))
    assert listed(pages) == {str(one) for one in shop.changed}
    assert pages[0].total == count
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]


def test_more_changes_in_one_second_than_a_page_holds(pool: FakePool) -> None:
    shop = Shop({1000 + n: SINCE + timedelta(seconds=n // 260) for n in range(600)})
    pool.answers(LIST, shop)
    pages = list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))
    assert listed(pages) == {str(one) for one in shop.changed}


def test_an_order_that_changes_meanwhile_hides_no_other(pool: FakePool) -> None:
    shop = Shop({1000 + n: SINCE + timedelta(seconds=n) for n in range(250)})
    wanted = {str(one) for one in shop.changed}
    shop.moves = {1: (1000, UNTIL), 2: (1101, UNTIL + timedelta(hours=1))}
    pool.answers(LIST, shop)
    assert listed(list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))) == wanted


def test_a_row_that_cannot_be_read_costs_no_other(pool: FakePool) -> None:
    good = {"id": 1, "date_created_gmt": _gmt(SINCE), "date_modified_gmt": _gmt(SINCE)}
    rows = [good, {**good, "date_modified_gmt": None}, "x", {**good, "id": 2}]
    counts = {"X-WP-Total": "4", "X-WP-TotalPages": "1"}
    pool.answers(LIST, Reply(rows, headers=counts))
    (page,) = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert [type(row) for row in page.rows] == [Listed, Unreadable, Unreadable, Listed]


@pytest.mark.parametrize(
    "reply",
    [
        Reply([]),
        Reply([], headers={"X-WP-Total": "x", "X-WP-TotalPages": "1"}),
        Reply([], headers={"X-WP-Total": "3", "X-WP-TotalPages": "2"}),
        Reply({}, headers={"X-WP-Total": "0", "X-WP-TotalPages": "0"}),
    ],
)
def test_a_listing_without_its_counts_is_not_trusted(pool: FakePool, reply: Reply) -> None:
    pool.answers(LIST, reply)
    with pytest.raises(Malformed):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_key_revoked_between_two_pages_is_said(pool: FakePool) -> None:
    shop = Shop({1000 + n: SINCE + timedelta(seconds=n) for n in range(150)})
    pool.answers(LIST, shop, no(401, "woocommerce_rest_cannot_view"))
    pages = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert not next(pages).is_last
    with pytest.raises(AccessEnded, match="make connect"):
        next(pages)


# --- Stock and remarks -------------------------------------------------------------------------


def test_stock_goes_to_the_product_or_its_variant(pool: FakePool) -> None:
    one = StockLevel(product_id="88", platform_sku="91", sku="A", quantity=5)
    other = StockLevel(product_id="89", platform_sku="", sku="B", quantity=0)
    pool.answers(f"PUT {ROOT}/products/88/variations/91", Reply({"id": 91}))
    pool.answers(f"PUT {ROOT}/products/89", no(404, "woocommerce_rest_product_invalid_id"))
    ((level, reason),) = store(pool).push_stock([one, other])
    assert level == other
    assert "invalid_id" in reason
    assert pool.calls[0].body == {"manage_stock": True, "stock_quantity": 5}
    pool.answers(f"PUT {ROOT}/products/89", no(401, "x"))
    with pytest.raises(AccessEnded):
        store(pool).push_stock([other])


def test_a_remark_is_a_note_written_once(pool: FakePool) -> None:
    pool.answers(f"{ORDER}/notes", Reply([]), Reply([{"id": 5, "note": "加急"}]))
    post = f"POST {ROOT}/orders/2041/notes"
    pool.answers(post, Reply({"id": 5}, 201))
    for _ in range(2):
        store(pool).mark("2041", remark="加急", flag=None)
    (asked,) = pool.calls_of(post)
    assert asked.body == {"note": "加急", "customer_note": False}
