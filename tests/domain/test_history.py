"""Whatever an order was at an instant is found again, exactly, by going back from what it is."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.commits import HistoryBroken, Step, StoredEvent
from hedan.domain.decisions import Answer, Decision, Given, LinePlan, Reasoning
from hedan.domain.edits import Edit, EditField, Edits
from hedan.domain.events import Event, EventKind
from hedan.domain.facts import Facts, SkuHistory
from hedan.domain.findings import Ends, Finding, Hold, Holds, Proposal, Severity
from hedan.domain.history import History, Member, is_member, place_of
from hedan.domain.line_work import Fence, FenceCase, LineState, LineWork
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.domain.parts import Handling
from hedan.ports import Change
from tests.domain.builders import (
    LINE_ID,
    NOW,
    RECEIVER,
    line_key,
    make_after_sale,
    make_line,
    make_order,
    make_part,
    make_work,
    minutes,
    order_key,
)

INSTANTS = st.integers(0, 5).map(lambda count: NOW + timedelta(seconds=count, microseconds=count))
MAYBE = st.none() | INSTANTS
WORDS = st.sampled_from(["", "=", "-", "备注", "a\nb", "null"])
NAMES = st.sampled_from(["1", "2", "3"])


def _tuples[T](one: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(one, max_size=most).map(tuple)


@st.composite
def _lines(draw: st.DrawFn) -> Line:
    return make_line(
        draw(NAMES),
        status=draw(st.sampled_from(OrderStatus)),
        deadline=draw(MAYBE),
        list_price_minor=draw(st.none() | st.integers(0, 2)),
        is_gift=draw(st.booleans()),
        gift_of=draw(_tuples(NAMES)),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    return make_order(
        *draw(st.lists(_lines(), min_size=1, max_size=3)),
        status=draw(st.sampled_from(OrderStatus)),
        seller_memo=draw(WORDS),
        payable_minor=draw(st.none() | st.integers(0, 2)),
        paid_at=draw(MAYBE),
        receiver=RECEIVER.but(name=draw(WORDS)),
        unknown=draw(_tuples(WORDS)),
        first_door=draw(st.sampled_from([None, "push", "poll"])),
    )


@st.composite
def works(draw: st.DrawFn) -> LineWork:
    cases = draw(
        _tuples(
            st.builds(FenceCase, after_sale_id=NAMES, changed_at=INSTANTS, closes=st.booleans())
        )
    )
    return make_work(
        draw(st.sampled_from(LineState)),
        key=line_key(line_id=draw(NAMES)),
        fence=Fence(version=len(cases), cases=cases),
        parts=draw(_tuples(st.integers(1, 2).map(lambda count: make_part(quantity=count)))),
        handling=Handling(
            carrier=draw(WORDS),
            notes=draw(_tuples(WORDS)),
            merge_window_minutes=draw(st.none() | st.integers(0, 2)),
        ),
        supplier=draw(st.sampled_from([None, "factory-a"])),
        deadline=draw(MAYBE),
        parcel_id=draw(st.none() | NAMES),
        tags=draw(_tuples(WORDS)),
    )


@st.composite
def cases(draw: st.DrawFn) -> AfterSale:
    return make_after_sale(
        draw(st.sampled_from(AfterSaleStatus)),
        draw(st.sampled_from(AfterSaleKind)),
        after_sale_id=draw(NAMES),
        lines=draw(_tuples(st.builds(AfterSaleLine, line_id=NAMES, quantity=st.integers(1, 2)))),
        read_at=draw(MAYBE),
    )


FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(["REMARK", "MEMO"]),
    severity=st.sampled_from(Severity),
    evidence=WORDS,
    fix=WORDS,
    ends=st.sampled_from(Ends),
    due_minutes=st.none() | st.integers(1, 2),
    until=MAYBE,
    proposals=_tuples(st.builds(Proposal, value=WORDS, why=WORDS), 2),
)
HOLDS = st.builds(
    Hold, finding=FINDINGS, opened_at=INSTANTS, due_at=MAYBE, closed_at=MAYBE, closed_by=WORDS
)
EDITS = st.builds(
    Edit,
    field=st.just(EditField.NOTE),
    line_id=st.just("") | NAMES,
    value=WORDS,
    by=WORDS,
    at=INSTANTS,
)
DECISIONS = st.builds(
    Decision,
    order=st.just(order_key()),
    at=INSTANTS,
    settings_version=st.integers(0, 2),
    order_version=st.just(0),  # See Kept.
    facts=st.builds(
        Facts,
        skus=st.dictionaries(NAMES, st.builds(SkuHistory, lines=st.integers(0, 2)), max_size=2),
    ),
    answer=st.sampled_from(Answer),
    findings=_tuples(FINDINGS, 2),
    tags=_tuples(WORDS),
    priority=INSTANTS,
    lines=_tuples(st.builds(LinePlan, line_id=NAMES, supplier=st.none())),
    reasoning=st.builds(
        Reasoning, given=_tuples(st.builds(Given, rule_id=NAMES, act=WORDS, value=WORDS), 2)
    ),
)
DECIDED = Decision(order=order_key(), at=NOW, settings_version=1, order_version=0, priority=NOW)
MEMBERS = st.one_of(
    orders(),
    works(),
    cases(),
    st.builds(Holds, order=st.just(order_key()), holds=_tuples(HOLDS)),
    st.builds(Edits, order=st.just(order_key()), edits=_tuples(EDITS)),
    DECISIONS,
)
WRITES = st.lists(
    st.tuples(
        st.lists(MEMBERS, min_size=1, max_size=4, unique_by=lambda one: place_of(one)[1]),
        st.integers(0, 3),
    ),
    max_size=6,
)


class Kept(NamedTuple):
    """What a table would hold after some commits."""

    stored: dict[str, Member]
    events: list[StoredEvent]

    def commit(self, puts: Iterable[Member], change_at: timedelta) -> None:
        """Write these over what stands there, and tell of it twice, as some steps do."""
        read = [self._as_read(one) for one in puts]
        told = [Event(kind=kind, at=NOW + change_at) for kind in EventKind][:2]
        change = Change(
            puts=tuple(read),
            was=tuple(known for one in read if (known := self.stored.get(place_of(one)[1]))),
            events=tuple((read[-1], event) for event in told),
        )
        for of, event, undo in change.told():
            assert is_member(of)
            name, version = place_of(of)[1], of.version + 1
            self.events.append(StoredEvent(name=name, version=version, event=event, undo=undo))
        for one in read:
            self.stored[place_of(one)[1]] = one.but(version=one.version + 1)

    def _as_read(self, one: Member) -> Member:
        if isinstance(one, Decision):  # It says what it saw of the rest.
            one = one.but(
                order_version=self._version("ORDER"), edits_version=self._version("EDITS")
            )
        return one.but(version=self._version(place_of(one)[1]))

    def _version(self, name: str) -> int:
        known = self.stored.get(name)
        return known.version if known else 0

    @property
    def history(self) -> History:
        return History(self.stored.values(), self.events)


def by_name(members: Iterable[Member]) -> dict[str, Member]:
    return {place_of(one)[1]: one for one in members}


@given(writes=WRITES)
def test_every_state_is_found_again(writes: list[tuple[list[Member], int]]) -> None:
    kept = Kept({}, [])
    states: list[tuple[int, dict[str, Member]]] = [(-1, {})]
    second = 0
    for puts, later in writes:
        second += later
        kept.commit(puts, timedelta(seconds=second))
        states.append((second, dict(kept.stored)))
    history = kept.history
    for instant in range(-1, second + 2):
        expected = [state for at, state in states if at <= instant][-1]
        assert by_name(history.at(NOW + timedelta(seconds=instant))) == expected


@given(writes=WRITES, order=st.randoms())
def test_it_does_not_matter_in_which_order_events_are_read(
    writes: list[tuple[list[Member], int]],
    order: Random,
) -> None:
    kept = Kept({}, [])
    for at, (puts, _) in enumerate(writes):
        kept.commit(puts, timedelta(seconds=at))
    mixed = list(kept.events)
    order.shuffle(mixed)
    other = History(kept.stored.values(), mixed)
    for at in range(len(writes)):
        instant = NOW + timedelta(seconds=at)
        assert by_name(other.at(instant)) == by_name(kept.history.at(instant))


def test_what_was_built_upon_counts_as_earlier_whatever_its_clock_said() -> None:
    kept = Kept({}, [])
    kept.commit([make_order(), make_work()], minutes(10))
    kept.commit([make_order(seller_memo="later")], minutes(8))
    kept.commit([Holds(order=order_key())], minutes(9))
    assert by_name(kept.history.at(NOW + minutes(7))) == {}
    found = by_name(kept.history.at(NOW + minutes(8)))
    assert sorted(found) == ["LINE#" + make_work().key.line_id, "ORDER"]
    assert found["ORDER"].version == 2


def test_a_decision_comes_after_what_it_saw_whatever_its_clock_said() -> None:
    kept = Kept({}, [])
    kept.commit([make_order()], minutes(1))
    kept.commit([make_order(seller_memo="b")], minutes(5))
    kept.commit([Edits(order=order_key())], minutes(6))
    kept.commit([DECIDED], minutes(3))  # Begun then, tried again until it was stored.
    kept.commit([make_order(seller_memo="c")], minutes(7))
    ((decision, before),) = kept.history.decisions()
    assert (decision.order_version, decision.edits_version) == (2, 1)
    assert {name: one.version for name, one in by_name(before).items()} == {"ORDER": 2, "EDITS": 1}


@pytest.mark.parametrize("at", [minutes(3), minutes(9)])
def test_a_decision_that_says_all_it_saw_needs_no_clock(at: timedelta) -> None:
    kept = Kept({}, [])
    work = make_work()
    name = place_of(work)[1]
    kept.commit([make_order()], minutes(1))
    kept.commit([work], minutes(5))
    kept.commit([work.but(tags=("b",))], minutes(6))
    kept.commit([Holds(order=order_key())], minutes(7))
    saw = {order_key().order_id: {name: 1}}
    kept.commit([DECIDED.but(facts=Facts(saw=saw))], at)
    kept.commit([DECIDED.but(facts=Facts(saw={}))], at)
    first, second = (
        {x: one.version for x, one in by_name(b).items()} for _, b in kept.history.decisions()
    )
    assert first == {"ORDER": 1, name: 1}
    assert second == {"ORDER": 1, "DECISION": 1}


def test_tells_each_decision_with_what_was_before_it() -> None:
    kept = Kept({}, [])
    kept.commit([make_order()], minutes(1))
    kept.commit([DECIDED], minutes(1))
    kept.commit([Holds(order=order_key())], minutes(1))
    kept.commit([make_order(seller_memo="b"), make_work()], minutes(1))
    kept.commit([DECIDED.but(tags=("b",)), make_order(seller_memo="c")], minutes(1))
    first, second = kept.history.decisions()
    assert [one.version for one, _ in (first, second)] == [1, 2]
    assert {name: one.version for name, one in by_name(first[1]).items()} == {"ORDER": 1}
    assert sorted(by_name(second[1])) == ["DECISION", "HOLDS", f"LINE#{LINE_ID}", "ORDER"]
    assert by_name(second[1])["ORDER"].version == 2


def test_tells_what_was_written_without_saying_what_stood_there() -> None:
    kept = Kept({}, [])
    kept.commit([make_order()], minutes(1))
    kept.commit([make_order(receiver=RECEIVER.but(name="李*")), make_work()], minutes(2))
    told = [written for _, written in kept.history.events]
    assert told == [("ORDER",), (), ("ORDER.receiver", f"LINE#{make_work().key.line_id}"), ()]


def _two_commits() -> Kept:
    kept = Kept({}, [])
    kept.commit([make_order()], minutes(1))
    kept.commit([make_order(seller_memo="b")], minutes(2))
    return kept


def test_a_missing_event_is_noticed() -> None:
    kept = _two_commits()
    with pytest.raises(HistoryBroken, match="ORDER is at version 2"):
        History(kept.stored.values(), kept.events[2:])
    with pytest.raises(HistoryBroken, match="ORDER is at version 2"):
        History(kept.stored.values(), [])
    with pytest.raises(HistoryBroken, match="ORDER is at version 0"):
        History([], kept.events)


def test_two_ways_back_from_one_version_are_noticed() -> None:
    kept = _two_commits()
    with pytest.raises(HistoryBroken):
        History(kept.stored.values(), [*kept.events, kept.events[0]])


def test_a_way_back_that_begins_elsewhere_is_noticed() -> None:
    kept = _two_commits()
    wrong = Step(version=2, back={"deadline": {"hour": ["-"]}})
    bent = kept.events[2].but(undo={"ORDER": wrong})
    history = History(kept.stored.values(), [*kept.events[:2], bent])
    with pytest.raises(HistoryBroken, match="before version 2"):
        history.at(NOW + minutes(1))


# --- What a change must say ---------------------------------------------------------------------


def test_change_without_what_stood_there_is_refused() -> None:
    stored = make_order(version=1)
    told = Event(kind=EventKind.ORDER_STORED, at=NOW)
    good = Change(puts=(stored,), events=((stored, told),), was=(stored,))
    good.refuse_unexplained()
    for bad in (
        good.but(was=()),
        good.but(was=(stored.but(version=2),)),
        good.but(was=(make_order(key=order_key("1"), version=1),)),
        good.but(puts=(), was=(stored,), events=()),
        good.but(puts=(make_order(),)),
    ):
        with pytest.raises(HistoryBroken, match="was tells of"):
            bad.refuse_unexplained()


def test_change_of_an_order_that_no_event_tells_of_is_refused() -> None:
    other = make_order(key=order_key("1"))
    told = Event(kind=EventKind.ORDER_STORED, at=NOW)
    change = Change(puts=(make_order(), other), events=((other, told),))
    with pytest.raises(HistoryBroken, match="no event tells of doudian:cup-shop:692"):
        list(change.told())


def test_first_event_of_each_order_bears_the_way_back_of_all() -> None:
    other = make_order(key=order_key("1"))
    told = Event(kind=EventKind.ORDER_STORED, at=NOW)
    change = Change(
        puts=(make_order(), make_work(), other),
        events=((make_work(), told), (make_order(), told), (other, told)),
    )
    borne = [sorted(undo) for _, _, undo in change.told()]
    assert borne == [[f"LINE#{make_work().key.line_id}", "ORDER"], [], ["ORDER"]]
