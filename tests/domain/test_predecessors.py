"""An order made of another one must not send out the same goods again."""

import pytest

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.predecessors import UNTOUCHED, begun_to_leave
from tests.domain.builders import order_key


@pytest.mark.parametrize("state", list(LineState))
def test_only_what_has_begun_to_leave_counts(state: LineState) -> None:
    key = LineKey(order=order_key("1"), line_id="11")
    begun = begun_to_leave([LineWork(key=key, state=state)])
    assert begun == ([] if state in UNTOUCHED else [str(key)])
