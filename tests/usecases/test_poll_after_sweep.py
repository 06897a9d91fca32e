"""What a sweep left open is looked at by the next poll: its day need not wait for another night."""

from datetime import timedelta

from hedan.domain.pull_ledger import Listing
from tests.usecases.test_poll_store import Shop


def _swept() -> tuple[Shop, int]:
    """Return a shop whose sweep just found an order, and how many windows wait for it."""
    shop = Shop()
    made = shop.now - timedelta(hours=20)
    shop.place("CUP", created_at=made, changed_at=made - timedelta(days=5))
    return shop, shop.sweep().open_windows


def test_a_row_that_the_sweep_found_closes_its_window_with_the_next_poll() -> None:
    shop, waiting = _swept()
    assert waiting
    shop.work_off()
    shop.later(1)
    assert shop.poll().open_windows == 0
    assert not shop.open(Listing.ORDERS_CREATED)


def test_a_poll_counts_what_the_sweep_left_open() -> None:
    shop, waiting = _swept()
    shop.later(1)
    assert shop.poll().open_windows == waiting  # The hint is still on the queue.
