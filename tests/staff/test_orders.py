"""Orders over HTTP: lists, one order, holds by hand, releases, and what refuses."""

import json
from datetime import timedelta

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Hold, Holds, Post, Severity
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.people import Role
from hedan.ports import Aggregate, Change
from hedan.settings import PublishRules
from tests.domain.builders import LINE_ID, NOW, line_key, make_order, order_key
from tests.staff.calls import WANG, Shop

ORDER = str(order_key())


def stored(shop: Shop, *aggregates: Aggregate) -> None:
    """Store what a test begins with, with one event."""
    event = Event(kind=EventKind.ORDER_STORED, at=NOW)
    shop.desk.commit(Change(puts=aggregates, events=((aggregates[0], event),)))


def finding(
    code: str = "RISK", post: Post = Post.OPERATOR, severity: Severity = Severity.ASK
) -> Finding:
    return Finding(
        code=code, severity=severity, evidence=f"seen {code}", fix="", ends=Ends.PERSON, post=post
    )


def holding(*findings: Finding, key: OrderKey | None = None) -> Holds:
    holds = tuple(Hold(finding=one, opened_at=NOW) for one in findings)
    return Holds(order=key or order_key(), holds=holds)


def shop_with(*findings: Finding, order: Order | None = None) -> Shop:
    shop = Shop()
    shop.settings = shop.put_in_force(shop.settings)
    stored(shop, order or make_order(), *([holding(*findings)] if findings else []))
    return shop


# --- reading ----------------------------------------------------------------------------------


def test_one_order_with_all_of_it() -> None:
    shop = shop_with(finding())
    told = shop.call("GET", f"/orders/{ORDER}", roles=(Role.READ_ONLY,))
    assert told.status == 200
    assert Order.model_validate(told.body["order"]) == shop.desk.order_file(order_key()).order
    assert [line["state"] for line in told.body["lines"]] == ["new"]
    assert [hold["finding"]["code"] for hold in told.body["holds"]] == ["RISK"]


def test_an_order_in_an_encoded_path_is_the_same_order() -> None:
    shop = shop_with()
    assert shop.call("GET", f"/orders/{ORDER.replace(':', '%3A')}").status == 200


def test_an_order_that_nobody_knows() -> None:
    told = Shop().call("GET", f"/orders/{ORDER}")
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_ORDER")


def test_orders_of_a_day_come_in_pages() -> None:
    shop = Shop()
    keys = [order_key(f"69200000000000001{number:02}") for number in range(7)]
    for key in keys:
        stored(shop, make_order(key=key, created_at=NOW))
    got: list[str] = []
    after = ""
    pages = 0
    while after or not pages:
        query = {"store": "cup-shop", "day": NOW.date().isoformat(), "limit": "3", "after": after}
        told = shop.call("GET", "/orders", query=query)
        assert told.status == 200
        got += [one["key"] for one in told.body["orders"]]
        after = told.body["next"]
        pages += 1
    assert (got, pages) == ([str(key) for key in keys], 3)
    other = {"store": "cup-shop", "day": (NOW + timedelta(days=1)).date().isoformat()}
    assert shop.call("GET", "/orders", query=other).body == {"orders": [], "next": ""}


def test_orders_that_wait_for_a_post() -> None:
    shop = shop_with(finding("GOODS", Post.WAREHOUSE))
    told = shop.call("GET", "/held-orders", query={"post": "warehouse"})
    assert [(one["key"], one["codes"]) for one in told.body["orders"]] == [(ORDER, ["GOODS"])]
    assert shop.call("GET", "/held-orders", query={"post": "operator"}).body == {"orders": []}


def test_other_orders_of_the_buyer() -> None:
    shop = shop_with()
    other = order_key("6920000000000000999")
    stored(shop, make_order(key=other))
    told = shop.call("GET", f"/orders/{ORDER}/of-buyer")
    assert [one["key"]["order_id"] for one in told.body["orders"]] == [other.order_id]


def test_an_order_is_shown_as_it_was_at_an_instant() -> None:
    shop = shop_with()
    shop.now += timedelta(hours=1)
    shop.call("POST", f"/orders/{ORDER}/holds", {"reason": "buyer calls back"})
    kinds = [one["kind"] for one in shop.call("GET", f"/orders/{ORDER}/timeline").body["moments"]]
    assert kinds == ["order_stored", "order_held"]
    then, now = (
        shop.call("GET", f"/orders/{ORDER}/why", query={"at": at.isoformat()}).body
        for at in (NOW, shop.now)
    )
    assert (then["file"]["holds"]["holds"], len(then["timeline"])) == ([], 1)
    assert (len(now["file"]["holds"]["holds"]), len(now["timeline"])) == (1, 2)
    assert then["replayed"]
    assert now["decisions"] == []  # Nobody decided anything: a person held it.
    without_zone = shop.call("GET", f"/orders/{ORDER}/why", query={"at": "2026-10-01T12:00:00"})
    assert (without_zone.status, without_zone.body["place"]) == (422, "query.at")


# --- holding ----------------------------------------------------------------------------------


def test_hold_by_hand_takes_waiting_lines_back_and_says_who() -> None:
    shop = shop_with()
    waiting = LineWork(key=line_key(), state=LineState.READY, supplier="factory-a")
    stored(shop, waiting)
    told = shop.call(
        "POST", f"/orders/{ORDER}/holds", {"reason": "buyer calls back"}, roles=("warehouse",)
    )
    assert told.status == 200
    assert told.body["promised"] == []
    (hold,) = told.body["open"]
    assert hold["finding"]["code"] == "HELD_BY_HAND"
    assert hold["finding"]["evidence"] == "li/sub-of-li: buyer calls back"
    file = shop.desk.order_file(order_key())
    assert file.lines[LINE_ID].state is LineState.NEW
    (event,) = [one.event for one in shop.desk.history(order_key())][-1:]
    assert (event.kind, event.facts["by"]) == (EventKind.ORDER_HELD, "li/sub-of-li")


def test_holding_twice_for_one_reason_is_holding_once() -> None:
    shop = shop_with()
    wanted = {"reason": "buyer calls back"}
    first = shop.call("POST", f"/orders/{ORDER}/holds", wanted)
    events = len(shop.desk.history(order_key()))
    assert shop.call("POST", f"/orders/{ORDER}/holds", wanted).body == first.body
    assert len(shop.desk.history(order_key())) == events


def test_an_order_is_held_again_for_the_reason_that_was_released() -> None:
    shop = shop_with()
    wanted = {"reason": "buyer calls back"}
    path = f"/orders/{ORDER}/holds"
    for _ in range(3):
        (hold,) = shop.call("POST", path, wanted).body["open"]
        released = f"{path}/{Hold.model_validate(hold).hold_id}/release"
        assert shop.call("POST", released, {}).body["open"] == []


def test_a_hold_is_due_when_its_holder_says() -> None:
    shop = shop_with()
    told = shop.call("POST", f"/orders/{ORDER}/holds", {"reason": "ask", "due_minutes": 30})
    (hold,) = told.body["open"]
    assert Hold.model_validate(hold).due_at == NOW + timedelta(minutes=30)


def test_a_hold_says_which_lines_it_comes_too_late_for() -> None:
    shop = shop_with()
    stored(shop, LineWork(key=line_key(), state=LineState.CLAIMED, supplier="factory-a"))
    told = shop.call("POST", f"/orders/{ORDER}/holds", {"reason": "too late"})
    assert told.body["promised"] == [LINE_ID]


def test_pn12_a_hold_asks_for_what_is_promised_when_it_is_told_to() -> None:
    shop = shop_with()
    stored(shop, LineWork(key=line_key(), state=LineState.CLAIMED, supplier="factory-a"))
    wanted = {"reason": "not yet", "stop_promised": True}
    told = shop.call("POST", f"/orders/{ORDER}/holds", wanted)
    assert told.body["promised"] == [LINE_ID]
    assert told.body["open"][0]["finding"]["severity"] == "stop"
    # The order workflow looks at it next, and takes its lines out: see usecases/waves/revoke.py.
    event = shop.desk.history(order_key())[-1].event
    assert (event.kind, event.facts["opened"]) == (EventKind.ORDER_HELD, "HELD_BY_HAND")


# --- releasing --------------------------------------------------------------------------------


def release_path(one: Finding) -> str:
    return f"/orders/{ORDER}/holds/{one.hold_id}/release"


def test_release_by_a_person_is_written_down_with_who_it_was() -> None:
    risk = finding()
    shop = shop_with(risk, finding("OTHER"))
    told = shop.call("POST", release_path(risk), {})
    assert told.status == 200
    assert told.body["approval"] is None
    assert [one["finding"]["code"] for one in told.body["open"]] == ["OTHER"]
    closed = shop.desk.order_file(order_key()).holds.holds[0]
    assert closed.closed_by == "li/sub-of-li"
    assert shop.call("POST", release_path(risk), {}).body == told.body  # Once more is harmless.


@pytest.mark.parametrize(
    ("role", "posts"),
    [
        (Role.OWNER, {"owner", "operator", "warehouse", "nobody"}),
        (Role.OPERATOR, {"operator", "warehouse", "nobody"}),
        (Role.WAREHOUSE, {"warehouse"}),
    ],
)
def test_a_hold_is_released_by_those_of_its_post(role: Role, posts: set[str]) -> None:
    for post in Post:
        one = finding("CODE", post)
        shop = shop_with(one)
        told = shop.call("POST", release_path(one), {}, roles=(role,))
        assert (told.status == 200) == (post.value in posts)
        assert bool(shop.desk.order_file(order_key()).holds.open) == (post.value not in posts)
        if told.status != 200:
            assert (told.status, told.body["code"]) == (403, "NOT_YOUR_POST")


def test_a_hold_that_the_order_never_had() -> None:
    told = shop_with(finding()).call("POST", f"/orders/{ORDER}/holds/HXXXX/release", {})
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_HOLD")


# --- four eyes --------------------------------------------------------------------------------


def careful(*findings: Finding) -> Shop:
    """Return a shop that wants four eyes since a moment: warm functions do not know it yet."""
    shop = shop_with(*findings)
    shop.put_in_force(shop.settings.but(publish=PublishRules(four_eyes_release=True)))
    return shop


def test_a_stop_is_released_by_two() -> None:
    stop = finding("REFUND", severity=Severity.STOP)
    shop = careful(stop)
    told = shop.call("POST", release_path(stop), {"reason": "buyer took it back"})
    approval = told.body["approval"]
    assert (approval["state"], approval["reason"]) == ("asked", "buyer took it back")
    assert shop.desk.order_file(order_key()).holds.open
    path = f"/approvals/{approval['approval_id']}/approve"
    own = shop.call("POST", path)
    assert (own.status, own.body["code"]) == (409, "APPROVAL_OWN")
    assert shop.desk.order_file(order_key()).holds.open
    done = shop.call("POST", path, name=WANG, roles=("operator",))
    assert (done.status, done.body["state"]) == (200, "done")
    (hold,) = shop.desk.order_file(order_key()).holds.holds
    assert hold.closed_by == "li/sub-of-li, approved by wang/sub-of-wang"
    assert shop.call("POST", path, name=WANG).body == done.body


def test_what_only_asks_needs_no_second_person() -> None:
    ask = finding()
    told = careful(ask).call("POST", release_path(ask), {})
    assert told.body == {"open": [], "approval": None}


def test_an_order_that_changed_in_between_is_asked_about_again() -> None:
    stop = finding("REFUND", severity=Severity.STOP)
    shop = careful(stop)
    asked = shop.call("POST", release_path(stop), {}).body["approval"]
    known = shop.desk.order_file(order_key()).order
    assert known is not None
    event = Event(kind=EventKind.ORDER_STORED, at=NOW)
    fresh = known.but(buyer_remark="another colour please")
    shop.desk.commit(Change(puts=(fresh,), was=(known,), events=((fresh, event),)))
    told = shop.call("POST", f"/approvals/{asked['approval_id']}/approve", name=WANG)
    assert (told.status, told.body["code"]) == (409, "APPROVAL_VOID")
    assert shop.desk.order_file(order_key()).holds.open
    again = shop.call("POST", release_path(stop), {}).body["approval"]
    assert again["approval_id"] != asked["approval_id"]


def test_refused_or_taken_back_is_over() -> None:
    stop = finding("REFUND", severity=Severity.STOP)
    for name in ("li", WANG):
        shop = careful(stop)
        asked = shop.call("POST", release_path(stop), {}).body["approval"]["approval_id"]
        told = shop.call("POST", f"/approvals/{asked}/refuse", name=name)
        assert (told.status, told.body["state"]) == (200, "refused")
        late = shop.call("POST", f"/approvals/{asked}/approve", name="zhao")
        assert (late.status, late.body["code"]) == (409, "APPROVAL_REFUSED")
        assert shop.desk.order_file(order_key()).holds.open


def test_approvals_are_listed_newest_first() -> None:
    one, two = (finding(code, severity=Severity.STOP) for code in ("ONE", "TWO"))
    shop = careful(one, two)
    shop.call("POST", release_path(one), {})
    shop.now += timedelta(minutes=1)
    shop.call("POST", release_path(two), {})
    listed = shop.call("GET", "/approvals").body["approvals"]
    assert [item["subject"].split()[-1] for item in listed] == [two.hold_id, one.hold_id]
    shown = shop.call("GET", f"/approvals/{listed[0]['approval_id']}")
    assert shown.body == listed[0]
    gone = shop.call("GET", "/approvals/20260101T000000-A")
    assert (gone.status, gone.body["code"]) == (404, "NO_SUCH_APPROVAL")


# --- what is not right ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({}, "reason", "MISSING"),
        ({"reason": ""}, "reason", "STRING_TOO_SHORT"),
        ({"reason": "x", "colour": "red"}, "colour", "EXTRA_FORBIDDEN"),
        ({"reason": "x", "post": "boss"}, "post", "ENUM"),
        ({"reason": "x", "due_minutes": 0}, "due_minutes", "GREATER_THAN_EQUAL"),
        ({"reason": "x" * 501}, "reason", "STRING_TOO_LONG"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(
    body: dict[str, object], place: str, code: str
) -> None:
    shop = shop_with()
    told = shop.call("POST", f"/orders/{ORDER}/holds", body)
    assert told.status == 422
    assert told.headers["content-type"] == "application/problem+json"
    assert (told.body["code"], told.body["place"]) == ("INVALID", place)
    assert place in told.body["message"]
    assert not shop.desk.order_file(order_key()).holds.holds


def test_several_mistakes_are_told_at_once() -> None:
    told = shop_with().call("POST", f"/orders/{ORDER}/holds", {"colour": "red", "post": "boss"})
    assert {one["place"] for one in told.body["more"]} == {"reason", "colour", "post"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/orders?store=cup-shop", "query.day"),
        ("/orders?store=cup-shop&day=tomorrow", "query.day"),
        ("/orders?store=Cup%20Shop&day=2026-10-01", "query.store"),
        ("/orders?store=cup-shop&day=2026-10-01&limit=5000", "query.limit"),
        ("/orders/nonsense", "path.order"),
        ("/held-orders?post=boss", "query.post"),
    ],
)
def test_a_wrong_address_is_named_by_its_place(path: str, place: str) -> None:
    told = shop_with().call("GET", path)
    assert (told.status, told.body["code"], told.body["place"]) == (422, "INVALID", place)


def test_refusals_speak_the_callers_language() -> None:
    shop = shop_with()
    said = {
        wanted: shop.call("GET", "/nothing", headers={"accept-language": wanted}).body["message"]
        for wanted in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB", "fr, en;q=0.5", "fr", "")
    }
    chinese, english = "没有这个接口。", "There is nothing at this address."
    assert list(said.values()) == [chinese, english, english, chinese, chinese]


def test_no_json_is_no_request() -> None:
    told = shop_with().call("POST", f"/orders/{ORDER}/holds", '{"reason": ')
    assert (told.status, told.body["more"]) == (422, [])
    other = shop_with().call(
        "POST", f"/orders/{ORDER}/holds", "a,b", headers={"content-type": "text/csv"}
    )
    assert (other.status, other.body["code"]) == (415, "UNSUPPORTED")


def test_what_is_too_large_is_not_read() -> None:
    body = json.dumps({"reason": "x" * 70_000})
    told = shop_with().call("POST", f"/orders/{ORDER}/holds", body)
    assert (told.status, told.body["code"]) == (413, "TOO_LARGE")
