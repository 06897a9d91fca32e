"""The rows of a bulk act in their pages: kept, gone through, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from hedan.domain.bulk_acts import BulkAct, BulkRow, RowState, in_pages
from hedan.usecases.again import until_settled
from hedan.usecases.bulk_acts.ask_bulk import BulkActs


def keep_rows(bulk_id: str, rows: Sequence[BulkRow], bulk_acts: BulkActs) -> int:
    """Keep rows, over those of a run that died, and return how many pages they fill."""
    pages = in_pages(bulk_id, rows)
    for page in pages:
        known = bulk_acts.page(bulk_id, page.number)
        bulk_acts.keep_page(page.but(version=known.version if known else 0))
    return len(pages)


def go_through(bulk: BulkAct, act: Callable[[BulkRow], BulkRow], bulk_acts: BulkActs) -> None:
    """Let every row that is still to be done become what act makes of it.

    A page is kept when all its rows are done. Whoever dies before begins the page again, so that
    act has to know a row that it did.
    """
    for number in range(bulk.pages):
        until_settled(partial(_page, bulk.bulk_id, number, act, bulk_acts))


def _page(
    bulk_id: str, number: int, act: Callable[[BulkRow], BulkRow], bulk_acts: BulkActs
) -> None:
    page = bulk_acts.page(bulk_id, number)
    assert page is not None, f"bulk {bulk_id} has no page {number}"
    rows = tuple(act(row) if row.state is RowState.TO_DO else row for row in page.rows)
    if rows != page.rows:
        bulk_acts.keep_page(page.but(rows=rows))


def counted(rows: Iterable[BulkRow]) -> Mapping[RowState, int]:
    """Count the rows by what became of them."""
    return dict(sorted(Counter(row.state for row in rows).items()))
