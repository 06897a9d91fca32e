"""Where goods go that were taken out of a parcel: to nobody, to wait, to another parcel, away."""

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.goods_left import OVER, Whereto, goods_left
from hedan.domain.line_work import Fence, FenceCase, LineWork
from hedan.domain.stops import StopAnswer, StopCause
from tests.workbooks.other_samples import NOW, line, parcel, stop

KEY = line(1)
CLOSED = Fence(cases=(FenceCase(after_sale_id="77", changed_at=NOW, closes=True),))
OBEYED = stop(1, after_sale_id="", answer=StopAnswer.STOPPED, answered_at=NOW)
ADDRESS = OBEYED.but(cause=StopCause.ADDRESS)
NEW = parcel(1)


OPEN = Fence()


def work(fence: Fence = OPEN, parcel_id: str | None = None) -> LineWork:
    return LineWork(key=KEY, fence=fence, parcel_id=parcel_id)


@given(st.sampled_from(StopCause), st.booleans())
def test_a_line_behind_a_closed_fence_goes_nowhere(cause: StopCause, planned: bool) -> None:
    works = {KEY: work(CLOSED, NEW.parcel_id if planned else None)}
    left = goods_left(OBEYED.but(cause=cause), works, {NEW.parcel_id: NEW})
    assert left.whereto is Whereto.STAYS


@given(st.sampled_from(StopCause), st.booleans())
def test_what_waits_for_nobody_stays_unless_its_stop_was_lifted(
    cause: StopCause, lifted: bool
) -> None:
    asked = OBEYED.but(cause=cause, withdrawn_at=NOW if lifted else None)
    expected = Whereto.STAYS if cause in OVER and not lifted else Whereto.WAITS
    assert goods_left(asked, {KEY: work()}, {}).whereto is expected


def test_the_parcel_that_it_left_is_no_new_one() -> None:
    old = NEW.but(parcel_id=ADDRESS.parcel_id)
    works = {KEY: work(parcel_id=old.parcel_id)}
    assert goods_left(ADDRESS, works, {old.parcel_id: old}).whereto is Whereto.WAITS


def test_a_new_parcel_of_the_same_supplier_is_named() -> None:
    left = goods_left(ADDRESS, {KEY: work(parcel_id=NEW.parcel_id)}, {NEW.parcel_id: NEW})
    assert (left.whereto, left.workbook, left.parcel_id) == (
        Whereto.AGAIN,
        NEW.workbook,
        NEW.parcel_id,
    )


def test_another_supplier_is_not_named() -> None:
    other = NEW.but(supplier="factory-b")
    left = goods_left(ADDRESS, {KEY: work(parcel_id=other.parcel_id)}, {other.parcel_id: other})
    assert (left.whereto, left.workbook, left.parcel_id) == (Whereto.ELSEWHERE, "", "")


def test_a_line_that_nobody_knows_goes_nowhere() -> None:
    assert goods_left(ADDRESS, {}, {}).whereto is Whereto.STAYS
