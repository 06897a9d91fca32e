"""What a sweep left open is looked at by the next poll: its day need not wait for another night."""

from datetime import timedelta

from hedan.domain.pull_ledger import Listing
from tests.usecases.test_poll_store import Shop


def test_a_row_that_the_sweep_found_closes_its_window_with_the_next_poll() -> None:
    shop = Shop()
    made = shop.now - timedelta(hours=20, minutes=7)
    shop.place("CUP", created_at=made, changed_at=made - timedelta(days=5))
    assert shop.sweep().open_windows == 1
    shop.work_off()
    shop.later(1)
    assert shop.poll().open_windows == 0
    assert not shop.open(Listing.ORDERS_CREATED)


def test_a_poll_counts_what_the_sweep_left_open() -> None:
    shop = Shop()
    made = shop.now - timedelta(hours=20, minutes=7)
    shop.place("CUP", created_at=made, changed_at=made - timedelta(days=5))
    shop.sweep()
    shop.later(1)
    assert shop.poll().open_windows == 1  # Its hint is still on the queue.
