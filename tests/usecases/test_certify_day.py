"""The completeness certificate says what is proven, and names what is not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hedan.domain.certificate import Certificate
from hedan.domain.pull_ledger import Listing
from hedan.platforms.platform import Page
from hedan.usecases.intake.certify_day import certify_day
from tests.usecases.test_poll_store import STORE, Lying, Shop

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def shop() -> Shop:
    return Shop()


def certify(shop: Shop, day: date) -> Certificate:
    return certify_day(
        STORE,
        dict.fromkeys((Listing.ORDERS, Listing.AFTER_SALES)),
        windows=shop.ledgers,
        archive=shop.archive,
        language="zh",
        now=shop.now,
        day=day,
    )


def a_day_is_polled(shop: Shop) -> date:
    """Poll every half hour from before midnight until after the next."""
    day = (shop.now.astimezone(ZONE) + timedelta(days=1)).date()
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE)
    while shop.now <= ends + timedelta(minutes=30):
        shop.poll()
        shop.work_off()
        shop.later(30)
    return day


def test_a_day_that_was_asked_and_taken_in_is_complete(shop: Shop) -> None:
    shop.later(60 * 20)
    shop.place("CUP")
    day = a_day_is_polled(shop)
    certificate = certify(shop, day)
    assert certificate.is_complete
    text = shop.archive.get(f"certificates/cup-shop/{day}.txt").decode()
    assert "结论：完整" in text
    assert "未查询" not in text
    told = shop.archive.get(f"certificates/cup-shop/{day}.json")
    assert Certificate.model_validate_json(told) == certificate


def test_a_span_that_nobody_asked_for_is_named(shop: Shop) -> None:
    day = a_day_is_polled(shop)
    noon = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=12)
    shop.ledgers.closed = {
        key: window
        for key, window in shop.ledgers.closed.items()
        if not (window.listing is Listing.ORDERS and window.since <= noon <= window.until)
    }
    certificate = certify(shop, day)
    assert not certificate.is_complete
    orders, after_sales = certificate.listings
    assert after_sales.is_complete
    ((since, until),) = orders.gaps
    assert since <= noon <= until
    assert f"未查询：{day} 1" in shop.archive.get(f"certificates/cup-shop/{day}.txt").decode()


def test_a_window_that_does_not_close_is_named_with_its_reason(shop: Shop) -> None:
    shop.poll()
    shop.later(5)
    Lying(shop, Page(rows=(), total=3, is_last=True))
    shop.poll()
    certificate = certify(shop, shop.now.astimezone(ZONE).date())
    (still_open,) = certificate.listings[0].open
    assert still_open.why == "the platform counts 3 rows, 0 came"
    assert not certificate.is_complete


def test_a_store_without_listings_can_prove_nothing(shop: Shop) -> None:
    certificate = certify_day(
        STORE, {}, windows=shop.ledgers, archive=shop.archive, language="en", now=shop.now
    )
    assert not certificate.is_complete
    text = shop.archive.get(f"certificates/cup-shop/{certificate.day}.txt").decode()
    assert "cannot be proven" in text
