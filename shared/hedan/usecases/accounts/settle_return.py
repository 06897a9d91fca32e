"""Somebody says what became of goods that were to come back: a supplier by its file, or staff.

What was received is credited in the account of the day. It is not put on hand by itself: whether
it can be sold again is seen only when it is unpacked, and counted by a person.
"""

from datetime import datetime

from hedan.domain.returns import ReturnState, SupplierReturn, settled
from hedan.ports import Change, Desk
from hedan.usecases.accounts.expect_return import return_settled
from hedan.usecases.again import until_settled


def settle_return(
    supplier: str,
    return_id: str,
    state: ReturnState,
    condition: str,
    by: str,
    *,
    desk: Desk,
    now: datetime,
) -> SupplierReturn:
    """Keep what became of them and return it. The first word stands; a repeat changes nothing.

    Raises KeyError for a return that this supplier does not have, ValueError for EXPECTED.
    """
    if state is ReturnState.EXPECTED:
        raise ValueError("expected is not what became of goods")
    return until_settled(lambda: _attempt(supplier, return_id, state, condition, by, desk, now))


def _attempt(
    supplier: str,
    return_id: str,
    state: ReturnState,
    condition: str,
    by: str,
    desk: Desk,
    now: datetime,
) -> SupplierReturn:
    back = desk.supplier_return(supplier, return_id)
    if back is None:
        raise KeyError(f"return {return_id} of {supplier}")
    done = settled(back, state, condition, by, now)
    if done == back:
        return back
    desk.commit(Change(puts=(done,), events=((done, return_settled(done, now)),)))
    return done.but(version=done.version + 1)
