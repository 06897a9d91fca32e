"""The Desk's contract, continued: what happened to an order, and the lists that indexes keep."""

from datetime import date, datetime, timedelta

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.events import Event, EventKind
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Ends, Finding, Hold, Holds, Post, Severity, release
from hedan.domain.history import History, place_of
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.ports import Aggregate, Change, Desk, HeldOrder
from tests.domain.builders import (
    NOW,
    hours,
    make_after_sale,
    make_line,
    make_order,
    make_work,
    minutes,
    order_key,
)
from tests.domain.seeding import seeded


def told(kind: EventKind = EventKind.ORDER_STORED, at: datetime = NOW) -> Event:
    return Event(kind=kind, at=at, facts={"order": "1", "备注": "轻放"})


def put(desk: Desk, *aggregates: Aggregate) -> None:
    desk.commit(seeded(*aggregates, desk=desk))


def make_holds(
    *held: tuple[str, Post, timedelta | None], key: OrderKey | None = None, **changes: object
) -> Holds:
    """Each hold: its code, whose step it is, and when that is due from now."""
    holds = tuple(
        Hold(
            finding=Finding(
                code=code, severity=Severity.ASK, evidence="e", fix="f", ends=Ends.PERSON, post=post
            ),
            opened_at=NOW,
            due_at=None if due is None else NOW + due,
        )
        for code, post, due in held
    )
    return Holds(order=key or order_key(), holds=holds).but(**changes)


# --- History -------------------------------------------------------------------------------------


def test_history_leads_back_to_every_state(desk: Desk) -> None:
    first = make_order(make_line("11"), make_line("12"))
    desk.commit(
        Change(
            puts=(first, make_after_sale()),
            events=((first, told()), (make_after_sale(), told(EventKind.FENCE_CLOSED))),
        )
    )
    second = first.but(version=1, seller_memo="轻放", deadline=None)
    desk.commit(
        Change(
            puts=(make_work(LineState.RESERVED), second),
            was=(first.but(version=1),),
            events=((make_work(), told(EventKind.LINES_RESERVED, NOW + minutes(1))),),
        )
    )
    history = History(desk.order_file(first.key).members, desk.history(first.key))
    then = {place_of(one)[1]: one for one in history.at(NOW)}
    assert then == {
        "ORDER": first.but(version=1),
        place_of(make_after_sale())[1]: make_after_sale(version=1),
    }
    now = {place_of(one)[1]: one for one in history.at(NOW + minutes(1))}
    assert now["ORDER"] == second.but(version=2)
    assert len(now) == 3


def test_history_is_every_event_of_the_order_and_of_no_other(desk: Desk) -> None:
    other = make_order(key=order_key("1"))
    change = Change(
        puts=(make_order(), make_work(), other),
        events=(
            (other, told()),
            (make_work(), told(EventKind.LINES_READY)),
            (make_order(), told()),
        ),
    )
    desk.commit(change)
    events = desk.history(make_order().key)
    line = place_of(make_work())[1]
    assert {(one.name, one.version, one.event.kind.value) for one in events} == {
        (line, 1, "lines_ready"),
        ("ORDER", 1, "order_stored"),
    }
    assert all(one.event.facts["备注"] == "轻放" for one in events)
    assert [sorted(one.undo) for one in events if one.undo] == [[line, "ORDER"]]
    assert [one.name for one in desk.history(other.key)] == ["ORDER"]
    assert desk.history(order_key("404")) == []


def test_history_begins_with_the_oldest(desk: Desk) -> None:
    # Beside "ORDER", whose events lie behind those of "LINE" in the table.
    desk.commit(Change(puts=(make_order(),), events=((make_order(), told()),)))
    later = told(EventKind.LINES_READY, NOW + minutes(1))
    desk.commit(Change(puts=(make_work(),), events=((make_work(), later),)))
    assert [one.event.kind.value for one in desk.history(order_key())] == [
        "order_stored",
        "lines_ready",
    ]


def test_history_longer_than_one_page_comes_whole(desk: Desk) -> None:
    order = make_order()
    put(desk, order)
    for version in range(1, 30):
        # Digits do not compress to nothing: together these exceed what one answer holds.
        memo = "".join(str((version * 7919 + at) ** 5) for at in range(3_000))
        put(desk, order.but(version=version, seller_memo=memo))
    events = desk.history(order.key)
    assert sorted(one.version for one in events) == list(range(1, 31))


@pytest.mark.parametrize(
    "change",
    [
        Change(puts=(make_order(),)),
        Change(puts=(make_order(version=1),), events=((make_order(version=1), told()),)),
    ],
    ids=["no event tells of it", "nobody says what stood there"],
)
def test_change_that_nobody_could_go_back_over_is_refused(desk: Desk, change: Change) -> None:
    with pytest.raises(HistoryBroken):
        desk.commit(change)


# --- A buyer's orders ----------------------------------------------------------------------------


def test_buyer_orders_newest_first_without_the_order_itself(desk: Desk) -> None:
    for number, age in (("1", 3), ("2", 1), ("3", 2), ("4", 0)):
        put(desk, make_order(key=order_key(number), created_at=NOW - hours(age), buyer_id="b"))
    found = desk.buyer_orders(order_key("3"), "b")
    assert [one.key.order_id for one in found] == ["4", "2", "1"]
    assert [one.key.order_id for one in desk.buyer_orders(order_key("9"), "b", limit=2)] == [
        "4",
        "2",
    ]
    assert [one.key.order_id for one in desk.buyer_orders(order_key("4"), "b", limit=2)] == [
        "2",
        "3",
    ]


def test_buyer_orders_say_the_same_as_the_order(desk: Desk) -> None:
    lines = make_line("11", sku="MUG", quantity=2), make_line("12", sku=""), make_line("13", sku="")
    order = make_order(*lines, created_at=NOW + timedelta(microseconds=1), paid_minor=-5)
    put(desk, order)
    put(desk, order.but(version=1, status=OrderStatus.SHIPPED))
    (found,) = desk.buyer_orders(order_key("9"), order.buyer_id)
    assert found == BuyerOrder.of(order.but(status=OrderStatus.SHIPPED))
    assert found.goods == ("3460000000000000001*1", "3460000000000000001*1", "MUG*2")


def test_buyer_orders_are_of_one_store_and_of_a_buyer_with_an_id(desk: Desk) -> None:
    put(desk, make_order(key=order_key("1"), buyer_id="b"))
    put(desk, make_order(key=order_key("2", store="cup-shop-2"), buyer_id="b"))
    put(desk, make_order(key=order_key("3"), buyer_id="b2"))
    put(desk, make_order(key=order_key("4"), buyer_id=""))
    assert [one.key.order_id for one in desk.buyer_orders(order_key("9"), "b")] == ["1"]
    assert desk.buyer_orders(order_key("9"), "") == []
    assert desk.buyer_orders(order_key("9"), "nobody") == []


# --- A day's orders ------------------------------------------------------------------------------


def test_orders_of_day_by_the_utc_day_of_their_making(desk: Desk) -> None:
    day = datetime.fromisoformat("2026-10-01T00:00:00+00:00")
    made = {
        "1": day - timedelta(microseconds=1),
        "3": day,
        "2": day + hours(24) - timedelta(microseconds=1),
        "4": day + hours(24),
        # Already the second of October where it was made.
        "5": datetime.fromisoformat("2026-10-02T07:00:00+08:00"),
    }
    for number, instant in made.items():
        put(desk, make_order(key=order_key(number), created_at=instant))
    put(desk, make_order(key=order_key("6", store="cup-shop-2"), created_at=day))
    found = desk.orders_of_day("cup-shop", date(2026, 10, 1))
    assert found == [order_key("2"), order_key("3"), order_key("5")]
    assert desk.orders_of_day("cup-shop", date(2026, 9, 30)) == [order_key("1")]
    assert desk.orders_of_day("cup-shop", date(2026, 9, 29)) == []


# --- Held orders ---------------------------------------------------------------------------------


def test_held_orders_of_a_post_earliest_step_first_undated_last(desk: Desk) -> None:
    one, two, three = order_key("1"), order_key("2"), order_key("3")
    put(desk, make_holds(("MEMO", Post.OPERATOR, None), key=one))
    put(desk, make_holds(("MEMO", Post.OPERATOR, hours(5)), key=two))
    put(
        desk,
        make_holds(
            # Due before all others, but not by this post.
            ("MARGIN", Post.OWNER, hours(1)),
            ("REMARK", Post.OPERATOR, hours(4)),
            ("MEMO", Post.OPERATOR, None),
            key=three,
        ),
    )
    assert desk.held_orders(Post.OPERATOR, 10) == [
        HeldOrder(key=three, due_at=NOW + hours(4), codes=("MEMO", "REMARK")),
        HeldOrder(key=two, due_at=NOW + hours(5), codes=("MEMO",)),
        HeldOrder(key=one, due_at=None, codes=("MEMO",)),
    ]
    assert [order.key for order in desk.held_orders(Post.OPERATOR, 2)] == [three, two]
    assert [order.key for order in desk.held_orders(Post.OWNER, 10)] == [three]
    assert desk.held_orders(Post.WAREHOUSE, 10) == []


def test_order_whose_last_hold_closed_is_held_no_more(desk: Desk) -> None:
    holds = make_holds(("MEMO", Post.OPERATOR, None), ("MARGIN", Post.OWNER, hours(1)))
    put(desk, holds)
    for version, hold in enumerate(holds.holds, start=1):
        holds = release(holds, hold.hold_id, "me", NOW).but(version=version)
        put(desk, holds)
        posts = [post for post in Post if desk.held_orders(post, 10)]
        assert posts == ([Post.OWNER] if version == 1 else [])
