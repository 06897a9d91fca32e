"""Bulk acts as the team asks for them: begun, looked at, and refused with words and places."""

from typing import Any

import pytest

from hedan.domain.bulk_acts import BulkState, RowWhy
from hedan.domain.events import Event, EventKind
from hedan.texts import TEXTS
from hedan.usecases.bulk_acts import bulk_preview
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from hedan.usecases.following.follow_event import Followers
from tests.bulk_acts.shop import RULED, much_later, opened_shop
from tests.bulk_acts.shop import Shop as Orders
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryNotices, MemoryQueue, MemoryWorkflows
from tests.staff.calls import Answer, Shop

TODAY = "2026-10-01"
DAYS = {"by": "days", "store": "cup-shop", "first": TODAY, "last": TODAY}
TAG = {"do": "tag", "tags": ["+spring"]}
HOLD = {"do": "hold"}


def shops() -> tuple[Orders, Shop]:
    """Return a shop with orders, and its team."""
    orders = opened_shop()
    team = Shop(
        desk=orders.desk,
        settings=RULED,
        bulk_acts=orders.bulk_acts,
        bulk_runner=orders.runner,
        now=orders.now,
    )
    return orders, team


def ask(team: Shop, deed: Any = TAG, among: Any = DAYS, **more: Any) -> Answer:
    """Ask for a preview."""
    wanted = {"deed": deed, "selection": {"among": among, **more}, "reason": "spring"}
    return team.call("POST", "/bulk-acts", wanted)


def work(orders: Orders) -> None:
    """Do all that was begun."""
    while orders.runner.begun:
        work_on_bulk(
            orders.runner.begun.pop(0),
            deciding=orders.deciding(RULED),
            bulk_acts=orders.bulk_acts,
            now=lambda: orders.now,
        )


def test_it_is_previewed_applied_and_undone() -> None:
    orders, team = shops()
    told = ask(team)
    assert (told.status, told.body["state"]) == (202, "asked")
    path = f"/bulk-acts/{told.body['bulk_id']}"
    work(orders)
    assert team.call("GET", path).body["bulk"]["counts"] == {"to_do": 5}
    assert team.call("POST", f"{path}/apply").body["state"] == "applying"
    work(orders)
    assert team.call("GET", path).body["bulk"]["counts"] == {"done": 5}
    undo = team.call("POST", f"{path}/undo", {"reason": "wrong"})
    assert undo.status == 202
    work(orders)
    shown = team.call("GET", path).body
    assert shown["undo"] == undo.body["bulk_id"]
    assert team.call("GET", f"/bulk-acts/{shown['undo']}").body["bulk"]["state"] == "done"
    listed = team.call("GET", "/bulk-acts").body["bulk_acts"]
    assert [one["bulk_id"] for one in listed] == [undo.body["bulk_id"], told.body["bulk_id"]]


def test_rows_say_why_in_the_callers_language_and_come_in_pages() -> None:
    orders, team = shops()
    path = f"/bulk-acts/{ask(team, {'do': 'accept'}).body['bulk_id']}/rows"
    work(orders)
    first = team.call("GET", f"{path}?state=already&limit=2").body
    assert [one["message"] for one in first["rows"]] == ["It does not wait to be accepted."] * 2
    rest = team.call("GET", f"{path}?state=already&limit=2&after={first['next']}").body
    assert (len(rest["rows"]), rest["next"]) == (1, 0)
    zh = team.call("GET", path, headers={"accept-language": "zh"}).body
    assert {one["message"] for one in zh["rows"]} == {"不在等待接单。", ""}


@pytest.mark.parametrize(
    ("deed", "selection", "code", "place"),
    [
        (TAG, {"when": "order.totl > 1"}, "BULK_CONDITION", "selection.when:1:6"),
        (TAG, {"when": "order.total"}, "BULK_CONDITION", "selection.when:1:1"),
        ({"do": "route", "supplier": "nobody"}, {}, "BULK_NOT_KNOWN", ""),
        (TAG, {"among": DAYS | {"store": "tea-shop"}}, "BULK_NOT_KNOWN", ""),
        ({"do": "tag", "tags": ["vip"]}, {}, "INVALID", "deed.tag.tags[0]"),
        ({"do": "tag", "tags": ["+vip", "-vip"]}, {}, "INVALID", "deed.tag"),
        ({"do": "burn"}, {}, "INVALID", "deed"),
        (TAG, {"among": DAYS | {"last": "2026-12-01"}}, "INVALID", "selection.among.days"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(
    deed: Any, selection: dict[str, Any], code: str, place: str
) -> None:
    orders, team = shops()
    told = ask(team, deed, **selection)
    assert (told.status, told.body["code"], told.body["place"]) == (422, code, place)
    assert orders.runner.begun == []


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "there is no order.totl: did you mean order.total?"),
        ("zh", "没有 order.totl，是不是 order.total？"),
    ],
)
def test_a_mistake_in_the_condition_is_told_in_the_callers_language(tongue: str, said: str) -> None:
    _, team = shops()
    wanted = {"deed": TAG, "selection": {"among": DAYS, "when": "order.totl > 1"}, "reason": "x"}
    told = team.call("POST", "/bulk-acts", wanted, headers={"accept-language": tongue}).body
    assert told["message"].endswith(said)
    assert [(one["code"], one["message"]) for one in told["more"]] == [("UNKNOWN_NAME", said)]


@pytest.mark.parametrize(
    ("tongue", "said"), [("en", "order: divided by zero"), ("zh", "算不出来：除数是零")]
)
def test_why_a_condition_fails_is_told_in_the_callers_language(tongue: str, said: str) -> None:
    orders, team = shops()
    bulk = ask(team, when="order.total / (order.units - order.units) > 1").body
    work(orders)
    rows = team.call(
        "GET", f"/bulk-acts/{bulk['bulk_id']}/rows", headers={"accept-language": tongue}
    ).body["rows"]
    assert len(rows) == 5
    assert all(one["message"].endswith(said) for one in rows)


def test_too_many_says_how_many_and_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_preview, "ROWS_MAX", 4)
    orders, team = shops()
    path = f"/bulk-acts/{ask(team).body['bulk_id']}"
    work(orders)
    shown = team.call("GET", path).body
    assert shown["bulk"]["state"] == BulkState.REFUSED
    assert shown["message"].startswith("5 orders fit, and at most 1000")
    assert team.call("POST", f"{path}/apply").body["code"] == "BULK_REFUSED"


def test_nothing_is_applied_or_undone_before_its_time_or_after() -> None:
    orders, team = shops()
    path = f"/bulk-acts/{ask(team).body['bulk_id']}"
    assert team.call("POST", f"{path}/apply").body["code"] == "BULK_ASKED"
    work(orders)
    assert team.call("POST", f"{path}/undo", {"reason": "x"}).body["code"] == "BULK_NOT_DONE"
    team.call("POST", f"{path}/apply")
    work(orders)
    much_later(orders)
    team.now = orders.now
    told = team.call("POST", f"{path}/undo", {"reason": "x"})
    assert (told.status, told.body["code"]) == (409, "BULK_TOO_LATE")
    for call in (("GET", ""), ("GET", "/rows"), ("POST", "/apply")):
        told = team.call(call[0], f"/bulk-acts/none{call[1]}")
        assert (told.status, told.body["code"]) == (404, "NO_SUCH_BULK")


def test_applying_again_begins_what_died_and_nothing_that_is_done() -> None:
    orders, team = shops()
    path = f"/bulk-acts/{ask(team).body['bulk_id']}"
    work(orders)
    team.call("POST", f"{path}/apply")
    team.call("POST", f"{path}/apply")
    assert len(orders.runner.begun) == 2
    work(orders)
    assert team.call("POST", f"{path}/apply").body["state"] == "done"
    assert orders.runner.begun == []


def test_every_reason_has_its_sentence() -> None:
    for why in RowWhy:
        assert TEXTS[f"bulk.{why}"].zh
        assert TEXTS[f"bulk.{why}"].en


def test_nobody_is_called_for_each_of_hundreds_and_every_order_goes_on() -> None:
    orders, team = shops()
    notices, workflows = MemoryNotices(), MemoryWorkflows()
    followers = Followers(
        orders.desk,
        workflows,
        team,  # type: ignore[arg-type] # Nobody is woken.
        MemoryQueue(),
        notices,
        RULED,
        MemoryCases(orders.desk),
        lambda: orders.now,
    )

    def follow(stored: list[tuple[str, Event]]) -> None:
        for key, event in stored:
            followers.follow(event.kind, event.facts, key)

    ask(team, HOLD)
    work(orders)
    (bulk,) = orders.bulk_acts.acts
    told = len(orders.desk.events)
    team.call("POST", f"/bulk-acts/{bulk}/apply")
    work(orders)
    held = [(one.key, one.event) for one in orders.desk.events[told:]]
    assert {event.kind for _, event in held} == {EventKind.ORDER_HELD}
    follow(held)
    assert notices.published == []
    told = len(orders.desk.events)
    team.call("POST", f"/bulk-acts/{bulk}/undo", {"reason": "wrong"})
    work(orders)
    follow([(one.key, one.event) for one in orders.desk.events[told:]])
    assert [one.machine for one in workflows.started] == ["order"] * 5
