"""An order made of another, or met by a refund that nobody could read, waits for a person."""

from datetime import UTC, datetime

import pytest

from hedan.domain.after_sales import unreadable
from hedan.domain.base import LineKey
from hedan.domain.findings import Severity
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.predecessors import UNTOUCHED, handed_over_before, unreadable_refunds
from tests.domain.builders import order_key

NOW = datetime(2026, 9, 28, tzinfo=UTC)


@pytest.mark.parametrize("state", list(LineState))
def test_only_what_has_begun_to_leave_keeps_its_successor_back(state: LineState) -> None:
    work = LineWork.model_construct(key=LineKey(order=order_key("1"), line_id="11"), state=state)
    found = handed_over_before([work])
    assert bool(found) is (state not in UNTOUCHED)
    if found:
        assert found[0].severity is Severity.STOP
        assert str(work.key) in found[0].evidence


def test_a_refund_that_names_no_line_keeps_the_order_back() -> None:
    nameless = unreadable(order_key("1"), "77", [], NOW)
    naming = unreadable(order_key("1"), "78", ["11"], NOW)
    (found,) = unreadable_refunds([nameless, naming])
    assert found.evidence == "after-sale 77"
