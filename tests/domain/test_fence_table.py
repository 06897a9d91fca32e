"""The fence's table: every two tellings of a case, in both orders, over every line they may meet.

What must come out stands here by hand, and is not asked of the code. It goes through the use case
that fences, for there the stop is opened and withdrawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations_with_replacement, product
from typing import NamedTuple, cast

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus, is_news
from hedan.domain.edits import Edits
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineState, LineWork, fenced, gone, stopped
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopAnswer, StopCause
from hedan.ports import Desk, OrderFile
from hedan.usecases.stops.fence_lines import fence_lines
from tests.domain.builders import LINE_ID, NOW, line_key, make_after_sale, make_work, order_key
from tests.domain.fence_marks import Telling, forbids
from tests.domain.test_tables import make_parcel

# What a line is when it hears of the case, and what it becomes: by one telling, by an older and a
# newer one, and its stop: none, open, withdrawn, answered. asked: its supplier was asked for it for
# another cause. stayed, went: claimed, and its supplier answers the stop between the tellings.
LINES = """
           x              .              x,x            x,.            .,x            .,.
new        new      none  new      none  new      none  new      none  new      none  new      none
reserved   new      none  reserved none  new      none  new      none  new      none  reserved none
ready      new      none  ready    none  new      none  new      none  new      none  ready    none
claimed    stopping open  claimed  none  stopping open  claimed  with  stopping open  claimed  none
asked      stopping open  stopping none  stopping open  stopping open  stopping open  stopping none
shipped    shipped  open  shipped  none  shipped  open  shipped  with  shipped  open  shipped  none
stayed     stopping open  claimed  none  stopped  answ  new      answ  stopping open  claimed  none
went       stopping open  claimed  none  gone     answ  claimed  answ  stopping open  claimed  none
"""
# Within one second, of which a platform tells no more: the later of these counts.
STAGES = (("requested",), ("agreed", "unknown"), ("succeeded", "refused", "closed"))

TELLINGS_ALL: tuple[Telling, ...] = tuple(product(AfterSaleKind, AfterSaleStatus))
OLD, NEW = NOW, NOW + timedelta(minutes=1)
PARCEL = make_parcel().but(
    lines=tuple(line.but(key=line_key()) for line in make_parcel().lines[:1])
)


class Became(NamedTuple):
    """What is asserted of a line."""

    state: str
    stop: str


@cache
def becomes() -> dict[tuple[str, str], Became]:
    """Read the table: by row, and by the marks of the tellings."""
    head, *rows = (row.split() for row in LINES.strip().splitlines())
    return {
        (row[0], marks): Became(*row[1 + 2 * place : 3 + 2 * place])
        for row in rows
        for place, marks in enumerate(head)
    }


def mark(*tellings: Telling) -> str:
    return ",".join("x" if forbids()[telling] else "." for telling in tellings)


# --- The world of one line ----------------------------------------------------------------------


@dataclass
class Place:
    """One line, its case and its stops: as much of the desk as a telling needs."""

    line: LineWork
    parcel: Parcel = PARCEL
    known: AfterSale | None = None
    kept: dict[str, Stop] = field(default_factory=dict)

    def parcels(self, ids: Iterable[str]) -> dict[str, Parcel]:
        """Return the parcel, where it is asked for."""
        return {one: self.parcel for one in ids if one == self.parcel.parcel_id}

    def stops(self, _supplier: str) -> list[Stop]:
        """Return every stop."""
        return list(self.kept.values())

    def hear(self, told: AfterSale, now: datetime = NEW) -> "Place":
        """Return the place after a telling, as intake takes it."""
        if not is_news(self.known, told):
            return self
        file = OrderFile.model_construct(
            key=order_key(),
            order=None,
            lines={LINE_ID: self.line},
            after_sales={self.known.after_sale_id: self.known} if self.known else {},
            holds=Holds(order=order_key()),
            edits=Edits(order=order_key()),
            again={},
        )
        after = Place(self.line, self.parcel, self.known, dict(self.kept))
        for change in fence_lines(file, told, desk=cast(Desk, self), seen_at=OLD, now=now):
            for put in change.puts:
                match put:
                    case AfterSale():
                        after.known = put
                    case LineWork():
                        after.line = put
                    case Stop():
                        after.kept[put.stop_id] = put
        return after

    def answered(self, answer: StopAnswer) -> "Place":
        """Return the place after its supplier has answered what stop there is."""
        if not self.kept:
            return self
        line = stopped(self.line) if answer is StopAnswer.STOPPED else gone(self.line)
        stops = {name: one.but(answer=answer, answered_at=NOW) for name, one in self.kept.items()}
        return Place(line, self.parcel, self.known, stops)

    @property
    def became(self) -> Became:
        """Say it in the table's words."""
        if not self.kept:
            return Became(self.line.state.value, "none")
        (stop,) = self.kept.values()
        answered = "answ" if stop.answer else ""
        return Became(self.line.state.value, answered or ("with" if stop.withdrawn_at else "open"))


def met(row: str) -> Place:
    """Return a line as it is when the first telling comes."""
    if row == "asked":
        line = make_work(LineState.STOPPING, parcel_id="P1", leaves=StopCause.ADDRESS)
    elif row in ("stayed", "went"):
        line = make_work(LineState.CLAIMED, parcel_id="P1")
    else:
        in_parcel = row in ("claimed", "shipped")
        line = make_work(LineState(row), **({"parcel_id": "P1"} if in_parcel else {}))
    return Place(line)


BETWEEN = {"stayed": StopAnswer.STOPPED, "went": StopAnswer.GONE}
ROWS = tuple(dict.fromkeys(row for row, _ in becomes()))


@cache
def told(telling: Telling, at: datetime) -> AfterSale:
    kind, status = telling
    return make_after_sale(status, kind, changed_at=at)


# --- The tables ---------------------------------------------------------------------------------


def test_the_tables_know_every_telling_and_every_state_that_may_be_met() -> None:
    assert set(forbids()) == set(TELLINGS_ALL)
    # Under an open fence no line is stopped or gone; those come between the tellings.
    between = {LineState.STOPPED, LineState.GONE}
    assert {met(row).line.state for row in ROWS} | between == set(LineState)
    assert {became.state for became in becomes().values()} >= {"stopped", "gone"}


@pytest.mark.parametrize("row", ROWS)
def test_eb30_eb36_two_tellings_in_both_orders_over_every_line(row: str) -> None:
    firsts = {telling: met(row).hear(told(telling, OLD)) for telling in TELLINGS_ALL}
    if row in BETWEEN:
        firsts = {telling: one.answered(BETWEEN[row]) for telling, one in firsts.items()}
    alone = {telling: met(row).hear(told(telling, NEW)) for telling in TELLINGS_ALL}
    pairs = 0
    for older, newer in product(TELLINGS_ALL, repeat=2):
        both = firsts[older].hear(told(newer, NEW))
        assert both.became == becomes()[row, mark(older, newer)], (row, older, newer)
        assert both.line.fence.is_closed is forbids()[newer], (row, older, newer)
        late = alone[newer].hear(told(older, OLD))  # EB34: what is old changes nothing.
        assert late.became == becomes()[row, mark(newer)], (row, newer, older)
        assert late.line == alone[newer].line
        pairs += 1
    assert pairs == len(TELLINGS_ALL) ** 2
    print(f"{row}: {pairs} pairs of tellings in both orders")  # noqa: T201 - How much was tried.


def test_eb34_of_two_tellings_of_one_second_the_same_one_counts_in_both_orders() -> None:
    stage = {status: place for place, group in enumerate(STAGES) for status in group}
    firsts = {telling: met("claimed").hear(told(telling, OLD)) for telling in TELLINGS_ALL}
    for one, other in combinations_with_replacement(TELLINGS_ALL, 2):
        counts = max(one, other, key=lambda telling: (stage[telling[1]], forbids()[telling]))
        for first, second in ((one, other), (other, one)):
            place = firsts[first].hear(told(second, OLD))
            assert place.line.fence.is_closed is forbids()[counts], (first, second)


def test_eb30_of_two_cases_either_forbids_and_withdrawing_one_opens_nothing() -> None:
    for one, other in product(TELLINGS_ALL, repeat=2):
        beside = told(other, NEW).but(after_sale_id="another")
        line = make_work(LineState.CLAIMED, parcel_id="P1")
        here = fenced(fenced(line, told(one, OLD)), beside)
        there = fenced(fenced(line, beside), told(one, OLD))
        assert here.fence.is_closed is (forbids()[one] or forbids()[other])
        assert (here.state, here.fence.cases) == (there.state, there.fence.cases)


SENT_BACK = frozenset({AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE})


@pytest.mark.parametrize("kind", AfterSaleKind)
@pytest.mark.parametrize(
    ("seen", "left"),
    [
        ({}, False),
        ({"scanned_at": OLD}, True),
        ({"accepted_at": NEW - timedelta(days=1)}, False),
        ({"accepted_at": NEW - timedelta(days=4)}, True),
    ],
    ids=["no scan", "scanned", "young", "old"],
)
def test_eb36_what_a_buyer_sends_back_is_not_asked_of_a_supplier_it_has_left(
    kind: AfterSaleKind, seen: dict[str, datetime], left: bool
) -> None:
    """Money back without the goods is: they may be intercepted (EB35)."""
    place = met("shipped")
    place.parcel = PARCEL.but(**seen)
    telling = (kind, AfterSaleStatus.REQUESTED)
    after = place.hear(told(telling, NEW))
    assert after.line.fence.is_closed is forbids()[telling]
    assert bool(after.kept) is (forbids()[telling] and not (left and kind in SENT_BACK))
