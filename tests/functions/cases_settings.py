"""What follows when settings are published: schedules, subscriptions, another look at who waits."""

import json
from typing import Any

from hedan.adapters import clients
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Post, Severity
from hedan.domain.orders import OrderStatus
from hedan.ports import Change
from hedan.settings import Contact
from hedan.usecases.orders.hold_order import hold_at_once, hold_order
from tests.functions.cases import case, nothing_changed
from tests.functions.stages import bring, deciding
from tests.functions.world import NOW, ORDER, World

GROUP = "hedan"


def schedules() -> dict[str, str]:
    """Return what each schedule of the stack begins with."""
    client = clients.scheduler()
    pages = client.get_paginator("list_schedules").paginate(GroupName=GROUP)
    names = [one["Name"] for page in pages for one in page["Schedules"]]
    return {
        name: client.get_schedule(GroupName=GROUP, Name=name)["Target"]["Input"] for name in names
    }


def subscribe(world: World, protocol: str, endpoint: str, filter_: dict[str, Any]) -> None:
    clients.sns().subscribe(
        TopicArn=world.stack.refs["NoticeTopic"],
        Protocol=protocol,
        Endpoint=endpoint,
        Attributes={"FilterPolicy": json.dumps(filter_)},
    )


def grown_old(world: World) -> None:
    """A store that is gone still has its poll, another one an old target, an order its wake-up.

    A contact has left, another one wants to hear more, and the deployment has its own addresses.
    """
    ours = {"audience": [{"prefix": "owner"}]}
    subscribe(world, "email", "left@example.com", ours)
    subscribe(world, "email", "wang@example.com", ours | {"severity": ["critical"]})
    subscribe(world, "email", "owner@example.com", {"audience": ["owner"]})
    contacts = (
        Contact(name="王", post=Post.OWNER, email="wang@example.com", phone="+8613800000000"),
        Contact(name="我", post=Post.OWNER, email="owner@example.com", phone="+12065550100"),
    )
    with world.seeing() as seen:
        table = seen.settings_table()
        table.publish(table.settings().but(contacts=contacts))
    for name in ("poll-gone-house", "certify-cup-house", "wake-1"):
        clients.scheduler().create_schedule(
            Name=name,
            GroupName=GROUP,
            ScheduleExpression="rate(7 minutes)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "arn:aws:lambda:::f", "RoleArn": "arn:aws:iam:::role/r", "Input": "{}"},
        )


@case("follow_settings", "published", prepare=grown_old)
def makes_schedules_and_subscriptions_what_was_published(world: World, answer: Any) -> None:
    made = schedules()
    assert "poll-gone-house" not in made
    assert made["wake-1"] == "{}"  # An order's own: nobody else's business.
    assert json.loads(made["certify-cup-house"]) == {"store": "cup-house"}
    assert json.loads(made["snapshot-cup-house"]) == {"store": "cup-house"}
    assert json.loads(made["sweep-tea-house"]) == {"store": "tea-house", "sweep_days": 3}
    assert json.loads(made["wave-factory-a-1630"]) == {"supplier": "factory-a"}
    # A store without an API is not polled; in here every store has one.
    assert {"poll-sheet-house", "bulk-sheet-house"} & set(made) == {"poll-sheet-house"}
    assert set(answer["schedules"]) == set(made) - {"wake-1"}
    topic = world.stack.refs["NoticeTopic"]
    told = clients.sns().list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    filters = {
        one["Endpoint"]: json.loads(
            clients.sns()
            .get_subscription_attributes(SubscriptionArn=one["SubscriptionArn"])["Attributes"]
            .get("FilterPolicy", "{}")
        )
        for one in told
    }
    assert {"cups@example.com", "tea@example.com", "+8613800000000"} <= set(filters)
    assert filters["wang@example.com"]["severity"] == ["attention", "urgent", "critical"]
    assert filters["owner@example.com"] == {"audience": ["owner"]}
    assert "left@example.com" not in filters
    assert answer["addresses"]["others"] == ("owner@example.com",)
    nothing_changed(world)


def now_known(world: World) -> None:
    """An order waits for a code that nobody knew; settings are published that know it."""
    with world.seeing() as seen:
        table = seen.settings_table()
        known = table.settings()
        mystery = next(sku for sku in known.skus if sku.sku == "CUP-RED-01")
        table.publish(known.but(skus=tuple(one for one in known.skus if one is not mystery)))
    bring(world, "stored")
    with world.seeing() as seen:
        holds = hold_order(ORDER, [], deciding=deciding(seen), now=NOW)
        assert [hold.finding.code for hold in holds] == ["SKU_UNKNOWN"]
        table = seen.settings_table()
        without = table.settings()
        table.publish(without.but(skus=(*without.skus, mystery)))


@case("recheck_held", "settings_published", prepare=now_known)
def starts_the_order_whose_goods_are_known_now(world: World, answer: Any) -> None:
    assert answer == {"started": 1}
    (started,) = world.executions("OrderWorkflow")
    assert started == {"order": str(ORDER)}
    nothing_changed(world)


def held_for(code: str) -> Any:
    """Return what holds the order for a fact that is none."""

    def hold(world: World) -> None:
        finding = Finding(
            code=code, severity=Severity.STOP, evidence="once", fix="Wait.", ends=Ends.FACT
        )
        with world.seeing() as seen:
            assert hold_at_once(ORDER, [finding], desk=seen.desk(), now=NOW)

    return hold


@case("recheck_held", "stock_came_in", stage="stored", prepare=held_for("STOCK_SHORT"))
def starts_the_order_whose_stock_is_there(world: World, answer: Any) -> None:
    assert answer == {"started": 1}
    nothing_changed(world)


def shipped_by_hand(world: World) -> None:
    """The platform has it as shipped while its supplier works on it."""
    with world.seeing() as seen:
        file = seen.desk().order_file(ORDER)
        lines = tuple(line.but(status=OrderStatus.SHIPPED) for line in file.order.lines)
        sent = file.order.but(status=OrderStatus.SHIPPED, lines=lines)
        told = Event(kind=EventKind.ORDER_STORED, at=NOW, facts={"order": str(ORDER)})
        was = file.before((sent,))
        seen.desk().commit(Change(puts=(sent,), was=was, events=((sent, told),)))
    held_for("CHANGED")(world)


@case("recheck_held", "after_hand_over", stage="claimed", prepare=shipped_by_hand)
def starts_the_order_that_has_another_reason_to_wait(world: World, answer: Any) -> None:
    assert answer == {"started": 1}
    nothing_changed(world)
