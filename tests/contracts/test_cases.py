"""The contract of the book of cases: what waits for an end, what a day brought, what was done."""

import pytest

from hedan.adapters.case_book import DynamoCaseBook
from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.cases import Case, CaseKind, CaseNote, CaseOutcome, OpenCase, fresh_case
from hedan.errors import VersionConflict
from hedan.ports import CaseBook, Change, Desk
from tests.contracts.test_desk import put
from tests.domain.builders import NOW, hours, make_after_sale, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk

DAY = NOW.date()
STORE = order_key().store


@pytest.fixture
def book(desk: Desk) -> CaseBook:
    """The book over the same table as the desk."""
    if isinstance(desk, MemoryDesk):
        return MemoryCases(desk)
    assert isinstance(desk, DynamoDesk)
    return DynamoCaseBook(desk._client, desk._orders)


def complaint(case_id: str = "K1", **changes: object) -> Case:
    return fresh_case(order_key(), case_id, CaseKind.COMPLAINT, NOW).but(
        answer_by=NOW + hours(2), **changes
    )


def test_nothing_is_known_of_a_case_that_nobody_worked_on(book: CaseBook) -> None:
    assert book.cases([(order_key(), "77")]) == {}
    assert book.open_cases(5) == []
    assert book.cases_of_day(STORE, DAY) == []


def test_what_was_done_comes_back_and_a_stale_write_is_refused(desk: Desk, book: CaseBook) -> None:
    case = complaint(notes=(CaseNote(at=NOW, by="小王", text="杯子裂了"),))
    desk.commit(Change(puts=(case,)))
    stored = book.cases([(order_key(), "K1"), (order_key(), "K2")])
    assert stored == {(order_key(), "K1"): case.but(version=1)}
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(case.but(title="again"),)))


def test_the_queue_is_sorted_by_the_time_that_is_left(desk: Desk, book: CaseBook) -> None:
    put(desk, make_after_sale(after_sale_id="71", answer_by=NOW + hours(9)))
    put(desk, make_after_sale(after_sale_id="72"))  # Its platform tells no time.
    put(desk, make_after_sale(after_sale_id="73", answer_by=NOW + hours(1)))
    desk.commit(Change(puts=(complaint(),)))
    queue = book.open_cases(10)
    assert [one.case_id for one in queue] == ["73", "K1", "71", "72"]
    assert queue[1] == OpenCase(
        order=order_key(), case_id="K1", is_after_sale=False, answer_by=NOW + hours(2)
    )
    assert queue[3].answer_by is None
    assert queue[3].is_after_sale
    assert book.open_cases(2) == queue[:2]
    assert book.open_cases(10, NOW + hours(2)) == queue[:2]


def test_what_ended_leaves_the_queue_and_stays_in_its_day(desk: Desk, book: CaseBook) -> None:
    put(desk, make_after_sale(after_sale_id="71", status=AfterSaleStatus.SUCCEEDED))
    ended = complaint(outcome=CaseOutcome.SETTLED, closed_at=NOW, closed_by="小王")
    desk.commit(Change(puts=(ended,)))
    assert book.open_cases(5) == []
    assert [one.case_id for one in book.cases_of_day(STORE, DAY)] == ["71", "K1"]
    assert book.cases_of_day("another", DAY) == []
    assert book.cases_of_day(STORE, (NOW + hours(24)).date()) == []


def test_our_work_on_an_after_sale_is_in_no_list_of_its_own(desk: Desk, book: CaseBook) -> None:
    put(desk, make_after_sale(after_sale_id="71"))
    desk.commit(Change(puts=(fresh_case(order_key(), "71", CaseKind.AFTER_SALE, NOW),)))
    assert [one.is_after_sale for one in book.open_cases(5)] == [True]
    assert [one.is_after_sale for one in book.cases_of_day(STORE, DAY)] == [True]


def test_an_order_is_read_without_its_cases(desk: Desk, book: CaseBook) -> None:
    desk.commit(Change(puts=(complaint(),)))
    assert desk.order_file(order_key()).members == ()
    assert len(book.cases([(order_key(), "K1")])) == 1
